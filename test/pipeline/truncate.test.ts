import fc from 'fast-check';
import type { JsonObject } from '../../src/json/json';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { encode, shorten } from '../../src/pipeline/encode';

const record = (fields: Partial<CreateModelEvent>): CreateModelEvent => ({
  project: 'p',
  model: 'gpt-4o',
  provider: 'openai',
  messages: [],
  response: {},
  duration: 1.5,
  usage: { prompt_tokens: 3 },
  error: null,
  event_id: '00000000-0000-4000-8000-000000000001',
  start_time: 1,
  end_time: 2.5,
  metadata: { trace_id: 'a'.repeat(32) },
  ...fields,
});

const parsed = (bytes: Buffer): CreateModelEvent => JSON.parse(bytes.toString()) as CreateModelEvent;
const said = (text: string): JsonObject => ({ role: 'user', content: text });

test('a record within the limit is its JSON, untouched', () => {
  const event = record({ messages: [said('hello')] });
  expect(encode(event, 4096).toString()).toBe(JSON.stringify(event));
});

test('the longest text is cut in its middle, and the marker says how much is missing', () => {
  const text = `start ${'x'.repeat(50_000)} end`;
  const cut = parsed(encode(record({ messages: [said('short'), said(text)] }), 4096));
  const content = String(cut.messages[1]?.['content']);
  const missing = Number(/\[… (\d+) characters missing …\]/.exec(content)?.[1]);
  expect(content).toMatch(/^start x+/);
  expect(content).toMatch(/x+ end$/);
  expect(missing + content.replace(/\[….*…\]/, '').length).toBe(text.length);
  expect(cut.messages[0]).toEqual(said('short'));
  expect(cut.metadata).toEqual({ trace_id: 'a'.repeat(32), truncated: true });
});

test('arguments of a tool call that were cut are still JSON', () => {
  const call = {
    id: 'c',
    type: 'function',
    function: { name: 'f', arguments: JSON.stringify({ text: '"'.repeat(20_000) }) },
  };
  const cut = parsed(encode(record({ response: { role: 'assistant', content: null, tool_calls: [call] } }), 4096));
  const calls = cut.response['tool_calls'] as unknown as readonly (typeof call)[];
  expect(typeof JSON.parse(calls[0]?.function.arguments ?? '')).toBe('string');
});

test('a conversation of thousands of short messages loses its middle, not its ends', () => {
  const messages = Array.from({ length: 20_000 }, (_, index) => said(`message ${index}`));
  const cut = parsed(encode(record({ messages }), 65_536));
  expect(cut.messages[0]).toEqual(said('message 0'));
  expect(cut.messages.at(-1)).toEqual(said('message 19999'));
  expect(cut.messages.length).toBeGreaterThan(100);
});

test('a record made long by its metadata alone keeps its ids and counts', () => {
  const metadata = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`key-${index}`, { nested: index }]));
  const cut = parsed(encode(record({ metadata: { ...metadata, trace_id: 'a'.repeat(32) } }), 4096));
  expect(cut).toMatchObject({
    event_id: record({}).event_id,
    usage: { prompt_tokens: 3 },
    metadata: { trace_id: 'a'.repeat(32) },
  });
});

test('the limit that an endpoint turned out to have is met from the bytes alone', () => {
  const bytes = encode(record({ messages: [said('ü😀"\n'.repeat(5000))] }), 2 ** 20);
  const shorter = shorten(bytes, 5000);
  expect(shorter?.length).toBeLessThanOrEqual(5000);
  expect(parsed(shorter ?? bytes).event_id).toBe(record({}).event_id);
});

test('whatever the texts, the JSON is valid, within the limit, and keeps ids, counts and roles', () => {
  const texts = fc.array(
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 3000 }),
      fc.constant('😀'.repeat(4000)),
      fc.constant('\u0001'.repeat(3000)),
    ),
    {
      maxLength: 12,
    },
  );
  fc.assert(
    fc.property(texts, fc.integer({ min: 4096, max: 20_000 }), (contents, maxBytes) => {
      const event = record({
        messages: contents.map(said),
        response: { role: 'assistant', content: contents.join('') },
      });
      const bytes = encode(event, maxBytes);
      const cut = parsed(bytes);
      expect(bytes.length).toBeLessThanOrEqual(maxBytes);
      expect(cut.event_id).toBe(event.event_id);
      expect(cut.usage).toEqual(event.usage);
      expect(cut.messages.map((message) => message['role'])).toEqual(contents.map(() => 'user'));
    }),
  );
});
