import type { JsonSchema } from '../../json/json-schema';
import { amount, anyUuid, nonEmpty, object, text, textOrNull } from './field-schemas';

const draft = 'https://json-schema.org/draft/2020-12/schema';

const sessionFields = {
  session_id: anyUuid,
  session_name: nonEmpty,
  source: nonEmpty,
  // HoneyHive takes a text for no time at all, and silently writes its own.
  start_time: amount,
  end_time: amount,
  duration: amount,
  config: object,
  inputs: object,
  outputs: object,
  metadata: object,
  user_properties: object,
  children_ids: { type: 'array', items: anyUuid },
} as const satisfies Readonly<Record<string, JsonSchema>>;

/** The member `session` of the body of `POST /session/start`, with what its first version requires. */
export const sessionStartSchema: JsonSchema = {
  $schema: draft,
  title: 'SessionStartRequest',
  type: 'object',
  required: ['project', 'session_name', 'source'],
  properties: {
    project: nonEmpty,
    ...sessionFields,
    error: textOrNull,
    feedback: object,
    metrics: object,
  },
  additionalProperties: false,
};

/** The body of `POST /v1/sessions`, whose published schema is strict about the keys. */
export const v1SessionSchema: JsonSchema = {
  $schema: draft,
  title: 'StartSessionRequest',
  type: 'object',
  properties: { ...sessionFields, event_name: text },
  additionalProperties: false,
};

const updatedFields = {
  metadata: object,
  feedback: object,
  metrics: object,
  outputs: object,
  config: object,
  user_properties: object,
  duration: amount,
} as const satisfies Readonly<Record<string, JsonSchema>>;

/** The body of `PUT /events`. HoneyHive silently ignores other fields. */
export const eventUpdateSchema: JsonSchema = {
  $schema: draft,
  title: 'LegacyUpdateEventRequest',
  type: 'object',
  required: ['event_id'],
  properties: { event_id: anyUuid, ...updatedFields },
  additionalProperties: false,
};

/** The body of `PUT /v1/events/{event_id}` and the id of its path, as `event_id`. */
export const v1EventUpdateSchema: JsonSchema = {
  $schema: draft,
  title: 'UpdateEventRequest',
  type: 'object',
  required: ['event_id'],
  properties: {
    event_id: anyUuid,
    ...updatedFields,
    end_time: amount,
    children_ids: { type: 'array', items: anyUuid },
  },
  additionalProperties: false,
};
