interface Keyed {
  readonly id: string;
}

export interface Held<T> {
  readonly rows: readonly T[];
  /** How many have come above since the reader scrolled. */
  readonly news: number;
}

/**
 * A list that its reader has scrolled: rows keep their places and show their newest state; what is new above waits, and what was read
 * below follows.
 */
export function heldIn<T extends Keyed>(shown: readonly T[], current: readonly T[]): Held<T> {
  const newest = new Map(current.map((row, index) => [row.id, { row, index }]));
  const known = new Set(shown.map(({ id }) => id));
  const end = shown.reduce((last, { id }) => Math.max(last, newest.get(id)?.index ?? -1), -1);
  const rows = shown.map((row) => newest.get(row.id)?.row ?? row);
  const below = current.filter(({ id }, index) => index > end && !known.has(id));
  const news = current.filter(({ id }, index) => index < end && !known.has(id)).length;
  return { rows: [...rows, ...below], news };
}
