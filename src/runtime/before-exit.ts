/** A program that has nothing left to do waits so long, at most, for what is not delivered yet. */
const patienceMs = 3000;

/** What an exporter still has to do. */
export interface Unfinished {
  readonly pending: () => number;
  readonly flush: (timeoutMs: number) => Promise<void>;
  /** Of what is pending, what is lost with the process. */
  readonly unsafe: () => number;
  /** At once brings what can be where it survives the process; `undefined` if there is no such place. */
  readonly save: (() => void) | undefined;
}

interface Watched extends Unfinished {
  /** What did not leave in one flush; waiting for it again would hold the program for ever. */
  gaveUpOn: number;
  /** It has begun to see to its end by itself. */
  isClosing: boolean;
}

/** To say how far an exporter has come by itself. */
export interface EndWatch {
  /** It sends what it can, and nothing is to be sent in its place; what is not sent is still saved. */
  readonly closing: () => void;
  /** Nothing is to be done for it. */
  readonly stop: () => void;
}

const watched = new Set<Watched>();

/**
 * Sends what is pending when the program runs dry, so that a script which never calls `shutdown` loses nothing, and has it saved
 * however the program ends. To send it at an exit that is no natural end (signals, `process.exit`) is the business of `register`.
 */
export function watchEnd(work: Unfinished): EndWatch {
  const exporter: Watched = { ...work, gaveUpOn: 0, isClosing: false };
  // One listener for all exporters: Node warns of more than ten.
  if (watched.size === 0) process.on('beforeExit', onBeforeExit).on('exit', onExit);
  watched.add(exporter);
  return {
    closing: () => {
      exporter.isClosing = true;
    },
    stop: () => {
      watched.delete(exporter);
      if (watched.size === 0) process.removeListener('beforeExit', onBeforeExit).removeListener('exit', onExit);
    },
  };
}

/** Node emits this again after each asynchronous turn, such as a flush. */
function onBeforeExit(): void {
  for (const exporter of watched) {
    if (exporter.isClosing || exporter.pending() === exporter.gaveUpOn) continue;
    const settled = (): void => {
      exporter.gaveUpOn = exporter.pending();
      const unsafe = exporter.gaveUpOn === 0 ? 0 : exporter.unsafe();
      if (unsafe === 0) return;
      process.emitWarning(`${unsafe} records could not be delivered before the program ended.`, 'HoneyHive');
    };
    exporter.flush(patienceMs).then(settled, settled);
  }
}

function onExit(): void {
  for (const { save } of watched) {
    try {
      save?.();
    } catch {
      // The app's exit code is the app's.
    }
  }
}
