// The CPU that one candidate takes to create, map and deliver one kind of span, in a process of its own.
import { open } from '../candidates.mjs';
import { serve } from '../child.mjs';
import { processCpu } from '../clocks.mjs';
import { spanMaker } from '../spans.mjs';
import { variants } from '../variants.mjs';

const [candidate, kind, url, variant = 'defaults'] = process.argv.slice(2);
const { tracer, flush } = await open(candidate, url, variants[variant]);
const start = spanMaker(tracer, kind.startsWith('{') ? JSON.parse(kind) : kind);
/** The number of spans that the SDK's batch processor exports at once. */
const burst = 512;

serve({
  /** CPU microseconds and wall milliseconds of `spans` spans, from the first one's start until all are delivered. */
  async round(spans) {
    const cpuBefore = processCpu();
    const wallBefore = performance.now();
    for (let made = 0; made < spans; made += burst) {
      for (let n = made; n < Math.min(spans, made + burst); n += 1) start(n).end();
      await flush();
    }
    return { cpu: processCpu() - cpuBefore, wall: performance.now() - wallBefore };
  },
});
