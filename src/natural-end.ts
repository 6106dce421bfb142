/** A program that has nothing left to do waits so long, at most, for what is not delivered yet. */
const patienceMs = 3000;

/**
 * Sends what is pending when the program runs dry, so that a script which never calls `shutdown` loses nothing. Exits that
 * are no natural end (signals, `process.exit`) are the business of `register`.
 * @returns stops watching
 */
export function flushAtNaturalEnd(pending: () => number, flush: (timeoutMs: number) => Promise<void>): () => void {
  let gaveUpOn = 0;
  const onBeforeExit = (): void => {
    // Node emits this again after each asynchronous turn: what did not leave in one flush would hold the program for ever.
    if (pending() === gaveUpOn) return;
    const settled = (): void => {
      gaveUpOn = pending();
    };
    flush(patienceMs).then(settled, settled);
  };
  process.on('beforeExit', onBeforeExit);
  return () => process.removeListener('beforeExit', onBeforeExit);
}
