/** Milliseconds of CPU time of this process. Wall time grows with the load of the machine. */
export function cpuMs(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const runs = 4;
const attempts = 5;

/**
 * How many times as much CPU tenfold input takes: 10 if the work is linear, 100 if it is quadratic. The least of several
 * attempts, since other work on the machine and garbage collection only add to it.
 * @param prepare makes an input of this size, and returns the work on it
 */
export function growth(prepare: (size: number) => () => unknown, size: number): number {
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < attempts && least > linear; attempt += 1) {
    const small = Math.max(cheapest(prepare(size)), measurableMs);
    least = Math.min(least, cheapest(prepare(size * 10)) / small);
  }
  return least;
}

/** What growth is taken for linear: tenfold, and what caches that are too small for the larger input add. */
export const linear = 12;

/** Of less, most is noise. Quadratic work that takes this long takes a hundred times as long at ten times the size. */
const measurableMs = 1;

const cheapest = (work: () => unknown): number => Math.min(...Array.from({ length: runs }, () => cpuMs(work)));
