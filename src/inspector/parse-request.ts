import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../json/json';
import { validate } from '../json/validate-schema';
import { bodyOf } from '../otlp/http/body';
import { isSame } from '../otlp/http/is-same';
import { addressOf, type Refusal, refusalOfOrigin } from './access';
import { type Api, type Endpoint, endpointAt, type Route, recordsIn } from './routes';

/** One record of a request, as received. */
export interface ReceivedRecord {
  /** Its `event_id`, or the `session_id` of a session, if it has one. */
  readonly id: string | undefined;
  readonly record: JsonObject;
  /** Why it is not valid; empty if it is. */
  readonly problems: readonly string[];
}

export interface ParsedRequest {
  readonly route: Route | undefined;
  readonly api: Api | undefined;
  /** The events, the session or the update that it brings. */
  readonly records: readonly ReceivedRecord[];
  /** Why the request as a whole is refused. */
  readonly refusal?: Refusal;
}

/** Keeps a runaway sender from filling the memory of the receiver. */
export const maxBodyBytes = 64 * 2 ** 20;

/** The body as sent, `undefined` if it has more than 64 MiB. */
export const readBody = (request: IncomingMessage): Promise<Buffer | undefined> => bodyOf(request, maxBodyBytes);

/**
 * @param apiKey the only key that is accepted; if `undefined`, every key is
 * @param isOpen requests may come from other machines
 */
export function parseRequest(
  request: IncomingMessage,
  body: Buffer | undefined,
  apiKey: string | undefined,
  isOpen = false,
): ParsedRequest {
  const { endpoint, id } = endpointAt(addressOf(request)?.pathname ?? '') ?? {};
  const { route, api } = endpoint ?? {};
  const refuse = (status: number, message: string, records: readonly ReceivedRecord[] = []): ParsedRequest => ({
    route,
    api,
    records,
    refusal: { status, message },
  });

  const foreign = refusalOfOrigin(request, isOpen);
  if (foreign !== undefined) return refuse(foreign.status, foreign.message);
  if (endpoint === undefined) return refuse(404, 'There is no such endpoint.');
  if (request.method !== endpoint.method) return refuse(405, `Only ${endpoint.method} is served here.`);
  // Of others than this machine, nothing is read without the key.
  if (isOpen && !isAuthorized(request.headers.authorization, apiKey)) return refuse(401, 'Invalid API key.');
  if (body === undefined) return refuse(413, 'The request body is too large.');
  const parsed = parseBody(body, request.headers);
  if ('status' in parsed) return refuse(parsed.status, parsed.message);

  const records = recordsIn(parsed.value, endpoint, id).map((record) => received(record, endpoint));
  if (!isAuthorized(request.headers.authorization, apiKey)) return refuse(401, 'Invalid API key.', records);
  const problems = [...validate(endpoint.bodySchema, parsed.value)];
  // One bad event is refused alone; a session and an update are all that their request has.
  if (route !== 'events') problems.push(...records.flatMap((record) => record.problems));
  return problems.length > 0
    ? refuse(400, `Invalid request: ${problems.join('; ')}`, records)
    : { route, api, records };
}

function received(record: JsonObject, { idField, recordSchema }: Endpoint): ReceivedRecord {
  const id = record[idField];
  return { id: typeof id === 'string' ? id : undefined, record, problems: validate(recordSchema, record) };
}

function isAuthorized(authorization: string | undefined, apiKey: string | undefined): boolean {
  const given = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  return given !== undefined && (apiKey === undefined || isSame(apiKey, given));
}

function parseBody(body: Buffer, headers: IncomingHttpHeaders): { readonly value: unknown } | Refusal {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json') return { status: 415, message: 'The content type must be application/json.' };
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return { status: 415, message: 'The content encoding must be identity or gzip.' };
  }
  try {
    const plain = encoding === 'gzip' ? gunzipSync(body, { maxOutputLength: maxBodyBytes }) : body;
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain)) };
  } catch {
    return { status: 400, message: 'The request body is not JSON in UTF-8.' };
  }
}
