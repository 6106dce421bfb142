import { inTurns } from '../src/delivery/spool/adoption';
import { TimeSlicedQueue } from '../src/pipeline/time-sliced-queue';
import { systemRuntime } from '../src/runtime/runtime';
import { ReadingQueue } from '../src/wire/reading-queue';

const stepMs = 0.5;
/** Of 10 ms, 1 ms is for reading back from the spool, which is sliced as adopting is. */
const mostSteps = 9 / stepMs;

test('all that is done in slices takes 10 ms of one turn of the event loop together, however much waits', async () => {
  let [steps, isOver] = [0, false];
  const step = (): boolean => {
    const until = performance.now() + stepMs;
    while (performance.now() < until);
    steps += 1;
    return !isOver;
  };
  const calls = new TimeSlicedQueue<number>({
    process: () => void step(),
    estimate: () => 1,
    mayProceed: () => !isOver,
    onBlocked: () => undefined,
  });
  for (let call = 0; call < 1000; call += 1) calls.push(call, 1);
  new ReadingQueue(() => true).add({ step });
  const adopted = inTurns(adopting(), systemRuntime, () => isOver);
  function* adopting() {
    while (step()) yield;
  }

  let most = 0;
  for (let turn = 0; turn < 20; turn += 1) {
    steps = 0;
    await new Promise((resolve) => setImmediate(resolve));
    most = Math.max(most, steps);
  }
  isOver = true;
  await adopted;
  // Each may end with one step that was begun in time.
  expect(most).toBeLessThanOrEqual(mostSteps + 3);
});
