// The thread that `postSync` starts; nothing else loads this file.
import { setTimeout as delay } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import type { Outcome } from '../../delivery/http/outcome';
import { Transport } from '../../delivery/http/transport';
import {
  deliveredSlot,
  type Failure,
  failureSlot,
  failures,
  finishedSlot,
  type PostMessage,
} from './post-sync-message';

const { job, timeoutMs, state } = workerData as PostMessage;
const numbers = new Int32Array(state);

const transport = new Transport({
  url: new URL(job.url),
  apiKey: undefined, // it is among the headers, and may be sent
  headers: job.headers,
  userAgent: job.headers['user-agent'] ?? '',
  requestTimeoutMs: timeoutMs,
  allowInsecure: true,
  compression: 'none',
});
const never = new AbortController().signal;

/** Pauses between attempts while the server is unavailable: four attempts are enough for a restart, and end soon in an outage. */
const pausesMs = [200, 400, 800];

async function deliver(bytes: Uint8Array): Promise<void> {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const attempt = (): Promise<Outcome> => transport.send({ ids: [], body: [body], bytes: body.length }, never);
  let outcome = await attempt();
  for (const pauseMs of pausesMs) {
    if (outcome.kind !== 'unavailable') break;
    await delay(Math.max(pauseMs, outcome.retryAfterMs ?? 0));
    outcome = await attempt();
  }
  const failure = failureOf(outcome);
  if (failure === undefined) Atomics.add(numbers, deliveredSlot, 1);
  else Atomics.store(numbers, failureSlot, failures.indexOf(failure) + 1);
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

// Sockets do not keep a thread running; without this it would end before it has posted.
const keepAlive = setTimeout(() => {}, timeoutMs);

Promise.all(job.bodies.map(deliver)).finally(() => {
  clearTimeout(keepAlive);
  Atomics.store(numbers, finishedSlot, 1);
  Atomics.notify(numbers, finishedSlot);
});
