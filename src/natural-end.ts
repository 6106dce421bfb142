/** A program that has nothing left to do waits so long, at most, for what is not delivered yet. */
const patienceMs = 3000;

interface Watched {
  readonly pending: () => number;
  readonly flush: (timeoutMs: number) => Promise<void>;
  /** What did not leave in one flush; waiting for it again would hold the program for ever. */
  gaveUpOn: number;
}

const watched = new Set<Watched>();

/**
 * Sends what is pending when the program runs dry, so that a script which never calls `shutdown` loses nothing. Exits that
 * are no natural end (signals, `process.exit`) are the business of `register`.
 * @returns stops watching
 */
export function flushAtNaturalEnd(pending: Watched['pending'], flush: Watched['flush']): () => void {
  const exporter: Watched = { pending, flush, gaveUpOn: 0 };
  // One listener for all exporters: Node warns of more than ten.
  if (watched.size === 0) process.on('beforeExit', onBeforeExit);
  watched.add(exporter);
  return () => {
    watched.delete(exporter);
    if (watched.size === 0) process.removeListener('beforeExit', onBeforeExit);
  };
}

/** Node emits this again after each asynchronous turn, such as a flush. */
function onBeforeExit(): void {
  for (const exporter of watched) {
    if (exporter.pending() === exporter.gaveUpOn) continue;
    const settled = (): void => {
      exporter.gaveUpOn = exporter.pending();
      if (exporter.gaveUpOn > 0) {
        process.emitWarning(
          `${exporter.gaveUpOn} records could not be delivered before the program ended.`,
          'HoneyHive',
        );
      }
    };
    exporter.flush(patienceMs).then(settled, settled);
  }
}
