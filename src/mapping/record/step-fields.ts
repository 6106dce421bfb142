import type { JsonObject } from '../../json/json';
import type { JsonSchema } from '../../json/json-schema';
import { plainEventName } from './event-name';
import { object, text } from './field-schemas';
import { type RecordField, recordFields } from './record-fields';
import { type EventRecord, isStepEvent, type StepEvent, type StepKind } from './step-event';

type Value<Name extends keyof StepEvent> = Exclude<StepEvent[Name], undefined>;

type StepFields = {
  readonly [Name in keyof StepEvent]-?: RecordField<Value<Name>> | RecordField<Value<Name>, StepEvent>;
};

/** What a step was given and gave, and its settings, of which nothing is left: the name of a tool reveals what tools there are. */
const content: RecordField<JsonObject> = { schema: object, isRequired: true, withoutContent: () => ({}) };

/** Every field of a step's record, in the order in which they are written. Those that a model call has are as there. */
const stepFields: StepFields = {
  project: recordFields.project,
  event_name: {
    schema: text,
    isRequired: true,
    withoutContent: (name: string, { metadata }: StepEvent) => plainEventName(name, [], metadata),
  },
  source: recordFields.source,
  event_type: { schema: text, isRequired: true, withoutContent: (kind: StepKind) => kind },
  event_id: recordFields.event_id,
  session_id: recordFields.session_id,
  config: content,
  inputs: content,
  outputs: content,
  error: recordFields.error,
  start_time: recordFields.start_time,
  end_time: recordFields.end_time,
  duration: recordFields.duration,
  metadata: recordFields.metadata,
  user_properties: recordFields.user_properties,
  feedback: recordFields.feedback,
  metrics: recordFields.metrics,
};

/** A field of a record of either kind. */
interface AnyField {
  readonly schema: JsonSchema;
  readonly isRequired?: boolean;
  readonly isRestored?: true;
  readonly withoutContent?: (value: unknown, record: EventRecord) => unknown;
}
type AnyFields = readonly (readonly [name: string, field: AnyField])[];

const ofSteps = Object.entries(stepFields) as unknown as AnyFields;
const ofCalls = Object.entries(recordFields) as unknown as AnyFields;

/** The fields of a record of this one's kind, in their order. */
export const fieldsOf = (record: EventRecord): AnyFields => (isStepEvent(record) ? ofSteps : ofCalls);
