import * as threads from 'node:worker_threads';
import { logToStderr } from './zero-code/stderr';

/**
 * Node's threads for loader hooks run `--require` preloads, too, but no app. Threads that an app makes have a port to it.
 * `isInternalThread` is new in Node 22.
 */
const inLoaderThread =
  Reflect.get(threads, 'isInternalThread') === true || (!threads.isMainThread && threads.parentPort === null);
interface Loaded {
  flush?: (() => Promise<void>) | undefined;
}
const loaded = Symbol.for('opentelemetry-exporter-honeyhive.register');

if (!inLoaderThread && !Reflect.has(globalThis, loaded)) {
  const state: Loaded = {};
  Object.defineProperty(globalThis, loaded, { value: state });
  try {
    // Not an import: what fails while it loads, such as a missing peer dependency, must not stop the app.
    const { start } = require('./zero-code/start') as typeof import('./zero-code/start');
    state.flush = start(process.env);
  } catch (error) {
    logToStderr(
      `model calls are not recorded: ${error instanceof Error ? error.message.split('\n')[0] : 'register failed'}`,
    );
  }
}

/**
 * Sends what has been recorded so far, and resolves when that is delivered, or after 3 s. For ends that no event tells of: a
 * worker thread about to be terminated, a function about to be frozen. Never rejects.
 */
export async function flush(): Promise<void> {
  const { flush: send } = (Reflect.get(globalThis, loaded) ?? {}) as Loaded;
  await send?.().catch(() => {});
}
