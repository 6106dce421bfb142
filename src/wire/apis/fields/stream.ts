import { asNumber, asRecord, fieldsOf, type JsonRecord, recoverJson } from '../../../json/json-record';
import type { ServerEvent } from '../../http/server-event';
import type { Growth } from './growth';

export type Writable = Record<string, unknown>;

/** The fields of an event's data, of the first one if it is a list; none of data that is no JSON object. */
export function fieldsOfEvent({ data }: ServerEvent): JsonRecord {
  const value = recoverJson(data);
  return fieldsOf(Array.isArray(value) ? value[0] : value);
}

/** Whether it is the last event of OpenAI's streams, which has no fields. */
export const isDone = ({ data }: ServerEvent): boolean => data.length < 20 && data.trim() === '[DONE]';

/** What arrives in pieces, by its index. */
export class Indexed<Item> {
  readonly #items = new Map<number, Item>();
  readonly #create: (index: number) => Item;
  readonly #growth: Growth;
  /** Where the items are that were begun, by the index that events gave them. */
  readonly #begun = new Map<number, number>();
  #last: number | undefined;
  /** Behind all items. */
  #end = 0;

  constructor(create: (index: number) => Item, growth: Growth) {
    this.#create = create;
    this.#growth = growth;
  }

  /** The item at an index, made if it is new. An event without an index belongs to the first item. */
  at(index: unknown): Item {
    const at = asNumber(index) ?? 0;
    const item = this.#items.get(at) ?? this.#create(at);
    this.#set(at, item);
    return item;
  }

  set(index: unknown, item: Item): void {
    this.#set(asNumber(index) ?? 0, item);
  }

  /** Adds an item that an event announces, behind the others if its index is missing or taken: some servers give all the same. */
  begin(index: unknown, item: Item): void {
    const named = asNumber(index);
    const isFree = named !== undefined && named >= 0 && !this.#items.has(named);
    this.#last = isFree ? named : this.#end;
    if (named !== undefined) this.#begun.set(named, this.#last);
    this.#set(this.#last, item);
  }

  /** The item that was last begun with this index; the last of all without one, or with a negative one. */
  begun(index: unknown): Item | undefined {
    const named = asNumber(index) ?? -1;
    const at = named < 0 ? this.#last : this.#begun.get(named);
    return at === undefined ? undefined : this.#items.get(at);
  }

  /** `undefined` if there are none. */
  inOrder(): readonly Item[] | undefined {
    if (this.#items.size === 0) return undefined;
    return [...this.#items].sort(([one], [other]) => one - other).map(([, item]) => item);
  }

  #set(at: number, item: Item): void {
    if (!this.#items.has(at) && !this.#growth.takes(at)) return;
    this.#items.set(at, item);
    this.#end = Math.max(this.#end, at + 1);
  }
}

/** Texts that never come in pieces; servers may repeat them with every chunk. */
const unbroken = new Set(['role', 'id', 'type', 'name', 'format', 'signature', 'redactedContent']);

/** Sets the fields that a later event replaces. What says nothing replaces nothing. */
export function assign(into: Writable, fields: JsonRecord, growth: Growth): void {
  for (const key of Object.keys(fields)) {
    const value = fields[key];
    if (key === '__proto__') continue;
    if (Object.hasOwn(into, key) ? value !== '' && value !== null : growth.takes(value)) into[key] = value;
  }
}

/** Adds the fields of a chunk: texts and lists grow, objects grow member by member, all else is replaced. */
export function append(into: Writable, delta: JsonRecord, growth: Growth): void {
  for (const key of Object.keys(delta)) {
    const piece = delta[key];
    if (piece === undefined || key === '__proto__') continue;
    const before = Object.hasOwn(into, key) ? into[key] : undefined;
    if (piece === null) into[key] = before ?? null;
    else if (Array.isArray(piece)) into[key] = grownList(before, piece, growth);
    else if (typeof piece === 'object') into[key] = grownRecord(before, piece as JsonRecord, growth);
    else if (typeof piece === 'string' && (before === undefined || before === null || before === ''))
      into[key] = growth.joined('', piece);
    else if (typeof before !== 'string' || before === '') into[key] = piece;
    else if (typeof piece !== 'string')
      continue; // no number ends a text
    else if (!unbroken.has(key)) into[key] = growth.joined(before, piece);
    else if (piece !== '') into[key] = piece;
  }
}

function grownRecord(before: unknown, piece: JsonRecord, growth: Growth): JsonRecord {
  const grown: Writable = asRecord(before) ?? {};
  append(grown, piece, growth);
  return grown;
}

/** Where the items with an index are in the lists that have grown. */
const places = new WeakMap<readonly unknown[], Map<number, number>>();

/** Items with an index are pieces too: OpenRouter streams its `reasoning_details` like that. */
export function grownList(before: unknown, pieces: readonly unknown[], growth: Growth): readonly unknown[] {
  const grown: unknown[] = Array.isArray(before) ? before : [];
  for (const piece of pieces) {
    const item = asRecord(piece);
    const index = asNumber(item?.['index']);
    const at = index === undefined ? undefined : places.get(grown)?.get(index);
    if (item !== undefined && at !== undefined) grownRecord(grown[at], item, growth);
    else if (growth.takes(piece)) {
      grown.push(piece);
      if (index !== undefined) note(grown, index);
    }
  }
  return grown;
}

function note(list: readonly unknown[], index: number): void {
  const known = places.get(list) ?? new Map<number, number>();
  places.set(list, known.set(index, list.length - 1));
}
