/** Clock, random numbers and timers, passed in so that tests can drive them by hand. */
export interface Runtime {
  /** A monotonic clock, in milliseconds. */
  now(): number;
  /** From 0 up to, not including, 1. */
  random(): number;
  /** Calls `run` once after `ms`. Does not hold the process until `ref` is called. */
  timer(ms: number, run: () => void): Timer;
}

export interface Timer {
  ref(): void;
  unref(): void;
  cancel(): void;
}

/** The process's own clock, random numbers and timers. */
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
