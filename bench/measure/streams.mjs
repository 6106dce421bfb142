// An app that reads streamed responses of a model. It is observed if it is started with register.
import { channel } from 'node:diagnostics_channel';
import { serve } from '../child.mjs';
import { processCpu } from '../clocks.mjs';
import { percentile } from '../statistics.mjs';

const [url] = process.argv.slice(2);
const body = JSON.stringify({
  model: 'gpt-4o-mini',
  stream: true,
  messages: [{ role: 'user', content: 'Say something long about the weather.' }],
});

async function readOne(chunks) {
  const from = performance.now();
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer bench', 'x-chunks': String(chunks) },
    body,
  });
  let firstByte;
  for await (const _ of response.body) firstByte ??= (performance.now() - from) * 1000;
  // An observer's work after the end of a call counts for this call, not for the next one.
  await new Promise((resolve) => setTimeout(resolve, 5));
  return firstByte;
}

const channels = ['create', 'bodySent', 'headers', 'trailers'].map((event) => channel(`undici:request:${event}`));

const paths = ['/items/4711?fields=name', '/', '/v1/orders', '/graphql', '/users/12/messages?limit=20'];

serve({
  /** CPU microseconds per chunk. */
  async read({ calls, chunks }) {
    const before = processCpu();
    for (let call = 0; call < calls; call += 1) await readOne(chunks);
    return { cpuPerChunk: (processCpu() - before) / (calls * chunks) };
  },

  /** Microseconds until the first byte of a short response. */
  async wait({ calls }) {
    const firstBytes = [];
    for (let call = 0; call < calls; call += 1) firstBytes.push(await readOne(1));
    return { firstByte: percentile(firstBytes, 0.5) };
  },

  /**
   * Nanoseconds that observing adds to a `fetch` that is not a model call. Only the events on undici's channels are published:
   * the time of a real request would hide the difference.
   */
  pass({ requests }) {
    const from = process.hrtime.bigint();
    for (let n = 0; n < requests; n += 1) {
      const request = {
        method: n % 3 === 0 ? 'POST' : 'GET',
        path: paths[n % paths.length],
        origin: 'https://shop',
        headers: [],
      };
      const message = { request, response: { statusCode: 200, headers: [] } };
      for (const each of channels) if (each.hasSubscribers) each.publish(message);
    }
    return { passed: Number(process.hrtime.bigint() - from) / requests };
  },
});
