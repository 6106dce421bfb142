import type { Runtime } from './runtime';

/** Whether it is done within so many milliseconds, for which it holds the process. @param done must not reject */
export function within(ms: number, done: Promise<void>, runtime: Runtime): Promise<boolean> {
  return new Promise((resolve) => {
    const deadline = runtime.timer(ms, () => resolve(false));
    deadline.ref();
    void done.then(() => {
      deadline.cancel();
      resolve(true);
    });
  });
}
