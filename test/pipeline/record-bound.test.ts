import fc from 'fast-check';
import { validate } from '../../src/json/validate-schema';
import { toModelEventDraft } from '../../src/mapping';
import { maxNameChars } from '../../src/mapping/read/bounded-name';
import { modelEventSchema, v1EventSchema } from '../../src/mapping/record/event-schemas';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { completed } from '../../src/mapping/record/model-event-draft';
import { toV1Event } from '../../src/mapping/record/v1-event';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { encode, encodeDraft } from '../../src/pipeline/encode';
import { chatSpan, recordOf } from '../support/call';

type Place = (text: string) => ReadableSpan;
const json = (value: unknown): string => JSON.stringify(value);
const attribute =
  (name: string, write: (text: string) => unknown = (text) => text): Place =>
  (text) =>
    chatSpan({ [name]: write(text) });
const sent = (message: (text: string) => unknown): Place =>
  attribute('gen_ai.input.messages', (text) => json([message(text)]));
const callOf = (id: string, name: string, args: unknown): unknown => ({
  role: 'assistant',
  parts: [{ type: 'tool_call', id, name, arguments: args }],
});

/** Where an app, an instrumentation or a model may have put a text. */
const places: Readonly<Record<string, Place>> = {
  model: attribute('gen_ai.request.model'),
  'model that answered': attribute('gen_ai.response.model'),
  provider: attribute('gen_ai.provider.name'),
  'response id': attribute('gen_ai.response.id'),
  conversation: attribute('gen_ai.conversation.id'),
  session: attribute('session.id'),
  user: attribute('user.id'),
  project: attribute('honeyhive.project'),
  'finish reason': attribute('gen_ai.response.finish_reasons', (text) => [text, 'stop']),
  'service tier': attribute('gen_ai.openai.request.service_tier'),
  'name of an attribute': (text) => chatSpan({ [text]: 1, [`${text}.two`]: 'a' }),
  'name of a field of the app': (text) =>
    chatSpan({ [`honeyhive.metadata.${text}`]: 'a', [`honeyhive.metrics.${text}`]: 2 }),
  'value of an attribute': attribute('app.note'),
  'names in an attribute': attribute('app.object', (text) => ({ [text]: { [text]: [text] } })),
  'name of the span': (text) => chatSpan({}, { name: text }),
  'ids of the span': (text) =>
    chatSpan({}, { spanContext: () => ({ traceId: text, spanId: text }), parentSpanId: text }),
  scope: (text) => chatSpan({}, { instrumentationScope: { name: text, version: text } }),
  resource: (text) =>
    chatSpan({}, { resource: { attributes: { 'service.name': text, 'deployment.environment': text } } }),
  status: (text) => chatSpan({}, { status: { code: 2, message: text } }),
  'event of the span': (text) => chatSpan({}, { events: [{ name: text, attributes: { [text]: text } }] }),
  'stack of an exception': (text) =>
    chatSpan(
      {},
      { events: [{ name: 'exception', attributes: { 'exception.type': text, 'exception.stacktrace': text } }] },
    ),
  prompt: sent((text) => ({ role: 'user', parts: [{ type: 'text', content: text }] })),
  role: sent((text) => ({ role: text, parts: [{ type: 'text', content: 'a' }] })),
  'kind of a part': sent((text) => ({ role: 'user', parts: [{ type: text, [text]: text }] })),
  'tool call': sent((text) => callOf(text, text, { [text]: text })),
  'arguments as text': sent((text) => callOf('c', 'f', text)),
  'answer of a tool': sent((text) => ({
    role: 'tool',
    parts: [{ type: 'tool_call_response', id: text, response: text }],
  })),
  tool: attribute('gen_ai.tool.definitions', (text) =>
    json([
      {
        type: 'function',
        name: text,
        description: text,
        parameters: { properties: { [text]: {}, id: { description: text } } },
      },
    ]),
  ),
  stop: attribute('gen_ai.request.stop_sequences', (text) => [text]),
  'what is no JSON': attribute('gen_ai.output.messages'),
};

const texts = fc
  .tuple(
    fc.constantFrom('a', 'ü', '😀', '\u0001', '"', 'a.', '[', '{"a":', '0.', 'data:image/png;base64,'),
    fc.integer({ min: 1, max: 20_000 }),
  )
  .map(([unit, length]) => unit.repeat(Math.ceil(length / unit.length)));
