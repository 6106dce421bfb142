/** Everything that a span and its logs say, at whatever place and in whatever spelling: the measure of what can be lost. */
export class Carried {
  readonly #texts: string[] = [];
  readonly #values = new Set<string>();

  constructor(...sources: readonly unknown[]) {
    for (const source of sources) this.#add(source);
  }

  /** Also inside a longer one; but a text of a few characters is inside many. */
  text(text: string): boolean {
    if (text.length < 4) return this.value(text);
    return this.#texts.some((carried) => carried.includes(text));
  }

  /** The value itself, nested or as JSON; an object that says more counts too. */
  value(value: unknown): boolean {
    return this.#values.has(canonical(value));
  }

  #add(value: unknown): void {
    if (value === undefined || value === null) return;
    this.#values.add(canonical(value));
    if (typeof value === 'object') for (const inner of Object.values(value)) this.#add(inner);
    if (typeof value !== 'string') return;
    this.#texts.push(value);
    if (/^\s*[[{]/.test(value)) this.#add(parsed(value));
  }
}

/** `undefined` if it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** JSON in which the order of keys makes no difference. */
export const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  ) ?? 'undefined';
