import {
  type Attributes,
  type AttributeValue,
  type Context,
  SpanKind,
  SpanStatusCode,
  type Tracer,
} from '@opentelemetry/api';
import { asRecord } from '../../json/json-record';
import type { Exchange } from '../exchange';

export interface SpanStyle {
  /** The tracer keeps nested values; otherwise they are written as JSON strings, as the conventions allow. */
  readonly structured: boolean;
  /** `false` leaves out all that was said: messages, instructions, tools, and parameters that can hold text. */
  readonly captureContent: boolean;
}

/**
 * Writes an exchange as an inference span of the GenAI conventions (v1.41), with its own times.
 * @param context that the call was made in
 */
export function writeSpan(tracer: Tracer, exchange: Exchange, context: Context, style: SpanStyle): void {
  const { operation, request, error } = exchange;
  const span = tracer.startSpan(
    request.model === undefined ? operation : `${operation} ${request.model}`,
    {
      kind: SpanKind.CLIENT,
      startTime: exchange.startTime,
      attributes: asAttributes(attributesOf(exchange, style.captureContent), style),
    },
    context,
  );
  if (error !== undefined) {
    span.setStatus({
      code: SpanStatusCode.ERROR,
      ...(error.message === undefined ? {} : { message: error.message }),
    });
  }
  span.end(exchange.endTime);
}

function attributesOf(exchange: Exchange, captureContent: boolean): Readonly<Record<string, unknown>> {
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

function contentOf({ request, response }: Exchange): Readonly<Record<string, unknown>> {
  return {
    'gen_ai.system_instructions': request.systemInstructions,
    'gen_ai.input.messages': request.messages,
    'gen_ai.tool.definitions': request.tools?.map(named),
    'gen_ai.output.messages': response.messages.length === 0 ? undefined : response.messages,
    ...prefixed('honeyhive.response.', response.extra),
  };
}

/** The conventions want a name of every tool; the provider's own can have a type alone. */
function named(tool: unknown): unknown {
  const { type, name } = asRecord(tool) ?? {};
  return name === undefined && typeof type === 'string' ? { ...asRecord(tool), name: type } : tool;
}

/** Parameters whose text is a choice among words, or names something; other texts and objects can quote a prompt. */
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

const withoutContent = (extra: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(extra).filter(
      ([name, value]) => plain.has(name) || typeof value === 'number' || typeof value === 'boolean',
    ),
  );

/** What a stored prompt's variables stand for is content. */
const withoutVariables = (attributes: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(attributes).filter(([name]) => !name.startsWith('gen_ai.prompt.variable.')));

const prefixed = (prefix: string, fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(fields).map(([name, value]) => [prefix + name, value]));

function serverOf(url: string): Readonly<Record<string, unknown>> {
  const { protocol, hostname, port } = new URL(url);
  return {
    'server.address': hostname,
    'server.port': port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port),
  };
}

/** The API's types know no nested values yet, though SDK 3.x and our own tracer keep them: hence the one cast. */
function asAttributes(values: Readonly<Record<string, unknown>>, { structured }: SpanStyle): Attributes {
  const written = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => [key, structured || isPlain(value) ? value : JSON.stringify(value)] as const);
  return Object.fromEntries(written) as Record<string, AttributeValue>;
}

const isPlain = (value: unknown): boolean =>
  typeof value !== 'object' ||
  (Array.isArray(value) && value.every((each) => typeof each === typeof value[0] && typeof each !== 'object'));
