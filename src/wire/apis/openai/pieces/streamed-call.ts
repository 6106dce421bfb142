import { asRecord, asText, fieldsOf, type JsonRecord, without } from '../../../../json/json-record';
import type { Growth } from '../../fields/growth';
import { beginsObject, ObjectText } from '../../fields/object-text';
import { append, type Writable } from '../../fields/stream';

/** What a piece says about the call that it belongs to; empty ids and names say nothing. */
export interface CallPiece {
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** A piece of the text, or all arguments as an object. */
  readonly args: unknown;
  /** All of the piece but its index. */
  readonly fields: JsonRecord;
}

export function callPiece(fields: JsonRecord): CallPiece {
  const called = fieldsOf(fields[asText(fields['type']) ?? 'function'] ?? fields['function']);
  return {
    id: asText(fields['id']) || undefined,
    name: asText(called['name']) || undefined,
    args: fieldsOf(fields['function'])['arguments'] ?? undefined,
    fields,
  };
}

/** A tool call while its pieces arrive. Its id is the first one that comes: some servers send a new one with every piece. */
export class StreamedCall {
  readonly fields: Writable = {};
  readonly #growth: Growth;
  #progress = new ObjectText();
  /** How many pieces the arguments had that were not empty. */
  #pieces = 0;
  /** The last one of them, as long as each began with all that came before. */
  #grown: string | undefined;
  #isCumulative = false;
  /** As it would be if each piece had all arguments so far. */
  #isGrownWhole = false;

  constructor(growth: Growth) {
    this.#growth = growth;
  }

  get id(): string | undefined {
    return asText(this.fields['id']) || undefined;
  }

  /** The arguments are complete, so that nothing is to follow. */
  get isWhole(): boolean {
    return asRecord(this.#args) !== undefined || this.#progress.state === 'whole' || this.#isGrownWhole;
  }

  /**
   * Whether a piece is of another call, although its id or index says that it is of this one, or it has none.
   * @param isNewIndex whether its index is one that no piece had
   */
  endsBefore({ id, name, args = '' }: CallPiece, isNewIndex: boolean): boolean {
    const [ownId, ownName] = [this.id, callPiece(this.fields).name];
    if (name !== undefined && ownName !== undefined && name !== ownName) return true;
    const isHead = name !== undefined && ownName !== undefined && (isNewIndex || (id ?? ownId) !== ownId);
    if (args === '') return isHead && this.#progress.state !== 'open';
    // A tool that takes arguments is not called without any, so those that come are of the call that has none yet.
    if (!this.isWhole) return isHead && this.#progress.state === 'other';
    if (typeof args === 'string' && !beginsObject(args)) return isHead;
    const isSame = id !== undefined && id === ownId;
    const isRepeated = (args === this.#args || args === this.#grown) && (isSame || this.#pieces > 1);
    return !isRepeated && !(isSame && typeof args !== 'string');
  }

  /** @returns what is behind the end of the arguments, if it begins those of another call */
  push({ args, fields }: CallPiece): string | undefined {
    const { function: called, ...others } = this.id === undefined ? fields : without(fields, 'id');
    append(this.fields, others, this.#growth);
    if (asRecord(called) !== undefined)
      append(this.fields, { function: without(fieldsOf(called), 'arguments') }, this.#growth);
    if (args === undefined || (this.isWhole && args === this.#args)) return undefined;
    if (args === '') this.#args ??= '';
    else if (typeof args === 'string' && asRecord(this.#args) === undefined) return this.#grow(args);
    else if (this.#growth.replaces(this.#args, args)) this.#args = args;
    return undefined;
  }

  /** Nothing more comes. */
  end(): void {
    // Each of two pieces began like the whole, and they make no sense one after the other.
    if (this.#progress.state !== 'whole' && this.#grown !== undefined && this.#pieces > 1) this.#args = this.#grown;
  }

  /** A call of the same tool, whose arguments follow those of this one without anything between them. */
  next(): StreamedCall {
    const call = new StreamedCall(this.#growth);
    const { type, function: called } = this.fields;
    append(call.fields, { type, function: { name: fieldsOf(called)['name'] } }, this.#growth);
    return call;
  }

  get #args(): unknown {
    return fieldsOf(this.fields['function'])['arguments'];
  }

  set #args(args: unknown) {
    this.fields['function'] = { ...fieldsOf(this.fields['function']), arguments: args };
  }

  #grow(piece: string): string | undefined {
    const before = asText(this.#args) ?? '';
    this.#pieces += 1;
    const isGrown = this.#grown !== undefined && beginsObject(this.#grown) && piece.startsWith(this.#grown);
    if (isGrown && (this.#isCumulative || !this.#progress.mayNest)) return this.#replace(piece);
    const end = this.#progress.state === 'whole' ? piece.length : this.#progress.push(piece);
    const [own, rest] = beginsObject(piece.slice(end))
      ? [piece.slice(0, end), piece.slice(end).trimStart()]
      : [piece, undefined];
    this.#grown = isGrown || this.#pieces === 1 ? own : undefined;
    this.#isGrownWhole = isGrown && isWhole(own);
    this.#args = this.#growth.joined(before, own);
    return rest;
  }

  /** Each piece has all arguments so far. */
  #replace(whole: string): undefined {
    this.#isCumulative = true;
    this.#grown = whole;
    this.#isGrownWhole = false;
    this.#progress = new ObjectText();
    this.#progress.push(whole);
    if (this.#growth.replaces(this.#args, whole)) this.#args = whole;
  }
}

function isWhole(text: string): boolean {
  const object = new ObjectText();
  object.push(text);
  return object.state === 'whole';
}
