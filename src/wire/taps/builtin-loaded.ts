import { guarded } from '../../runtime/guarded';
import { logFailure } from '../log-failure';

/** The names of Node's own modules that are loaded, which Node appends to when a module has run. */
const { moduleLoadList } = process as { readonly moduleLoadList?: unknown[] };

const watches = new WeakMap<object, LoadWatch>();

/**
 * Calls back once a module of Node is loaded, within the `require` or `import` that loads it: loading it without need would cost milliseconds
 * of the start of apps that never do. At once if it is loaded, or this Node keeps no list. Returns the function that stops it.
 * @param name such as `http2`
 */
export function onceLoaded(
  name: string,
  onLoaded: () => void,
  list: unknown[] | undefined = moduleLoadList,
): () => void {
  const entry = `NativeModule ${name}`;
  if (list === undefined || list.includes(entry)) {
    guarded(onLoaded, logFailure);
    return () => undefined;
  }
  const watch = watches.get(list) ?? new LoadWatch(list);
  watches.set(list, watch);
  return watch.once(entry, onLoaded);
}

/** Node announces no loading. What is appended to its list is seen by the list's prototype, which is as it was once nothing is waited for. */
class LoadWatch {
  readonly #list: unknown[];
  readonly #prototype: object;
  readonly #awaited = new Map<() => void, string>();

  constructor(list: unknown[]) {
    this.#list = list;
    this.#prototype = Object.getPrototypeOf(list) as object;
  }

  once(entry: string, onLoaded: () => void): () => void {
    const run = (): void => void guarded(onLoaded, logFailure);
    if (this.#awaited.size === 0) Object.setPrototypeOf(this.#list, this.#watching());
    this.#awaited.set(run, entry);
    return () => this.#stop(run);
  }

  #watching(): object {
    const plain = this.#prototype;
    return new Proxy(Object.create(plain) as object, {
      set: (_target, key, value, list) => {
        const isSet = Reflect.set(plain, key, value, list);
        this.#appended(value);
        return isSet;
      },
    });
  }

  #appended(value: unknown): void {
    for (const [run, entry] of this.#awaited) {
      if (entry !== value) continue;
      this.#stop(run);
      run();
    }
  }

  #stop(run: () => void): void {
    if (this.#awaited.delete(run) && this.#awaited.size === 0) Object.setPrototypeOf(this.#list, this.#prototype);
  }
}
