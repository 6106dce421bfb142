import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { estimateSize } from '../../src/pipeline/size-estimate';
import { chatSpan } from '../support/call';

const saying = (said: Record<string, unknown>, more: object = {}): ReadableSpan => ({
  ...chatSpan({}),
  attributes: said,
  ...more,
});

test.each<[string, ReadableSpan, number]>([
  ['the length of its texts and their names', saying({ a: 'four', b: 'seven77', n: 1, is: true }), 16 + 4 * 32],
  ['that of short lists', saying({ reasons: ['stop', 'length'] }), 17 + 32],
  ['that of what its status says, too', saying({ a: 'four' }, { status: { code: 2, message: 'six666' } }), 11 + 32],
  ['nothing, if it cannot be read', saying({}, { attributes: undefined }), 0],
])('a span weighs %s', (_rule, span, weight) => {
  expect(estimateSize(span, [])).toBe(weight);
});

test.each<[string, ReadableSpan, Parameters<typeof estimateSize>[1]]>([
  ['nested values', saying({ messages: [{ role: 'user', content: 'a'.repeat(1000) }] }), []],
  ['long lists', saying({ list: Array.from({ length: 1000 }, () => 'a') }), []],
  ['events', saying({}, { events: [{ name: 'e', attributes: { said: 'a'.repeat(1000) } }] }), []],
  ['log events', saying({}), [{ name: 'e', attributes: {}, body: { content: 'a'.repeat(1000) } }]],
])('%s weigh at least their texts', (_what, span, logs) => {
  expect(estimateSize(span, logs)).toBeGreaterThanOrEqual(1000);
});

test('of a value of millions of parts, no more are looked at than show that it is large', () => {
  let read = 0;
  const part = Object.defineProperty({}, 'text', { enumerable: true, get: () => (read += 1) });
  const weight = estimateSize(saying({ list: Array.from({ length: 100_000 }, () => ({ part })) }), []);
  expect(weight).toBeGreaterThan(2 ** 18);
  expect(read).toBeLessThan(50_000);
});

test('nor are more items of a long list read', () => {
  let read = 0;
  const list = new Proxy(
    Array.from({ length: 500_000 }, (_, index) => index),
    {
      get: (items, name) => {
        read += 1;
        return Reflect.get(items, name) as unknown;
      },
    },
  );
  expect(estimateSize(saying({ list }), [])).toBeGreaterThan(2 ** 18);
  expect(read).toBeLessThan(50_000);
});
