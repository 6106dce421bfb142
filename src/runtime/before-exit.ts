import { logToApp } from './log';

/** What an exporter still has to do. */
export interface Unfinished {
  readonly pending: () => number;
  /** Sends what can be sent within the time by which an exit may be delayed. */
  readonly flush: () => Promise<unknown>;
  /** At once takes in what is observed, or waits for something else. */
  readonly settle: () => void;
  /** How many of the pending records are lost with the process. */
  readonly countUnsafe: () => number;
  /** At once brings what can be where it survives the process; `undefined` if there is no such place. */
  readonly save: (() => void) | undefined;
}

interface Watched extends Unfinished {
  /** What one flush could not send; waiting for it again would hold the program for ever. */
  undeliverable: number;
  /** Of them, those that a line has named as lost. */
  named: number;
  isClosing: boolean;
}

const sentence = (records: number): string =>
  `${records} record${records === 1 ? '' : 's'} could not be delivered before the program ended.`;

/** The program has ended in the middle: by `process.exit`, or an exception. */
const advice =
  'Await shutdown() before, or load opentelemetry-exporter-honeyhive/register, which delivers at such ends.';

export interface BeforeExit {
  /** The exporter is shutting down: it sends by itself, and what is left is only saved. */
  readonly closing: () => void;
  /** The end of the process needs nothing of the exporter any more. */
  readonly disable: () => void;
}

const watched = new Set<Watched>();

/**
 * Sends what is pending when the program has nothing left to do, so that a script which never calls `shutdown` loses nothing, saves
 * it however the program ends, and says what is neither. Sending it at other ends (signals, `process.exit`) is what `register` does.
 */
export function sendBeforeExit(work: Unfinished): BeforeExit {
  const exporter: Watched = { ...work, undeliverable: 0, named: 0, isClosing: false };
  // One listener for all exporters: Node warns of more than ten.
  if (watched.size === 0) process.on('beforeExit', onBeforeExit).on('exit', onExit);
  watched.add(exporter);
  return {
    closing: () => {
      exporter.isClosing = true;
    },
    disable: () => {
      watched.delete(exporter);
      if (watched.size === 0) process.removeListener('beforeExit', onBeforeExit).removeListener('exit', onExit);
    },
  };
}

/** Node emits this again after each asynchronous turn, such as a flush. */
function onBeforeExit(): void {
  for (const exporter of watched) {
    if (exporter.isClosing || exporter.pending() === exporter.undeliverable) continue;
    const settled = (): void => {
      exporter.undeliverable = exporter.pending();
      const unsafe = exporter.undeliverable === 0 ? 0 : exporter.countUnsafe();
      exporter.named = unsafe;
      if (unsafe > 0) logToApp('warn', sentence(unsafe));
    };
    exporter.flush().then(settled, settled);
  }
}

function onExit(): void {
  for (const { settle, save, countUnsafe, named } of watched) {
    try {
      settle();
      save?.();
      const unsafe = countUnsafe() - named;
      if (unsafe > 0) logToApp('warn', `${sentence(unsafe)} ${advice}`);
    } catch {
      // The app's exit code is the app's.
    }
  }
}
