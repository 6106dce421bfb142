import fc from 'fast-check';
import { dialects } from '../../src/mapping/dialects';
import type { Source } from '../../src/mapping/read/reader';
import type { LogEvent, ReadableSpan } from '../../src/mapping/span/span-view';
import { deepFrozen } from './fixture';

const sources = dialects.flatMap(({ reads }) =>
  Object.values(reads).flatMap((read): readonly Source<unknown>[] => read.sources),
);
const names = [...new Set(sources.filter(({ from }) => from === 'attribute').map(({ name }) => name))];
const prefixes = [
  ...sources.filter(({ from }) => from === 'attributes').map(({ name }) => name),
  ...sources.filter(({ from }) => from === 'items').flatMap(({ name }) => [name, `${name}0.`, `${name}1.content.`]),
];
const events = [
  ...new Set(sources.filter(({ from }) => from === 'event').map(({ name }) => name)),
  'exception',
  'logprobs',
];

const nestedDeep = (depth: number): unknown => {
  let value: unknown = 'x';
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { content: value };
  return value;
};
const cyclic = (): unknown => {
  const value: Record<string, unknown> = { role: 'user' };
  value['parts'] = [value];
  return value;
};
const throwing = new Proxy(
  {},
  {
    get: () => {
      throw new Error('get');
    },
    ownKeys: () => {
      throw new Error('ownKeys');
    },
  },
);
const deepJson = `${'[{"parts":'.repeat(10_000)}1${'}]'.repeat(10_000)}`;

const words = fc.constantFrom(
  'chat',
  'embeddings',
  'execute_tool',
  'invoke_agent',
  'openai',
  'user',
  'assistant',
  'tool',
  'stop',
  'json',
  'auto',
  '',
  ' ',
  'Not set',
  'NaN',
  '12',
  '0.5',
  'true',
  '__proto__',
  '\ud800',
  'null',
  '[]',
  '{}',
  '[',
  '{"',
  '[{"role":"us',
  '["a", 1',
  '"',
  '{"__proto__":{"polluted":1}}',
  "[{'role': 'user'}]",
  '[{"role":"user","parts":[{"type":"text","content":"cut \\u00',
);

const part = fc.record(
  {
    type: fc.oneof(
      fc.constantFrom(
        'text',
        'reasoning',
        'refusal',
        'tool_call',
        'tool_call_response',
        'blob',
        'uri',
        'file',
        'image',
        'thinking',
        'tool_use',
        'tool_result',
      ),
      fc.anything(),
    ),
    content: fc.oneof(words, fc.anything()),
    text: fc.oneof(words, fc.anything()),
    id: fc.oneof(words, fc.anything()),
    name: fc.oneof(words, fc.anything()),
    arguments: fc.oneof(words, fc.anything()),
    response: fc.oneof(words, fc.anything()),
    modality: fc.constantFrom('image', 'audio', 'video', 7),
    tool_type: fc.constantFrom('function', 'custom', 'id', 'type', 3),
  },
  { requiredKeys: [] },
);
const message = fc.record(
  {
    role: fc.oneof(words, fc.anything()),
    parts: fc.oneof(fc.array(fc.oneof(part, fc.anything())), fc.anything()),
    content: fc.oneof(words, fc.array(part), fc.anything()),
    tool_calls: fc.oneof(fc.array(part), fc.anything()),
    function_call: fc.oneof(part, fc.anything()),
    tool_call_id: fc.anything(),
    refusal: fc.anything(),
    reasoning_content: fc.anything(),
    name: fc.anything(),
    finish_reason: fc.anything(),
    choices: fc.anything(),
    index: fc.anything(),
  },
  { requiredKeys: [] },
);
const asJsonText = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? 'undefined';
  } catch {
    return '[';
  }
};
const messages = fc.array(message, { maxLength: 4 });
const cut = fc.tuple(messages, fc.nat(400)).map(([value, length]) => asJsonText(value).slice(0, length));

/** A whole request or answer, of several APIs at once. */
const choice = fc.oneof(
  message,
  fc.record({ message, finish_reason: fc.anything(), logprobs: fc.anything(), text: words }, { requiredKeys: [] }),
  fc.record({ message: fc.record({ lc: fc.constant(1), id: fc.anything(), kwargs: message }) }),
);
const few = fc.array(message, { maxLength: 1 });
const body = fc
  .record(
    {
      id: fc.anything(),
      model: fc.oneof(words, fc.anything()),
      messages: fc.oneof(few, words),
      input: fc.oneof(few, words),
      output: fc.oneof(few, fc.record({ message }), words),
      choices: fc.oneof(fc.array(choice, { maxLength: 2 }), words),
      generations: fc.array(fc.array(choice, { maxLength: 1 }), { maxLength: 1 }),
      content: fc.oneof(words, fc.array(part, { maxLength: 2 })),
      usage: fc.dictionary(fc.constantFrom('input_tokens', 'tier', 'x'), fc.anything(), { maxKeys: 2 }),
      tools: fc.oneof(fc.array(part, { maxLength: 2 }), words),
      tool_choice: fc.oneof(words, part, fc.anything()),
      status: fc.anything(),
      unknown: fc.anything(),
    },
    { requiredKeys: [] },
  )
  .map(asJsonText);

