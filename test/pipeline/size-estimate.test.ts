import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { estimateSize, quickEstimate } from '../../src/pipeline/size-estimate';
import { chatSpan } from '../support/call';

const saying = (said: Record<string, unknown>, more: object = {}): ReadableSpan => ({
  ...chatSpan({}),
  attributes: said,
  ...more,
});

test.each<[string, ReadableSpan, number]>([
  ['the length of its texts', saying({ a: 'four', b: 'seven77', n: 1, is: true }), 11],
  ['that of what its status says, too', saying({ a: 'four' }, { status: { code: 2, message: 'six666' } }), 10],
  ['nothing, if it cannot be read', saying({}, { attributes: undefined }), 0],
])('a span weighs %s', (_rule, span, weight) => {
  expect([estimateSize(span, []), quickEstimate(span, [])]).toEqual([weight, weight]);
});

test('short lists weigh about the same, however that is found out', () => {
  const span = saying({ reasons: ['stop', 'length'], said: 'a'.repeat(1000) });
  expect(Math.abs(estimateSize(span, []) - (quickEstimate(span, []) ?? 0))).toBeLessThan(100);
});

test.each<[string, ReadableSpan, Parameters<typeof estimateSize>[1]]>([
  ['nested values', saying({ messages: [{ role: 'user', content: 'a'.repeat(1000) }] }), []],
  ['long lists', saying({ list: Array.from({ length: 1000 }, () => 'a') }), []],
  ['events', saying({}, { events: [{ name: 'e', attributes: { said: 'a'.repeat(1000) } }] }), []],
  ['log events', saying({}), [{ name: 'e', attributes: {}, body: { content: 'a'.repeat(1000) } }]],
])('what %s weigh takes longer to find out', (_what, span, logs) => {
  expect(quickEstimate(span, logs)).toBeUndefined();
  expect(estimateSize(span, logs)).toBeGreaterThanOrEqual(1000);
});
