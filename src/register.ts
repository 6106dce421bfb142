import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Update } from './delivery/single/updates';
import { shared } from './runtime/copies';
import { isSurelyMainThread } from './runtime/main-thread';
import { logToStderr } from './runtime/stderr';

/**
 * Node's own threads for loader hooks run `--require` preloads, too, but never an app; the threads of an app have a
 * parent port. `isInternalThread` exists since Node 22.
 */
function inLoaderThread(): boolean {
  if (isSurelyMainThread()) return false;
  const threads = require('node:worker_threads') as typeof import('node:worker_threads');
  return Reflect.get(threads, 'isInternalThread') === true || (!threads.isMainThread && threads.parentPort === null);
}

/** The command that checks an app's set-up reports by itself; `NODE_OPTIONS` preloads this there, too. */
function inDoctor([, file, command]: readonly string[]): boolean {
  if (file === undefined || command !== 'doctor') return false;
  try {
    const { resolve } = createRequire(file); // follows the link in node_modules/.bin
    return resolve(file) === resolve(join(__dirname, 'cli.js'));
  } catch {
    return false;
  }
}

interface Registered {
  readonly flush: (() => Promise<void>) | undefined;
  /** Absent in a copy that does not know of updates. */
  readonly update?: ((update: Update) => void) | undefined;
}
/** Of whatever copy of this package was registered first: it is the only one that records. */
const state = shared<{ registered: Registered }>();

if (!inLoaderThread() && !inDoctor(process.argv) && state.registered === undefined) {
  state.registered = { flush: undefined };
  try {
    // Not an import: an error while it loads, such as a missing peer dependency, must not stop the app.
    const { start } = require('./zero-code/start') as typeof import('./zero-code/start');
    state.registered = { flush: undefined, ...start(process.env) };
  } catch (error) {
    logToStderr(
      `model calls are not recorded: ${error instanceof Error ? error.message.split('\n')[0] : 'register failed'}`,
    );
  }
}

/**
 * Sends what has been recorded so far. Resolves when that is delivered, or after 3 s; never rejects. Call it before an
 * end that is not announced to the process, such as the termination of a worker thread or the freezing of a function.
 */
export async function flush(): Promise<void> {
  await state.registered?.flush?.().catch(() => {});
}
