import { asList, asNumber, asRecord, fieldsOf, type JsonRecord, recoverJson } from '../../../json/json-record';
import type { ServerEvent } from '../../http/sse';

export type Writable = Record<string, unknown>;

/** The fields of an event's data; none of data that is no JSON object. */
export const fieldsOfEvent = ({ data }: ServerEvent): JsonRecord => fieldsOf(recoverJson(data));

/** Whether it is the last event of OpenAI's streams, which has no fields. */
export const isDone = ({ data }: ServerEvent): boolean => data.trim() === '[DONE]';

/** What arrives in pieces, by its index. */
export class Indexed<Item> {
  readonly #items = new Map<number, Item>();
  readonly #create: (index: number) => Item;

  constructor(create: (index: number) => Item) {
    this.#create = create;
  }

  /** The item at an index, made if it is new. An event without an index belongs to the first item. */
  at(index: unknown): Item {
    const at = asNumber(index) ?? 0;
    const item = this.#items.get(at) ?? this.#create(at);
    this.#items.set(at, item);
    return item;
  }

  set(index: unknown, item: Item): void {
    this.#items.set(asNumber(index) ?? 0, item);
  }

  /** `undefined` if there are none. */
  inOrder(): readonly Item[] | undefined {
    if (this.#items.size === 0) return undefined;
    return [...this.#items].sort(([one], [other]) => one - other).map(([, item]) => item);
  }
}

/** Texts that never come in pieces; servers may repeat them with every chunk. */
const unbroken = new Set(['role', 'id', 'type', 'name', 'format', 'signature', 'redactedContent']);

/** Adds the fields of a chunk: texts and lists grow, objects grow member by member, all else is replaced. */
export function append(into: Writable, delta: JsonRecord): void {
  for (const [key, piece] of Object.entries(delta)) {
    const before = into[key];
    if (piece === undefined) continue;
    if (piece === null) into[key] = before ?? null;
    else if (Array.isArray(piece)) into[key] = appendList(asList(before) ?? [], piece);
    else if (typeof piece === 'object') into[key] = appended(before, piece as JsonRecord);
    else if (typeof before !== 'string' || before === '') into[key] = piece;
    else if (typeof piece !== 'string')
      continue; // no number ends a text
    else if (!unbroken.has(key)) into[key] = before + piece;
    else if (piece !== '') into[key] = piece;
  }
}

function appended(before: unknown, piece: JsonRecord): JsonRecord {
  const grown = { ...asRecord(before) };
  append(grown, piece);
  return grown;
}

/** Items with an index are pieces too: OpenRouter streams its `reasoning_details` like that. */
function appendList(before: readonly unknown[], pieces: readonly unknown[]): readonly unknown[] {
  const grown = [...before];
  for (const piece of pieces) {
    const item = asRecord(piece);
    const index = asNumber(item?.['index']);
    const at = index === undefined ? -1 : grown.findIndex((each) => asRecord(each)?.['index'] === index);
    if (item === undefined || at === -1) grown.push(piece);
    else grown[at] = appended(grown[at], item);
  }
  return grown;
}
