// Our exporter under random faults for hours, by the clocks of measure/fast-clock.mjs.
import { open } from '../candidates.mjs';
import { serve } from '../child.mjs';
import { settleHeap } from '../clocks.mjs';
import { spanMaker } from '../spans.mjs';

const [url] = process.argv.slice(2);
const { tracer, flush, stats } = await open('ours', url);
const start = spanMaker(tracer, 'small');
let n = 0;

serve({
  /** Creates model calls at a rate, for that many minutes by this process's clock. */
  async traffic({ minutes, perSecond }) {
    const until = performance.now() + minutes * 60_000;
    let last = performance.now();
    while (performance.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      const now = performance.now();
      for (let due = Math.round(((now - last) / 1000) * perSecond); due > 0; due -= 1) start(n++).end();
      last = now;
    }
    return stats();
  },

  /** Live bytes after everything is delivered. */
  async heap() {
    for (let tries = 0; tries < 100 && stats().pending > 0; tries += 1) {
      await flush().catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 5000));
    }
    await new Promise((resolve) => setTimeout(resolve, 60_000));
    settleHeap();
    const { heapUsed, external } = process.memoryUsage();
    return { live: heapUsed + external, stats: stats() };
  },
});
