import { asRecord, asText, fieldsOf, type JsonRecord, parseJson, without } from '../../../../json/json-record';
import type { Growth } from '../../fields/growth';
import { beginsObject, type ObjectState, ObjectText } from '../../fields/object-text';
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

/** Whether the index of a piece is that of a call, one that no piece had, or missing or another one's. */
export type Place = 'own' | 'new' | 'unknown';

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
  /** The arguments came with the name and say nothing. Such servers have those that the model writes in the pieces that follow. */
  #isPlaceholder = false;

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
   * Whether a piece is of another call, although its id or index says that it is of this one, or it has none. One with another
   * name is, unless it goes on with the name. One is a head if it has the name again, with a new index or another id. Then:
   *
   * | arguments so far | none in the piece | a text in it | an object, or a text that begins one |
   * | ---------------- | ----------------- | ------------ | ------------------------------------ |
   * | none             | if it is a head   | no           | no: a tool that takes arguments is not called without any |
   * | begun            | no                | no           | no                                   |
   * | no object        | if it is a head   | likewise     | likewise                             |
   * | whole            | if it is a head   | likewise     | unless it repeats those of this call |
   */
  endsBefore(piece: CallPiece, place: Place): boolean {
    const { id, name, args = '' } = piece;
    const ownName = this.#name;
    if (name !== undefined && ownName !== undefined && name !== ownName) return !this.#isNamedOn(piece, place);
    const isHead = name !== undefined && ownName !== undefined && (place === 'new' || (id ?? this.id) !== this.id);
    switch (this.#stateFor(piece)) {
      case 'empty':
        return isHead && args === '';
      case 'open':
        return false;
      case 'other':
        return isHead;
      case 'whole':
        return typeof args === 'string' && !beginsObject(args) ? isHead : !this.#isRepeatedBy(piece);
    }
  }

  /** @returns what is behind the end of the arguments, if it begins those of another call */
  push(piece: CallPiece): string | undefined {
    const { name, args, fields } = piece;
    const ownName = this.#name;
    const { function: called, ...others } = this.id === undefined ? fields : without(fields, 'id');
    append(this.fields, others, this.#growth);
    if (asRecord(called) !== undefined)
      append(this.fields, { function: without(fieldsOf(called), 'arguments') }, this.#growth);
    if (name !== undefined && ownName !== undefined && name !== ownName) this.#nameOn(ownName, name);
    if (args === undefined || (this.isWhole && (args === this.#args || args === 'null'))) return undefined;
    if (args === '') {
      this.#args ??= '';
      return undefined;
    }
    if (this.#hasPlaceholder(piece)) this.#restart();
    this.#isPlaceholder = name !== undefined && this.#hasNone && saysNothing(args);
    if (typeof args === 'string' && asRecord(this.#args) === undefined) return this.#grow(args);
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

  get #name(): string | undefined {
    return callPiece(this.fields).name;
  }

  get #hasNone(): boolean {
    return (this.#args ?? '') === '';
  }

  /** What has come of the arguments that a piece is to follow. */
  #stateFor(piece: CallPiece): ObjectState {
    if (this.#hasNone || this.#hasPlaceholder(piece)) return 'empty';
    return this.isWhole ? 'whole' : this.#progress.state;
  }

  /** In place of the arguments that a piece has. */
  #hasPlaceholder({ name }: CallPiece): boolean {
    return this.#isPlaceholder && name === undefined;
  }

  #isRepeatedBy({ id, args }: CallPiece): boolean {
    const isSame = id !== undefined && id === this.id;
    if (isSame && typeof args !== 'string') return true;
    return (args === this.#args || args === this.#grown) && (isSame || this.#pieces > 1);
  }

  /**
   * Names come in pieces, too: at an index or with an id that is this call's, without another id, and before any arguments. The last
   * piece can have the first of these; one with all of them is a call of its own.
   */
  #isNamedOn({ id, args = '' }: CallPiece, place: Place): boolean {
    const isOwn = id === undefined ? place === 'own' : id === this.id && place !== 'new';
    return isOwn && this.#hasNone && typeof args === 'string' && !isWhole(args);
  }

  #nameOn(before: string, name: string): void {
    const whole = name.startsWith(before) ? name : this.#growth.joined(before, name);
    this.fields['function'] = { ...fieldsOf(this.fields['function']), name: whole };
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
    // They make no sense one after the other.
    if (isGrown && this.#progress.state === 'whole' && !isObject(before + own)) return this.#replace(piece);
    this.#grown = isGrown || this.#pieces === 1 ? own : undefined;
    this.#isGrownWhole = isGrown && isObject(own);
    this.#args = this.#growth.joined(before, own);
    return rest;
  }

  #restart(): void {
    this.#args = '';
    this.#pieces = 0;
    this.#grown = undefined;
    this.#progress = new ObjectText();
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

const saysNothing = (args: unknown): boolean =>
  args === '{}' || args === 'null' || Object.keys(asRecord(args) ?? { args }).length === 0;

const isObject = (text: string): boolean => asRecord(parseJson(text)) !== undefined;

function isWhole(text: string): boolean {
  const object = new ObjectText();
  object.push(text);
  return object.state === 'whole';
}
