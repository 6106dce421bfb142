/** Characters that need no escape. As a negated set, since a range up to the last character takes twice as long on wide text. */
const unescaped = '[^"\\\\\\u0000-\\u001f]*';
/** A text whose JSON stays the same when it is parsed and written again. Without alternatives, so that no text is read twice. */
const plainText = new RegExp(`"${unescaped}(?:\\\\["\\\\bfnrt]${unescaped})*"`, 'y');
/** An id, a name or a reason: nothing to trim, nothing to escape. */
const plainName = /"[\w.:-]+"/y;
const bracketOrQuote = /["{}[\]]/g;
const anyText = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;

/** Reads JSON from left to right without parsing it. Returns what was read; `undefined`, without moving, for other JSON. */
export class JsonScan {
  readonly #json: string;
  /** The index of the next character. */
  at: number;

  constructor(json: string, at: number) {
    this.#json = json;
    this.at = at;
  }

  /** Moves behind these characters if they are next; answers whether they were. */
  skip(expected: string): boolean {
    if (!this.#json.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  plainText(): string | undefined {
    return this.#readTo(endOf(plainText, this.#json, this.at));
  }

  plainName(): string | undefined {
    return this.#readTo(endOf(plainName, this.#json, this.at));
  }

  /** An object or a list whose brackets are balanced, whatever else is in it. */
  bracketed(): string | undefined {
    return this.#readTo(bracketedEnd(this.#json, this.at));
  }

  #readTo(end: number): string | undefined {
    if (end < 0) return undefined;
    const read = this.#json.slice(this.at, end);
    this.at = end;
    return read;
  }
}

/** The index behind the match that starts at `start`; -1 if none does. */
function endOf(pattern: RegExp, json: string, start: number): number {
  pattern.lastIndex = start;
  return pattern.test(json) ? pattern.lastIndex : -1;
}

function bracketedEnd(json: string, start: number): number {
  let depth = 0;
  for (let at = start; ; ) {
    bracketOrQuote.lastIndex = at;
    if (!bracketOrQuote.test(json)) return -1;
    at = bracketOrQuote.lastIndex;
    const found = json.charAt(at - 1);
    if (found === '"') {
      at = endOf(anyText, json, at - 1);
      if (at < 0 || depth === 0) return -1;
    } else depth += found === '{' || found === '[' ? 1 : -1;
    if (depth <= 0) return at;
  }
}
