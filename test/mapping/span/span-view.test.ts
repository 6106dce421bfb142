import { isNoId, msBetween, type ReadableSpan, toMs, viewOf } from '../../../src/mapping/span/span-view';
import { chatSpan } from '../../support/call';

/** What is seen of a span that has these members in place of valid ones. */
const seen = (members: Readonly<Record<string, unknown>>) =>
  viewOf({ ...chatSpan({}), ...members } as unknown as ReadableSpan);

const ids = (traceId: unknown, spanId: unknown) => ({ spanContext: () => ({ traceId, spanId }) });
const start = [5, 6];
const largest = Number.MAX_SAFE_INTEGER / 1000;

test.each<[string, Readonly<Record<string, unknown>>, object]>([
  ['a name that is no text', { name: 7 }, { name: 'unknown' }],
  ['ids', ids('a1', 'b2'), { traceId: 'a1', spanId: 'b2' }],
  ['ids of zeros', ids('0'.repeat(32), '0'.repeat(16)), { traceId: '', spanId: '' }],
  ['ids that are no texts', ids(1, undefined), { traceId: '', spanId: '' }],
  ['a parent of SDK 1.x', { parentSpanId: 'c3' }, { parentSpanId: 'c3' }],
  ['a parent of SDK 2.x', { parentSpanContext: { spanId: 'c3' }, parentSpanId: 'd4' }, { parentSpanId: 'c3' }],
  ['a parent of zeros', { parentSpanId: '0'.repeat(16) }, { parentSpanId: undefined }],
  ['a parent that is no text', { parentSpanId: 7 }, { parentSpanId: undefined }],
  ['an empty parent', { parentSpanId: '' }, { parentSpanId: undefined }],
  ['a start', { startTime: start }, { startTime: start }],
  ['no times', { startTime: undefined, endTime: undefined }, { startTime: [0, 0], endTime: [0, 0] }],
  ['no end', { startTime: start, endTime: undefined }, { endTime: start }],
  ['an end with a text', { startTime: start, endTime: ['7', 1] }, { endTime: start }],
  ['an end with one number', { startTime: start, endTime: [7] }, { endTime: start }],
  ['an end with a text behind', { startTime: start, endTime: [7, '1'] }, { endTime: start }],
  ['an end before all times', { startTime: start, endTime: [-1, 0] }, { endTime: start }],
  ['an end that is no list', { startTime: start, endTime: 7 }, { endTime: start }],
  [
    'an end that no number can hold in milliseconds',
    { startTime: start, endTime: [largest * 2, 0] },
    { endTime: start },
  ],
  ['the last end of all', { endTime: [largest, 0] }, { endTime: [largest, 0] }],
  ['the first end of all', { endTime: [0, 0] }, { endTime: [0, 0] }],
  ['an error', { status: { code: 2, message: 'boom' } }, { status: { code: 2, message: 'boom' } }],
  ['another status', { status: { code: 1, message: '' } }, { status: { code: 0, message: undefined } }],
  ['a message that is no text', { status: { code: 2, message: 7 } }, { status: { code: 2, message: undefined } }],
  ['no status', { status: undefined }, { status: { code: 0, message: undefined } }],
  ['no attributes', { attributes: undefined }, { attributes: {}, names: [] }],
  ['events that are no list', { events: 7 }, { events: [] }],
  ['a scope of SDK 1.x', { instrumentationLibrary: { name: 's' } }, { scope: { name: 's' } }],
  [
    'a scope of SDK 2.x',
    { instrumentationScope: { name: 't' }, instrumentationLibrary: { name: 's' } },
    { scope: { name: 't' } },
  ],
  ['a scope without a name', { instrumentationScope: { version: '1' } }, { scope: undefined }],
  ['no scope', {}, { scope: undefined }],
  ['dropped attributes', { droppedAttributesCount: 3 }, { droppedAttributes: 3 }],
  ['a text for dropped attributes', { droppedAttributesCount: '3' }, { droppedAttributes: 0 }],
  ['a resource', { resource: { attributes: { a: 1 } } }, { resource: { a: 1 } }],
])('a span with %s', (_what, members, expected) => {
  expect(seen(members)).toMatchObject(expected);
});

const details = (attributes: unknown, name = 'gen_ai.client.inference.operation.details') => ({ name, attributes });

test('attributes are those of the details events, then the own ones, then those that are given', () => {
  const events = [
    details({ a: 'first', b: 'first', c: 'first', d: 'first', 'event.name': 'x', 'gen_ai.input.messages': '[]' }),
    details({ b: 'second', c: 'second', d: 'second', 'gen_ai.output.messages': '[]' }),
    details({ e: 'other' }, 'other'),
    details(undefined),
    null,
  ];
  const span = { ...chatSpan({}), attributes: { c: 'own', d: 'own' }, events } as unknown as ReadableSpan;
  const together = { a: 'first', b: 'second', c: 'own', d: 'given' };
  expect(viewOf(span, undefined, { d: 'given' }).attributes).toEqual(together);
  const log = { ...details({ b: 'log' }), attributes: { b: 'log' }, body: undefined };
  expect(viewOf(span, [log]).attributes).toEqual({ ...together, b: 'log', d: 'own' });
  expect(viewOf({ ...span, events: [] }, [log]).attributes).toEqual({ b: 'log', c: 'own', d: 'own' });
  expect(viewOf({ ...span, events: [] }).attributes).toBe(span.attributes);
});

test('nothing is a log of a span that has none', () => {
  expect([viewOf(chatSpan({})).logs, viewOf(chatSpan({})).truncated]).toEqual([[], false]);
  expect(viewOf(chatSpan({})).attributes).toEqual(chatSpan({}).attributes);
});

test('only zeros are no id', () => {
  expect(['0'.repeat(16), '0'.repeat(32), '', '0', undefined].map(isNoId)).toEqual([true, true, false, false, false]);
});

test('times are milliseconds, and no time runs backwards', () => {
  expect(toMs([1, 500_000])).toBe(1000.5);
  expect(msBetween([1, 900_000_000], [2, 100_000_000])).toBe(200);
  expect(msBetween([2, 0], [1, 0])).toBe(0);
});
