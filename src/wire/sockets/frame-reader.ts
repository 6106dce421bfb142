/** What the frames of a WebSocket say (RFC 6455), as they pass. */
export interface FrameSink {
  /** A message begins. @param isCompressed by the one extension there is, RFC 7692 */
  begin(isCompressed: boolean): void;
  /** A piece of the message, which may be written on. */
  piece(bytes: Buffer): void;
  /** The message is complete. */
  end(): void;
  /** The closing frame. @param code absent where it has none */
  close(code: number | undefined, reason: string): void;
}

const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, pong: 10 } as const;
const maxControlBytes = 125;

interface Frame {
  readonly opcode: number;
  readonly isFinal: boolean;
  readonly isCompressed: boolean;
  readonly mask: Buffer | undefined;
  readonly length: number;
}

/**
 * Divides the bytes of one direction of a WebSocket into messages, however they come in pieces. Looks at each byte once, and keeps
 * no more than the head of a frame or a closing frame.
 */
export class FrameReader {
  readonly #sink: FrameSink;
  readonly #isMasked: boolean;
  #head = Buffer.alloc(14);
  #headBytes = 0;
  #frame: Frame | undefined;
  /** Of the payload of the frame. */
  #read = 0;
  #isInMessage = false;
  #closing: Buffer = Buffer.alloc(0);
  #isOver = false;

  /** @param isMasked whether its frames must be: those of a client are, and those of a server are not */
  constructor(sink: FrameSink, isMasked: boolean) {
    this.#sink = sink;
    this.#isMasked = isMasked;
  }

  /** The closing frame has come, or bytes that are no frame: nothing after them is read. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** @param bytes which are unmasked where they stand */
  write(bytes: Buffer): void {
    for (let at = 0; at < bytes.length && !this.#isOver; ) {
      if (this.#frame === undefined) {
        at += this.#takeHead(bytes.subarray(at));
        continue;
      }
      const piece = bytes.subarray(at, at + this.#frame.length - this.#read);
      at += piece.length;
      this.#takePayload(this.#frame, piece);
    }
  }

  /** @returns how many bytes of the head are in these */
  #takeHead(bytes: Buffer): number {
    let taken = 0;
    while (taken < bytes.length && this.#headBytes < headLength(this.#head, this.#headBytes)) {
      this.#head[this.#headBytes] = bytes[taken] ?? 0;
      this.#headBytes += 1;
      taken += 1;
    }
    if (this.#headBytes < headLength(this.#head, this.#headBytes)) return taken;
    this.#begin(readHead(this.#head));
    return taken;
  }

  #begin(frame: Frame): void {
    const { opcode, length } = frame;
    this.#headBytes = 0;
    this.#frame = frame;
    this.#read = 0;
    const isData = opcode <= opcodes.binary;
    const isControl = opcode >= opcodes.close && opcode <= opcodes.pong && frame.isFinal && length <= maxControlBytes;
    const isContinuation = opcode === opcodes.continuation;
    const isFrame = isControl || (isData && isContinuation === this.#isInMessage);
    if (!isFrame || (frame.mask !== undefined) !== this.#isMasked || !Number.isSafeInteger(length)) {
      this.#isOver = true;
      return;
    }
    if (isData && !isContinuation) {
      this.#isInMessage = true;
      this.#sink.begin(frame.isCompressed);
    }
    if (length === 0) this.#end(frame);
  }

  #takePayload(frame: Frame, piece: Buffer): void {
    if (frame.mask !== undefined) unmask(piece, frame.mask, this.#read);
    this.#read += piece.length;
    if (frame.opcode <= opcodes.binary) this.#sink.piece(piece);
    else if (frame.opcode === opcodes.close) this.#closing = Buffer.concat([this.#closing, piece]);
    if (this.#read === frame.length) this.#end(frame);
  }

  #end({ opcode, isFinal }: Frame): void {
    this.#frame = undefined;
    if (opcode === opcodes.close) {
      this.#isOver = true;
      const code = this.#closing.length < 2 ? undefined : this.#closing.readUInt16BE(0);
      this.#sink.close(code, this.#closing.toString('utf8', 2));
    } else if (isFinal && opcode <= opcodes.binary) {
      this.#isInMessage = false;
      this.#sink.end();
    }
  }
}

/** How long a head is, as far as what has come of it says. */
function headLength(head: Buffer, known: number): number {
  if (known < 2) return 2;
  const second = head[1] ?? 0;
  const length = second & 0x7f;
  return 2 + (length === 126 ? 2 : length === 127 ? 8 : 0) + (second & 0x80 ? 4 : 0);
}

function readHead(head: Buffer): Frame {
  const [first = 0, second = 0] = head;
  const short = second & 0x7f;
  const length = short === 126 ? head.readUInt16BE(2) : short === 127 ? Number(head.readBigUInt64BE(2)) : short;
  const at = headLength(head, 2) - 4;
  return {
    opcode: first & 0x0f,
    isFinal: (first & 0x80) !== 0,
    isCompressed: (first & 0x40) !== 0,
    mask: second & 0x80 ? Buffer.from(head.subarray(at, at + 4)) : undefined,
    length,
  };
}

/** @param from where in the payload the piece begins */
function unmask(piece: Buffer, mask: Buffer, from: number): void {
  for (let index = 0; index < piece.length; index += 1) {
    piece[index] = (piece[index] ?? 0) ^ (mask[(from + index) & 3] ?? 0);
  }
}
