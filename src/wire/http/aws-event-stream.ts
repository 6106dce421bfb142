import { crc32 } from '../../runtime/crc32';

/** One message of AWS's event stream. */
export interface EventStreamMessage {
  /** Those whose value is a text; streams of models use no others. */
  readonly headers: Readonly<Record<string, string>>;
  readonly payload: Buffer;
}

/*
 * A message is a prelude (its length, the length of its headers, a checksum of these two), headers, a payload and a checksum of
 * all that. https://smithy.io/2.0/aws/amazon-eventstream.html
 */
const preludeBytes = 12;
const checksumBytes = 4;
/** The format's own limits of headers and payload. */
const maxMessageBytes = 24 * 2 ** 20 + 128 * 1024 + preludeBytes + checksumBytes;

/** Whether a body that begins so is an event stream; `undefined`: that takes more of it. */
export const isEventStream = (beginning: Buffer): boolean | undefined =>
  beginning.length < preludeBytes ? undefined : lengthOf(beginning) !== undefined;

/**
 * Divides a stream that arrives in pieces into messages. One that was cut is none, and so is a damaged one with all after it: these
 * bytes are the rest.
 */
export class EventStreamMessages {
  readonly #onMessage: (message: EventStreamMessage) => void;
  readonly #onRest: (piece: Buffer) => void;
  /** What is not read yet; joined once it holds a message, so that each byte is copied once. */
  #pieces: Buffer[] = [];
  #bytes = 0;
  #wanted = preludeBytes;
  #isDamaged = false;

  constructor(onMessage: (message: EventStreamMessage) => void, onRest: (piece: Buffer) => void) {
    this.#onMessage = onMessage;
    this.#onRest = onRest;
  }

  write(piece: Buffer): void {
    if (this.#isDamaged) {
      this.#onRest(piece);
      return;
    }
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes < this.#wanted) return;
    const bytes = Buffer.concat(this.#pieces);
    const rest = bytes.subarray(this.#readAll(bytes));
    // A copy: what is left must not keep all of the piece.
    this.#pieces = [Buffer.from(rest)];
    this.#bytes = rest.length;
    if (this.#isDamaged) this.end();
  }

  /** The stream is over, complete or cut. */
  end(): void {
    const pieces = this.#pieces;
    this.#pieces = [];
    for (const piece of pieces) this.#onRest(piece);
  }

  /** @returns how many bytes the whole messages have */
  #readAll(bytes: Buffer): number {
    for (let at = 0; ; ) {
      this.#wanted = preludeBytes;
      if (at + preludeBytes > bytes.length) return at;
      const length = lengthOf(bytes.subarray(at));
      if (length === undefined) return this.#damaged(at);
      this.#wanted = length;
      if (at + length > bytes.length) return at;
      const message = bytes.subarray(at, at + length);
      if (!isSound(message)) return this.#damaged(at);
      this.#onMessage(messageIn(message));
      at += length;
    }
  }

  #damaged(at: number): number {
    this.#isDamaged = true;
    return at;
  }
}

/** The length of the message that starts there, or `undefined` if none does. */
function lengthOf(bytes: Buffer): number | undefined {
  const length = bytes.readUInt32BE(0);
  const fits = length >= preludeBytes + bytes.readUInt32BE(4) + checksumBytes && length <= maxMessageBytes;
  return fits && crc32(bytes.subarray(0, 8)) === bytes.readUInt32BE(8) ? length : undefined;
}

const isSound = (message: Buffer): boolean =>
  crc32(message.subarray(0, -checksumBytes)) === message.readUInt32BE(message.length - checksumBytes);

function messageIn(message: Buffer): EventStreamMessage {
  const headersEnd = preludeBytes + message.readUInt32BE(4);
  return {
    headers: readHeaders(message.subarray(preludeBytes, headersEnd)),
    payload: message.subarray(headersEnd, message.length - checksumBytes),
  };
}
const textType = 7;
/** Bytes of a value by its type: two booleans, integers of 1, 2, 4 and 8 bytes, a time, a UUID; -1 where a length precedes it. */
const valueBytes: Readonly<Record<number, number>> = { 0: 0, 1: 0, 2: 1, 3: 2, 4: 4, 5: 8, 6: -1, 7: -1, 8: 8, 9: 16 };

function readHeaders(bytes: Buffer): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (let at = 0; at < bytes.length; ) {
    const nameEnd = at + 1 + bytes.readUInt8(at);
    const name = bytes.toString('utf8', at + 1, nameEnd);
    const type = bytes.readUInt8(nameEnd);
    const fixed = valueBytes[type];
    if (fixed === undefined) break;
    const start = nameEnd + (fixed === -1 ? 3 : 1);
    const end = start + (fixed === -1 ? bytes.readUInt16BE(nameEnd + 1) : fixed);
    if (type === textType) headers[name] = bytes.toString('utf8', start, end);
    at = end;
  }
  return headers;
}
