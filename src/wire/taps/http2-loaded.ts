import { listen } from './listen';

/** How often to look while the process loads modules, and when it has loaded none for a while; milliseconds. */
const whileLoading = 10;
const whenQuiet = 1000;
const looksUntilQuiet = 500;

/**
 * Calls back once `node:http2` is loaded: loading it would cost 17 ms of the start of apps that never do. Nothing tells of a
 * module's loading, so the list of loaded modules is looked at, by a timer that keeps no process alive, and when a socket is
 * made, which a session over plain TCP does before its first request. Returns the function that stops waiting.
 */
export function onceHttp2IsLoaded(then: () => void): () => void {
  const { moduleLoadList: loaded = [] } = process as { readonly moduleLoadList?: readonly string[] };
  let known = 0;
  let quietLooks = 0;
  let timer: NodeJS.Timeout | undefined;

  const look = (): void => {
    const isLoaded = loaded.includes('NativeModule http2', known);
    quietLooks = loaded.length === known ? quietLooks + 1 : 0;
    known = loaded.length;
    if (!isLoaded) return;
    stop();
    then();
  };
  const lookAgain = (): void => {
    timer = setTimeout(
      () => {
        lookAgain();
        look();
      },
      quietLooks < looksUntilQuiet ? whileLoading : whenQuiet,
    ).unref();
  };
  const stopListening = listen('net.client.socket', look);
  const stop = (): void => {
    clearTimeout(timer);
    stopListening();
  };

  lookAgain();
  look();
  return stop;
}
