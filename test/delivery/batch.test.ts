import * as fc from 'fast-check';
import { bodyBytes, fitting, halves, modelEvents, toBatch, v1Events } from '../../src/delivery/batch';

const record = (id: string, value: unknown) => ({ id, bytes: Buffer.from(JSON.stringify({ event_id: id, value })) });

test('a body is the records between the head and the tail of the route', () => {
  const batch = toBatch([record('a', 1), record('b', '🐝')], modelEvents);
  expect(batch.ids).toEqual(['a', 'b']);
  expect(JSON.parse(Buffer.concat(batch.body).toString())).toEqual({
    model_events: [
      { event_id: 'a', value: 1 },
      { event_id: 'b', value: '🐝' },
    ],
  });
});

test('records that are next to each other in memory, with a comma in between, leave as one piece', () => {
  const memory = Buffer.from('{"a":1},{"b":2};{"c":3},{"d":4}');
  const at = (start: number) => ({ id: String(start), bytes: memory.subarray(start, start + 7) });
  const { body, bytes } = toBatch([at(0), at(8), at(16), at(24), at(0)], modelEvents);
  const [, ...pieces] = body.map(String);
  expect(pieces).toEqual(['{"a":1},{"b":2}', ',', '{"c":3},{"d":4}', ',', '{"a":1}', ']}']);
  expect(bytes).toBe(Buffer.concat(body).length);
});

test('pieces of other memory are not joined, however well their places fit', () => {
  const apart = (text: string): Buffer => Buffer.from(new TextEncoder().encode(text).buffer);
  const [one, other] = [apart('{"a":1},{"b":2}').subarray(0, 7), apart('{"b":2},{"c":3}').subarray(8)];
  const { body } = toBatch(
    [one, other].map((bytes) => ({ id: '', bytes })),
    modelEvents,
  );
  expect(body.map(String)).toEqual(['{"model_events":[', '{"a":1}', ',', '{"c":3}', ']}']);
});

test('the first record is not joined with what lies before it', () => {
  const memory = Buffer.from('[,{"a":1}]');
  const around = { head: memory.subarray(0, 1), tail: memory.subarray(9) };
  expect(toBatch([{ id: 'a', bytes: memory.subarray(2, 9) }], around).body.map(String)).toEqual(['[', '{"a":1}', ']']);
});

test('a body may be exactly as long as the limit', () => {
  const records = [record('a', 1), record('b', 2), record('c', 3)];
  const maxBytes = toBatch(records.slice(0, 2), modelEvents).bytes;
  expect(fitting(records, { maxRecords: 3, maxBytes }, modelEvents)).toBe(2);
  expect(fitting(records, { maxRecords: 3, maxBytes: maxBytes - 1 }, modelEvents)).toBe(1);
});

test('a record that is longer than a body may be is sent alone', () => {
  const records = [record('a', 'long'), record('b', 1)];
  expect(fitting(records, { maxRecords: 3, maxBytes: 1 }, modelEvents)).toBe(1);
});

test('the newer route has another head and tail', () => {
  const batch = toBatch([record('a', 1)], v1Events);
  expect(JSON.parse(Buffer.concat(batch.body).toString())).toEqual({ events: [{ event_id: 'a', value: 1 }] });
});

test('as many records fit as make a valid body within records and bytes of UTF-8, and no fewer', () => {
  const text = fc.string({ unit: fc.constantFrom('a', '"', '\\', 'é', '漢', '🐝', '\ud800', '\n'), maxLength: 60 });
  fc.assert(
    fc.property(
      fc.array(text, { maxLength: 60 }),
      fc.integer({ min: 1, max: 12 }),
      fc.integer({ min: 250, max: 1500 }),
      (texts, maxRecords, maxBytes) => {
        const records = texts.map((value, index) => record(String(index), value));
        for (let rest = records; rest.length > 0; ) {
          const count = fitting(rest, { maxRecords, maxBytes }, modelEvents);
          const { body, bytes } = toBatch(rest.slice(0, count), modelEvents);
          const whole = Buffer.concat(body);
          expect(whole.length).toBe(bytes);
          expect(bytes <= maxBytes || count === 1).toBe(true);
          expect(count).toBeGreaterThanOrEqual(1);
          expect(count).toBeLessThanOrEqual(maxRecords);
          JSON.parse(whole.toString());
          const oneMore = toBatch(rest.slice(0, count + 1), modelEvents);
          expect(count === maxRecords || count === rest.length || oneMore.bytes > maxBytes).toBe(true);
          rest = rest.slice(count);
        }
      },
    ),
  );
});

test('the length of a body is known before it is made', () => {
  const records = [record('a', 1), record('b', 2), record('c', 3)];
  const bytes = records.reduce((sum, each) => sum + each.bytes.length, 0);
  expect(bodyBytes(modelEvents, 3, bytes)).toBe(toBatch(records, modelEvents).bytes);
});

test('halves lose nothing, and the first is never the shorter', () => {
  expect(halves([1, 2, 3, 4, 5])).toEqual([
    [1, 2, 3],
    [4, 5],
  ]);
  expect(halves([1])).toEqual([[1], []]);
});
