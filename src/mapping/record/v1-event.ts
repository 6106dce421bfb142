import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, put, type Writable } from '../../json/json';
import type { CreateModelEvent } from './model-event';

/** A model call as `POST /v1/events/batch` takes it. The endpoint refuses an event with any other key. */
export interface V1Event {
  readonly source?: string;
  readonly event_name?: string;
  readonly event_type: 'model';
  readonly event_id: string;
  readonly session_id?: string;
  readonly config: JsonObject;
  /** `chat_history`, and the variables of the prompt template beside it. */
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

/**
 * The same call in the successor's form, everything where HoneyHive shows it. Made from the finished record, so that what was
 * redacted there is redacted here.
 */
export function toV1Event(record: CreateModelEvent): V1Event {
  const { source, event_name, event_id, session_id, user_properties, feedback, metrics } = record;
  return {
    ...(source === undefined ? {} : { source }),
    ...(event_name === undefined ? {} : { event_name }),
    event_type: 'model',
    event_id,
    ...(session_id === undefined ? {} : { session_id }),
    config: configOf(record),
    inputs: inputsOf(record),
    outputs: record.response,
    error: record.error ?? null,
    start_time: record.start_time,
    end_time: record.end_time,
    duration: record.duration,
    metadata: metadataOf(record),
    ...(user_properties === undefined ? {} : { user_properties }),
    ...(feedback === undefined ? {} : { feedback }),
    ...(metrics === undefined ? {} : { metrics }),
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

function configOf(record: CreateModelEvent): JsonObject {
  const config: Writable = {};
  for (const name of configNames) if (record[name] !== undefined) config[name] = record[name];
  return config;
}

/** HoneyHive fills a template's `{{variables}}` from its event's inputs. */
function inputsOf({ messages, template_inputs: variables = {} }: CreateModelEvent): JsonObject {
  const { chat_history: ofThatName, ...others } = variables;
  const inputs: Writable = { ...others, chat_history: messages };
  if (ofThatName !== undefined) put(inputs, 'template_inputs.chat_history', ofThatName);
  return inputs;
}

/** Only what stands immediately in it becomes a column, and only columns are summed: the counts are flat. */
function metadataOf({ metadata, usage, cost, project }: CreateModelEvent): JsonObject {
  const flat: Writable = { ...metadata };
  const add = (name: string, value: Json | undefined): void => {
    if (value !== undefined && !Object.hasOwn(flat, name)) put(flat, name, value);
  };
  for (const name in usage) {
    const count = usage[name];
    const side = sides.get(name);
    if (side === undefined) add(name, count);
    else if (isJsonObject(count))
      for (const kind in count) if (!flatKinds.has(kind)) add(`${side}_${kind}`, count[kind]);
  }
  add('cost', cost);
  // The endpoint takes the project from the key, and refuses the field.
  add('project', project === 'unknown' ? undefined : project);
  return flat;
}

const sides: ReadonlyMap<string, string> = new Map([
  ['prompt_tokens_details', 'prompt'],
  ['completion_tokens_details', 'completion'],
]);
/** The metadata of a record has them already, by their flat names. */
const flatKinds: ReadonlySet<string> = new Set(['cached_tokens', 'cache_write_tokens', 'reasoning_tokens']);
