import { LogEventStore } from '../../src/correlation/log-event-store';
import { chatSpan } from '../support/call';

const span = (spanId: string) => chatSpan({}, { spanContext: () => ({ traceId: 't', spanId }) });
const event = (text: string) => ({ name: 'gen_ai.user.message', attributes: {}, body: { content: text } });

test('a span takes its own events, in order, once', () => {
  const events = new LogEventStore(
    () => 0,
    () => undefined,
  );
  events.add('t', 'a', event('1'));
  events.add('t', 'b', event('other'));
  events.add('t', 'a', event('2'));
  expect(events.take(span('a'))).toEqual([event('1'), event('2')]);
  expect(events.take(span('a'))).toEqual([]);
});

test('events of spans that never end are dropped after ten minutes, and counted', () => {
  let now = 0;
  let dropped = 0;
  const events = new LogEventStore(
    () => now,
    (count) => (dropped += count),
  );
  events.add('t', 'never', event('1'));
  events.add('t', 'never', event('2'));
  now = 10 * 60_000 + 1;
  events.add('t', 'b', event('3'));
  expect(dropped).toBe(2);
  expect(events.take(span('never'))).toEqual([]);
  expect(events.take(span('b'))).toHaveLength(1);
});

test('what is kept is bounded by bytes, the oldest dropped first', () => {
  let dropped = 0;
  const events = new LogEventStore(
    () => 0,
    (count) => (dropped += count),
  );
  for (let n = 0; n < 40; n += 1) events.add('t', String(n), event('x'.repeat(2 ** 20)));
  expect(dropped).toBeGreaterThan(20);
  expect(events.take(span('0'))).toEqual([]);
  expect(events.take(span('39'))).toHaveLength(1);
});

test('a cyclic or deep body is kept like any other', () => {
  const cyclic: Record<string, unknown> = { content: 'x' };
  cyclic['self'] = cyclic;
  let deep: unknown = 'end';
  for (let n = 0; n < 50_000; n += 1) deep = [deep];
  const events = new LogEventStore(
    () => 0,
    () => undefined,
  );
  events.add('t', 'a', { name: 'gen_ai.choice', attributes: {}, body: cyclic });
  events.add('t', 'a', { name: 'gen_ai.choice', attributes: {}, body: deep });
  expect(events.take(span('a'))).toHaveLength(2);
});
