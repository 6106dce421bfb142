// CPU time, since wall time on a shared machine depends on what else runs.

/** CPU microseconds of all threads of this process. */
export function processCpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/**
 * Starts a stopwatch of the main thread's CPU time in milliseconds; each call returns the time since the last one. It is
 * estimated as the lesser of wall time and the CPU time of all threads, neither of which it can exceed, because the kernel counts
 * the CPU time of a thread in steps of several milliseconds.
 */
export function mainThreadWatch() {
  let lastCpu = processCpu();
  let lastWall = performance.now();
  return () => {
    const [cpu, wall] = [processCpu(), performance.now()];
    const spent = Math.min((cpu - lastCpu) / 1000, wall - lastWall);
    [lastCpu, lastWall] = [cpu, wall];
    return spent;
  };
}

export const settleHeap = () => {
  for (let i = 0; i < 3; i += 1) globalThis.gc?.();
};
