import { parseJson } from '../json/json';
import { recoverCut } from '../json/truncated-json';
import { mayHoldSecrets, textWithoutSecrets, withoutPrivateKeys } from './secret-text';
import { piecesOf } from './text-pieces';

/** Texts that are long or might hold secrets, and what is left of each without them. */
export type CleanTexts = ReadonlyMap<string, string>;

/** Cleaning so much takes a millisecond or two. */
const longChars = 32_768;

let known: CleanTexts = new Map();

/** Does work that meets texts which have been cleaned before. */
export function withCleanTexts<T>(texts: CleanTexts, work: () => T): T {
  const before = known;
  known = texts;
  try {
    return work();
  } finally {
    known = before;
  }
}

/** `undefined` for a text that has not been cleaned yet. */
export const knownClean = (text: string): string | undefined => (known.size === 0 ? undefined : known.get(text));

/** Cleans the texts in values, also in JSON that is a text, in steps that do not grow with them. */
export function* cleaningTexts(values: readonly unknown[]): Generator<undefined, CleanTexts, void> {
  const clean = new Map<string, string>();
  let chars = 0;
  for (const text of textsIn(values)) {
    if (clean.has(text)) continue;
    clean.set(text, text.length < longChars ? textWithoutSecrets(text) : yield* cleaningText(text));
    chars += text.length;
    if (chars < longChars) continue;
    chars = 0;
    yield;
  }
  return clean;
}

/** Those that are long or might hold secrets. */
function* textsIn(values: readonly unknown[]): Generator<string, void, void> {
  const seen = new Set<object>();
  const open = [...values];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string') {
      if (value.length < longChars) {
        if (mayHoldSecrets(value)) yield value;
        continue;
      }
      const isJson = /^\s*[[{"]/.test(value);
      const whole = isJson ? parseJson(value) : undefined;
      if (whole === undefined) yield value;
      if (isJson) open.push(whole ?? recoverCut(value));
    } else if (typeof value === 'object' && value !== null && !seen.has(value)) {
      seen.add(value);
      for (const inner of Object.values(value)) open.push(inner);
    }
  }
}

/** The same as {@link textWithoutSecrets}, in steps. */
export function* cleaningText(text: string): Generator<undefined, string, void> {
  let clean = '';
  let isInHeader = false;
  for (const piece of piecesOf(withoutPrivateKeys(text))) {
    // What a header has in the piece before goes on to the end of its line.
    const rest = isInHeader ? piece.replace(/^[^\r\n"'\\]+/, '') : piece;
    if (rest !== '') {
      isInHeader = false;
      clean += mayHoldSecrets(rest)
        ? textWithoutSecrets(rest, () => {
            isInHeader = true;
          })
        : rest;
    }
    yield;
  }
  return clean;
}
