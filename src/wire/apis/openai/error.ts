import { asRecord, asText, type JsonRecord } from '../../../json/json-record';
import type { ExchangeError } from '../../exchange';

/** `{error: {message, type, code, param}}`; some servers send the inner object alone, or the message in its place. */
function errorIn(body: JsonRecord): JsonRecord | undefined {
  if (typeof body['error'] === 'string') return { message: body['error'] };
  return asRecord(body['error']) ?? (body['object'] === 'error' ? body : undefined);
}

export function readError(body: JsonRecord): ExchangeError | undefined {
  const error = errorIn(body);
  if (error === undefined) return undefined;
  const kind = [error['code'], error['type']].find((each) => typeof each === 'string' || typeof each === 'number');
  return { type: kind === undefined ? 'error' : String(kind), message: asText(error['message']) };
}
