import { asNumber, asText, fieldsOf, type JsonRecord } from '../../../../json/json-record';
import type { Growth } from '../../fields/growth';

/** Where the items of a response are: by what an event says, which can be an index, an id, a type, or nothing. */
export class ItemPlaces {
  readonly #byIndex = new Map<number, number>();
  readonly #byId = new Map<string, number>();
  /** By place. */
  readonly #ids = new Map<number, string>();
  /** Of the item at the last place. */
  #lastType: string | undefined;
  #end = 0;
  readonly #growth: Growth;

  constructor(growth: Growth) {
    this.#growth = growth;
  }

  /** @param isAdded whether the event announces an item, which is a new one unless its index and its id are known */
  placeOf(event: JsonRecord, type: string | undefined, isAdded: boolean): number {
    const index = asNumber(event['output_index']);
    const id = asText(event['item_id']) || asText(fieldsOf(event['item'])['id']) || undefined;
    const [byIndex, byId] = [this.#byIndex.get(index ?? -1), this.#byId.get(id ?? '')];
    const isFree = index !== undefined && byIndex === undefined;
    // Some servers give all items one index, and some each event another id.
    const named = byId === undefined || (byIndex !== undefined && this.#ids.get(byIndex) === id) ? byIndex : byId;
    const known = isAdded ? (isFree ? undefined : byId) : (named ?? (isFree ? undefined : this.#continued(type)));
    const place = known ?? (isFree ? index : this.#end);
    if (index !== undefined && (!isFree || this.#growth.takes(index))) this.#byIndex.set(index, place);
    if (id !== undefined && known === undefined && this.#growth.takes(id)) {
      this.#byId.set(id, place);
      this.#ids.set(place, id);
    }
    if (place >= this.#end) {
      this.#lastType = type;
      this.#end = place + 1;
    }
    return place;
  }

  /** What names no item continues the last one, if that can have it. */
  #continued(type: string | undefined): number | undefined {
    return this.#end > 0 && (type === undefined || type === this.#lastType) ? this.#end - 1 : undefined;
  }
}
