import { asNumber, type JsonRecord } from '../../../../json/json-record';
import type { Growth } from '../../fields/growth';
import { type CallPiece, callPiece, type Place, StreamedCall } from './streamed-call';

/**
 * The tool calls of a message that arrive in pieces. A piece names its call by an index, an id or a tool; servers leave out any of
 * these, or send a wrong one, and then it counts whether the arguments that are there are complete.
 */
export class StreamedCalls {
  readonly #growth: Growth;
  readonly #calls: StreamedCall[] = [];
  readonly #byIndex = new Map<number, StreamedCall>();
  readonly #byId = new Map<string, StreamedCall>();

  constructor(growth: Growth) {
    this.#growth = growth;
  }

  /** After the last piece; `undefined` if there are none. */
  all(): readonly JsonRecord[] | undefined {
    for (const call of this.#calls) call.end();
    return this.#calls.length === 0 ? undefined : this.#calls.map(({ fields }) => fields);
  }

  push({ index: at, ...fields }: JsonRecord): void {
    const index = asNumber(at);
    const piece = callPiece(fields);
    const named = this.#named(index, piece);
    const isOther = named?.endsBefore(piece, this.#placeOf(index, named)) === true;
    let call: StreamedCall | undefined = named;
    // Arguments alone, after those of a call that are complete, are of a call of the same tool.
    if (named === undefined || isOther) call = this.#started(isOther ? named : undefined, piece);
    let rest = call?.push(piece);
    while (call !== undefined && rest !== undefined) {
      call = this.#begun(call.next());
      rest = call?.push(callPiece({ function: { arguments: rest } }));
    }
    if (call === undefined) return;
    if (index !== undefined) this.#note(this.#byIndex, index, call);
    if (piece.id !== undefined) this.#note(this.#byId, piece.id, call);
  }

  #note<Key>(calls: Map<Key, StreamedCall>, key: Key, call: StreamedCall): void {
    if (calls.has(key) || this.#growth.takes(key)) calls.set(key, call);
  }

  /** The call that a piece names, or that it seems to continue. */
  #named(index: number | undefined, { id, name }: CallPiece): StreamedCall | undefined {
    const [byIndex, byId] = [this.#byIndex.get(index ?? -1), this.#byId.get(id ?? '')];
    if (byIndex !== undefined && (byId === undefined || byIndex.id === id)) return byIndex;
    if (byId !== undefined) return byId;
    const last = this.#calls.at(-1);
    // The index of such a piece is a wrong one.
    const isTail = id === undefined && name === undefined && last?.isWhole === false;
    return index === undefined || isTail ? last : undefined;
  }

  #placeOf(index: number | undefined, call: StreamedCall): Place {
    if (index === undefined) return 'unknown';
    const byIndex = this.#byIndex.get(index);
    return byIndex === undefined ? 'new' : byIndex === call ? 'own' : 'unknown';
  }

  #started(before: StreamedCall | undefined, { id, name }: CallPiece): StreamedCall | undefined {
    const isSameTool = before !== undefined && id === undefined && name === undefined;
    return this.#begun(isSameTool ? before.next() : new StreamedCall(this.#growth));
  }

  #begun(call: StreamedCall): StreamedCall | undefined {
    if (!this.#growth.takes('')) return undefined;
    this.#calls.push(call);
    return call;
  }
}
