// What one candidate costs the app itself: the time of `span.end()`, and the longest block of the event loop.
import { open } from '../candidates.mjs';
import { serve } from '../child.mjs';
import { mainThreadWatch } from '../clocks.mjs';
import { spanMaker } from '../spans.mjs';
import { percentile } from '../statistics.mjs';

const [candidate, kind, url] = process.argv.slice(2);
const { tracer, flush } = await open(candidate, url);
const start = spanMaker(tracer, kind.startsWith('{') ? JSON.parse(kind) : kind);
const burst = 512;

serve({
  /** Microseconds of single calls of `end`, in bursts of the batch processor's export size. */
  async ends(spans) {
    const took = [];
    for (let made = 0; made < spans; made += burst) {
      const open = Array.from({ length: burst }, (_, n) => start(made + n));
      for (const span of open) {
        const before = performance.now();
        span.end();
        took.push((performance.now() - before) * 1000);
      }
      await flush();
    }
    return { p50: percentile(took, 0.5), p99: percentile(took, 0.99) };
  },

  /** CPU milliseconds of the main thread in the longest turn of the event loop, while `spans` spans end at once and are sent. */
  async block(spans) {
    const open = Array.from({ length: spans }, (_, n) => start(n));
    await new Promise(setImmediate);
    let longest = 0;
    let isDone = false;
    const watch = mainThreadWatch();
    const look = () => {
      longest = Math.max(longest, watch());
      if (!isDone) setImmediate(look);
    };
    setImmediate(look);
    for (const span of open) span.end();
    await new Promise(setImmediate);
    await flush();
    isDone = true;
    return { longest: Math.max(longest, watch()) };
  },
});
