import { Slices } from '../src/slices';

const busy = (ms: number): void => {
  const until = performance.now() + ms;
  while (performance.now() < until);
};
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('items are worked off in order, after the caller has gone on', async () => {
  const done: number[] = [];
  const slices = new Slices<number>((item) => done.push(item));
  for (const item of [1, 2, 3]) slices.push(item);
  expect(done).toEqual([]);
  expect(slices.waiting).toBe(3);
  await slices.settled();
  expect(done).toEqual([1, 2, 3]);
  expect(slices.waiting).toBe(0);
});

test('the event loop turns between slices of long work', async () => {
  let turns = 0;
  const slices = new Slices<number>(() => busy(2));
  for (let item = 0; item < 20; item += 1) slices.push(item);
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
  const slices = new Slices<number>(() => {
    done += 1;
    busy(1);
    if (done < 5000) slices.push(done);
  });
  slices.push(0);
  await slices.settled();
  expect(done).toBeLessThan(50);
  done = 5000;
  slices.drain();
});

test('draining works everything off at once, and work pushed meanwhile, too', () => {
  const done: number[] = [];
  const slices = new Slices<number>((item) => {
    done.push(item);
    if (item === 1) slices.push(3);
  });
  slices.push(1);
  slices.push(2);
  slices.drain();
  expect(done).toEqual([1, 2, 3]);
});
