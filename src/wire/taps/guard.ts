import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { diag } from '@opentelemetry/api';

/** Runs what is ours in the middle of the app's own calls: a mistake in it is told to OpenTelemetry's log, never to the app. */
export function guard(run: () => void): void {
  try {
    run();
  } catch (error) {
    complain('a model call could not be observed', error);
  }
}

/** Says what went wrong without the error's message, which could quote what the app sent. */
export function complain(what: string, error: unknown): void {
  try {
    diag.error(`honeyhive: ${what} (${error instanceof Error ? error.name : typeof error})`);
  } catch {
    // The app's own logger failed; there is no better place to say so.
  }
}

/**
 * Listens on a diagnostics channel, whose messages are `M`, until the returned function is called. Guarded, since what a
 * subscriber throws would be an uncaught exception of the app.
 */
export function listen<M>(channel: string, tell: (message: M) => void): () => void {
  const listener = (message: unknown): void => guard(() => tell(message as M));
  subscribe(channel, listener);
  return () => {
    unsubscribe(channel, listener);
  };
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Gives one object an own method in front of the one it has, that tells `tap` of the arguments and then does the same. Not
 * enumerable, like a method of a class.
 */
export function shadow(target: object, name: string, tap: (...args: readonly unknown[]) => void): void {
  const method: unknown = Reflect.get(target, name);
  if (typeof method !== 'function') return;
  const value: Method = function (...args) {
    guard(() => tap(...args));
    return Reflect.apply(method, this, args);
  };
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
}

/** Names and values that stand in turn in one list, as raw headers do. */
export function* pairsOf(list: readonly unknown[]): Generator<readonly [string, unknown]> {
  for (let i = 0; i + 1 < list.length; i += 2) yield [String(list[i]), list[i + 1]];
}
