/**
 * A process may hold several copies of this package, of several versions: the one that `--import …/register` loads and the one that
 * the app imports. They find each other by this symbol, which bears the version of what they agree on: on `globalThis` stands what
 * they share ({@link shared}), on each exporter how to reach its engine (`ExporterPort`). Within a version members are only added;
 * a change of meaning takes a new symbol, and copies of different versions leave each other alone. See docs/copies.md.
 */
export const copies = Symbol.for('opentelemetry-exporter-honeyhive/1');

/** What the copies share: `undefined` members are set by the first copy that needs them. Each member is typed where it is used. */
export function shared<State extends object>(): Partial<State> {
  const holder = globalThis as { [copies]?: object };
  if (holder[copies] === undefined) {
    Object.defineProperty(holder, copies, { value: {}, enumerable: false, configurable: false, writable: false });
  }
  return holder[copies] as Partial<State>;
}
