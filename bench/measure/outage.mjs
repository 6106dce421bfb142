// What one candidate keeps in memory while the endpoint is gone, and what it delivers afterwards.
import { open } from '../candidates.mjs';
import { serve } from '../child.mjs';
import { settleHeap } from '../clocks.mjs';
import { spanMaker } from '../spans.mjs';

const [candidate, url] = process.argv.slice(2);
const { tracer, flush, stats } = await open(candidate, url);
const start = spanMaker(tracer, 'medium');
const perSecond = 500;
const intervalMs = 20;
let made = 0;

/** Live bytes, buffers outside the heap included. */
function liveBytes() {
  settleHeap();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

function makeSpans(count) {
  for (let i = 0; i < count; i += 1) {
    const span = start(made);
    // A text of its own, as in real traffic: a candidate that keeps spans keeps it.
    const said = span.attributes['gen_ai.input.messages'];
    span.setAttribute('gen_ai.input.messages', Buffer.from(said).toString());
    span.end();
    made += 1;
  }
}

serve({
  /** Makes spans for so many seconds. Answers the live bytes at the start, half way through and at the end. */
  async traffic(seconds) {
    const marks = [liveBytes()];
    const from = performance.now();
    const first = made;
    await new Promise((resolve) => {
      const timer = setInterval(() => {
        const elapsed = Math.min(seconds, (performance.now() - from) / 1000);
        makeSpans(Math.floor(elapsed * perSecond) - (made - first));
        if (marks.length === 1 && elapsed >= seconds / 2) marks.push(liveBytes());
        if (elapsed < seconds) return;
        clearInterval(timer);
        resolve();
      }, intervalMs);
    });
    // What waits for a turn of the loop is neither kept nor lost yet.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { made: made - first, live: [...marks, liveBytes()], rss: process.memoryUsage().rss, stats: stats?.() };
  },

  /** Flushes until nothing is left or the time is up. */
  async recover(seconds) {
    const until = performance.now() + seconds * 1000;
    while (performance.now() < until) {
      await Promise.resolve(flush()).catch(() => {});
      if (stats === undefined || stats().pending === 0) break;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return stats?.();
  },
});
