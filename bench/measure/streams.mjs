// An app that reads streamed answers of a model; observed or not depends on how it is started.
import { serve } from '../child.mjs';
import { processCpu } from '../clocks.mjs';
import { percentile } from '../statistics.mjs';

const [url] = process.argv.slice(2);
const body = JSON.stringify({
  model: 'gpt-4o-mini',
  stream: true,
  messages: [{ role: 'user', content: 'Say something long about the weather.' }],
});

serve({
  /** CPU microseconds a chunk, and microseconds until the first byte of an answer. */
  async read({ calls, chunks }) {
    const before = processCpu();
    const firstBytes = [];
    for (let call = 0; call < calls; call += 1) {
      const from = performance.now();
      const response = await fetch(`${url}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer bench', 'x-chunks': String(chunks) },
        body,
      });
      for await (const _ of response.body) {
        if (firstBytes.length === call) firstBytes.push((performance.now() - from) * 1000);
      }
      // What an observer does once a call has ended belongs to that call, and not to the next one.
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return { cpuPerChunk: (processCpu() - before) / (calls * chunks), firstByte: percentile(firstBytes, 0.5) };
  },
});
