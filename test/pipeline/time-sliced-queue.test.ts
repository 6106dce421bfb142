import { TimeSlicedQueue, type Work } from '../../src/pipeline/time-sliced-queue';
import type { Steps } from '../../src/runtime/steps';

const busy = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Slices that do this, where every item weighs as many bytes as it says. */
const queueOf = (process: (item: number, bytes: number) => void, mayProceed: Work<number>['mayProceed'] = () => true) =>
  queueInSteps((item, bytes) => void process(item, bytes), mayProceed);
const queueInSteps = (process: Work<number>['process'], mayProceed: Work<number>['mayProceed'] = () => true) =>
  new TimeSlicedQueue<number>({ process, estimate: (item) => item, mayProceed, onBlocked: () => undefined });

test('items are processed in order, after the caller has gone on', async () => {
  const done: number[] = [];
  const queue = queueOf((item) => done.push(item));
  for (const item of [1, 2, 3]) queue.push(item, item);
  expect(done).toEqual([]);
  expect(queue.waiting).toBe(3);
  await queue.drained();
  expect(done).toEqual([1, 2, 3]);
  expect(queue.waiting).toBe(0);
});

test('the event loop turns between queue of long work', async () => {
  let turns = 0;
  const queue = queueOf(() => busy(2));
  for (let item = 0; item < 20; item += 1) queue.push(item, item);
  const settled = queue.drained();
  while (queue.waiting > 0) {
    turns += 1;
    await turn();
  }
  await settled;
  expect(turns).toBeGreaterThanOrEqual(8);
});

test('waiting for what was pushed does not wait for what comes later', async () => {
  let done = 0;
  const queue = queueOf(() => {
    done += 1;
    busy(1);
    if (done < 5000) queue.push(done, done);
  });
  queue.push(0, 0);
  await queue.drained();
  expect(done).toBeLessThan(50);
  done = 5000;
  queue.drain();
});

test('draining works everything off at once, and work pushed meanwhile, too', () => {
  const done: number[] = [];
  const queue = queueOf((item) => {
    done.push(item);
    if (item === 1) queue.push(3, 3);
  });
  queue.push(1, 1);
  queue.push(2, 2);
  queue.drain();
  expect(done).toEqual([1, 2, 3]);
});

test('draining in the middle of the work does nothing twice', () => {
  const done: number[] = [];
  const queue = queueOf((item) => {
    done.push(item);
    queue.drain();
  });
  for (const item of [1, 2, 3]) queue.push(item, item);
  queue.drain();
  expect(done).toEqual([1, 2, 3]);
});

