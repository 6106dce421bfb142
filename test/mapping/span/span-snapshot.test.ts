import { logsSnapshot, objectSnapshot, spanSnapshot } from '../../../src/mapping/span/span-snapshot';
import type { LogEvent, ReadableSpan } from '../../../src/mapping/span/span-view';

const whole = {
  name: 'chat',
  spanContext: () => ({ traceId: 't', spanId: 's' }),
  parentSpanContext: { spanId: 'p' },
  startTime: [1, 2],
  endTime: [3, 4],
  status: { code: 2, message: 'boom' },
  attributes: { a: 1, b: { c: [1] } },
  events: [{ name: 'e', attributes: { d: 1 } }, 7, { name: 8 }],
  resource: { attributes: { r: 1 } },
  instrumentationScope: { name: 'scope', version: '1' },
};

/** As plain data, but for the ids. */
function copied(members: Readonly<Record<string, unknown>>): object {
  const { spanContext, ...copy } = spanSnapshot({ ...whole, ...members } as unknown as ReadableSpan);
  return { ...copy, ...spanContext() };
}

test('a snapshot has what can be read of a span', () => {
  expect(copied({})).toEqual({
    name: 'chat',
    traceId: 't',
    spanId: 's',
    parentSpanId: 'p',
    startTime: [1, 2],
    endTime: [3, 4],
    status: { code: 2, message: 'boom' },
    attributes: { a: 1, b: { c: [1] } },
    events: [
      { name: 'e', attributes: { d: 1 } },
      { name: '', attributes: {} },
    ],
    resource: { attributes: { r: 1 } },
    instrumentationScope: { name: 'scope', version: '1' },
  });
});

test('a snapshot has the members of SDK 1.x', () => {
  const old = { parentSpanContext: undefined, parentSpanId: 'q', instrumentationScope: undefined };
  expect(copied({ ...old, instrumentationLibrary: { name: 'library' } })).toMatchObject({
    parentSpanId: 'q',
    instrumentationScope: { name: 'library', version: undefined },
  });
});

const names = ['name', 'parentSpanContext', 'startTime', 'endTime', 'status', 'attributes', 'events', 'resource'];
const empty: Readonly<Record<string, unknown>> = {
  name: '',
  parentSpanContext: undefined,
  startTime: [0, 0],
  endTime: [0, 0],
  status: { code: 0, message: undefined },
  attributes: {},
  events: [],
  resource: { attributes: {} },
  instrumentationScope: { name: '', version: undefined },
};

test.each([...names, 'instrumentationScope'])('%s is left out where it throws or is something else', (name) => {
  const field = name === 'parentSpanContext' ? 'parentSpanId' : name;
  const throwing = Object.defineProperty({ ...whole }, name, {
    get: () => {
      throw new Error('not readable');
    },
  });
  const { spanContext: _, ...copy } = spanSnapshot(throwing as unknown as ReadableSpan);
  expect(copy[field as keyof typeof copy]).toEqual(empty[name]);
  expect(copied({ [name]: 7 })).toMatchObject({ [field]: empty[name] });
});

test('ids, times and statuses of other types are none', () => {
  expect(copied({ spanContext: () => ({ traceId: 7 }) })).toMatchObject({ traceId: '', spanId: '' });
  expect(copied({ startTime: [1, 'x'], endTime: ['x', 1] })).toMatchObject({ startTime: [0, 0], endTime: [0, 0] });
  expect(copied({ status: { code: 1, message: 7 } })).toMatchObject({ status: { code: 0, message: undefined } });
});

test('of logs, the name, the attributes and the body are copied', () => {
  const logs = [{ name: 'l', attributes: { a: 1 }, body: { b: 1 }, other: 1 }, 7] as unknown as readonly LogEvent[];
  expect(logsSnapshot(() => logs)).toEqual([{ name: 'l', attributes: { a: 1 }, body: { b: 1 } }]);
  expect(logsSnapshot(() => undefined)).toEqual([]);
});

test('an object is copied, and anything else is an empty one', () => {
  expect(objectSnapshot(() => ({ a: { b: 1 } }))).toEqual({ a: { b: 1 } });
  expect([objectSnapshot(() => 7), objectSnapshot(() => undefined)]).toEqual([{}, {}]);
  expect(
    objectSnapshot(() => {
      throw new Error('not readable');
    }),
  ).toEqual({});
});
