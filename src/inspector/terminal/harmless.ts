/**
 * What a terminal obeys, or shows other text than there is by: control characters, line and paragraph separators, marks of direction.
 * Joiners are none of them: emoji are made with these.
 */
const obeyed = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]/gu;
const obeyedInARow = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f]+/gu;

/** The text with spaces in place of what a terminal obeys. */
export const harmless = (text: string): string => text.replace(obeyedInARow, ' ');

/** The same JSON, in which no character is one that a terminal obeys: within strings these are escaped. */
export const harmlessJson = (value: unknown): string =>
  JSON.stringify(value).replace(obeyed, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`);
