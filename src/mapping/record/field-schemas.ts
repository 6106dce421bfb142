import type { JsonSchema } from '../../json/json-schema';

// JSON Schemas of what the fields of a record hold.

export const text = { type: 'string' } as const satisfies JsonSchema;
export const nonEmpty = { type: 'string', minLength: 1 } as const satisfies JsonSchema;
export const textOrNull = { type: ['string', 'null'] } as const satisfies JsonSchema;
export const object = { type: 'object' } as const satisfies JsonSchema;
export const objects = { type: 'array', items: object } as const satisfies JsonSchema;
export const amount = { type: 'number', minimum: 0 } as const satisfies JsonSchema;
export const count = { type: 'integer', minimum: 0 } as const satisfies JsonSchema;
const number = { type: 'number' } as const satisfies JsonSchema;

// Version 4 or 5: validators in the wild refuse newer ones.
export const derivedUuid = {
  type: 'string',
  pattern: '^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$',
} as const satisfies JsonSchema;
/** An app's own session id: HoneyHive silently replaces one that is no UUID. */
export const anyUuid = {
  type: 'string',
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[1-8][0-9a-fA-F]{3}-[89abAB][0-9a-fA-F]{3}-[0-9a-fA-F]{12}$',
} as const satisfies JsonSchema;

const content = {
  type: ['string', 'null', 'array'],
  items: { type: 'object', required: ['type'], properties: { type: nonEmpty, text } },
} as const satisfies JsonSchema;

const toolCall = {
  type: 'object',
  required: ['type'],
  properties: {
    id: text,
    type: nonEmpty,
    function: { type: 'object', required: ['name'], properties: { name: text, arguments: text } },
  },
} as const satisfies JsonSchema;

const messageMembers = {
  role: nonEmpty,
  content,
  name: text,
  tool_calls: { type: 'array', items: toolCall },
  tool_call_id: text,
  reasoning_content: text,
  refusal: textOrNull,
  finish_reason: textOrNull,
} as const satisfies Readonly<Record<string, JsonSchema>>;

export const messages = {
  type: 'array',
  items: { type: 'object', required: ['role'], properties: messageMembers },
} as const satisfies JsonSchema;

const choice = { type: 'object', properties: { index: count, message: object, finish_reason: textOrNull } } as const;

export const response = {
  type: 'object',
  properties: { ...messageMembers, choices: { type: 'array', items: choice } },
} as const satisfies JsonSchema;

const counts = { type: 'object', additionalProperties: count } as const satisfies JsonSchema;

export const usage = {
  type: 'object',
  properties: {
    prompt_tokens: count,
    completion_tokens: count,
    total_tokens: count,
    prompt_tokens_details: counts,
    completion_tokens_details: counts,
  },
  additionalProperties: { type: ['integer', 'object'], minimum: 0, additionalProperties: count },
} as const satisfies JsonSchema;

export const hyperparameters = {
  type: 'object',
  properties: {
    temperature: number,
    top_p: number,
    top_k: number,
    max_tokens: number,
    presence_penalty: number,
    frequency_penalty: number,
    n: count,
    seed: number,
    stream: { type: 'boolean' },
    stop: { type: 'array', items: text },
  },
} as const satisfies JsonSchema;

export const template = {
  type: 'array',
  items: { type: 'object', required: ['role'], properties: { role: nonEmpty, content } },
} as const satisfies JsonSchema;

export const responseFormat = {
  type: 'object',
  required: ['type'],
  properties: { type: nonEmpty },
} as const satisfies JsonSchema;
