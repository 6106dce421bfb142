import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { guarded } from '../../runtime/guarded';
import { logFailure } from '../log-failure';

/**
 * Calls `onMessage` for each message of a diagnostics channel until the returned function is called. Guarded: what a subscriber
 * throws would be an uncaught exception of the app.
 */
export function listen<M>(channel: string, onMessage: (message: M) => void): () => void {
  const listener = (message: unknown): void => void guarded(() => onMessage(message as M), logFailure);
  subscribe(channel, listener);
  return () => {
    unsubscribe(channel, listener);
  };
}

type Method = (this: unknown, ...args: unknown[]) => unknown;

/**
 * Shadows a method of one object: `onCall` gets the arguments of each call first, then the method does what it did. The new
 * property is not enumerable, like a method of a class. Returns the function that undoes it.
 */
export function shadow(target: object, name: string, onCall: (...args: readonly unknown[]) => void): () => void {
  const method: unknown = Reflect.get(target, name);
  if (typeof method !== 'function') return () => undefined;
  const value: Method = function (...args) {
    guarded(() => onCall(...args), logFailure);
    return Reflect.apply(method, this, args);
  };
  Object.defineProperty(target, name, { configurable: true, writable: true, value });
  return () => {
    // Not if another tool has replaced ours.
    if (Reflect.get(target, name) === value) Reflect.deleteProperty(target, name);
  };
}

/**
 * Puts a method in front of the one that a class has, for all its objects. Returns the function that restores it.
 * @param hook called before the method, with its object and arguments, or after it, with its result
 */
export function wrapMethod(prototype: object, name: string, hook: MethodHook): () => void {
  const own = Object.getOwnPropertyDescriptor(prototype, name);
  const method = Reflect.get(prototype, name) as Method;
  // A method in an object literal has no `prototype`, like most that it replaces.
  const { [name]: value } = {
    [name](this: unknown, ...args: unknown[]): unknown {
      guarded(() => hook.before?.(this, args), logFailure);
      const result = Reflect.apply(method, this, args);
      guarded(() => hook.after?.(result), logFailure);
      return result;
    },
  };
  Object.defineProperties(value, { length: { value: method.length }, name: { value: method.name } });
  Object.defineProperty(prototype, name, { configurable: true, writable: true, ...own, value });
  return () => {
    if (Reflect.get(prototype, name) !== value) return; // another tool has replaced ours
    if (own === undefined) Reflect.deleteProperty(prototype, name);
    else Object.defineProperty(prototype, name, own);
  };
}

interface MethodHook {
  readonly before?: (object: unknown, args: readonly unknown[]) => void;
  readonly after?: (result: unknown) => void;
}
