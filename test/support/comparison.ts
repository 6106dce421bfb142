import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { type Carried, canonical, parsed } from './carried';
import type { Call, Truth } from './truth';

type Loose = Readonly<Record<string, unknown>>;

/** Something of the exchange that the span or its logs carry, and whether it stands in its field of the record. */
export interface Aspect {
  readonly name: string;
  readonly holds: boolean;
}

/** Everything of the exchange that the span or its logs carry and that does not stand in its field of the record. */
export const missing = (record: CreateModelEvent, truth: Truth, carried: Carried): readonly string[] =>
  aspectsOf(record, truth, carried).flatMap(({ name, holds }) => (holds ? [] : name));

export function aspectsOf(record: CreateModelEvent, truth: Truth, carried: Carried): readonly Aspect[] {
  const aspects: Aspect[] = [];
  const expect = (isCarried: boolean, name: string, holds: boolean): void => {
    if (isCarried) aspects.push({ name, holds });
  };
  const messages = record.messages as readonly Loose[];
  const texts = messages.map((message) => ({ role: String(message['role']), texts: textsOf(message['content']) }));

  let from = 0;
  for (const { role, text } of truth.said) {
    const at = texts.findIndex((message, index) => index >= from && message.role === role && has(message.texts, text));
    expect(carried.text(text), `input text of ${role}`, at !== -1);
    if (at !== -1) from = at;
  }
  for (const call of truth.calls) {
    expect(
      isCallCarried(call, carried),
      'input tool call',
      callsOf(messages).some((other) => isSame(call, other)),
    );
  }
  for (const { id, text: sent } of truth.answers) {
    // Some frameworks send a text that a tool answers as JSON, and tell it plainly.
    const inner = parsed(sent);
    const text = typeof inner === 'string' ? inner : sent;
    const isOf = (message: Loose): boolean => message['tool_call_id'] === id || !carried.value(id);
    const answers = messages.filter((message) => message['role'] === 'tool' && isOf(message));
    expect(
      carried.text(text),
      'tool answer',
      answers.some((message) => has(textsOf(message['content']), text)),
    );
  }
  for (const medium of truth.media) {
    const payload = medium.replace(/^data:[^,]*,/, '');
    expect(carried.text(payload), 'media', JSON.stringify(messages.map(({ content }) => content)).includes(payload));
  }
  for (const tool of truth.tools) {
    const written = (record.tools ?? []).map(
      (each) => (each as Loose)['function'] ?? each['custom'],
    ) as readonly Loose[];
    const same = written.find((other) => other['name'] === tool.name);
    // A name alone may come from a call.
    expect(tool.parameters !== undefined && carried.value(tool.parameters), 'tool name', same !== undefined);
    for (const part of ['description', 'parameters'] as const) {
      const holds = same !== undefined && canonical(same[part]) === canonical(tool[part]);
      expect(tool[part] !== undefined && carried.value(tool[part]), `tool ${part}`, holds);
    }
  }
  for (const [name, value] of Object.entries(truth.parameters)) {
    const written = record.hyperparameters?.[name];
    // `false` and 0 occur everywhere; what counts is that a parameter with a value has the right one.
    const isCarried = value !== 0 && value !== 1 && typeof value !== 'boolean' && carried.value(value);
    expect(isCarried || written !== undefined, `parameter ${name}`, canonical(written) === canonical(value));
  }

  const choices = choicesOf(record);
  const reasons: string[] = [];
  truth.output.forEach((choice, index) => {
    const written = choices[index] ?? {};
    const said = textsOf(written['content']);
    for (const text of choice.texts) expect(carried.text(text), 'output text', has(said, text));
    for (const text of choice.reasoning) {
      expect(carried.text(text), 'reasoning', has(textsOf(written['reasoning_content']), text));
    }
    const { refusal, finishReason } = choice;
    expect(refusal !== undefined && carried.text(refusal), 'refusal', written['refusal'] === refusal);
    for (const call of choice.calls) {
      expect(
        isCallCarried(call, carried),
        'output tool call',
        callsOf([written]).some((other) => isSame(call, other)),
      );
    }
    const reason = index === 0 ? record.response['finish_reason'] : written['finish_reason'];
    if (finishReason === undefined) return;
    reasons.push(finishReason);
    // Of two choices that ended for the same reason, both tell it.
    const before = reasons.filter((other) => other === finishReason).length;
    expect(carried.times(finishReason, /reason|finish|stop/i) >= before, 'finish reason', reason === finishReason);
  });

  const usage = record.usage as Loose;
  const details = (name: string): Loose => (usage[name] ?? {}) as Loose;
  const counts: Readonly<Record<string, unknown>> = {
    prompt: usage['prompt_tokens'],
    completion: usage['completion_tokens'],
    total: usage['total_tokens'],
    cacheRead: details('prompt_tokens_details')['cached_tokens'],
    cacheWrite: details('prompt_tokens_details')['cache_write_tokens'],
    reasoning: details('completion_tokens_details')['reasoning_tokens'],
  };
  for (const [name, value] of Object.entries(truth.usage)) {
    if (value === undefined) continue;
    const written = counts[name];
    const isTold = isCountCarried(name, truth, carried);
    // Where the span has another number, that of a part or an estimate, the record has the span's, and none of its own.
    const isSpans = !isTold && (saysCount(carried, written) || (name === 'total' && written === sumOf(counts)));
    expect((isTold && value > 1) || written !== undefined, `usage ${name}`, written === value || isSpans);
  }
  const { id, requestModel, responseModel, error } = truth;
  expect(id !== undefined && carried.value(id), 'response id', record.metadata?.['response_id'] === id);
  expect(responseModel !== undefined && carried.value(responseModel), 'response model', record.model === responseModel);
  const said = record.metadata?.['request_model'];
  expect(requestModel !== undefined && carried.value(requestModel), 'request model', said === requestModel);
  expect(error !== undefined && carried.text(error), 'error', record.error?.includes(error ?? '') === true);
  return aspects;
}

