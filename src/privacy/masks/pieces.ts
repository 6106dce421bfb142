import type { Steps } from '../../runtime/steps';
import { afterKey } from './keys';

/** Masking so much takes less than a millisecond, and a few where a text is made to be slow. */
export const pieceChars = 8192;

/** What is in no number, address or key, nor told from other text by what stands before one. */
const ends = /[\s"<>;,{}|]/g;
const isSpace = /\s/;
/** Beside a space that may be within a number. */
const ofNumber = /[A-Z\d ().+/\u00a0\u2010-\u2015-]/;
/** An end is sought in so much. */
const searchedChars = 4096;
/** Nothing that is masked is longer, but for keys, which may have any length. */
const reach = 384;
/** Where there is no end, so many places are tried, at this distance. */
const places = { count: 64, distance: 7 };
/** As often a place is looked at with all that is before it. */
const maxChecks = 8;

/** Masks a part of a text. */
type Clean = (text: string) => string;

interface Piece {
  readonly to: number;
  readonly masked: string;
}

/** A text masked in pieces, of which each can be masked by itself: the same as if it were masked whole. */
export function* maskedInPieces(text: string, clean: Clean, least = pieceChars): Steps<string> {
  let masked = '';
  for (let from = 0; from < text.length; ) {
    const piece = yield* pieceFrom(text, from, least, clean);
    masked += piece.masked;
    from = piece.to;
    yield;
  }
  return masked;
}

/** Up to an end, else to where both sides are masked as they are together; without such a place it grows. */
function* pieceFrom(text: string, from: number, least: number, clean: Clean): Steps<Piece> {
  for (let size = least; text.length - from > 2 * size; size *= 2) {
    const end = endIn(text, from + size);
    if (end !== undefined) return { to: end, masked: clean(text.slice(from, end)) };
    let checks = 0;
    for (const at of placesFrom(text, from + size)) {
      const to = afterKey(text, from, at);
      const after = text.slice(to, to + reach);
      const near = text.slice(Math.max(from, from + size - reach), at);
      if (to === at && !isApart(near, after, clean)) continue; // most others cost little
      const before = text.slice(from, at); // with so much of a key as shows that it is one
      const masked = clean(before);
      yield;
      if (clean(before + after) === masked + clean(after)) return { to, masked };
      yield;
      checks += 1;
      if (checks === maxChecks) break;
    }
    yield;
  }
  return { to: text.length, masked: clean(text.slice(from)) };
}

function* placesFrom(text: string, from: number): Generator<number, void, void> {
  for (let place = 0; place < places.count; place += 1) {
    const at = from + place * places.distance;
    const whole = /[\udc00-\udfff]/.test(text.charAt(at)) ? at + 1 : at;
    if (whole < text.length) yield whole;
  }
}

const isApart = (before: string, after: string, clean: Clean): boolean =>
  clean(before + after) === clean(before) + clean(after);

function endIn(text: string, from: number): number | undefined {
  const searched = text.slice(from, from + searchedChars);
  for (const { 0: end, index } of searched.matchAll(ends)) {
    const at = from + index + 1;
    const isAmid = isSpace.test(end) && ofNumber.test(text.charAt(at - 2)) && ofNumber.test(text.charAt(at));
    if (!isAmid) return at;
  }
  return undefined;
}
