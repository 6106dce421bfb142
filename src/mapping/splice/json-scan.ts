/** What stands for itself in a text. By what does not: by a range up to the last character, wide text takes twice as long. */
const plain = '[^"\\\\\\u0000-\\u001f]*';
/** A text whose JSON stays the same when it is parsed and written again. Without alternatives, so that no text is read twice. */
const plainText = new RegExp(`"${plain}(?:\\\\["\\\\bfnrt]${plain})*"`, 'y');
/** An id, a name or a reason: nothing to trim, nothing to escape. */
const plainWord = /"[\w.:-]+"/y;
const bracketOrQuote = /["{}[\]]/g;
const anyText = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/y;

/** Reads JSON from left to right without parsing it. What it answers is JSON; `undefined` if something else stands there. */
export class JsonScan {
  readonly #json: string;
  /** Where it is. */
  at: number;

  constructor(json: string, at: number) {
    this.#json = json;
    this.at = at;
  }

  /** Whether this stood there, and was passed over. */
  skip(expected: string): boolean {
    if (!this.#json.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  plainText(): string | undefined {
    return this.#taken(endOf(plainText, this.#json, this.at));
  }

  plainWord(): string | undefined {
    return this.#taken(endOf(plainWord, this.#json, this.at));
  }

  /** An object or a list whose brackets are in pairs, whatever else is in it. */
  bracketed(): string | undefined {
    return this.#taken(bracketedEnd(this.#json, this.at));
  }

  #taken(end: number): string | undefined {
    if (end < 0) return undefined;
    const taken = this.#json.slice(this.at, end);
    this.at = end;
    return taken;
  }
}

/** Where what starts at an index ends, behind its last character; -1 if nothing of the kind starts there. */
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
