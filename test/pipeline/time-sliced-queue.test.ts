import { Slices, type Work } from '../../src/pipeline/time-sliced-queue';

const busy = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Slices that do this, where every item weighs as many bytes as it says. */
const slicesOf = (on: (item: number, bytes: number) => void, isPossible: Work<number>['isPossible'] = () => true) =>
  new Slices<number>({ on, weigh: (item) => item, isPossible, onStuck: () => undefined });

test('items are worked off in order, after the caller has gone on', async () => {
  const done: number[] = [];
  const slices = slicesOf((item) => done.push(item));
  for (const item of [1, 2, 3]) slices.push(item, item);
  expect(done).toEqual([]);
  expect(slices.waiting).toBe(3);
  await slices.settled();
  expect(done).toEqual([1, 2, 3]);
  expect(slices.waiting).toBe(0);
});

test('the event loop turns between slices of long work', async () => {
  let turns = 0;
  const slices = slicesOf(() => busy(2));
  for (let item = 0; item < 20; item += 1) slices.push(item, item);
  const settled = slices.settled();
  while (slices.waiting > 0) {
    turns += 1;
    await turn();
  }
  await settled;
  expect(turns).toBeGreaterThanOrEqual(8);
});

test('waiting for what was pushed does not wait for what comes later', async () => {
  let done = 0;
  const slices = slicesOf(() => {
    done += 1;
    busy(1);
    if (done < 5000) slices.push(done, done);
  });
  slices.push(0, 0);
  await slices.settled();
  expect(done).toBeLessThan(50);
  done = 5000;
  slices.drain();
});

test('draining works everything off at once, and work pushed meanwhile, too', () => {
  const done: number[] = [];
  const slices = slicesOf((item) => {
    done.push(item);
    if (item === 1) slices.push(3, 3);
  });
  slices.push(1, 1);
  slices.push(2, 2);
  slices.drain();
  expect(done).toEqual([1, 2, 3]);
});

test('draining in the middle of the work does nothing twice', () => {
  const done: number[] = [];
  const slices = slicesOf((item) => {
    done.push(item);
    slices.drain();
  });
  for (const item of [1, 2, 3]) slices.push(item, item);
  slices.drain();
  expect(done).toEqual([1, 2, 3]);
});

describe('what waits', () => {
  test('weighs something in the turn after it was pushed, and nothing once it is worked off', async () => {
    let isPossible = false;
    const weights: number[] = [];
    const slices = slicesOf(
      (_item, bytes) => weights.push(bytes),
      () => isPossible,
    );
    slices.push(100, 100);
    slices.push(20, 20);
    expect(slices.bytes).toBe(0);
    await turn();
    expect(slices.bytes).toBe(120);
    isPossible = true;
    slices.resume();
    await slices.settled();
    expect(slices.bytes).toBe(0);
    expect(weights).toEqual([100, 20]);
  });

  test('is weighed for whoever has not done so, possible or not, before it is worked off', async () => {
    let isPossible = false;
    const weights: number[] = [];
    const slices = slicesOf(
      (_item, bytes) => weights.push(bytes),
      () => isPossible,
    );
    slices.push(100, undefined);
    slices.push(20, 20);
    slices.push(3, undefined);
    await turn();
    expect(slices.bytes).toBe(123);
    isPossible = true;
    slices.resume();
    await slices.settled();
    expect({ weights, bytes: slices.bytes }).toEqual({ weights: [100, 20, 3], bytes: 0 });
  });

  test('weighs nothing once it is worked off, also what the work itself has pushed', async () => {
    const slices = slicesOf((item) => {
      if (item > 0) slices.push(item - 1, 100);
    });
    slices.push(3, 100);
    slices.push(2, undefined);
    slices.drain();
    expect(slices.bytes).toBe(0);
    slices.push(1, 50);
    await slices.settled();
    expect(slices.bytes).toBe(0);
  });

  test('for work to become possible stays in order, and is taken up when told', async () => {
    let room = 2;
    const done: number[] = [];
    const slices = slicesOf(
      (item) => {
        room -= 1;
        done.push(item);
      },
      () => room > 0,
    );
    for (const item of [1, 2, 3, 4]) slices.push(item, item);
    await slices.settledOrStuck();
    expect({ done, waiting: slices.waiting, bytes: slices.bytes }).toEqual({ done: [1, 2], waiting: 2, bytes: 7 });
    slices.push(5, 5);
    await slices.settledOrStuck();
    expect(slices.bytes).toBe(12);
    room = 1;
    slices.resume();
    await slices.settledOrStuck();
    room = 10;
    slices.resume();
    await slices.settled();
    expect(done).toEqual([1, 2, 3, 4, 5]);
  });

  test('is worked off by a drain even if it is not possible', async () => {
    const done: number[] = [];
    const slices = slicesOf(
      (item) => done.push(item),
      () => false,
    );
    slices.push(1, 1);
    const settled = slices.settled();
    await slices.settledOrStuck();
    expect(done).toEqual([]);
    slices.drain();
    await settled;
    expect(done).toEqual([1]);
  });
});
