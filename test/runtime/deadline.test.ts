import { within } from '../../src/runtime/deadline';
import { HandClock, settled } from '../support/clock';

const never = new Promise<void>(() => {});

test('what is done in time is so, and the process is not held any longer', async () => {
  const clock = new HandClock();
  expect(await within(1000, Promise.resolve(), clock)).toBe(true);
  expect(clock.timers).toBe(0);
});

test('what is not done ends the wait at its deadline, and holds the process until then', async () => {
  const clock = new HandClock();
  let answer: boolean | undefined;
  void within(1000, never, clock).then((isDone) => {
    answer = isDone;
  });
  await clock.pass(999);
  expect({ answer, holding: clock.holding }).toEqual({ answer: undefined, holding: 1 });
  await clock.pass(1);
  await settled();
  expect({ answer, holding: clock.holding }).toEqual({ answer: false, holding: 0 });
});
