import { constants, createInflateRaw } from 'node:zlib';
import { pieceBytes, type Unpacker, unpack, unpacker } from '../http/content-encoding';

/** What a sender cuts off each message (RFC 7692). */
const tail = Buffer.from([0, 0, 0xff, 0xff]);
/** A few kilobytes can be made to unpack into gigabytes. */
const maxMessageBytes = 64 * 2 ** 20;

/** Unpacks the messages of one direction of a WebSocket, each of which may need those before it. */
export class Inflater {
  readonly #keepsContext: boolean;
  #stream: Unpacker | undefined;
  #isBroken = false;
  #bytes = 0;

  /** @param keepsContext whether a message may refer to those before it */
  constructor(keepsContext: boolean) {
    this.#keepsContext = keepsContext;
  }

  /** Nothing more can be unpacked: not of this message, nor of those after it. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** What a piece of a message unpacks to, in pieces. */
  *write(piece: Buffer): Generator<Buffer> {
    for (let input = piece; !this.#isBroken; ) {
      this.#stream ??= unpacker(createInflateRaw());
      const output = Buffer.allocUnsafe(pieceBytes);
      const left = unpack(this.#stream, constants.Z_SYNC_FLUSH, input, output);
      if (left === undefined) {
        this.#isBroken = true;
        return;
      }
      const made = output.subarray(0, output.length - left.room);
      this.#bytes += made.length;
      this.#isBroken = this.#bytes > maxMessageBytes;
      yield made;
      if (left.room > 0) {
        if (left.input > 0) this.close(); // the sender has ended the data, and begins anew with its next message
        return;
      }
      input = input.subarray(input.length - left.input);
    }
  }

  /** The rest of a message. */
  *end(): Generator<Buffer> {
    yield* this.write(tail);
    this.#bytes = 0;
    if (!this.#keepsContext) this.close();
  }

  /** Frees memory of `node:zlib` at once. */
  close(): void {
    this.#stream?.close();
    this.#stream = undefined;
  }
}

/** Whose messages are unpacked by which rule; `undefined` where none are packed. */
export interface Compression {
  readonly serverKeepsContext: boolean;
  readonly clientKeepsContext: boolean;
}

/** @param extensions the header of the response that agreed to them */
export function compressionIn(extensions: string): Compression | undefined {
  if (!/permessage-deflate/i.test(extensions)) return undefined;
  return {
    serverKeepsContext: !/server_no_context_takeover/i.test(extensions),
    clientKeepsContext: !/client_no_context_takeover/i.test(extensions),
  };
}
