import type { JsonObject } from '../../json/json';
import { put, type Writable } from '../../json/json';
import type { JsonSchema, TypeName } from '../../json/json-schema';
import { keptResourceAttributes } from '../span/kept-resource-attributes';
import { plainEventName } from './event-name';
import * as schemas from './field-schemas';
import type { CreateModelEvent } from './model-event';

type FieldName = keyof CreateModelEvent;
type Value<Name extends FieldName> = Exclude<CreateModelEvent[Name], undefined>;

/** How a value of this type is called in a JSON Schema. */
type TypeOf<T> = T extends string
  ? 'string'
  : T extends number
    ? 'number' | 'integer'
    : T extends null
      ? 'null'
      : T extends readonly unknown[]
        ? 'array'
        : 'object';

/** @template Whole the record that the field is in */
export interface RecordField<T, Whole = CreateModelEvent> {
  /** What the endpoint takes. */
  readonly schema: JsonSchema & { readonly type: (TypeName & TypeOf<T>) | readonly (TypeName & TypeOf<T>)[] };
  readonly isRequired?: boolean;
  /** Put back when an app's `redact` removed it. So is every required field. */
  readonly isRestored?: true;
  /** Never cut when a record is too long. */
  readonly isUncut?: true;
  /** What may be sent of it when nothing that a person or a model wrote may be; absent if nothing. */
  readonly withoutContent?: (value: T, record: Whole) => T;
  /**
   * What the record of another span of the same call adds: the whole field where it is missing, or the missing members of an
   * object; absent if nothing.
   */
  readonly merge?: 'whole' | 'members';
}

type Requirement<Name extends FieldName> =
  object extends Pick<CreateModelEvent, Name> ? { readonly isRequired?: false } : { readonly isRequired: true };

type RecordFields = { readonly [Name in FieldName]-?: RecordField<Value<Name>> & Requirement<Name> };

const same = <T>(value: T): T => value;

function countsAndFlags(object: JsonObject): JsonObject {
  const found: Writable = {};
  for (const name in object) {
    const value = object[name];
    if (typeof value === 'number' || typeof value === 'boolean') put(found, name, value);
  }
  return found;
}

interface MetadataField {
  /** What the value must be; a value of the app's own under this name is converted, or left out. */
  readonly schema?: JsonSchema;
  readonly isUncut?: true;
  /** Neither a person nor a model wrote it. */
  readonly isSafe?: true;
  /** It holds for the app, and not for this span or its exchange alone. */
  readonly isShared?: true;
}

const tokens: MetadataField = { schema: schemas.count, isSafe: true };
const spanId: MetadataField = { schema: schemas.text, isUncut: true, isSafe: true };

const experimentId: MetadataField = { isUncut: true, isSafe: true, isShared: true };

/** Names in `metadata` that have a meaning of their own. Others are attributes of spans, and the app's own fields. */
export const metadataFields: ReadonlyMap<string, MetadataField> = new Map<string, MetadataField>([
  ['prompt_tokens', tokens],
  ['completion_tokens', tokens],
  ['total_tokens', tokens],
  ['cache_read_input_tokens', tokens],
  ['cache_write_input_tokens', tokens],
  ['reasoning_tokens', tokens],
  ['cost', { schema: schemas.amount, isSafe: true }],
  ['trace_id', spanId],
  ['span_id', spanId],
  ['parent_span_id', spanId],
  ['scope', { isSafe: true }],
  ...keptResourceAttributes.map((name) => [name, { isSafe: true, isShared: true }] as const),
  ['run_id', experimentId],
  ['dataset_id', experimentId],
  ['datapoint_id', experimentId],
  ['provider', {}],
  ['response_id', { isSafe: true, isUncut: true }],
  ['request_model', { isSafe: true }],
  ['finish_reasons', { isSafe: true }],
  ['time_to_first_token_ms', { isSafe: true }],
  ['dialect', { isSafe: true }],
  ['truncated', { isSafe: true }],
  ['dropped_attributes_count', {}],
  ['exception.stacktrace', {}],
  ['events', {}],
]);

const metadataSchema = {
  type: 'object',
  properties: Object.fromEntries([...metadataFields].flatMap(([name, { schema }]) => (schema ? [[name, schema]] : []))),
} as const satisfies JsonSchema;

function safeMetadata(metadata: JsonObject): JsonObject {
  const found: Writable = {};
  for (const [name, { isSafe }] of metadataFields) {
    const value = isSafe ? metadata[name] : undefined;
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** Every field of a record, in the order in which they are written. */
export const recordFields: RecordFields = {
  project: { schema: schemas.nonEmpty, isRequired: true, isUncut: true, withoutContent: same },
  event_name: {
    schema: schemas.text,
    withoutContent: (name, { model, metadata }) => plainEventName(name, [metadata?.['request_model'], model], metadata),
  },
  model: { schema: schemas.nonEmpty, isRequired: true, isUncut: true, withoutContent: same },
  provider: { schema: schemas.nonEmpty, isRequired: true, isUncut: true, withoutContent: same },
  messages: { schema: schemas.messages, isRequired: true, withoutContent: () => [] },
  response: {
    schema: schemas.response,
    isRequired: true,
    withoutContent: ({ finish_reason }) => (typeof finish_reason === 'string' ? { finish_reason } : {}),
  },
  tools: { schema: schemas.objects },
  error: { schema: schemas.textOrNull, withoutContent: (error) => (error === null ? null : 'error') },
  duration: { schema: schemas.amount, isRequired: true, isUncut: true, withoutContent: same },
  usage: { schema: schemas.usage, isRequired: true, isUncut: true, withoutContent: same },
  event_id: { schema: schemas.anyUuid, isRequired: true, isUncut: true, withoutContent: same },
  start_time: { schema: schemas.amount, isRequired: true, isUncut: true, withoutContent: same },
  end_time: { schema: schemas.amount, isRequired: true, isUncut: true, withoutContent: same },
  source: { schema: schemas.text, isUncut: true, withoutContent: same, merge: 'whole' },
  cost: { schema: schemas.amount, isUncut: true, withoutContent: same },
  hyperparameters: { schema: schemas.hyperparameters, withoutContent: countsAndFlags },
  template: { schema: schemas.template, merge: 'whole' },
  template_inputs: { schema: schemas.object, merge: 'whole' },
  tool_choice: { schema: schemas.text },
  response_format: { schema: schemas.responseFormat },
  session_id: { schema: schemas.anyUuid, isRestored: true, isUncut: true, withoutContent: same, merge: 'whole' },
  user_properties: { schema: schemas.object, merge: 'members' },
  feedback: { schema: schemas.object, merge: 'members' },
  metrics: { schema: schemas.object, merge: 'members' },
  metadata: { schema: metadataSchema, withoutContent: safeMetadata },
};

export const recordFieldNames = Object.keys(recordFields) as readonly FieldName[];

const structure = ['role', 'type', 'id', 'tool_call_id', 'finish_reason'];
const ofV1Events = ['event_type'];

/** Names of fields, and of members at any depth, that identify, count or give a record its structure: never cut. */
export const uncutNames: ReadonlySet<string> = new Set([
  ...recordFieldNames.filter((name) => recordFields[name].isUncut),
  ...[...metadataFields.keys()].filter((name) => metadataFields.get(name)?.isUncut),
  ...structure,
  ...ofV1Events,
]);
