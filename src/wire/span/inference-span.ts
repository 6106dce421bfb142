import type { SpanKind, SpanStatus, SpanStatusCode } from '@opentelemetry/api';
import type { JsonObject } from '../../json/json';
import { fieldsOf, type JsonRecord, nonEmpty, prefixed } from '../../json/json-record';
import { isCode, isId, isModelName, plainParameters } from '../../privacy/plain-values';
import type { Exchange } from '../exchange';

/* An exchange as an inference span of the GenAI conventions (v1.41). */

/* Of the API's enumerations, the values that are used here: it is not loaded. */
export const clientKind = 2 satisfies SpanKind.CLIENT;
const unset = 0 satisfies SpanStatusCode.UNSET;
const failed = 2 satisfies SpanStatusCode.ERROR;

/** @param captureContent whether the model's name may be a sentence */
export function spanName({ operation, request: { model } }: Exchange, captureContent: boolean): string {
  return model === undefined || !(captureContent || isModelName(model)) ? operation : `${operation} ${model}`;
}

/** @param captureContent whether the message is kept, which can quote the request */
export function spanStatus({ error }: Exchange, captureContent: boolean): SpanStatus {
  if (error === undefined) return { code: unset };
  const message = captureContent ? error.message : undefined;
  return { code: failed, ...(message === undefined ? {} : { message }) };
}

/**
 * @param captureContent `false` leaves out messages, instructions, tools, and every text but ids, names and codes
 * @returns nested values as they are; no value is `undefined`
 */
export function spanAttributes(exchange: Exchange, captureContent: boolean): JsonRecord {
  const facts = factsOf(exchange);
  const attributes = captureContent
    ? { ...facts, ...prefixed('honeyhive.request.', exchange.request.extra), ...contentOf(exchange) }
    : { ...withoutWords(facts), ...plainModelsOf(exchange), ...prefixed('honeyhive.request.', plainExtraOf(exchange)) };
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== undefined));
}

function factsOf(exchange: Exchange): JsonRecord {
  const { request, response } = exchange;
  return {
    'gen_ai.operation.name': exchange.operation,
    'gen_ai.provider.name': exchange.provider,
    'gen_ai.request.model': request.model,
    ...request.attributes,
    ...serverOf(exchange.url),
    'gen_ai.response.id': response.id,
    'gen_ai.response.model': response.model,
    'gen_ai.response.finish_reasons': response.finishReasons,
    'gen_ai.response.time_to_first_chunk': exchange.timeToFirstChunk,
    ...response.attributes,
    'http.response.status_code': exchange.status,
    'http.response.header.x-request-id': exchange.requestId === undefined ? undefined : [exchange.requestId],
    'http.request.resend_count': exchange.resendCount || undefined,
    'error.type': exchange.error?.type,
    'honeyhive.truncated': exchange.truncated || undefined,
  };
}

function contentOf({ request, response }: Exchange): JsonRecord {
  return {
    'gen_ai.system_instructions': request.systemInstructions,
    'gen_ai.input.messages': request.messages,
    'gen_ai.tool.definitions': request.tools?.map(named),
    'gen_ai.output.messages': nonEmpty(response.messages),
    ...prefixed('honeyhive.response.', response.extra),
  };
}

/** The conventions require a name; tools that the provider defines can have a type alone. */
function named(tool: unknown): unknown {
  const { type, name } = fieldsOf(tool);
  return name === undefined && typeof type === 'string' ? { ...fieldsOf(tool), name: type } : tool;
}

/** Numbers, flags and ids: every other text can quote a prompt. */
const withoutWords = (facts: JsonRecord): JsonRecord => ({
  ...Object.fromEntries(Object.entries(facts).filter(([name, value]) => !isWords(name) && isPlain(value))),
  ...(facts['error.type'] === undefined ? {} : { 'error.type': codeOr(facts['error.type'], 'error') }),
});

/** A call whose model is unknown is one nevertheless: without content, nothing else may say so. */
const plainModelsOf = ({ request: { model, messages }, response }: Exchange): JsonRecord => ({
  'gen_ai.request.model': nameOr(model, model === undefined && messages === undefined ? undefined : 'unknown'),
  'gen_ai.response.model': nameOr(response.model, undefined),
});

const nameOr = (model: string | undefined, fallback: string | undefined): string | undefined =>
  model !== undefined && isModelName(model) ? model : fallback;

const isPlain = (value: unknown): boolean =>
  typeof value === 'string' ? isId(value) : Array.isArray(value) ? value.every(isPlain) : typeof value !== 'object';

/** Words of the app, even if it is one alone. */
const isWords = (name: string): boolean =>
  name === 'gen_ai.request.stop_sequences' || name.startsWith('gen_ai.prompt.variable.');

const codeOr = (value: unknown, fallback: string): string => (isCode(String(value)) ? String(value) : fallback);

const plainExtraOf = ({ request }: Exchange): JsonRecord => plainParameters(request.extra as JsonObject) ?? {};

function serverOf(url: string): JsonRecord {
  const { protocol, hostname, port } = new URL(url);
  return {
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}
