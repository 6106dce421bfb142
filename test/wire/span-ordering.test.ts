import { setTimeout as sleep } from 'node:timers/promises';
import { CallsFirst } from '../../src/wire/span-ordering';
import { collectGarbage } from '../support/garbage';

describe('spans around a call that is under way', () => {
  const done: string[] = [];
  let calls: CallsFirst;
  const hold = (name: string, traceId = 'trace'): void => calls.after(traceId, () => void done.push(name));
  beforeEach(() => {
    done.length = 0;
    calls = new CallsFirst();
  });

  test('do not wait in a trace without a call', () => {
    calls.began('other trace');
    hold('app');
    expect(done).toEqual(['app']);
  });

  test('wait for the call, and keep their order', () => {
    calls.began('trace');
    hold('framework');
    hold('request');
    expect(done).toEqual([]);
    calls.ended('trace');
    expect(done).toEqual(['framework', 'request']);
  });

  test('wait for both of two calls', () => {
    calls.began('trace');
    calls.began('trace');
    hold('framework');
    calls.ended('trace');
    expect(done).toEqual([]);
    calls.ended('trace');
    expect(done).toEqual(['framework']);
  });

  test('wait for a call outside of any span, whatever their trace', () => {
    calls.began();
    calls.began('trace');
    hold('framework');
    hold('callback', 'trace of its own');
    calls.ended();
    expect(done).toEqual(['callback']);
    calls.ended('trace');
    expect(done).toEqual(['callback', 'framework']);
  });

  test('wait for nothing at a flush', () => {
    calls.began('trace');
    hold('framework');
    calls.releaseAll();
    expect(done).toEqual(['framework']);
  });

  test('wait for a second at most', async () => {
    calls.began('trace');
    hold('framework');
    await sleep(500);
    expect(done).toEqual([]);
    await sleep(1500);
    expect(done).toEqual(['framework']);
  });

  test('wait no longer when they are very many', () => {
    calls.began('trace');
    for (let n = 0; n < 1000; n += 1) hold(`${n}`);
    expect(done).toHaveLength(1000);
  });
});

test('a span that has had its turn is not kept in memory', async () => {
  const calls = new CallsFirst();
  const held = (): WeakRef<object> => {
    const span = { name: 'framework' };
    calls.began('trace');
    calls.after('trace', () => void span.name);
    calls.ended('trace');
    return new WeakRef(span);
  };
  const span = held();
  await sleep(0);
  collectGarbage();
  expect(span.deref()).toBeUndefined();
});
