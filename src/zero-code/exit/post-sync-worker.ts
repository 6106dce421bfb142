// What the thread runs that `postAndWait` starts: nobody loads this file otherwise.
import { setTimeout as delay } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import type { Outcome } from '../../delivery/http/outcome';
import { createTransport } from '../../delivery/http/transport';
import { type Errand, type Failure, failed, failures, finished, taken } from './post-sync-message';

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

/** After a try that nobody answered well comes another, so long after. Four are enough for a restart, and short where nobody is. */
const pausesMs = [200, 400, 800];

async function deliver(bytes: Uint8Array): Promise<void> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const attempt = (): Promise<Outcome> => send({ ids: [], body: [body], bytes: body.length }, never);
  let outcome = await attempt();
  for (const pauseMs of pausesMs) {
    if (outcome.kind !== 'unavailable') break;
    await delay(Math.max(pauseMs, outcome.retryAfterMs ?? 0));
    outcome = await attempt();
  }
  const failure = failureOf(outcome);
  if (failure === undefined) Atomics.add(numbers, taken, 1);
  else Atomics.store(numbers, failed, failures.indexOf(failure) + 1);
}

function failureOf({ kind }: Outcome): Failure | undefined {
  switch (kind) {
    case 'delivered':
      return undefined;
    case 'misconfigured':
    case 'unavailable':
      return kind;
    case 'partial':
    case 'too_large':
    case 'invalid':
    case 'rejected':
      return 'refused';
  }
}

// Sockets do not hold a thread; without this it would end before its errand.
const held = setTimeout(() => {}, timeoutMs);

Promise.all(post.bodies.map(deliver)).finally(() => {
  clearTimeout(held);
  Atomics.store(numbers, finished, 1);
  Atomics.notify(numbers, finished);
});
