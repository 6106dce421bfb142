export interface Thinned {
  readonly text: string;
  /** Entries are missing. */
  readonly isCut: boolean;
}

/** Shorter texts cannot hold enough to take long. */
const leastChars = 32_768;
/** Parsing so much takes some ten milliseconds. Requests with hundreds of tools have less. */
const maxWeight = 10_000;
/** Of a list or an object, its first and its last entry stay. */
const leastEntries = 2;
const noNames: ReadonlySet<string> = new Set();

/**
 * JSON that has no more values than can be parsed and read in one turn of the event loop, however short they are: of lists and objects
 * with too many entries those in the middle are left out, the longest lose most, and what is nested too deep is replaced by a note. JSON
 * with fewer is the same text, as is other text. Each step looks at a small part of it.
 * @param kept names of members of the outermost object that stay, wherever they are
 * @param mostWeight see {@link Weighing.weight}
 */
export function* thinned(text: string, kept = noNames, mostWeight = maxWeight): Generator<undefined, Thinned, void> {
  if (text.length < leastChars || !/^\s*[[{]/.test(text.slice(0, 64))) return { text, isCut: false };
  // Loaded with the first long text.
  const { Weighing } = require('./condense/weighing') as typeof import('./condense/weighing');
  for (let mostEntries = Number.POSITIVE_INFINITY; ; ) {
    const weighing = new Weighing(text, mostEntries, kept);
    while (weighing.readOn()) yield;
    const { weight, longest } = weighing;
    if (weight <= mostWeight || mostEntries <= leastEntries) return weighing.result();
    mostEntries = fewer(Math.min(mostEntries, longest), mostWeight / weight);
    yield;
  }
}

/** An even number. Not many times fewer at once, since where lists are in lists all of them are shortened. */
const fewer = (entries: number, share: number): number =>
  Math.max(leastEntries, 2 * Math.floor((entries * Math.min(1 / 2, Math.max(1 / 8, 0.9 * share))) / 2));