describe('what waits', () => {
  test('weighs something in the turn after it was pushed, and nothing once it is processed', async () => {
    let mayProceed = false;
    const weights: number[] = [];
    const queue = queueOf(
      (_item, bytes) => weights.push(bytes),
      () => mayProceed,
    );
    queue.push(100, 100);
    queue.push(20, 20);
    expect(queue.bytes).toBe(0);
    await turn();
    expect(queue.bytes).toBe(120);
    mayProceed = true;
    queue.resume();
    await queue.drained();
    expect(queue.bytes).toBe(0);
    expect(weights).toEqual([100, 20]);
  });

  test('is weighed for whoever has not done so, possible or not, before it is processed', async () => {
    let mayProceed = false;
    const weights: number[] = [];
    const queue = queueOf(
      (_item, bytes) => weights.push(bytes),
      () => mayProceed,
    );
    queue.push(100, undefined);
    queue.push(20, 20);
    queue.push(3, undefined);
    await turn();
    expect(queue.bytes).toBe(123);
    mayProceed = true;
    queue.resume();
    await queue.drained();
    expect({ weights, bytes: queue.bytes }).toEqual({ weights: [100, 20, 3], bytes: 0 });
  });

  test('weighs nothing once it is processed, also what the work itself has pushed', async () => {
    const queue = queueOf((item) => {
      if (item > 0) queue.push(item - 1, 100);
    });
    queue.push(3, 100);
    queue.push(2, undefined);
    queue.drain();
    expect(queue.bytes).toBe(0);
    queue.push(1, 50);
    await queue.drained();
    expect(queue.bytes).toBe(0);
  });

  test('for work to become possible stays in order, and is taken up when told', async () => {
    let room = 2;
    const done: number[] = [];
    const queue = queueOf(
      (item) => {
        room -= 1;
        done.push(item);
      },
      () => room > 0,
    );
    for (const item of [1, 2, 3, 4]) queue.push(item, item);
    await queue.drainedOrBlocked();
    expect({ done, waiting: queue.waiting, bytes: queue.bytes }).toEqual({ done: [1, 2], waiting: 2, bytes: 7 });
    queue.push(5, 5);
    await queue.drainedOrBlocked();
    expect(queue.bytes).toBe(12);
    room = 1;
    queue.resume();
    await queue.drainedOrBlocked();
    room = 10;
    queue.resume();
    await queue.drained();
    expect(done).toEqual([1, 2, 3, 4, 5]);
  });

  test('is processed by a drain even if it is not possible', async () => {
    const done: number[] = [];
    const queue = queueOf(
      (item) => done.push(item),
      () => false,
    );
    queue.push(1, 1);
    const settled = queue.drained();
    await queue.drainedOrBlocked();
    expect(done).toEqual([]);
    queue.drain();
    await settled;
    expect(done).toEqual([1]);
  });
});

test('at the end of a process, items are processed as far as there is time', () => {
  const done: number[] = [];
  const queue = queueOf((item) => {
    done.push(item);
    busy(20);
  });
  for (let item = 0; item < 100; item += 1) queue.push(item, item);
  queue.drainUntil(performance.now() + 50);
  expect(done.length).toBeGreaterThan(0);
  expect(done.length).toBeLessThanOrEqual(3);
  expect(queue.waiting).toBe(100 - done.length);
  queue.drain();
});

describe('work in steps', () => {
  function* steps(done: string[], item: number): Steps<void> {
    for (const step of ['a', 'b', 'c']) {
      done.push(`${item}${step}`);
      yield;
    }
  }

  test('is done step by step, in order, and waited for to its end', async () => {
    const done: string[] = [];
    const queue = queueInSteps((item) => steps(done, item));
    queue.push(1, 1);
    queue.push(2, 2);
    await queue.drained();
    expect(done).toEqual(['1a', '1b', '1c', '2a', '2b', '2c']);
  });

  test('lets the event loop turn between long steps', async () => {
    let turns = 0;
    const queue = queueInSteps(function* longSteps() {
      for (let step = 0; step < 20; step += 1) {
        busy(2);
        yield;
      }
    });
    queue.push(1, 1);
    let isDone = false;
    void queue.drained().then(() => {
      isDone = true;
    });
    while (!isDone) {
      turns += 1;
      await turn();
    }
    expect(turns).toBeGreaterThanOrEqual(8);
  });

  test('is not continued while it may not be, and holds up what follows', async () => {
    const done: string[] = [];
    let mayProceed = true;
    const queue = queueInSteps(
      function* waiting(item) {
        mayProceed = item !== 1;
        yield;
        done.push(String(item));
      },
      () => mayProceed,
    );
    queue.push(1, 1);
    queue.push(2, 2);
    await queue.drainedOrBlocked();
    expect(done).toEqual([]);
    mayProceed = true;
    queue.resume();
    await queue.drained();
    expect(done).toEqual(['1', '2']);
  });

  test('is finished at once where no turn will come', async () => {
    const done: string[] = [];
    const queue = queueInSteps(
      (item) => steps(done, item),
      () => done.length < 2,
    );
    queue.push(1, 1);
    await queue.drainedOrBlocked();
    expect(done).toEqual(['1a', '1b']);
    queue.drain();
    expect(done).toEqual(['1a', '1b', '1c']);
  });
});
