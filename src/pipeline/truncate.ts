import { fairShare } from '../json/fair-share';
import { isJsonObject, isList, type Json, type JsonObject, objectOf } from '../json/json';
import { boundedName, maxNameChars } from '../mapping/read/bounded-name';
import { metadataFields, uncutNames } from '../mapping/record/record-fields';
import { finish, type Steps } from '../runtime/steps';

/** No text is cut to less; a record that is still too long then loses the middles of its lists. */
const leastBytes = 128;

/** What {@link shortening} does, at once. */
export const shortenedJson = (record: JsonObject, maxBytes: number): string => finish(shortening(record, maxBytes));

/**
 * JSON of the record with its longest texts cut in their middle, so that it has at most `maxBytes`; `metadata.truncated` says
 * so. Counts, structure and ids of up to {@link maxNameChars} characters stay. A record that is long by thousands of short texts
 * loses the middles of its lists and of its largest objects, and one that is long by nothing else its content as a whole: it is
 * never dropped. Each step takes the record once.
 */
export function* shortening(record: JsonObject, maxBytes: number): Steps<string> {
  const marked = { ...record, metadata: { ...objectOf(record['metadata']), truncated: true } };
  let shorter = objectOf(withBoundedNames(marked));
  yield;
  for (let items = mostItems(shorter); ; ) {
    const cut = yield* cutTexts(shorter, maxBytes);
    yield;
    const json = JSON.stringify(cut);
    const bytes = Buffer.byteLength(json);
    if (bytes <= maxBytes) return json;
    if (items < 4) break;
    // What is far too long is not halved again and again.
    items = Math.floor(Math.min(items / 2, (2 * items * maxBytes) / bytes));
    shorter = objectOf(withoutMiddles(shorter, items));
    yield;
  }
  for (let maxChars = maxNameChars; ; maxChars >>= 1) {
    const json = JSON.stringify(withoutContent(shorter, maxChars));
    if (Buffer.byteLength(json) <= maxBytes || maxChars <= leastChars) return json;
  }
}

/** Of an id in a record that consists of little else. */
const leastChars = 8;

function* cutTexts(record: JsonObject, maxBytes: number): Steps<JsonObject> {
  const texts: string[] = [];
  const structure = mapTexts(record, (text) => {
    texts.push(text);
    return '';
  });
  yield;
  const room = maxBytes - jsonBytes(structure);
  const chars = texts.map(({ length }) => length);
  // No text has fewer bytes than characters, so one far longer than this is cut whatever its bytes are: measuring it would
  // cost as much as encoding it.
  const far = Math.max(2 * fairShare(chars, room), leastBytes);
  const lengths = texts.map((text) => (text.length > far ? text.length : jsonBytes(text)));
  yield;
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

/** Objects of fewer members are whole, since they are the structure of a record. */
const leastMembers = 64;

function withoutMiddles(value: Json, most: number): Json {
  if (isList(value)) return endsOf(value, most).map((item) => withoutMiddles(item, most));
  if (!isJsonObject(value)) return value;
  const entries = Object.entries(value);
  const kept = new Set(endsOf(entries, Math.max(most, leastMembers)));
  const isKept = (entry: (typeof entries)[number]): boolean =>
    kept.has(entry) || uncutNames.has(entry[0]) || metadataFields.has(entry[0]);
  const members = kept.size === entries.length ? entries : entries.filter(isKept);
  return Object.fromEntries(members.map(([key, inner]) => [key, inner && withoutMiddles(inner, most)]));
}

const endsOf = <T>(list: readonly T[], most: number): readonly T[] =>
  list.length > most ? [...list.slice(0, most >> 1), ...list.slice(list.length - (most >> 1))] : list;

/** The most items of a list, or members of an object, that can be left out. */
function mostItems(value: Json): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inside = isList(value) ? value : Object.values(value);
  const own = isList(value) ? value.length : inside.length > leastMembers ? inside.length : 0;
  return inside.reduce<number>((most, item) => (item === undefined ? most : Math.max(most, mostItems(item))), own);
}

/** The names of members, and texts that are never cut to a share, cut to a length that is the same in all records. */
function withBoundedNames(value: Json): Json {
  if (isList(value)) return value.map(withBoundedNames);
  if (!isJsonObject(value)) return value;
  const members: [string, Json][] = [];
  for (const [key, inner] of Object.entries(value)) {
    if (inner === undefined) continue;
    const isName = typeof inner === 'string' && uncutNames.has(key);
    members.push([boundedName(key), isName ? boundedName(inner) : withBoundedNames(inner)]);
  }
  return Object.fromEntries(members);
}

/** The ids and counts of a record, its texts cut to so many characters. */
const withoutContent = (record: JsonObject, maxChars: number): JsonObject => ({
  ...plainMembers(record, uncutNames, maxChars),
  // Either format is strict about its keys.
  ...(record['event_type'] === undefined
    ? { usage: countsIn(objectOf(record['usage'])), messages: [], response: {} }
    : { config: plainMembers(objectOf(record['config']), configNames, maxChars), inputs: {}, outputs: {} }),
  metadata: plainMembers(objectOf(record['metadata']), metadataFields, maxChars),
});

const configNames: ReadonlySet<string> = new Set(['model', 'provider', 'tool_name', 'agent_name']);

type Names = Pick<ReadonlySet<string>, 'has'>;

function plainMembers(object: JsonObject, names: Names, maxChars: number): JsonObject {
  const found: [string, Json][] = [];
  for (const [name, value] of Object.entries(object)) {
    if (!names.has(name) || value === undefined || (typeof value === 'object' && value !== null)) continue;
    if (typeof value !== 'string') found.push([name, value]);
    else if (uncutNames.has(name) || names === configNames) found.push([name, boundedName(value, maxChars)]);
  }
  return Object.fromEntries(found);
}

/** An app's `redact` may have given more, and others. */
const countNames = ['prompt_tokens', 'completion_tokens', 'total_tokens'];

const countsIn = (usage: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(usage).filter(([name]) => countNames.includes(name)));

function mapTexts(value: Json, map: (text: string, key: string) => string, key = ''): Json {
  if (typeof value === 'string') return map(value, key);
  if (isList(value)) return value.map((item) => mapTexts(item, map));
  return isJsonObject(value)
    ? mapValues(value, (inner, name) => (isUncut(name, inner) ? inner : mapTexts(inner, map, name)))
    : value;
}

/** A schema may have a property of such a name, with a description of any length. */
const isUncut = (name: string, value: Json): boolean => typeof value !== 'object' && uncutNames.has(name);

function mapValues(object: JsonObject, map: (value: Json, key: string) => Json): JsonObject {
  const mapped: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) if (value !== undefined) mapped.push([key, map(value, key)]);
  return Object.fromEntries(mapped);
}

const jsonBytes = (value: Json): number => Buffer.byteLength(JSON.stringify(value));
