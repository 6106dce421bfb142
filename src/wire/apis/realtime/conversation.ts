import { asList, asRecord, asText, compact, type JsonRecord, recordsOf } from '../../../json/json-record';
import { withoutMedia } from '../fields/streamed-media';
import { BoundedList } from './bounded-list';

/** An item of a conversation, as far as it is known. */
export interface Item {
  fields: JsonRecord;
  /** No transcript of its sound will come. */
  isTranscribed?: boolean;
}

/** Where the items of a conversation have media. */
const mediaNames: ReadonlySet<string> = new Set(['audio', 'data', 'image_url', 'file_data']);

/** The items of a Realtime session's conversation: those that the app has sent, and those that the server has named. */
export class Conversation {
  readonly #list = new BoundedList<Item>();

  get kept(): number {
    return this.#list.kept;
  }

  get leftOut(): number {
    return this.#list.leftOut;
  }

  get items(): readonly Item[] {
    return this.#list.items;
  }

  find(id: unknown): Item | undefined {
    return id === undefined ? undefined : this.#list.find(({ fields }) => fields['id'] === id);
  }

  /**
   * Adds an item, or what is new of one. The server repeats an item that the app has sent, with an id, and without its media.
   * @param previousId of the item before it; `root` for the first place
   */
  put(sent: JsonRecord, previousId?: unknown): Item {
    const fields = withoutMedia(compact(sent), mediaNames) as JsonRecord;
    const known = this.find(fields['id']) ?? this.#unnamed(fields);
    if (known !== undefined) {
      known.fields = merged(known.fields, fields);
      this.#list.changed(known);
      return known;
    }
    const item: Item = { fields };
    const previous = this.find(previousId);
    const at = previousId === 'root' ? 0 : previous === undefined ? undefined : this.items.indexOf(previous) + 1;
    this.#list.add(item, at);
    return item;
  }

  /** Sets a field of a piece of an item's content. */
  setContent(id: unknown, index: unknown, fields: JsonRecord): Item | undefined {
    const item = this.find(id);
    if (item === undefined) return undefined;
    const content = [...recordsOf(item.fields['content'])];
    const at = typeof index === 'number' && index >= 0 && index < content.length ? index : 0;
    content[at] = { type: 'input_audio', ...content[at], ...fields };
    item.fields = { ...item.fields, content };
    this.#list.changed(item);
    return item;
  }

  setFields(id: unknown, fields: JsonRecord): void {
    const item = this.find(id);
    if (item === undefined) return;
    item.fields = { ...item.fields, ...fields };
    this.#list.changed(item);
  }

  delete(id: unknown): void {
    const item = this.find(id);
    if (item !== undefined) this.#list.remove(item);
  }

  /** The first item that was sent without an id, and may be this one. */
  #unnamed({ id, type, role, call_id: callId }: JsonRecord): Item | undefined {
    if (asText(id) === undefined) return undefined;
    return this.#list.find(
      ({ fields }) =>
        fields['id'] === undefined &&
        fields['type'] === type &&
        fields['role'] === role &&
        fields['call_id'] === callId,
    );
  }
}

function merged(before: JsonRecord, after: JsonRecord): JsonRecord {
  const [old, content] = [recordsOf(before['content']), asList(after['content'])];
  if (content === undefined) return { ...before, ...after };
  const pieces =
    content.length === 0 ? old : content.map((each, index) => ({ ...old[index], ...compact(asRecord(each) ?? {}) }));
  return { ...before, ...after, content: pieces };
}
