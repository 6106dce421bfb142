// CPU time: on a shared machine it says what something costs, which wall time does not.

/** CPU microseconds of all threads of this process. */
export function processCpu() {
  const { user, system } = process.cpuUsage();
  return user + system;
}

/**
 * Starts a stopwatch of the main thread's CPU milliseconds: the lesser of the CPU of all threads and wall time, neither of which
 * it can exceed. The kernel's own count for a thread moves in steps of several milliseconds.
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
