/** Milliseconds of CPU time of this process. Wall time grows with the load of the machine. */
export function cpuMs(work: () => unknown): number {
  const start = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}

const attempts = 20;

/**
 * How many times as much CPU tenfold input takes: 10 if the work is linear, 100 if it is quadratic. One input of tenfold size is
 * compared with ten of the size, which are as much to allocate, and to collect. The least of several attempts, since other work
 * on the machine only adds to it, and the first that is linear is enough. The larger input should have less than the 128 KB from
 * which V8 allocates an object, such as a text, by itself: those cost more than their size.
 * @param prepare makes an input of this size, and returns the work on it
 */
export function growth(prepare: (size: number) => () => unknown, size: number): number {
  const ten = Array.from({ length: 10 }, () => prepare(size));
  const tenfold = prepare(10 * size);
  const workOnTen = (): void => {
    for (const work of ten) work();
  };
  workOnTen(); // until then the code is cold
  let least = Number.POSITIVE_INFINITY;
  for (let attempt = 0; attempt < attempts && least > linear; attempt += 1) {
    const tenMs = Math.max(cpuMs(workOnTen), measurableMs);
    least = Math.min(least, (10 * cpuMs(tenfold)) / tenMs);
  }
  return least;
}

/**
 * What growth is taken for linear: tenfold, and what caches add that are too small for the larger input, and on a machine with
 * other work smaller yet: there, parsing JSON has shown eighteen. `HH_TEST_QUIET=1`, for a machine without, holds it to twelve.
 */
export const linear = process.env['HH_TEST_QUIET'] === '1' ? 12 : 30;

/** Of less, most is noise. */
const measurableMs = 1;
