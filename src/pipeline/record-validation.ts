import type { Json, JsonObject } from '../json/json';
import { isJsonObject, isList } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';

type Check = (value: Json) => boolean;

const anything: Check = () => true;
const isText: Check = (value) => typeof value === 'string';
const isWord: Check = (value) => typeof value === 'string' && value !== '';
const isNumber: Check = (value) => typeof value === 'number';
const isAmount: Check = (value) => typeof value === 'number' && value >= 0;
const isCount: Check = (value) => isAmount(value) && Number.isSafeInteger(value);
const isFlag: Check = (value) => typeof value === 'boolean';
const isUuid: Check = (value) =>
  /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/i.test(String(value));
const orNull =
  (check: Check): Check =>
  (value) =>
    value === null || check(value);
const either =
  (...checks: readonly Check[]): Check =>
  (value) =>
    checks.some((check) => check(value));
const listOf =
  (check: Check): Check =>
  (value) =>
    isList(value) && value.every(check);

/** An object whose known members are what they must be. */
const objectOf = (
  known: Readonly<Record<string, Check>> = {},
  required: readonly string[] = [],
  others = anything,
): Check => {
  const checks = new Map(Object.entries(known));
  return (value) =>
    isJsonObject(value) &&
    required.every((name) => value[name] !== undefined) &&
    Object.entries(value).every(([name, inner]) => inner === undefined || (checks.get(name) ?? others)(inner));
};

const isContent = orNull(either(isText, listOf(objectOf({ type: isWord, text: isText }, ['type']))));
const toolCall = objectOf(
  { id: isText, type: isWord, function: objectOf({ name: isText, arguments: isText }, ['name']) },
  ['type'],
);
const messageMembers = {
  role: isWord,
  content: isContent,
  name: isText,
  tool_calls: listOf(toolCall),
  tool_call_id: isText,
  reasoning_content: isText,
  refusal: orNull(isText),
  finish_reason: orNull(isText),
} satisfies Readonly<Record<string, Check>>;
const choice = objectOf({ index: isCount, message: objectOf(), finish_reason: messageMembers.finish_reason });
const counts = objectOf({}, [], isCount);

/** What each field of a record must be for the endpoint to take it. */
const checks: { readonly [Field in keyof Required<CreateModelEvent>]: Check } = {
  project: isWord,
  source: isText,
  event_name: isText,
  model: isWord,
  provider: isWord,
  messages: listOf(objectOf(messageMembers, ['role'])),
  response: objectOf({ ...messageMembers, choices: listOf(choice) }),
  duration: isAmount,
  usage: objectOf(
    {
      prompt_tokens: isCount,
      completion_tokens: isCount,
      total_tokens: isCount,
      prompt_tokens_details: counts,
      completion_tokens_details: counts,
    },
    [],
    either(isCount, counts),
  ),
  cost: isAmount,
  error: orNull(isText),
  hyperparameters: objectOf({
    temperature: isNumber,
    top_p: isNumber,
    top_k: isNumber,
    max_tokens: isNumber,
    presence_penalty: isNumber,
    frequency_penalty: isNumber,
    n: isCount,
    seed: isNumber,
    stream: isFlag,
    stop: listOf(isText),
  }),
  template: listOf(objectOf({ role: isWord, content: isContent }, ['role'])),
  template_inputs: objectOf(),
  tools: listOf(objectOf()),
  tool_choice: isText,
  response_format: objectOf({ type: isWord }, ['type']),
  event_id: isUuid,
  session_id: isUuid,
  start_time: isAmount,
  end_time: isAmount,
  metadata: objectOf({
    prompt_tokens: isCount,
    completion_tokens: isCount,
    total_tokens: isCount,
    cache_read_input_tokens: isCount,
    cache_write_input_tokens: isCount,
    reasoning_tokens: isCount,
    cost: isAmount,
    trace_id: isText,
    span_id: isText,
    parent_span_id: isText,
  }),
  user_properties: objectOf(),
  feedback: objectOf(),
  metrics: objectOf(),
};

const names = Object.keys(checks) as readonly (keyof CreateModelEvent)[];
/** They identify the call and are put back where they are missing; the event's own id is not to be changed at all. */
const kept = [
  'project',
  'model',
  'provider',
  'messages',
  'response',
  'duration',
  'usage',
  'session_id',
  'start_time',
  'end_time',
] as const;

export interface Shaped {
  readonly record: CreateModelEvent;
  /** Whether some field was not what it must be; `substitute`'s stands in its place, if it has it. */
  readonly isMended: boolean;
}

/** What somebody made of a record, as a record. @param substitute holds nothing that must not be seen */
export function shapedAs(changed: JsonObject, substitute: CreateModelEvent): Shaped {
  const record: Record<string, unknown> = {};
  let isMended = false;
  for (const name of names) {
    const value = changed[name];
    if (value === undefined) continue;
    if (checks[name](value)) record[name] = value;
    else {
      isMended = true;
      record[name] = substitute[name];
    }
  }
  for (const name of kept) record[name] ??= substitute[name];
  const shaped = Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
  // Every required field is among the kept ones, and every other one has passed its check.
  return { record: { ...(shaped as unknown as CreateModelEvent), event_id: substitute.event_id }, isMended };
}
