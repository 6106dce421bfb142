// What the thread runs that `postAndWait` starts: nobody loads this file otherwise.
import { workerData } from 'node:worker_threads';
import { createTransport } from '../delivery/transport';
import { type Errand, finished, taken } from './post-and-wait';

const { post, timeoutMs, state } = workerData as Errand;
const numbers = new Int32Array(state);

const { send } = createTransport({
  url: new URL(post.url),
  apiKey: undefined, // it is among the headers, as is its clearance to be sent
  headers: post.headers,
  userAgent: post.headers['user-agent'] ?? '',
  requestTimeoutMs: timeoutMs,
  allowInsecure: true,
  compression: 'none',
});
const never = new AbortController().signal;

async function deliver(bytes: Uint8Array): Promise<void> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const outcome = await send({ ids: [], body: [body], bytes: body.length }, never);
  if (outcome.kind === 'delivered') Atomics.add(numbers, taken, 1);
}

// Sockets do not hold a thread; without this it would end before its errand.
const held = setTimeout(() => {}, timeoutMs);

Promise.all(post.bodies.map(deliver)).finally(() => {
  clearTimeout(held);
  Atomics.store(numbers, finished, 1);
  Atomics.notify(numbers, finished);
});
