import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { isObject, type JsonObject } from '../json/json';
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

export interface ParsedRequest {
  readonly api: Api | undefined;
  readonly records: readonly ReceivedRecord[];
  /** Why the request as a whole is refused. */
  readonly refusal?: Refusal;
}

interface Refusal {
  readonly status: number;
  readonly message: string;
}

export type Api = 'model' | 'v1';

interface Endpoint {
  readonly api: Api;
  /** The field of the body that has the records. */
  readonly list: string;
  readonly recordSchema: JsonSchema;
  readonly bodySchema: JsonSchema;
}

const endpoint = (api: Api, list: string, singleSession: string, recordSchema: JsonSchema): Endpoint => ({
  api,
  list,
  recordSchema,
  bodySchema: {
    type: 'object',
    required: [list],
    properties: {
      [list]: { type: 'array', items: { type: 'object' } },
      [singleSession]: { type: 'boolean' },
      session_properties: { type: 'object' },
    },
    additionalProperties: false,
  },
});

const endpoints: ReadonlyMap<string, Endpoint> = new Map([
  ['/events/model/batch', endpoint('model', 'model_events', 'is_single_session', modelEventSchema)],
  ['/v1/events/batch', endpoint('v1', 'events', 'single_session', v1EventSchema)],
]);

/** Keeps a runaway sender from filling the memory of the receiver. */
const maxBodyBytes = 64 * 2 ** 20;

/** The body as sent, `undefined` if it has more than 64 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  // A body that is too large is still read to its end: a client that is busy sending does not read the response.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes <= maxBodyBytes) chunks.push(chunk);
  }
  return bytes <= maxBodyBytes ? Buffer.concat(chunks) : undefined;
}

/**
 * Names of this machine. A web page can have a name of its own resolve to this machine, and so read from the browser's user what listens
 * here, but it cannot have the browser send another name than that.
 */
const loopback = /^(?:localhost|[a-z0-9.-]+\.localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d+)?$/i;

/** @param apiKey the only key that is accepted; if `undefined`, every key is */
export function parseRequest(
  request: IncomingMessage,
  body: Buffer | undefined,
  apiKey: string | undefined,
): ParsedRequest {
  const endpoint = endpoints.get(new URL(request.url ?? '/', 'http://localhost').pathname);
  const refuse = (status: number, message: string, records: readonly ReceivedRecord[] = []): ParsedRequest => ({
    api: endpoint?.api,
    records,
    refusal: { status, message },
  });

  if (!loopback.test(request.headers.host ?? 'localhost')) {
    return refuse(421, 'The request is for another host. This one answers to localhost, 127.0.0.1 and [::1] only.');
  }
  if (endpoint === undefined) return refuse(404, 'There is no such endpoint.');
  if (request.method !== 'POST') return refuse(405, 'Only POST is served here.');
  if (body === undefined) return refuse(413, 'The request body is too large.');
  const parsed = parseBody(body, request.headers);
  if ('status' in parsed) return refuse(parsed.status, parsed.message);

  const records = recordsOf(parsed.value, endpoint);
  if (!isAuthorized(request.headers.authorization, apiKey)) return refuse(401, 'Invalid API key.', records);
  const problems = validate(endpoint.bodySchema, parsed.value);
  return problems.length > 0
    ? refuse(400, `Invalid request: ${problems.join('; ')}`, records)
    : { api: endpoint.api, records };
}

function isAuthorized(authorization: string | undefined, apiKey: string | undefined): boolean {
  const given = /^Bearer (\S+)$/.exec(authorization ?? '')?.[1];
  return given !== undefined && (apiKey === undefined || given === apiKey);
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

function recordsOf(body: unknown, { list, recordSchema }: Endpoint): readonly ReceivedRecord[] {
  const found = isObject(body) ? body[list] : undefined;
  if (!Array.isArray(found)) return [];
  return found
    .filter((one): one is JsonObject => isObject(one))
    .map((record) => ({
      id: typeof record['event_id'] === 'string' ? record['event_id'] : undefined,
      record,
      problems: validate(recordSchema, record),
    }));
}
