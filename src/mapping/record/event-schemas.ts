import type { JsonSchema } from '../../json/json-schema';
import type { CreateModelEvent } from './model-event';

const text: JsonSchema = { type: 'string' };
const nonEmpty: JsonSchema = { type: 'string', minLength: 1 };
const object: JsonSchema = { type: 'object' };
const amount: JsonSchema = { type: 'number', minimum: 0 };
const count: JsonSchema = { type: 'integer', minimum: 0 };
const counts: JsonSchema = { type: 'object', additionalProperties: count };

// Version 4 or 5: validators in the wild refuse newer ones.
const derivedUuid: JsonSchema = {
  type: 'string',
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
};
// An app's own session id: HoneyHive silently replaces what is no UUID.
const anyUuid: JsonSchema = {
  type: 'string',
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$',
};

const content: JsonSchema = {
  type: ['string', 'null', 'array'],
  items: { type: 'object', required: ['type'], properties: { type: nonEmpty, text } },
};

const toolCall: JsonSchema = {
  type: 'object',
  required: ['type'],
  properties: {
    id: text,
    type: nonEmpty,
    function: { type: 'object', required: ['name'], properties: { name: text, arguments: text } },
  },
};

const messageFields = {
  role: nonEmpty,
  content,
  name: text,
  tool_calls: { type: 'array', items: toolCall },
  tool_call_id: text,
  reasoning_content: text,
  refusal: { type: ['string', 'null'] },
  finish_reason: { type: ['string', 'null'] },
} satisfies Readonly<Record<string, JsonSchema>>;

const message: JsonSchema = { type: 'object', required: ['role'], properties: messageFields };

const fields: { readonly [Field in keyof Required<CreateModelEvent>]: JsonSchema } = {
  project: nonEmpty,
  source: text,
  event_name: text,
  model: nonEmpty,
  provider: nonEmpty,
  messages: { type: 'array', items: message },
  response: {
    type: 'object',
    properties: {
      ...messageFields,
      choices: {
        type: 'array',
        items: {
          type: 'object',
          properties: { index: count, message: object, finish_reason: messageFields.finish_reason },
        },
      },
    },
  },
  duration: amount,
  usage: {
    type: 'object',
    properties: {
      prompt_tokens: count,
      completion_tokens: count,
      total_tokens: count,
      prompt_tokens_details: counts,
      completion_tokens_details: counts,
    },
    additionalProperties: { type: ['integer', 'object'], minimum: 0, additionalProperties: count },
  },
  cost: amount,
  error: { type: ['string', 'null'] },
  hyperparameters: {
    type: 'object',
    properties: {
      temperature: { type: 'number' },
      top_p: { type: 'number' },
      top_k: { type: 'number' },
      max_tokens: { type: 'number' },
      presence_penalty: { type: 'number' },
      frequency_penalty: { type: 'number' },
      n: count,
      seed: { type: 'number' },
      stream: { type: 'boolean' },
      stop: { type: 'array', items: text },
    },
  },
  template: { type: 'array', items: { type: 'object', required: ['role'], properties: { role: nonEmpty, content } } },
  template_inputs: object,
  tools: { type: 'array', items: object },
  tool_choice: text,
  response_format: { type: 'object', required: ['type'], properties: { type: nonEmpty } },
  event_id: derivedUuid,
  session_id: anyUuid,
  start_time: amount,
  end_time: amount,
  metadata: {
    type: 'object',
    properties: {
      prompt_tokens: count,
      completion_tokens: count,
      total_tokens: count,
      cache_read_input_tokens: count,
      cache_write_input_tokens: count,
      reasoning_tokens: count,
      cost: amount,
      trace_id: text,
      span_id: text,
      parent_span_id: text,
    },
  },
  user_properties: object,
  feedback: object,
  metrics: object,
};

/**
 * One record of `POST /events/model/batch`, stricter than any published version of the endpoint: no other fields, the types
 * of its first version, ids and counts that every version takes.
 */
export const modelEventSchema: JsonSchema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'CreateModelEvent',
  type: 'object',
  required: [
    'project',
    'model',
    'provider',
    'messages',
    'response',
    'duration',
    'usage',
    'event_id',
    'start_time',
    'end_time',
  ],
  properties: fields,
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
    error: { type: ['string', 'null'] },
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
