const [quote, backslash, comma, colon] = [0x22, 0x5c, 0x2c, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];

/**
 * The elements of the list that is the member `name` of an object, as they are spelt: nothing of a number or a text changes on its way.
 * Of several members of that name it is the last, as `JSON.parse` has it.
 * @param json valid JSON in UTF-8, an object
 */
export function listElements(json: Buffer, name: string): readonly Buffer[] {
  let elements: Buffer[] = [];
  let depth = 0;
  let key = '';
  /** Where the present element begins; -1 outside of the list. */
  let start = -1;
  for (let at = 0; at < json.length; at += 1) {
    const byte = json[at];
    if (byte === quote) {
      const end = stringEnd(json, at);
      if (depth === 1 && isKey(json, end)) key = JSON.parse(json.toString('utf8', at, end)) as string;
      at = end - 1;
    } else if (byte === openBrace || byte === openBracket) {
      depth += 1;
      if (depth === 2 && byte === openBracket && key === name) {
        elements = [];
        start = at + 1;
      }
    } else if (byte === closeBrace || byte === closeBracket) {
      depth -= 1;
      if (depth === 1 && start !== -1) {
        const last = trimmed(json, start, at);
        if (last.length > 0) elements.push(last);
        start = -1;
      }
    } else if (byte === comma && depth === 2 && start !== -1) {
      elements.push(trimmed(json, start, at));
      start = at + 1;
    }
  }
  return elements;
}

/** Behind the closing quote. */
function stringEnd(json: Buffer, start: number): number {
  for (let at = start + 1; at < json.length; at += 1) {
    if (json[at] === backslash) at += 1;
    else if (json[at] === quote) return at + 1;
  }
  return json.length;
}

function isKey(json: Buffer, end: number): boolean {
  let at = end;
  while (isSpace(json[at])) at += 1;
  return json[at] === colon;
}

const isSpace = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x0a || byte === 0x0d || byte === 0x09;

function trimmed(json: Buffer, start: number, end: number): Buffer {
  let [from, to] = [start, end];
  while (from < to && isSpace(json[from])) from += 1;
  while (to > from && isSpace(json[to - 1])) to -= 1;
  return json.subarray(from, to);
}
