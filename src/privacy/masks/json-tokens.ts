/** A part of a JSON text: what is between texts, or the literal of a text with its quotes. */
export interface JsonToken {
  readonly text: string;
  readonly isLiteral: boolean;
}

/** What is longer between two texts comes in several parts. */
const partChars = 8192;

/** The parts of a JSON text, in order; together they are the text, and no number or word is in two of them. Linear. */
export function* jsonTokens(json: string): Generator<JsonToken, void, void> {
  for (let from = 0; from < json.length; ) {
    const open = json.indexOf('"', from);
    const start = open === -1 ? json.length : open;
    for (; from < start; ) {
      const to = Math.min(start, partEnd(json, from));
      yield { text: json.slice(from, to), isLiteral: false };
      from = to;
    }
    if (open === -1) return;
    from = endOf(json, open + 1);
    yield { text: json.slice(start, from), isLiteral: true };
  }
}

/** Behind a comma. */
function partEnd(json: string, from: number): number {
  const comma = json.indexOf(',', from + partChars);
  return comma === -1 ? json.length : comma + 1;
}

/** Behind the quote that ends a literal. */
function endOf(json: string, from: number): number {
  for (let quote = json.indexOf('"', from); quote !== -1; quote = json.indexOf('"', quote + 1)) {
    let escapes = 0;
    while (json.charAt(quote - 1 - escapes) === '\\') escapes += 1;
    if (escapes % 2 === 0) return quote + 1;
  }
  return json.length;
}
