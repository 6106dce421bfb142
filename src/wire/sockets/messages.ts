import { StringDecoder } from 'node:string_decoder';
import { type Bounds, LongText } from '../http/long-text';
import type { FrameSink } from './frame-reader';
import type { Inflater } from './inflater';

/** Longer messages are condensed to this, so that reading one does not hold the event loop. */
const maxMessageChars = 2 ** 20;

/** What becomes of the messages of one direction. */
export interface MessageSink {
  /** A message that may be JSON, as text, since some servers send JSON in binary frames; `undefined` if it is something else. */
  message(text: string | undefined): void;
  close(code: number | undefined, reason: string): void;
}

/** Puts the JSON messages of one direction together. Of others, nothing is kept. */
export class Messages implements FrameSink {
  readonly #bounds: Bounds;
  readonly #inflater: Inflater | undefined;
  readonly #sink: MessageSink;
  /** One for all messages, since making one takes longer than reading a short message. */
  readonly #decoder = new StringDecoder('utf8');
  #text: LongText | undefined;
  #isCompressed = false;
  /** Unknown until the first byte that is no space. */
  #isJson: boolean | undefined;

  /** @param inflater absent where no message may be packed */
  constructor(bounds: Bounds, inflater: Inflater | undefined, sink: MessageSink) {
    this.#bounds = { ...bounds, maxBytes: Math.min(bounds.maxBytes, maxMessageChars) };
    this.#inflater = inflater;
    this.#sink = sink;
  }

  /** Packed messages can no longer be read. */
  get isBroken(): boolean {
    return this.#inflater?.isBroken === true;
  }

  /** About how many bytes are kept. */
  get kept(): number {
    return this.#text?.kept ?? 0;
  }

  begin(isCompressed: boolean): void {
    this.#isCompressed = isCompressed;
    this.#isJson = undefined;
    this.#text = new LongText({ ...this.#bounds, onCut: () => undefined });
  }

  piece(bytes: Buffer): void {
    if (!this.#isCompressed) this.#add(bytes);
    else for (const piece of this.#inflater?.write(bytes) ?? []) this.#add(piece);
  }

  end(): void {
    if (this.#isCompressed) for (const piece of this.#inflater?.end() ?? []) this.#add(piece);
    const text = this.#text;
    const rest = this.#decoder.end();
    this.#text = undefined;
    if (text === undefined || this.#isJson !== true || this.isBroken) {
      this.#sink.message(undefined);
      return;
    }
    text.write(rest);
    text.close();
    this.#sink.message(text.end());
  }

  close(code: number | undefined, reason: string): void {
    this.#inflater?.close();
    this.#sink.close(code, reason);
  }

  #add(bytes: Buffer): void {
    this.#isJson ??= beginsJson(bytes);
    if (this.#isJson !== false) this.#text?.write(this.#decoder.write(bytes));
  }
}

const spaces: ReadonlySet<number> = new Set([9, 10, 13, 32]);

/** Whether an object begins here; `undefined` if there are only spaces. */
function beginsJson(bytes: Buffer): boolean | undefined {
  const first = bytes.find((byte) => !spaces.has(byte));
  return first === undefined ? undefined : first === 123;
}