/** A message whose text is a conversation. */
const conversationInText = few
  .map((items) => [{ role: 'user', parts: [{ type: 'text', content: asJsonText(items) }] }])
  .map(asJsonText);

/** Any value that an attribute, a body or a field can have, and many that they cannot. */
export const value = fc.oneof(
  words,
  messages,
  messages.map(asJsonText),
  body,
  conversationInText,
  cut,
  fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withTypedArray: true,
    withNullPrototype: true,
    withSparseArray: true,
  }),
  fc.double(),
  fc.integer(),
  fc.constantFrom(
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -1,
    1e308,
    Number.MAX_SAFE_INTEGER,
    10n,
    undefined,
    null,
    Symbol('s'),
    () => 1,
  ),
  fc.constantFrom(throwing, deepJson, nestedDeep(10_000), new Date(Number.NaN), new Uint8Array(3)),
  fc.constant(undefined).map(cyclic),
);

const name = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom(...names) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...prefixes),
        fc.oneof(words, fc.string(), fc.constantFrom('a.b', 'a', 'user_id', 'cost', 'temperature', '__proto__.x')),
      )
      .map(([prefix, rest]) => prefix + rest),
  },
  {
    weight: 1,
    arbitrary: fc.oneof(
      fc.string(),
      fc.constantFrom(
        '__proto__',
        'constructor',
        'trace_id',
        'prompt_tokens',
        'truncated',
        'gen_ai.tool.name',
        'server.address',
        'error.type',
      ),
    ),
  },
);

const ownAttributes = fc.array(fc.tuple(name, value), { maxLength: 12 }).map((entries) => {
  const attributes = {};
  for (const [key, each] of entries) {
    Object.defineProperty(attributes, key, { value: each, enumerable: true, configurable: true, writable: true });
  }
  return attributes as Readonly<Record<string, unknown>>;
});

/** Mostly spans of model calls, since the others are turned away at the door. */
export const attributes = fc
  .tuple(ownAttributes, fc.boolean())
  .map(([own, isCall]) => (isCall ? { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', ...own } : own));

const time = fc.oneof(
  fc.tuple(fc.nat(), fc.nat(1e9 - 1)),
  fc.constantFrom(undefined, [Number.NaN, 1], ['1', 2], [-1, 0], null),
);
const event = fc.record({
  name: fc.oneof(fc.constantFrom(...events), fc.anything()),
  attributes: fc.oneof(attributes, value),
  body: fc.oneof(message, value),
  time,
});

export const logs = fc.array(
  fc.oneof({ weight: 5, arbitrary: event }, { weight: 1, arbitrary: fc.constantFrom(null, 7) }),
  { maxLength: 4 },
) as unknown as fc.Arbitrary<readonly LogEvent[]>;

/** Spans as no SDK makes them: members of any type, missing ones, throwing ones. */
export const span = fc
  .record(
    {
      name: fc.oneof(fc.string(), fc.anything()),
      traceId: fc.oneof(fc.stringMatching(/^[0-9a-f]{32}$/), fc.anything()),
      spanId: fc.oneof(fc.stringMatching(/^[0-9a-f]{16}$/), fc.anything()),
      parentSpanContext: fc.oneof(fc.record({ spanId: fc.anything() }), fc.constant(null)),
      startTime: time,
      endTime: time,
      status: fc.oneof(
        fc.record({ code: fc.constantFrom(0, 1, 2, 'ERROR'), message: fc.anything() }),
        fc.constant(undefined),
      ),
      attributes: fc.oneof(
        { weight: 20, arbitrary: attributes },
        { weight: 1, arbitrary: fc.constantFrom(undefined, null, throwing) },
      ),
      events: fc.oneof(fc.array(event, { maxLength: 3 }), fc.constantFrom(undefined, [null], 'x')),
      resource: fc.oneof(fc.record({ attributes: value }), fc.constant(undefined)),
      instrumentationScope: fc.oneof(
        fc.record({
          name: fc.oneof(fc.constant('@traceloop/instrumentation-openai'), fc.anything()),
          version: fc.anything(),
        }),
        fc.constant(undefined),
      ),
      droppedAttributesCount: fc.anything(),
    },
    { requiredKeys: ['traceId', 'spanId', 'attributes', 'startTime'] },
  )
  .map(
    ({ traceId, spanId, ...rest }) =>
      frozen({ ...rest, spanContext: () => ({ traceId, spanId }) }) as unknown as ReadableSpan,
  );

function frozen<T extends object>(value: T): T {
  try {
    return deepFrozen(value);
  } catch {
    return Object.freeze(value); // typed arrays and the throwing proxy cannot be frozen
  }
}
