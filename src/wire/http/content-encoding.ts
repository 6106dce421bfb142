import * as zlib from 'node:zlib';

/** Gives the next piece of a body, or `undefined` if there is none for now. */
export type Source = () => Buffer | undefined;

/** The size of the pieces that bodies are read in: decoding one and reading what is in it takes less than a millisecond. */
export const pieceBytes = 16 * 1024;

/** A few kilobytes can be made to unpack into gigabytes; what a server compresses shrinks by less than this. */
const maxDecodedBytes = 64 * 2 ** 20;
const maxRatio = 100;

/**
 * A stream of `node:zlib`, used without its asynchronous side: at the end of a process nothing else is possible, and a thread of
 * the pool for each piece would cost more than unpacking it. Node's own `gunzipSync` works like this.
 */
export interface Unpacker {
  readonly _handle?: {
    writeSync(flush: number, from: Buffer, at: number, length: number, to: Buffer, toAt: number, room: number): void;
  } | null;
  /** How much room is left in the output, and how much of the input, after a write. */
  readonly _writeState?: Uint32Array;
  readonly destroyed: boolean;
  on(event: 'error', listener: () => void): unknown;
  close(): void;
}

interface Format {
  /** @param first byte of the body */
  readonly open: (first: number) => Unpacker;
  readonly flush: number;
}

const constants = zlib.constants as typeof zlib.constants & Readonly<Partial<Record<`ZSTD_${string}`, number>>>;
const { createZstdDecompress } = zlib as { readonly createZstdDecompress?: (options: object) => unknown };
/** No server may ask for a longer window than 8 MiB (RFC 9659), and the window is memory. */
const zstdOptions = { params: { [constants['ZSTD_d_windowLogMax'] ?? 100]: 23 } };

const gzip: Format = { open: () => unpacker(zlib.createGunzip()), flush: constants.Z_SYNC_FLUSH };
const formats: ReadonlyMap<string, Format> = new Map([
  ['gzip', gzip],
  ['x-gzip', gzip],
  ['br', { open: () => unpacker(zlib.createBrotliDecompress()), flush: constants.BROTLI_OPERATION_FLUSH }],
  [
    'deflate',
    {
      // Some servers leave out the zlib header; then the low bits of the first byte are not 8.
      open: (first) => unpacker(first % 16 === 8 ? zlib.createInflate() : zlib.createInflateRaw()),
      flush: constants.Z_SYNC_FLUSH,
    },
  ],
  // Since Node 22.15.
  ...(createZstdDecompress === undefined
    ? []
    : ([
        ['zstd', { open: () => unpacker(createZstdDecompress(zstdOptions)), flush: constants['ZSTD_e_flush'] ?? 1 }],
      ] as const)),
]);

export function unpacker(stream: unknown): Unpacker {
  const opened = stream as Unpacker;
  return opened.on('error', () => undefined) as Unpacker;
}

/** A body in pieces as it was before it was encoded. */
export class Decoding {
  readonly #read: Source;
  /**
   * The encodings that this Node cannot decode. The body then passes as it is, as clients hand it over: some servers name an encoding
   * that is none, such as `utf-8`.
   */
  readonly unknown: readonly string[];
  #isBroken = false;
  #isCut = false;
  #encodedBytes = 0;
  #decodedBytes = 0;
  readonly #unpackers: Unpacker[] = [];

  /** @param contentEncoding the header's value; of several encodings, the last one was applied last */
  constructor(source: Source, contentEncoding = '') {
    const names = contentEncoding
      .split(',')
      .map((name) => name.trim().toLowerCase())
      .filter((name) => name !== '' && name !== 'identity');
    this.unknown = names.filter((name) => !formats.has(name));
    const counted: Source = () => {
      const piece = source();
      this.#encodedBytes += piece?.length ?? 0;
      return piece;
    };
    this.#read =
      this.unknown.length === 0
        ? names.reduceRight((inner, name) => this.#unpacked(inner, formats.get(name) ?? gzip), counted)
        : counted;
  }

  /** The bytes are not in the encoding that they claim to be in. What came before is read. */
  get isBroken(): boolean {
    return this.#isBroken;
  }

  /** The rest was left out, since it unpacks to more than memory should hold. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** The rest of the body cannot be read, or is not to be. */
  get isOver(): boolean {
    return this.#isBroken || this.#isCut;
  }

  /** The next piece, which can be empty; `undefined` if there is none for now, or no more. */
  next(): Buffer | undefined {
    const piece = this.isOver ? undefined : this.#read();
    this.#decodedBytes += piece?.length ?? 0;
    this.#isCut = this.#decodedBytes > maxDecodedBytes + maxRatio * this.#encodedBytes;
    return piece;
  }

  /** Frees memory of `node:zlib` at once. */
  close(): void {
    for (const each of this.#unpackers.splice(0)) each.close();
  }

  #unpacked(source: Source, { open, flush }: Format): Source {
    let stream: Unpacker | undefined;
    /** What is not unpacked yet. Of nothing more, there can still be output. */
    let input: Buffer | undefined;
    return () => {
      if (input === undefined) {
        const next = source();
        if (next === undefined || next.length === 0) return next;
        input = next;
      }
      if (stream === undefined) {
        stream = open(input[0] ?? 0);
        this.#unpackers.push(stream);
      }
      const output = Buffer.allocUnsafe(pieceBytes);
      const left = unpack(stream, flush, input, output);
      this.#isBroken ||= left === undefined;
      if (left === undefined) return undefined;
      // What is not taken though there is room for its output comes after the end of the data: of a frame of zstd, after which
      // another one can come, or of all.
      const isOver = left.room > 0 && (left.input === 0 || left.input === input.length);
      input = isOver ? undefined : input.subarray(input.length - left.input);
      return output.subarray(0, output.length - left.room);
    };
  }
}

/** What is left of input and output, in bytes; `undefined` if the bytes are not in the format. */
export function unpack(
  stream: Unpacker,
  flush: number,
  input: Buffer,
  output: Buffer,
): { readonly input: number; readonly room: number } | undefined {
  stream._handle?.writeSync(flush, input, 0, input.length, output, 0, output.length);
  const [room, left] = stream._writeState ?? [];
  return stream.destroyed || room === undefined || left === undefined ? undefined : { input: left, room };
}
