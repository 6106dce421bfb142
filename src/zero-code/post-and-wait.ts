import { Worker } from 'node:worker_threads';
import { guarded } from './guarded';

/** Requests ready to be sent. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly Uint8Array[];
}

/** What the posting thread is given. In `state` it counts how many bodies were {@link taken}, and says that it has {@link finished}. */
export interface Errand {
  readonly post: Post;
  readonly timeoutMs: number;
  readonly state: SharedArrayBuffer;
}
export const taken = 0;
export const finished = 1;

/** Variables that a request depends on. `NODE_OPTIONS` is none of them: it would load the app's preloads once more. */
const passedOn =
  /^(https?_proxy|no_proxy|all_proxy|node_extra_ca_certs|node_tls_reject_unauthorized|ssl_cert_(file|dir))$/i;

/**
 * Posts from another thread while this one stands still, which is all that an `exit` listener can do.
 * @returns whether every body was taken within `timeoutMs`
 */
export function postAndWait(post: Post, timeoutMs: number): boolean {
  // Not there if a bundler took this file without its neighbour.
  const script = guarded(() => require.resolve('./posting-thread'));
  if (timeoutMs <= 0 || typeof script !== 'string') return false;
  const state = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const errand: Errand = { post, timeoutMs, state };
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)));
  new Worker(script, { workerData: errand, env, execArgv: [] });
  const numbers = new Int32Array(state);
  Atomics.wait(numbers, finished, 0, timeoutMs);
  return Atomics.load(numbers, taken) === post.bodies.length;
}
