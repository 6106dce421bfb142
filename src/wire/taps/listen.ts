import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { guarded } from '../../runtime/guarded';
import { logFailure } from '../log-failure';

/**
 * Listens on a diagnostics channel, whose messages are `M`, until the returned function is called. Guarded, since what a
 * subscriber throws would be an uncaught exception of the app.
 */
export function listen<M>(channel: string, tell: (message: M) => void): () => void {
  const listener = (message: unknown): void => void guarded(() => tell(message as M), logFailure);
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
    guarded(() => tap(...args), logFailure);
    return Reflect.apply(method, this, args);
  };
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
}

/** Names and values that stand in turn in one list, as raw headers do. */
export function* pairsOf(list: readonly unknown[]): Generator<readonly [string, unknown]> {
  for (let i = 0; i + 1 < list.length; i += 2) yield [String(list[i]), list[i + 1]];
}
