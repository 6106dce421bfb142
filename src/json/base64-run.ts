/** Where a text has base64, its padding left out. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * The next stretch of at least `minChars` characters of base64 in a text. Looks at every `minChars`-th character only, since such
 * a stretch holds one of them, and around those that can be base64: prose costs next to nothing, and no text costs more than a
 * look or two at each of its characters.
 */
export function base64Run(text: string, from: number, minChars: number): Run | undefined {
  for (let at = from + minChars - 1; at < text.length; at += minChars) {
    if (!isBase64(text.charCodeAt(at))) continue;
    let start = at;
    while (start > from && isBase64(text.charCodeAt(start - 1))) start -= 1;
    while (at < text.length && isBase64(text.charCodeAt(at))) at += 1;
    if (at - start >= minChars) return { start, end: at };
  }
  return undefined;
}

/** Where base64 ends with which a text starts, its padding left out. */
export function endOfBase64(text: string): number {
  let end = 0;
  while (end < text.length && isBase64(text.charCodeAt(end))) end += 1;
  return end;
}

/** Where base64 starts with which a text ends. */
export function startOfLastBase64(text: string): number {
  let start = text.length;
  while (start > 0 && isBase64(text.charCodeAt(start - 1))) start -= 1;
  return start;
}

/** Both alphabets: with `+` and `/`, and with `-` and `_`. */
const isBase64 = (code: number): boolean =>
  (code >= 0x61 && code <= 0x7a) || // a-z
  (code >= 0x41 && code <= 0x5a) || // A-Z
  (code >= 0x2f && code <= 0x39) || // / and 0-9
  code === 0x2b || // +
  code === 0x2d || // -
  code === 0x5f; // _
