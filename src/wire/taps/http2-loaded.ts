import { ReadStream } from 'node:tty';
import { guarded } from '../../runtime/guarded';
import { type Runtime, systemRuntime, type Timer } from '../../runtime/runtime';
import { logFailure } from '../log-failure';
import { listen, wrapMethod } from './intercept';

/** How soon to look again, by how long no module was loaded; milliseconds. Later than that, only new connections are a reason. */
const paces = [
  { quietForMs: 5_000, lookAfterMs: 10 },
  { quietForMs: 300_000, lookAfterMs: 1_000 },
] as const;

/** The native modules that Node has loaded, which Node appends to. */
const { moduleLoadList = [] } = process as { readonly moduleLoadList?: readonly string[] };

/** The class of all sockets. Not by an import of `node:net`, upon which OpenTelemetry's instrumentation of it begins its work. */
const socketPrototype: object = Object.getPrototypeOf(ReadStream.prototype);

/**
 * Calls back once `node:http2` is loaded: loading it would cost 17 ms of the start of apps that never do. Node announces no
 * loading, so the list of loaded modules is looked at: by a timer while modules are loaded, which keeps no process alive, and
 * when a socket connects or a server gets one, as it does for a session before the first request. There is a channel for sockets
 * that connect, but not for those under TLS. Returns the function that stops it.
 */
export function onceHttp2IsLoaded(
  onLoaded: () => void,
  loaded: readonly string[] = moduleLoadList,
  runtime: Runtime = systemRuntime,
): () => void {
  let known = 0;
  let grownAt = 0;
  let timer: Timer | undefined;
  let isStopped = false;

  const look = (): void => {
    if (isStopped || loaded.length === known) return;
    const isLoaded = loaded.includes('NativeModule http2', known);
    known = loaded.length;
    grownAt = runtime.now();
    if (isLoaded) {
      stop();
      guarded(onLoaded, logFailure);
    } else if (timer === undefined) lookLater();
  };
  const lookLater = (): void => {
    const quietForMs = runtime.now() - grownAt;
    const pace = paces.find((each) => quietForMs < each.quietForMs);
    timer = pace && runtime.timer(pace.lookAfterMs, lookAgain);
  };
  const lookAgain = (): void => {
    lookLater();
    look();
  };
  const unwrap = wrapMethod(socketPrototype, 'connect', { before: look });
  const unlisten = listen('net.server.socket', look);
  const stop = (): void => {
    isStopped = true;
    timer?.cancel();
    unwrap();
    unlisten();
  };
  look();
  return stop;
}
