import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, put, type Writable } from '../../json/json';
import type { CreateModelEvent } from './model-event';
import type { Placement } from './model-event-draft';
import { type EventRecord, isStepEvent, type StepEvent, type StepKind } from './step-event';

/** A model call or a step in the form of `POST /v1/events/batch`, which refuses events with other keys. */
export interface V1Event {
  readonly source?: string;
  readonly event_name?: string;
  readonly event_type: 'model' | StepKind;
  readonly event_id: string;
  readonly session_id?: string;
  /** The event around it. Default: the session. */
  readonly parent_id?: string;
  readonly config: JsonObject;
  /** `chat_history`, and the variables of the prompt template. */
  readonly inputs: JsonObject;
  /** The answer as a chat message. Never a list, which the endpoint cannot store. */
  readonly outputs: JsonObject;
  readonly error: string | null;
  /** Milliseconds since the epoch, fractional. */
  readonly start_time: number;
  readonly end_time: number;
  /** Milliseconds, fractional. */
  readonly duration: number;
  readonly metadata: JsonObject;
  readonly user_properties?: JsonObject;
  readonly feedback?: JsonObject;
  readonly metrics?: JsonObject;
}

/** A record as an event of the newer endpoint. Made from the finished record, so that redacted content stays redacted. */
export const toV1Event = (record: EventRecord, placement: Placement = {}): V1Event =>
  isStepEvent(record) ? ofStep(record, placement) : ofCall(record, placement);

/** The endpoint takes the project from the key, and refuses the field. */
function ofStep({ project, ...step }: StepEvent, { parentId }: Placement): V1Event {
  const metadata = withProject({ ...step.metadata }, project);
  return { ...step, ...(parentId === undefined ? {} : { parent_id: parentId }), metadata };
}

function ofCall(record: CreateModelEvent, { parentId }: Placement): V1Event {
  const { event_id, response, error = null, start_time, end_time, duration } = record;
  return {
    ...present(record, ['source', 'event_name']),
    event_type: 'model',
    event_id,
    ...present(record, ['session_id']),
    ...(parentId === undefined ? {} : { parent_id: parentId }),
    config: configOf(record),
    inputs: inputsOf(record),
    outputs: response,
    error,
    start_time,
    end_time,
    duration,
    metadata: metadataOf(record),
    ...present(record, ['user_properties', 'feedback', 'metrics']),
  };
}

const configNames = [
  'model',
  'provider',
  'hyperparameters',
  'template',
  'tools',
  'tool_choice',
  'response_format',
] as const;

/**
 * HoneyHive shows a list of templates in place of as many messages, filled from the inputs: only where it says what they do. In an
 * object it stands beside them.
 */
function configOf(record: CreateModelEvent): JsonObject {
  const config = present(record, configNames) as JsonObject;
  const { template } = record;
  return template === undefined || begins(template, record) ? config : { ...config, template: { content: template } };
}

/** Whether a conversation begins with what its templates give. */
const begins = (
  template: readonly JsonObject[],
  { messages, template_inputs: variables = {} }: CreateModelEvent,
): boolean =>
  template.every(({ role, content }, index) => {
    const message = messages[index];
    return message?.['role'] === role && isFilled(message?.['content'], content, variables);
  });

/** Whether a text is what a template gives. Stops where the two differ. */
function isFilled(text: Json | undefined, template: Json | undefined, variables: JsonObject): boolean {
  if (typeof text !== 'string' || typeof template !== 'string') return false;
  let at = 0;
  for (const [index, part] of template.split(/\{\{([^{}]*)\}\}/).entries()) {
    const isName = index % 2 === 1;
    const value = isName && Object.hasOwn(variables, part.trim()) ? variables[part.trim()] : undefined;
    const given = typeof value === 'object' || value === undefined ? (isName ? `{{${part}}}` : part) : String(value);
    if (!text.startsWith(given, at)) return false;
    at += given.length;
  }
  return at === text.length;
}

type Fields<Name extends keyof CreateModelEvent> = { -readonly [Each in Name]?: CreateModelEvent[Each] };

/** Those of the fields that a record has. */
function present<Name extends keyof CreateModelEvent>(record: CreateModelEvent, names: readonly Name[]): Fields<Name> {
  const fields: Fields<Name> = {};
  for (const name of names) if (record[name] !== undefined) fields[name] = record[name];
  return fields;
}

/** HoneyHive fills a template's `{{variables}}` from its event's inputs. */
function inputsOf({ messages, template_inputs: variables = {} }: CreateModelEvent): JsonObject {
  const { chat_history: ownHistory, ...others } = variables;
  const inputs: Writable = { ...others, chat_history: messages };
  if (ownHistory !== undefined) put(inputs, 'template_inputs.chat_history', ownHistory);
  return inputs;
}

/**
 * Only direct members become columns, and only columns are summed: so the counts are flat. With what HoneyHive's dashboards and
 * evaluators find here of events that it makes of spans itself.
 */
function metadataOf(record: CreateModelEvent): JsonObject {
  const { metadata, usage, cost, project, model, provider, response, user_properties: user } = record;
  const flat: Writable = { ...metadata };
  const add = (name: string, value: Json | undefined): void => {
    if (value !== undefined && value !== 'unknown' && !Object.hasOwn(flat, name)) put(flat, name, value);
  };
  for (const name in usage) {
    const count = usage[name];
    const side = sides.get(name);
    if (side === undefined) add(name, count);
    else if (isJsonObject(count))
      for (const kind in count) if (!flatKinds.has(kind)) add(`${side}_${kind}`, count[kind]);
  }
  add('cost', cost);
  add('provider', provider);
  add('model_name', model);
  add('finish_reason', response['finish_reason']);
  add('user_id', user?.['user_id']);
  return withProject(flat, project);
}

function withProject(metadata: Writable, project: string): JsonObject {
  if (project !== 'unknown' && !Object.hasOwn(metadata, 'project')) metadata['project'] = project;
  return metadata;
}

const sides: ReadonlyMap<string, string> = new Map([
  ['prompt_tokens_details', 'prompt'],
  ['completion_tokens_details', 'completion'],
]);
/** The metadata of a record has them already, by their flat names. */
const flatKinds: ReadonlySet<string> = new Set(['cached_tokens', 'cache_write_tokens', 'reasoning_tokens']);
