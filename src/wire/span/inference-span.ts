import { type SpanStatus, SpanStatusCode } from '@opentelemetry/api';
import { fieldsOf, type JsonRecord, nonEmpty, prefixed } from '../../json/json-record';
import type { Exchange } from '../exchange';

/* An exchange as an inference span of the GenAI conventions (v1.41). */

export const spanName = ({ operation, request }: Exchange): string =>
  request.model === undefined ? operation : `${operation} ${request.model}`;

export function spanStatus({ error }: Exchange): SpanStatus {
  if (error === undefined) return { code: SpanStatusCode.UNSET };
  return { code: SpanStatusCode.ERROR, ...(error.message === undefined ? {} : { message: error.message }) };
}

/**
 * @param captureContent `false` leaves out messages, instructions, tools, and parameters that can hold text
 * @returns nested values as they are; no value is `undefined`
 */
export const spanAttributes = (exchange: Exchange, captureContent: boolean): JsonRecord =>
  Object.fromEntries(Object.entries(attributesOf(exchange, captureContent)).filter(([, value]) => value !== undefined));

function attributesOf(exchange: Exchange, captureContent: boolean): JsonRecord {
  const { request, response } = exchange;
  return {
    'gen_ai.operation.name': exchange.operation,
    'gen_ai.provider.name': exchange.provider,
    'gen_ai.request.model': request.model,
    ...(captureContent ? request.attributes : withoutVariables(request.attributes)),
    ...prefixed('honeyhive.request.', captureContent ? request.extra : withoutContent(request.extra)),
    ...serverOf(exchange.url),
    'gen_ai.response.id': response.id,
    'gen_ai.response.model': response.model,
    'gen_ai.response.finish_reasons': response.finishReasons,
    'gen_ai.response.time_to_first_chunk': exchange.timeToFirstChunk,
    ...response.attributes,
    ...(captureContent ? contentOf(exchange) : {}),
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

/** Parameters whose text is one of a fixed set or an id; other texts and objects can quote a prompt. */
const plain = new Set([
  'modalities',
  'prompt_cache_key',
  'prompt_cache_retention',
  'safety_identifier',
  'stream_options',
  'tool_choice',
  'user',
  'verbosity',
]);

const withoutContent = (extra: JsonRecord): JsonRecord =>
  Object.fromEntries(
    Object.entries(extra).filter(
      ([name, value]) => plain.has(name) || typeof value === 'number' || typeof value === 'boolean',
    ),
  );

/** The values of a stored prompt's variables are content. */
const withoutVariables = (attributes: JsonRecord): JsonRecord =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !name.startsWith('gen_ai.prompt.variable.')));

function serverOf(url: string): JsonRecord {
  const { protocol, hostname, port } = new URL(url);
  return {
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}
