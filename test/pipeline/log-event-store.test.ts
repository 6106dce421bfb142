import { LogEvents } from '../../src/pipeline/log-event-store';

const event = (text: string) => ({ name: 'gen_ai.user.message', attributes: {}, body: { content: text } });

test('a span takes its own events, in order, once', () => {
  const events = new LogEvents(
    () => 0,
    () => undefined,
  );
  events.add('t', 'a', event('1'));
  events.add('t', 'b', event('other'));
  events.add('t', 'a', event('2'));
  expect(events.take('t', 'a')).toEqual([event('1'), event('2')]);
  expect(events.take('t', 'a')).toEqual([]);
});

test('events of spans that never end are forgotten after ten minutes, and counted', () => {
  let now = 0;
  let forgotten = 0;
  const events = new LogEvents(
    () => now,
    (count) => (forgotten += count),
  );
  events.add('t', 'never', event('1'));
  events.add('t', 'never', event('2'));
  now = 10 * 60_000 + 1;
  events.add('t', 'b', event('3'));
  expect(forgotten).toBe(2);
  expect(events.take('t', 'never')).toEqual([]);
  expect(events.take('t', 'b')).toHaveLength(1);
});

test('what is kept is bounded by bytes, the oldest forgotten first', () => {
  let forgotten = 0;
  const events = new LogEvents(
    () => 0,
    (count) => (forgotten += count),
  );
  for (let n = 0; n < 40; n += 1) events.add('t', String(n), event('x'.repeat(2 ** 20)));
  expect(forgotten).toBeGreaterThan(20);
  expect(events.take('t', '0')).toEqual([]);
  expect(events.take('t', '39')).toHaveLength(1);
});

test('a cyclic or deep body is kept like any other', () => {
  const cyclic: Record<string, unknown> = { content: 'x' };
  cyclic['self'] = cyclic;
  let deep: unknown = 'end';
  for (let n = 0; n < 50_000; n += 1) deep = [deep];
  const events = new LogEvents(
    () => 0,
    () => undefined,
  );
  events.add('t', 'a', { name: 'gen_ai.choice', attributes: {}, body: cyclic });
  events.add('t', 'a', { name: 'gen_ai.choice', attributes: {}, body: deep });
  expect(events.take('t', 'a')).toHaveLength(2);
});
