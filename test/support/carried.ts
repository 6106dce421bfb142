/** Everything that a span and its logs say, at whatever place and in whatever spelling: the measure of what can be lost. */
export class Carried {
  readonly #texts: string[] = [];
  /** How often each value is said under each name. */
  readonly #values = new Map<string, Map<string, number>>();

  constructor(...sources: readonly unknown[]) {
    for (const source of sources) this.#add(source, '');
  }

  /** Also inside a longer one; but a text of a few characters is inside many. */
  text(text: string): boolean {
    if (text.length < 4) return this.value(text);
    return this.#texts.some((carried) => carried.includes(text));
  }

  /** The value itself, nested or as JSON; an object that says more counts too. @param under what its name has in it */
  value(value: unknown, under?: RegExp): boolean {
    return this.times(value, under) > 0;
  }

  /** How often a value is said, where the same is said at several places once. */
  times(value: unknown, under = /^/): number {
    const counts = [...(this.#values.get(canonical(value)) ?? [])].filter(([name]) => under.test(name));
    return Math.max(0, ...counts.map(([, count]) => count));
  }

  #add(value: unknown, name: string): void {
    if (value === undefined || value === null) return;
    const key = canonical(value);
    const names = this.#values.get(key) ?? new Map<string, number>();
    this.#values.set(key, names.set(name, (names.get(name) ?? 0) + 1));
    if (typeof value === 'object') {
      for (const [member, inner] of Object.entries(value)) this.#add(inner, `${name}/${unnumbered(member)}`);
    }
    if (typeof value !== 'string') return;
    this.#texts.push(value);
    if (/^\s*[[{]/.test(value)) this.#add(parsed(value), name);
  }
}

const unnumbered = (name: string): string => name.replaceAll(/(?<=^|\.)\d+(?=$|\.)/g, 'n');

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
