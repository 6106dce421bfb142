/** After which row of a list a page begins: what the list is ordered by, and what tells rows apart that have that in common. */
export interface Cursor<Key extends string | number> {
  readonly time: number;
  readonly key: Key;
}

export const cursorText = ({ time, key }: Cursor<string | number>): string =>
  Buffer.from(JSON.stringify([time, key])).toString('base64url');

/** `undefined` for a text that is no such cursor. */
export const callCursor = (text: string | undefined): Cursor<number> | undefined =>
  read(text, (key) => typeof key === 'number');

export const sessionCursor = (text: string | undefined): Cursor<string> | undefined =>
  read(text, (key) => typeof key === 'string');

function read<Key extends string | number>(
  text: string | undefined,
  isKey: (value: unknown) => value is Key,
): Cursor<Key> | undefined {
  try {
    const [time, key] = JSON.parse(Buffer.from(text ?? '', 'base64url').toString()) as unknown[];
    return typeof time === 'number' && isKey(key) ? { time, key } : undefined;
  } catch {
    return undefined;
  }
}
