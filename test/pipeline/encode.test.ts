import fc from 'fast-check';
import { modelEvents, toBatch } from '../../src/delivery/batch';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import { WrittenJson } from '../../src/mapping/splice/written-json';
import { encode, encodeDraft } from '../../src/pipeline/encode';

const saying = (content: string): CreateModelEvent => ({
  project: 'p',
  model: 'gpt-4o',
  provider: 'openai',
  messages: [{ role: 'user', content }],
  response: {},
  duration: 1.5,
  usage: {},
  event_id: '00000000-0000-4000-8000-000000000001',
  start_time: 1,
  end_time: 2.5,
});

const limit = 2 ** 24;

test('a record is the UTF-8 of its JSON, in any script', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (content) => {
      const record = saying(content);
      expect(encode(record, limit).toString()).toBe(JSON.stringify(record));
    }),
  );
});

test.each([
  ['ASCII', 'a'],
  ['three bytes a character', '京'],
  ['four bytes a character', '🗼'],
])('long texts are whole: %s', (_script, character) => {
  for (const length of [4000, 349_000, 350_000, 1_100_000]) {
    const record = saying(character.repeat(length));
    expect(encode(record, limit).equals(Buffer.from(JSON.stringify(record)))).toBe(true);
  }
});

test('a conversation that was copied as JSON is whole where it fits, however much of it is the last message', () => {
  const { project, model, provider, messages, response, ...rest } = saying('a'.repeat(6000));
  const written = new WrittenJson([JSON.stringify(messages)], JSON.stringify(messages[0]?.['content']));
  const head = { project, event_name: 'chat', model, provider };
  const draft = { head, messages: written, response, tools: undefined, isEnriched: false, rest };
  expect(JSON.parse(encodeDraft(draft, 10_000).toString())).toEqual({ ...head, messages, response, ...rest });
});

test.each([
  ['whose weight is not known', 0, false],
  ['that weighs much', 9000, false],
  ['that weighs little, but borrows from others', 10, true],
])('a record %s is looked at before it is serialised: far too long a one never is', (_which, weight, isEnriched) => {
  const { project, model, provider, response, ...rest } = saying('');
  const head = { project, event_name: 'chat', model, provider };
  let serialised = 0;
  const message = { role: 'user', content: 'a'.repeat(100_000) };
  Object.defineProperty(message, 'toJSON', { value: () => (serialised += 1), enumerable: false });
  const draft = { head, messages: [message], response, tools: undefined, isEnriched, rest };
  expect(encodeDraft(draft, 10_000, weight).length).toBeLessThanOrEqual(10_000);
  expect(serialised).toBe(0);
});

test('short records lie side by side, and stay as they are', () => {
  const { project, model, provider, messages, response, ...rest } = saying('a 漢 🐝');
  const head = { project, event_name: 'chat', model, provider };
  const records = Array.from({ length: 2000 }, (_, n) =>
    encodeDraft(
      { head, messages, response, tools: undefined, isEnriched: false, rest: { ...rest, event_id: `id ${n}` } },
      limit,
    ),
  );
  for (const [n, record] of records.entries()) expect(JSON.parse(record.toString()).event_id).toBe(`id ${n}`);
  const body = toBatch(
    records.map((bytes, n) => ({ id: `id ${n}`, bytes })),
    modelEvents,
  ).body;
  expect(body.length).toBeLessThan(50);
  expect(JSON.parse(Buffer.concat(body).toString()).model_events).toHaveLength(2000);
});

test('records do not share memory', () => {
  const first = encode(saying('first'.repeat(2000)), limit);
  const before = first.toString();
  encode(saying('second'.repeat(2000)), limit);
  expect(first.toString()).toBe(before);
});
