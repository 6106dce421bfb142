import { asNumber, asText, fieldsOf, type JsonRecord } from '../../../json/json-record';
import type { Growth } from '../fields/growth';
import { append, type Writable } from '../fields/stream';

/** A tool call while its pieces arrive. */
interface Call {
  readonly place: number;
  readonly fields: Writable;
}

/** The tool calls of a message that arrive in pieces. */
export class StreamedCalls {
  readonly #growth: Growth;
  readonly #calls: Call[] = [];
  /** By what a piece can name: the last call with this index or this id, and with both. */
  readonly #named = new Map<string, Call>();
  /** By index, and under `''` all: calls whose id has not come, the last one last. */
  readonly #withoutId = new Map<number | '', Call[]>();

  constructor(growth: Growth) {
    this.#growth = growth;
  }

  /** `undefined` if there are none. */
  get all(): readonly JsonRecord[] | undefined {
    return this.#calls.length === 0 ? undefined : this.#calls.map(({ fields }) => fields);
  }

  push({ index: at, ...piece }: JsonRecord): void {
    const index = asNumber(at);
    const id = asText(piece['id']) || undefined;
    const call = this.#continued(index, id, piece) ?? this.#started(index, id);
    if (call === undefined) return;
    append(call.fields, piece, this.#growth);
    if (id === undefined) return;
    for (const name of [nameOf('', id), nameOf(index ?? '', id)]) this.#keepLast(name, call);
  }

  /** The call that a piece continues. Some servers leave out the index, and some give every call the same. */
  #continued(index: number | undefined, id: string | undefined, piece: JsonRecord): Call | undefined {
    const isWhole = index === undefined && id === undefined && fieldsOf(piece['function'])['name'] !== undefined;
    if (isWhole) return undefined;
    if (id === undefined) return index === undefined ? this.#calls.at(-1) : this.#named.get(nameOf(index));
    const [known, open] = [this.#named.get(nameOf(index ?? '', id)), this.#lastWithoutId(index ?? '')];
    return (known?.place ?? -1) > (open?.place ?? -1) ? known : open;
  }

  #started(index: number | undefined, id: string | undefined): Call | undefined {
    if (!this.#growth.takes('')) return undefined;
    const call: Call = { place: this.#calls.length, fields: {} };
    this.#calls.push(call);
    if (index !== undefined) this.#named.set(nameOf(index), call);
    if (id !== undefined) return call;
    for (const key of new Set<number | ''>([index ?? '', ''])) {
      const calls = this.#withoutId.get(key);
      if (calls === undefined) this.#withoutId.set(key, [call]);
      else calls.push(call);
    }
    return call;
  }

  #keepLast(name: string, call: Call): void {
    if ((this.#named.get(name)?.place ?? -1) < call.place) this.#named.set(name, call);
  }

  /** Those that have got an id meanwhile are left out. */
  #lastWithoutId(index: number | ''): Call | undefined {
    const calls = this.#withoutId.get(index) ?? [];
    while (asText(calls.at(-1)?.fields['id'])) calls.pop();
    return calls.at(-1);
  }
}

const nameOf = (index: number | '', id = ''): string => `${index} ${id}`;
