import { setTimeout as sleep } from 'node:timers/promises';
import { HoldBuffer } from '../../src/runtime/hold-buffer';
import { collectGarbage } from '../support/garbage';

function holding(limits: { readonly maxWaitMs?: number; readonly maxItems?: number } = {}) {
  const released: string[] = [];
  const buffer = new HoldBuffer<string, string>({ maxWaitMs: 60_000, maxItems: 1000, ...limits }, (item) =>
    released.push(item),
  );
  return { buffer, released };
}

test('items are released with their key, in the order of holding', () => {
  const { buffer, released } = holding();
  buffer.hold('a', '1');
  buffer.hold('b', '2');
  buffer.hold('a', '3');
  buffer.release('a');
  expect(released).toEqual(['1', '3']);
  expect(buffer.size).toBe(1);
  expect(buffer.keys).toEqual(['b']);
});

test('items that are taken are not released', () => {
  const { buffer, released } = holding();
  buffer.hold('a', '1');
  expect(buffer.take('a')).toEqual(['1']);
  expect(buffer.take('a')).toEqual([]);
  buffer.releaseAll();
  expect(released).toEqual([]);
  expect(buffer.size).toBe(0);
});

test('one item more than fits releases all that are held', () => {
  const { buffer, released } = holding({ maxItems: 2 });
  for (const item of ['1', '2', '3']) buffer.hold('a', item);
  expect(released).toEqual(['1', '2']);
  expect(buffer.size).toBe(1);
});

test('what is held while another item is released stays held', () => {
  const released: string[] = [];
  const buffer: HoldBuffer<string, string> = new HoldBuffer({ maxWaitMs: 60_000, maxItems: 10 }, (item) => {
    released.push(item);
    if (item === '1') buffer.hold('b', '2');
  });
  buffer.hold('a', '1');
  buffer.releaseAll();
  expect(released).toEqual(['1']);
  expect(buffer.size).toBe(1);
});

test('items are released when they have waited long enough', async () => {
  const { buffer, released } = holding({ maxWaitMs: 20 });
  buffer.hold('a', '1');
  expect(released).toEqual([]);
  while (released.length === 0) await sleep(5);
  expect(released).toEqual(['1']);
});

test('an item that was taken is not kept in memory', async () => {
  const buffer = new HoldBuffer<string, object>({ maxWaitMs: 60_000, maxItems: 10 }, () => undefined);
  const taken = (): WeakRef<object> => {
    const item = { text: 'x' };
    buffer.hold('a', item);
    buffer.take('a');
    return new WeakRef(item);
  };
  const item = taken();
  await new Promise(setImmediate);
  collectGarbage();
  expect(item.deref()).toBeUndefined();
});

test('after the event loop has stood still, what items wait for comes before the end of their wait', async () => {
  const { buffer, released } = holding({ maxWaitMs: 1 });
  buffer.hold('a', '1');
  const due = new Promise<readonly string[]>((resolve) => setImmediate(() => resolve(buffer.take('a'))));
  const until = performance.now() + 20;
  while (performance.now() < until);
  expect(await due).toEqual(['1']);
  expect(released).toEqual([]);
});

test('an end of a wait that has begun does not end the next one of the same key', async () => {
  const { buffer, released } = holding({ maxWaitMs: 1 });
  buffer.hold('a', '1');
  const heldAgain = new Promise<void>((resolve) => {
    setImmediate(() => {
      buffer.take('a');
      buffer.hold('a', '2');
      setImmediate(resolve);
    });
  });
  const until = performance.now() + 20;
  while (performance.now() < until);
  await heldAgain;
  expect(released).toEqual([]);
  buffer.take('a');
});
