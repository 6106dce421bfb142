import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { JsonObject } from '../json/json';
import type { JsonSchema } from '../json/json-schema';
import { validate } from '../json/validate-schema';
import { modelEventSchema, v1EventSchema } from '../mapping/record/event-schemas';

/** One record of a request, as received. */
export interface ReceivedRecord {
  /** Its `event_id`, if it has one. */
  readonly id: string | undefined;
  readonly record: JsonObject;
  /** Why it is not valid; empty if it is. */
  readonly problems: readonly string[];
}

/** A request as the endpoint understands it. */
export interface Arrival {
  readonly api: Api | undefined;
  readonly records: readonly ReceivedRecord[];
  /** Why the request as a whole is not served. */
  readonly refusal?: Refusal;
}

export interface Refusal {
  readonly status: number;
  readonly message: string;
}

export type Api = 'model' | 'v1';

interface Endpoint {
  readonly api: Api;
  readonly list: string;
  readonly record: JsonSchema;
  readonly envelope: JsonSchema;
}

const list: JsonSchema = { type: 'array', items: { type: 'object' } };
const yesOrNo: JsonSchema = { type: 'boolean' };
const properties: JsonSchema = { type: 'object' };

const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  [
    '/events/model/batch',
    {
      api: 'model',
      list: 'model_events',
      record: modelEventSchema,
      envelope: {
        type: 'object',
        required: ['model_events'],
        properties: { model_events: list, is_single_session: yesOrNo, session_properties: properties },
        additionalProperties: false,
      },
    },
  ],
  [
    '/v1/events/batch',
    {
      api: 'v1',
      list: 'events',
      record: v1EventSchema,
      envelope: {
        type: 'object',
        required: ['events'],
        properties: { events: list, single_session: yesOrNo, session_properties: properties },
        additionalProperties: false,
      },
    },
  ],
]);

/** More than any sane request: keeps a runaway sender from filling the receiver's memory. */
const maxBodyBytes = 64 * 2 ** 20;

/** All of a request's body as it came over the wire, or `undefined` if there is more than is ever taken. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // What is too much is still read, or the answer would meet a caller that is busy sending.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks) : undefined;
}

/** @param apiKey the only key that is accepted; without it, any */
export function understand(request: IncomingMessage, body: Buffer | undefined, apiKey: string | undefined): Arrival {
  const endpoint = endpoints.get(new URL(request.url ?? '/', 'http://localhost').pathname);
  const refuse = (status: number, message: string, records: readonly ReceivedRecord[] = []): Arrival => ({
    api: endpoint?.api,
    records,
    refusal: { status, message },
  });

  if (endpoint === undefined) return refuse(404, 'There is no such endpoint.');
  if (request.method !== 'POST') return refuse(405, 'Only POST is served here.');
  if (body === undefined) return refuse(413, 'The request body is too large.');
  const parsed = parse(body, request.headers);
  if ('refusal' in parsed) return refuse(parsed.refusal.status, parsed.refusal.message);

  const records = recordsOf(parsed.value, endpoint);
  if (!mayWrite(request.headers.authorization, apiKey)) return refuse(401, 'Invalid API key.', records);
  const problems = validate(endpoint.envelope, parsed.value);
  return problems.length > 0
    ? refuse(400, `Invalid request: ${problems.join('; ')}`, records)
    : { api: endpoint.api, records };
}

function mayWrite(authorization: string | undefined, apiKey: string | undefined): boolean {
  const given = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  return given !== undefined && (apiKey === undefined || given === apiKey);
}

type Parsed = { readonly value: unknown } | { readonly refusal: Refusal };

function parse(body: Buffer, headers: IncomingHttpHeaders): Parsed {
  const type = headers['content-type']?.split(';')[0]?.trim().toLowerCase();
  if (type !== 'application/json')
    return { refusal: { status: 415, message: 'The content type must be application/json.' } };
  const encoding = headers['content-encoding'] ?? 'identity';
  if (encoding !== 'identity' && encoding !== 'gzip') {
    return { refusal: { status: 415, message: 'The content encoding must be identity or gzip.' } };
  }
  try {
    const plain = encoding === 'gzip' ? gunzipSync(body, { maxOutputLength: maxBodyBytes }) : body;
    return { value: JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(plain)) };
  } catch {
    return { refusal: { status: 400, message: 'The request body is not JSON in UTF-8.' } };
  }
}

function recordsOf(envelope: unknown, endpoint: Endpoint): readonly ReceivedRecord[] {
  const found = isObject(envelope) ? envelope[endpoint.list] : undefined;
  if (!Array.isArray(found)) return [];
  return found.filter(isObject).map((record) => ({
    id: typeof record['event_id'] === 'string' ? record['event_id'] : undefined,
    record,
    problems: validate(endpoint.record, record),
  }));
}

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
