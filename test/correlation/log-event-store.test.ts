import { type LeftEvents, LogEventStore } from '../../src/correlation/log-event-store';
import { chatSpan } from '../support/call';

const span = (spanId: string) => chatSpan({}, { spanContext: () => ({ traceId: 't', spanId }) });
const event = (text: string) => ({ name: 'gen_ai.user.message', attributes: {}, body: { content: text } });
const evaluation = { name: 'gen_ai.evaluation.result', attributes: {}, body: undefined };

function storeAt(now: () => number = () => 0) {
  const forgotten: LeftEvents[] = [];
  const dropped: LeftEvents[] = [];
  const left = { forgotten: (of: LeftEvents) => forgotten.push(of), dropped: (of: LeftEvents) => dropped.push(of) };
  return { events: new LogEventStore(now, left), forgotten, dropped };
}

test('a span takes its own events, in order, once', () => {
  const { events } = storeAt();
  events.add('t', 'a', event('1'));
  events.add('t', 'b', event('other'));
  events.add('t', 'a', event('2'));
  expect(events.take(span('a'))).toEqual([event('1'), event('2')]);
  expect(events.take(span('a'))).toEqual([]);
  expect(['a', 'b'].map((id) => events.isTaken('t', id))).toEqual([true, false]);
});

test('events of spans that never end are forgotten after ten minutes, and said to be', () => {
  let now = 0;
  const { events, forgotten } = storeAt(() => now);
  events.add('t', 'never', event('1'));
  events.add('t', 'never', event('2'));
  now = 10 * 60_000 + 1;
  events.add('t', 'b', event('3'));
  expect(forgotten).toEqual([
    expect.objectContaining({ traceId: 't', spanId: 'never', events: [event('1'), event('2')] }),
  ]);
  expect(events.take(span('never'))).toEqual([]);
  expect(events.take(span('b'))).toHaveLength(1);
});

test('what is kept is bounded by bytes, the oldest forgotten first', () => {
  const { events, forgotten } = storeAt();
  for (let n = 0; n < 40; n += 1) events.add('t', String(n), event('x'.repeat(2 ** 20)));
  expect(forgotten.length).toBeGreaterThan(20);
  expect(events.take(span('0'))).toEqual([]);
  expect(events.take(span('39'))).toHaveLength(1);
});

test('events of a span that is nothing to record are dropped once, and said to be', () => {
  const { events, dropped } = storeAt();
  events.add('t', 'a', evaluation);
  events.drop(span('a'));
  events.drop(span('a'));
  expect(dropped).toEqual([expect.objectContaining({ spanId: 'a', events: [evaluation] })]);
});

test('the end of the process waits for no span that was evaluated, and has no use for other events', () => {
  const { events, forgotten } = storeAt();
  events.add('t', 'a', evaluation);
  events.add('t', 'b', event('1'));
  expect(events.evaluated).toBe(1);
  events.finish();
  expect(forgotten).toEqual([expect.objectContaining({ spanId: 'a' })]);
  expect(events.evaluated).toBe(0);
  expect(events.take(span('b'))).toHaveLength(1);
});

test('an evaluation is no content', () => {
  const { events } = storeAt();
  events.add('t', 'a', evaluation);
  expect(events.hasContent('t', 'a')).toBe(false);
  events.add('t', 'a', event('1'));
  expect(events.hasContent('t', 'a')).toBe(true);
});

test('a cyclic or deep body is kept like any other', () => {
  const cyclic: Record<string, unknown> = { content: 'x' };
  cyclic['self'] = cyclic;
  let deep: unknown = 'end';
  for (let n = 0; n < 50_000; n += 1) deep = [deep];
  const { events } = storeAt();
  events.add('t', 'a', { name: 'gen_ai.choice', attributes: {}, body: cyclic });
  events.add('t', 'a', { name: 'gen_ai.choice', attributes: {}, body: deep });
  expect(events.take(span('a'))).toHaveLength(2);
});
