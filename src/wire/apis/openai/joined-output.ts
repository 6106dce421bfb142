import { asText, compact, type JsonRecord, nonEmpty, recordsOf } from '../../../json/json-record';

/** Texts of items and of their parts, which come in pieces. */
const texts = ['text', 'refusal', 'arguments', 'input', 'code'] as const;

/**
 * A response whose stream was cut, with what the stream has that went on. An item that was amid goes on, too, unless it has come
 * once more from its beginning.
 */
export function joinedResponse(before: JsonRecord, after: JsonRecord): JsonRecord {
  const output = [...recordsOf(before['output'])];
  for (const [index, item] of recordsOf(after['output']).entries()) {
    const at = placeOf(item, output, index === 0);
    const begun = at === undefined ? undefined : output[at];
    if (at === undefined || begun === undefined) output.push(item);
    else output[at] = joinedItem(begun, item);
  }
  return { ...before, ...after, output };
}

/** By its id; where a server gives none, only the first can be the rest of the last one. */
function placeOf(item: JsonRecord, output: readonly JsonRecord[], isFirst: boolean): number | undefined {
  const isSame = (other: JsonRecord | undefined): boolean =>
    other?.['type'] === item['type'] && asText(other?.['id']) === asText(item['id']);
  const at = asText(item['id']) !== undefined || isFirst ? output.findLastIndex(isSame) : -1;
  return at === -1 ? undefined : at;
}

const joinedItem = (before: JsonRecord, after: JsonRecord): JsonRecord => ({
  ...joinedPart(before, after),
  ...compact({
    content: joinedParts(recordsOf(before['content']), recordsOf(after['content'])),
    summary: joinedParts(recordsOf(before['summary']), recordsOf(after['summary'])),
  }),
});

function joinedParts(
  before: readonly JsonRecord[],
  [first, ...others]: readonly JsonRecord[],
): readonly JsonRecord[] | undefined {
  const last = before.at(-1);
  if (first === undefined || last === undefined) return nonEmpty([...before, ...(first ? [first] : []), ...others]);
  const isSame = last['type'] === first['type'];
  return isSame ? [...before.slice(0, -1), joinedPart(last, first), ...others] : [...before, first, ...others];
}

function joinedPart(before: JsonRecord, after: JsonRecord): JsonRecord {
  const joined: Record<string, unknown> = { ...before, ...compact(after) };
  for (const name of texts) {
    const [begun, rest] = [asText(before[name]), asText(after[name])];
    if (begun !== undefined && rest !== undefined) joined[name] = rest.startsWith(begun) ? rest : begun + rest;
  }
  return joined;
}
