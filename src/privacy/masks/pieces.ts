/** Masking so much takes about a millisecond. */
export const pieceChars = 16_384;

/** What is in no number, address or key, nor told from other text by what stands before one. */
const ends = /[\s"<>;,{}|]/g;
const isSpace = /\s/;
/** Beside a space that may be within a number. */
const ofNumber = /[\d ().+/\u00a0\u2010-\u2015-]/;
/** No number with spaces is longer. */
const longestChars = 128;

/**
 * A text in pieces of which each can be masked by itself: nothing that is masked reaches from one to the next.
 * @param clean what is to be done with each
 */
export function* maskedPieces(
  text: string,
  clean: (text: string) => string,
  least = pieceChars,
): Generator<string, void, void> {
  for (let from = 0; from < text.length; ) {
    const to = text.length - from <= 2 * least ? text.length : cutAfter(text, from + least, clean);
    yield text.slice(from, to);
    from = to;
  }
}

function cutAfter(text: string, from: number, clean: (text: string) => string): number {
  ends.lastIndex = from;
  for (let found = ends.exec(text); found !== null; found = ends.exec(text)) {
    const end = found.index + 1;
    const isAmid = isSpace.test(found[0]) && ofNumber.test(text.charAt(end - 2)) && ofNumber.test(text.charAt(end));
    if (!isAmid || isApart(text, end, clean)) return end;
  }
  return text.length;
}

/** Whether what is on both sides is masked as it would be together. */
function isApart(text: string, at: number, clean: (text: string) => string): boolean {
  const before = text.slice(Math.max(0, at - longestChars), at);
  const after = text.slice(at, at + longestChars);
  return clean(before + after) === clean(before) + clean(after);
}
