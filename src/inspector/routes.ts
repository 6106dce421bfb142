import { isObject, type JsonObject } from '../json/json';
import type { JsonSchema } from '../json/json-schema';
import { modelEventSchema, v1EventSchema } from '../mapping/record/event-schemas';
import {
  eventUpdateSchema,
  sessionStartSchema,
  v1EventUpdateSchema,
  v1SessionSchema,
} from '../mapping/record/session-schemas';

/** What a request is for: to store events, to start a session, or to add to an event or session that is stored. */
export type Route = 'events' | 'session' | 'update';

/** The older routes, or their successors under `/v1`. */
export type Api = 'model' | 'v1';

/** One route of HoneyHive. */
export interface Endpoint {
  readonly route: Route;
  readonly api: Api;
  readonly method: 'POST' | 'PUT';
  readonly path: RegExp;
  readonly bodySchema: JsonSchema;
  readonly recordSchema: JsonSchema;
  /** The records of a body, by what the groups of the path have matched. */
  recordsOf(body: JsonObject, id: string | undefined): readonly unknown[];
  /** The field of a record that has its id. */
  readonly idField: 'event_id' | 'session_id';
}

const anyObject: JsonSchema = { type: 'object' };
const objectWith = (name: string, member: JsonSchema, more: Readonly<Record<string, JsonSchema>> = {}): JsonSchema => ({
  type: 'object',
  required: [name],
  properties: { [name]: member, ...more },
  additionalProperties: false,
});

const batch = (
  api: Api,
  path: RegExp,
  list: string,
  recordSchema: JsonSchema,
  options: Readonly<Record<string, JsonSchema>>,
): Endpoint => ({
  route: 'events',
  api,
  method: 'POST',
  path,
  bodySchema: objectWith(list, { type: 'array', items: anyObject }, { ...options, session_properties: anyObject }),
  recordSchema,
  recordsOf: (body) => {
    const found = body[list];
    return Array.isArray(found) ? found : [];
  },
  idField: 'event_id',
});

const endpoints: readonly Endpoint[] = [
  batch('model', /^\/events\/model\/batch$/, 'model_events', modelEventSchema, {
    is_single_session: { type: 'boolean' },
  }),
  batch('v1', /^\/v1\/events\/batch$/, 'events', v1EventSchema, { single_session: { type: 'boolean' } }),
  {
    route: 'session',
    api: 'model',
    method: 'POST',
    path: /^\/session\/start$/,
    bodySchema: objectWith('session', anyObject),
    recordSchema: sessionStartSchema,
    recordsOf: (body) => [body['session']],
    idField: 'session_id',
  },
  {
    route: 'session',
    api: 'v1',
    method: 'POST',
    path: /^\/v1\/sessions$/,
    bodySchema: anyObject,
    recordSchema: v1SessionSchema,
    recordsOf: (body) => [body],
    idField: 'session_id',
  },
  {
    route: 'update',
    api: 'model',
    method: 'PUT',
    path: /^\/events$/,
    bodySchema: anyObject,
    recordSchema: eventUpdateSchema,
    recordsOf: (body) => [body],
    idField: 'event_id',
  },
  {
    route: 'update',
    api: 'v1',
    method: 'PUT',
    path: /^\/v1\/events\/([^/]+)$/,
    bodySchema: anyObject,
    recordSchema: v1EventUpdateSchema,
    recordsOf: (body, id) => [{ ...body, ...(id === undefined ? {} : { event_id: id }) }],
    idField: 'event_id',
  },
];

/** The route that serves a path, and the id in the path, if it has one; `undefined` if there is no such route. */
export function endpointAt(path: string): { readonly endpoint: Endpoint; readonly id: string | undefined } | undefined {
  for (const endpoint of endpoints) {
    const match = endpoint.path.exec(path);
    if (match !== null) return { endpoint, id: match[1] };
  }
  return undefined;
}

/** The records of a parsed body that are objects. */
export const recordsIn = (body: unknown, endpoint: Endpoint, id: string | undefined): readonly JsonObject[] =>
  isObject(body) ? endpoint.recordsOf(body as JsonObject, id).filter((one): one is JsonObject => isObject(one)) : [];
