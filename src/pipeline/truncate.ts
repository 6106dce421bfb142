import { isJsonObject, isList, type Json, type JsonObject, objectOf } from '../json/json';
import { uncutNames } from '../mapping/record/record-fields';

/** No text is cut to less; a record that is still too long then loses the middles of its lists. */
const leastBytes = 128;

/**
 * JSON of the record with its longest texts cut in their middle, so that it has at most `maxBytes`; `metadata.truncated` says
 * so. Ids, counts and structure stay. A record that is long by thousands of short texts loses the middles of its lists, and
 * one that is long by nothing else its content as a whole: it is never dropped.
 */
export function shortenedJson(record: JsonObject, maxBytes: number): string {
  let shorter: JsonObject = { ...record, metadata: { ...objectOf(record['metadata']), truncated: true } };
  for (let items = longestList(shorter); ; items = Math.floor(items / 2)) {
    const json = JSON.stringify(cutTexts(shorter, maxBytes));
    if (Buffer.byteLength(json) <= maxBytes) return json;
    if (items < 4) return JSON.stringify(withoutContent(shorter));
    shorter = objectOf(withoutMiddles(shorter, items >> 1));
  }
}

function cutTexts(record: JsonObject, maxBytes: number): JsonObject {
  const texts: string[] = [];
  const structure = mapTexts(record, (text) => {
    texts.push(text);
    return '';
  });
  const room = maxBytes - jsonBytes(structure);
  const chars = texts.map(({ length }) => length);
  // No text has fewer bytes than characters, so one far longer than this is cut whatever its bytes are: measuring it would
  // cost as much as encoding it.
  const far = Math.max(2 * fairShare(chars, room), leastBytes);
  const lengths = texts.map((text) => (text.length > far ? text.length : jsonBytes(text)));
  const limit = Math.max(leastBytes, fairShare(lengths, room));
  const remaining = lengths.values();
  return objectOf(
    mapTexts(record, (text, key) => {
      const { value: length = 0 } = remaining.next();
      if (length <= limit) return text;
      return key === 'arguments' ? cutArguments(text, limit) : cutText(text, limit, length);
    }),
  );
}

/** The length to which all longer texts are cut so that the sum fits: the longest lose, the short stay whole. */
function fairShare(lengths: readonly number[], room: number): number {
  const ascending = lengths.toSorted((a, b) => a - b);
  let left = room;
  for (const [index, length] of ascending.entries()) {
    const share = left / (ascending.length - index);
    if (length > share) return Math.floor(share);
    left -= length;
  }
  return Number.POSITIVE_INFINITY;
}

/** More than the marker and the quotes around a text take. */
const markerBytes = 64;

/**
 * At most `limit` bytes of JSON: the text's start and end, and between them how many characters are missing.
 * @param length of its JSON, which is longer; at least how many characters it has
 */
function cutText(text: string, limit: number, length: number): string {
  // Each character that is taken out saves one byte at least, and with few to take out it does not matter that it may be more.
  const out = length - limit + markerBytes;
  if (out < text.length / 8) return withEnds(text, (text.length - out) >> 1);
  for (let side = (limit - markerBytes) >> 1; side > 0; ) {
    const cut = withEnds(text, side);
    const bytes = jsonBytes(cut);
    if (bytes <= limit) return cut;
    // Scaled by the bytes that its characters take, so that a long text is serialised a few times only.
    side = Math.min(side - 1, Math.floor((side * (limit - markerBytes)) / bytes));
  }
  return '';
}

/** So many characters of the start and of the end, or one less where that would leave half of a surrogate pair. */
function withEnds(text: string, side: number): string {
  const end = text.length - side;
  const head = text.slice(0, isHighSurrogate(text.charCodeAt(side - 1)) ? side - 1 : side);
  const tail = text.slice(isLowSurrogate(text.charCodeAt(end)) ? end + 1 : end);
  return `${head}[… ${text.length - head.length - tail.length} characters missing …]${tail}`;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Arguments of a tool call are JSON and stay so, since they are parsed where they are shown: a cut one is a JSON string. */
function cutArguments(text: string, limit: number): string {
  for (let inner = limit - 8; inner > 0; ) {
    const cut = JSON.stringify(cutText(text, inner, text.length));
    const bytes = jsonBytes(cut);
    if (bytes <= limit) return cut;
    inner = Math.min(inner - 1, Math.floor((inner * limit) / bytes) - 8);
  }
  return '""';
}

function withoutMiddles(value: Json, most: number): Json {
  if (isList(value)) {
    const side = most >> 1;
    const ends = value.length > most ? [...value.slice(0, side), ...value.slice(value.length - side)] : value;
    return ends.map((item) => withoutMiddles(item, most));
  }
  return isJsonObject(value) ? mapValues(value, (inner) => withoutMiddles(inner, most)) : value;
}

const withoutContent = (record: JsonObject): JsonObject => ({
  ...Object.fromEntries(Object.entries(record).filter(([key]) => uncutNames.has(key))),
  // Either format is strict about its keys.
  ...(record['event_type'] === undefined
    ? { messages: [], response: {} }
    : {
        config: { model: configOf(record)['model'], provider: configOf(record)['provider'] },
        inputs: {},
        outputs: {},
      }),
  metadata: Object.fromEntries(
    Object.entries(objectOf(record['metadata']))
      .filter(([key, value]) => uncutNames.has(key) || typeof value === 'number' || typeof value === 'boolean')
      .slice(0, 64),
  ),
});

const configOf = (record: JsonObject): JsonObject => objectOf(record['config']);

function longestList(value: Json): number {
  const inside = isList(value) ? value : isJsonObject(value) ? Object.values(value) : [];
  return inside.reduce<number>(
    (longest, item) => Math.max(longest, item === undefined ? 0 : longestList(item)),
    isList(value) ? value.length : 0,
  );
}

function mapTexts(value: Json, map: (text: string, key: string) => string, key = ''): Json {
  if (typeof value === 'string') return map(value, key);
  if (isList(value)) return value.map((item) => mapTexts(item, map));
  return isJsonObject(value)
    ? mapValues(value, (inner, name) => (uncutNames.has(name) ? inner : mapTexts(inner, map, name)))
    : value;
}

function mapValues(object: JsonObject, map: (value: Json, key: string) => Json): JsonObject {
  const mapped: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) if (value !== undefined) mapped.push([key, map(value, key)]);
  return Object.fromEntries(mapped);
}

const jsonBytes = (value: Json): number => Buffer.byteLength(JSON.stringify(value));
