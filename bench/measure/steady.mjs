// One candidate under a steady stream of spans: its CPU at a rate, and its maximum throughput.
import { open } from '../candidates.mjs';
import { serve } from '../child.mjs';
import { processCpu } from '../clocks.mjs';
import { spanMaker } from '../spans.mjs';
import { variants } from '../variants.mjs';

const [candidate, kind, url, variant = 'defaults'] = process.argv.slice(2);
const { tracer, flush, stats } = await open(candidate, url, variants[variant]);
const start = spanMaker(tracer, kind);
let n = 0;

/** Calls `turn` every 10 ms for that many seconds, with the seconds since the start. */
const during = (seconds, turn) =>
  new Promise((resolve) => {
    const from = performance.now();
    const timer = setInterval(() => {
      const elapsed = Math.min(seconds, (performance.now() - from) / 1000);
      turn(elapsed);
      if (elapsed < seconds) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });

serve({
  /** CPU microseconds per span at a rate. */
  async rate({ perSecond, seconds }) {
    const before = processCpu();
    let made = 0;
    await during(seconds, (elapsed) => {
      for (; made < Math.floor(elapsed * perSecond); made += 1) start(n++).end();
    });
    await flush();
    return { cpu: (processCpu() - before) / made };
  },

  /** Delivered records per second while there are always enough pending ones. */
  async throughput(seconds) {
    const enough = 1500;
    await during(1, () => {
      while (stats().pending < enough) start(n++).end();
    });
    const before = stats().delivered;
    const from = performance.now();
    await during(seconds, () => {
      while (stats().pending < enough) start(n++).end();
    });
    const delivered = stats().delivered - before;
    const took = (performance.now() - from) / 1000;
    await flush();
    return { perSecond: delivered / took };
  },
});
