import type { JsonSchema } from '../../json/json-schema';
import { amount, anyUuid, derivedUuid, object, text, textOrNull } from './field-schemas';
import { recordFieldNames, recordFields } from './record-fields';

/**
 * One record of `POST /events/model/batch`, stricter than any published version of the endpoint: no other fields, the types
 * of its first version, ids and counts that every version takes.
 */
export const modelEventSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'CreateModelEvent',
  type: 'object',
  required: recordFieldNames.filter((name) => recordFields[name].isRequired),
  properties: {
    ...Object.fromEntries(recordFieldNames.map((name) => [name, recordFields[name].schema])),
    event_id: derivedUuid,
  },
  additionalProperties: false,
};

/** One event of `POST /v1/events/batch`, whose published schema is strict about the keys. */
export const v1EventSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'PostEventRequest',
  type: 'object',
  required: ['event_type', 'inputs'],
  properties: {
    project_id: text,
    source: text,
    event_name: text,
    event_type: { enum: ['model', 'tool', 'chain', 'session'] },
    event_id: derivedUuid,
    session_id: anyUuid,
    parent_id: anyUuid,
    children_ids: { type: 'array', items: anyUuid },
    config: object,
    inputs: object,
    outputs: object,
    error: textOrNull,
    start_time: amount,
    end_time: amount,
    duration: amount,
    metadata: object,
    feedback: object,
    metrics: object,
    user_properties: object,
  },
  additionalProperties: false,
};
