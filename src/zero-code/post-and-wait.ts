import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** Requests ready to be sent. */
export interface Post {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bodies: readonly Uint8Array[];
}

/** What the posting thread is given. It counts in `done` how many bodies were taken, and sets `left` to 0 at its end. */
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
  const script = join(__dirname, 'posting-thread.js');
  if (timeoutMs <= 0 || !existsSync(script)) return false; // a bundler took this file without its neighbour
  const state = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const errand: Errand = { post, timeoutMs, state };
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name)));
  new Worker(script, { workerData: errand, env, execArgv: [] });
  const numbers = new Int32Array(state);
  Atomics.wait(numbers, finished, 0, timeoutMs);
  return Atomics.load(numbers, taken) === post.bodies.length;
}