const saysCount = (carried: Carried, count: unknown): boolean => carried.value(count, /token|usage|count|units/i);

const sumOf = ({ prompt, completion }: Readonly<Record<string, unknown>>): number =>
  Number(prompt) + Number(completion);

/** By itself, or in parts: there are APIs that leave cached tokens out of the prompt, and reasoning out of the completion. */
function isCountCarried(name: string, { usage }: Truth, carried: Carried): boolean {
  const { [name]: count, prompt, completion, cacheRead, cacheWrite = 0, reasoning } = usage;
  // Embeddings have no output: their total equals their input, which does not carry it.
  if (count === undefined || (name === 'total' && completion === undefined)) return false;
  if (saysCount(carried, count)) return true;
  const tells = (...parts: readonly (number | undefined)[]): boolean =>
    parts.every((part) => part === 0 || (part !== undefined && saysCount(carried, part)));
  switch (name) {
    case 'prompt':
      return cacheRead !== undefined && tells(count - cacheRead - cacheWrite, cacheRead, cacheWrite);
    case 'completion':
      return reasoning !== undefined && tells(count - reasoning, reasoning);
    case 'total':
      return tells(prompt, completion);
    default:
      return false;
  }
}

/** The text as a whole, or as one of the parts that were joined. */
const has = (texts: readonly string[], text: string): boolean => texts.some((each) => each.includes(text));

function textsOf(content: unknown): readonly string[] {
  if (typeof content === 'string') return [content];
  return Array.isArray(content)
    ? content.flatMap((part: Loose) => (typeof part['text'] === 'string' ? part['text'] : []))
    : [];
}

function choicesOf({ response }: CreateModelEvent): readonly Loose[] {
  const choices = response['choices'];
  if (!Array.isArray(choices)) return [response];
  return choices.map((choice: Loose) => ({ ...(choice['message'] as Loose), finish_reason: choice['finish_reason'] }));
}

const callsOf = (messages: readonly Loose[]): readonly Call[] =>
  messages.flatMap((message) =>
    ((message['tool_calls'] ?? []) as readonly Loose[]).map((call) => {
      const made = (call['function'] ?? call['custom']) as Loose;
      return {
        id: call['id'] as string | undefined,
        name: String(made['name']),
        arguments: made['arguments'] ?? made['input'],
      };
    }),
  );

/** Arguments are a text in the record; the same arguments may be written with other spaces. */
function isSame(call: Call, written: Call): boolean {
  if (typeof written.arguments !== 'string') return false;
  const isJson = typeof call.arguments === 'object';
  const given = isJson
    ? canonical(parsed(written.arguments)) === canonical(call.arguments)
    : written.arguments === call.arguments;
  return written.id === call.id && written.name === call.name && given;
}

const isCallCarried = ({ id, name, arguments: given }: Call, carried: Carried): boolean =>
  (id === undefined || carried.value(id)) && carried.value(name) && carried.value(given);