const someSpans = fc
  .array(fc.tuple(fc.constantFrom(...Object.values(places)), texts), { minLength: 1, maxLength: 6 })
  .map((each) => each.map(([place, text]) => place(text)).reduce(merged));

const merged = (one: ReadableSpan, other: ReadableSpan): ReadableSpan => ({
  ...one,
  ...other,
  attributes: { ...one.attributes, ...other.attributes },
  events: [...one.events, ...other.events],
});

const limits = fc.constantFrom(4096, 10_000, 65_536);

const recordIn = (span: ReadableSpan): CreateModelEvent => {
  const draft = toModelEventDraft(span, {});
  if (draft === undefined) throw new Error('not taken for a model call');
  return completed(draft);
};

test.each(Object.entries(places))('a %s of 1 MB does not make a record longer than the limit', (_place, place) => {
  const maxBytes = 2 ** 18;
  for (const text of ['x'.repeat(1_000_000), '\u0001'.repeat(70_000), 'a.'.repeat(170_000)]) {
    const draft = toModelEventDraft(place(text), {}, maxBytes);
    if (draft === undefined) throw new Error('not taken for a model call');
    const bytes = encodeDraft(draft, maxBytes);
    expect(bytes.length).toBeLessThanOrEqual(maxBytes);
    expect(validate(modelEventSchema, JSON.parse(bytes.toString()))).toEqual([]);
  }
});

test('whatever is long in a span, its record is valid and within the limit, in either format', () => {
  fc.assert(
    fc.property(someSpans, limits, (span, maxBytes) => {
      const record = recordIn(span);
      const bytes = encode(record, maxBytes);
      const v1 = encode(toV1Event(record), maxBytes);
      expect(bytes.length).toBeLessThanOrEqual(maxBytes);
      expect(v1.length).toBeLessThanOrEqual(maxBytes);
      expect(validate(modelEventSchema, JSON.parse(bytes.toString()))).toEqual([]);
      expect(validate(v1EventSchema, JSON.parse(v1.toString()))).toEqual([]);
    }),
  );
});

test('whatever an app has made of a record, it is within the limit', () => {
  const values = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      texts,
      fc.integer(),
      fc
        .integer({ min: 1, max: 2000 })
        .map((count) => Array.from({ length: count }, (_, index) => ({ id: index, type: 'a' }))),
      fc
        .integer({ min: 1, max: 2000 })
        .map((count) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`name ${index}`, index]))),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(
        fc.oneof(texts, fc.constantFrom('id', 'type', 'role', 'usage', 'model', 'metadata')),
        tie('value'),
        { maxKeys: 4 },
      ),
    ),
  })).value;
  const names = ['messages', 'response', 'usage', 'metadata', 'tools', 'hyperparameters', 'model', 'source'] as const;
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), values), limits, (fields, maxBytes) => {
      const record = { ...recordOf({}), ...fields } as unknown as CreateModelEvent;
      expect(encode(record, maxBytes).length).toBeLessThanOrEqual(maxBytes);
    }),
    { numRuns: 30 },
  );
});

test.each<
  [name: string, read: (record: CreateModelEvent) => unknown, attributes: (id: string) => Record<string, unknown>]
>([
  ['a model', ({ model }) => model, (id) => ({ 'gen_ai.request.model': id })],
  ['a provider', ({ provider }) => provider, (id) => ({ 'gen_ai.provider.name': id })],
  ['a session', ({ session_id }) => session_id, (id) => ({ 'session.id': id })],
  ['a response id', ({ metadata }) => metadata?.['response_id'], (id) => ({ 'gen_ai.response.id': id })],
])('%s that is too long is the same in a short record and in one that is cut', (_name, read, attributes) => {
  const id = `a${'b'.repeat(5000)}`;
  const short = recordOf(attributes(id));
  const long = recordOf({ ...attributes(id), 'app.note': 'x'.repeat(100_000) });
  const cut = JSON.parse(encode(long, 50_000).toString()) as CreateModelEvent;
  expect(String(read(short)).length).toBeLessThanOrEqual(maxNameChars);
  expect(read(cut)).toBe(read(short));
  expect(read(recordOf(attributes('another')))).not.toBe(read(short));
});
