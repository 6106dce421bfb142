import { Worker } from 'node:worker_threads';
import { guarded } from '../../runtime/guarded';
import {
  deliveredSlot,
  type Failure,
  failureSlot,
  failures,
  finishedSlot,
  type PostJob,
  type PostMessage,
} from './post-sync-message';

/** Variables that a request depends on. Not `NODE_OPTIONS`: it would load the app's preloads once more. */
const inherited =
  /^(https?_proxy|no_proxy|all_proxy|node_extra_ca_certs|node_tls_reject_unauthorized|ssl_cert_(file|dir))$/i;

/**
 * Posts from another thread and blocks this one meanwhile, which is all that an `exit` listener can do.
 * @returns what became of the bodies within `timeoutMs`: all were delivered, or why not; `bundled` if a bundler took this file
 * without the thread's
 * @throws where Node's permission model forbids threads
 */
export function postSync(job: PostJob, timeoutMs: number): 'delivered' | 'bundled' | Failure {
  const script: unknown = guarded(() => require.resolve('./post-sync-worker'));
  if (typeof script !== 'string') return 'bundled';
  if (timeoutMs <= 0) return 'unavailable'; // earlier attempts took all the time
  const state = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);
  const message: PostMessage = { job, timeoutMs, state };
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => inherited.test(name)));
  new Worker(script, { workerData: message, env, execArgv: [] });
  const numbers = new Int32Array(state);
  Atomics.wait(numbers, finishedSlot, 0, timeoutMs);
  if (Atomics.load(numbers, deliveredSlot) === job.bodies.length) return 'delivered';
  return failures[Atomics.load(numbers, failureSlot) - 1] ?? 'unavailable';
}
