import { Worker } from 'node:worker_threads';
import { guarded } from '../../runtime/guarded';
import { type Errand, type Failure, failed, failures, finished, type Post, taken } from './post-sync-message';

/** Variables that a request depends on. `NODE_OPTIONS` is none of them: it would load the app's preloads once more. */
const passedOn =
  /^(https?_proxy|no_proxy|all_proxy|node_extra_ca_certs|node_tls_reject_unauthorized|ssl_cert_(file|dir))$/i;

/**
 * Posts from another thread while this one stands still, which is all that an `exit` listener can do.
 * @returns what became of the bodies within `timeoutMs`: every one was taken, or why not; `bundled` if a bundler took this file
 * without its neighbour
 * @throws where Node's permission model forbids threads
 */
export function postAndWait(post: Post, timeoutMs: number): 'taken' | 'bundled' | Failure {
  const script: unknown = guarded(() => require.resolve('./post-sync-worker'));
  if (typeof script !== 'string') return 'bundled';
  if (timeoutMs <= 0) return 'unavailable'; // all patience went into attempts
  const state = new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT);
  const errand: Errand = { post, timeoutMs, state };
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)));
  new Worker(script, { workerData: errand, env, execArgv: [] });
  const numbers = new Int32Array(state);
  Atomics.wait(numbers, finished, 0, timeoutMs);
  if (Atomics.load(numbers, taken) === post.bodies.length) return 'taken';
  return failures[Atomics.load(numbers, failed) - 1] ?? 'unavailable';
}
