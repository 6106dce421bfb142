// A preload that makes the clocks and timers of its process run BENCH_CLOCK_FACTOR times faster.
const factor = Number(process.env.BENCH_CLOCK_FACTOR);
const { now } = performance;
const started = { clock: now.call(performance), date: Date.now() };

performance.now = () => started.clock + (now.call(performance) - started.clock) * factor;
Date.now = () => Math.floor(started.date + (now.call(performance) - started.clock) * factor);
for (const name of ['setTimeout', 'setInterval']) {
  const real = globalThis[name];
  globalThis[name] = (run, ms = 0, ...rest) => real(run, ms / factor, ...rest);
}
