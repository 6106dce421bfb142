import { setTimeout as sleep } from 'node:timers/promises';
import { SpanOrdering } from '../../src/wire/span-ordering';
import { eventually } from '../support/eventually';
import { collectGarbage } from '../support/garbage';

describe('spans around an open call', () => {
  const done: string[] = [];
  let ordering: SpanOrdering;
  const hold = (name: string, traceId = 'trace'): void => ordering.afterCalls(traceId, () => void done.push(name));
  beforeEach(() => {
    done.length = 0;
    ordering = new SpanOrdering();
  });

  test('do not wait in a trace without a call', () => {
    ordering.callStarted('other trace');
    hold('app');
    expect(done).toEqual(['app']);
  });

  test('wait for the call, and keep their order', () => {
    ordering.callStarted('trace');
    hold('framework');
    hold('request');
    expect(done).toEqual([]);
    ordering.callEnded('trace');
    expect(done).toEqual(['framework', 'request']);
  });

  test('wait for both of two calls', () => {
    ordering.callStarted('trace');
    ordering.callStarted('trace');
    hold('framework');
    ordering.callEnded('trace');
    expect(done).toEqual([]);
    ordering.callEnded('trace');
    expect(done).toEqual(['framework']);
  });

  test('of any trace wait for a call outside of all spans', () => {
    ordering.callStarted();
    ordering.callStarted('trace');
    hold('framework');
    hold('callback', 'trace of its own');
    ordering.callEnded();
    expect(done).toEqual(['callback']);
    ordering.callEnded('trace');
    expect(done).toEqual(['callback', 'framework']);
  });

  test('do not wait at a flush', () => {
    ordering.callStarted('trace');
    hold('framework');
    ordering.releaseAll();
    expect(done).toEqual(['framework']);
  });

  test('wait for a call that is only to be read for as long as that takes', async () => {
    ordering.callStarted('trace');
    hold('framework');
    ordering.callAnswered('trace');
    await sleep(1100);
    expect(done).toEqual([]);
    ordering.callEnded('trace');
    expect(done).toEqual(['framework']);
  });

  test('wait for a second, and no longer', async () => {
    ordering.callStarted('trace');
    const start = performance.now();
    hold('framework');
    await eventually(() => done.length > 0);
    expect(performance.now() - start).toBeGreaterThan(990);
    expect(done).toEqual(['framework']);
  });

  test('do not wait when there are very many', () => {
    ordering.callStarted('trace');
    for (let n = 0; n < 10_001; n += 1) hold(`${n}`);
    expect(done).toHaveLength(10_000);
  });
});

test('a released span is not kept in memory', async () => {
  const ordering = new SpanOrdering();
  const held = (): WeakRef<object> => {
    const span = { name: 'framework' };
    ordering.callStarted('trace');
    ordering.afterCalls('trace', () => void span.name);
    ordering.callEnded('trace');
    return new WeakRef(span);
  };
  const span = held();
  await sleep(0);
  collectGarbage();
  expect(span.deref()).toBeUndefined();
});
