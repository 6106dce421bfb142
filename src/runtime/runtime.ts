import { performance } from 'node:perf_hooks';
import type { Runtime } from '../delivery/record';

/** The process's own clock, dice and timers. */
export const systemRuntime: Runtime = {
  now: () => performance.now(),
  random: Math.random,
  timer: (ms, run) => {
    const timeout = setTimeout(run, ms).unref();
    return {
      ref: () => void timeout.ref(),
      unref: () => void timeout.unref(),
      cancel: () => clearTimeout(timeout),
    };
  },
};
