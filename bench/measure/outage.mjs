// What one candidate keeps in memory while the endpoint is unreachable, and what it delivers afterwards.
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
    // Each span has its own copy of the text, as in real traffic, so that keeping the span takes that memory.
    const text = span.attributes['gen_ai.input.messages'];
    span.setAttribute('gen_ai.input.messages', Buffer.from(text).toString());
    span.end();
    made += 1;
  }
}

serve({
  /** Creates spans for that many seconds. `live` has the live bytes at the start, half way through and at the end. */
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
    // Spans of the last turn of the event loop are not accepted or lost yet.
    await new Promise((resolve) => setTimeout(resolve, 200));
    return { made: made - first, live: [...marks, liveBytes()], rss: process.memoryUsage().rss, stats: stats?.() };
  },

  /** Flushes until nothing is pending, for that many seconds at most. */
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
