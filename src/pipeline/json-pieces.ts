import { maxDepth, nestedTooDeep, toJson } from '../json/json';

const pieceChars = 65_536;
/** So many values of a nested one are written, as many as are copied of any. */
const maxValues = 200_000;

/** JSON of any value in pieces, each of which is soon made. What JSON does not know is written as `toJson` has it. */
export function* jsonPieces(value: unknown): Generator<string, void, void> {
  yield* written(value, { above: new Set(), left: maxValues });
}

interface Walk {
  readonly above: Set<object>;
  left: number;
}

function* written(value: unknown, walk: Walk): Generator<string, void, void> {
  walk.left -= 1;
  if (typeof value === 'string') yield* writtenText(value);
  else if (!isWalked(value)) yield JSON.stringify(toJson(value) ?? null);
  else if (walk.above.has(value)) yield '"[circular]"';
  else if (walk.above.size >= maxDepth) yield JSON.stringify(nestedTooDeep);
  else {
    walk.above.add(value);
    yield* Array.isArray(value) ? writtenList(value, walk) : writtenMembers(value, walk);
    walk.above.delete(value);
  }
}

/** Others, such as dates and bytes, have a form of their own. */
function isWalked(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function* writtenText(text: string): Generator<string, void, void> {
  yield '"';
  for (let at = 0; at < text.length; ) {
    const end = at + pieceChars;
    const isPairCut = /[\uD800-\uDBFF]/.test(text.charAt(end - 1));
    const piece = text.slice(at, isPairCut ? end + 1 : end);
    yield JSON.stringify(piece).slice(1, -1);
    at += piece.length;
  }
  yield '"';
}

function* writtenList(list: readonly unknown[], walk: Walk): Generator<string, void, void> {
  let separator = '[';
  for (const item of list) {
    if (walk.left <= 0) break;
    yield separator;
    yield* written(item, walk);
    separator = ',';
  }
  yield separator === '[' ? '[]' : ']';
}

function* writtenMembers(object: object, walk: Walk): Generator<string, void, void> {
  let separator = '{';
  for (const [key, member] of Object.entries(object)) {
    if (walk.left <= 0) break;
    if (member === undefined || typeof member === 'function' || typeof member === 'symbol') continue;
    yield `${separator}${JSON.stringify(key)}:`;
    yield* written(member, walk);
    separator = ',';
  }
  yield separator === '{' ? '{}' : '}';
}
