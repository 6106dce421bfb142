import * as zlib from 'node:zlib';
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { Chunks } from '../../../src/wire/http/chunks';
import { Decoding, pieceBytes } from '../../../src/wire/http/content-encoding';
import { pieceSizes } from '../support/pieces';

const text = Array.from(
  { length: 300 },
  (_, i) => `event ${i * 7919} of a stream that compresses only a little\n`,
).join('');
const bytes = Buffer.from(text);
/** Where Node has it. */
const { zstdCompressSync } = zlib as { readonly zstdCompressSync?: (bytes: Buffer) => Buffer };

interface Decoded {
  readonly text: string;
  readonly longest: number;
  readonly decoding: Decoding;
}

function decoded(encoded: Buffer, encoding: string | undefined, sizes: readonly number[] = [encoded.length]): Decoded {
  const chunks = new Chunks();
  const decoding = new Decoding(() => chunks.take(pieceBytes), encoding);
  const pieces: Buffer[] = [];
  for (let at = 0, turn = 0; at < encoded.length; turn += 1) {
    const end = at + (sizes[turn % sizes.length] ?? 1);
    chunks.push(encoded.subarray(at, end));
    for (let piece = decoding.next(); piece !== undefined; piece = decoding.next()) pieces.push(piece);
    at = end;
  }
  decoding.close();
  const longest = Math.max(0, ...pieces.map(({ length }) => length));
  return { text: Buffer.concat(pieces).toString(), longest, decoding };
}

const encodings: readonly (readonly [string | undefined, Buffer])[] = [
  [undefined, bytes],
  ['identity', bytes],
  ['gzip', gzipSync(bytes)],
  ['x-gzip', gzipSync(bytes)],
  ['GZIP', gzipSync(bytes)],
  ['br', brotliCompressSync(bytes)],
  ['deflate', deflateSync(bytes)],
  ['deflate', deflateRawSync(bytes)],
  ['deflate, gzip', gzipSync(deflateSync(bytes))],
  ...(zstdCompressSync === undefined ? [] : [['zstd', zstdCompressSync(bytes)] as const]),
];

const encodingNames = ['gzip', 'br', 'deflate', ...(zstdCompressSync === undefined ? [] : ['zstd'])];

describe('a body', () => {
  test.each(encodings)('in %s is read in pieces, however it arrives', (encoding, encoded) => {
    const atOnce = decoded(encoded, encoding);
    expect(atOnce.text).toBe(text);
    expect(atOnce.longest).toBeLessThanOrEqual(pieceBytes);
    fc.assert(
      fc.property(pieceSizes, (sizes) => {
        expect(decoded(encoded, encoding, sizes).text).toBe(text);
      }),
      { numRuns: 5 },
    );
  });

  test.each<[string, Buffer]>([
    ['gzip', gzipSync(bytes)],
    ['br', brotliCompressSync(bytes)],
    ['deflate', deflateSync(bytes)],
  ])('in %s that was cut is read up to the cut', (encoding, encoded) => {
    const { text: read, decoding } = decoded(encoded.subarray(0, encoded.length / 2), encoding);
    expect(read.length).toBeGreaterThan(text.length / 4);
    expect(text.startsWith(read)).toBe(true);
    expect(decoding.isBroken).toBe(false);
  });

  test.each<[string, (bytes: Buffer) => Buffer]>([
    ['gzip', (each) => gzipSync(each)],
    ...(zstdCompressSync === undefined ? [] : [['zstd', zstdCompressSync] satisfies [string, unknown]]),
  ])('that was encoded part by part in %s is read whole', (encoding, encode) => {
    const encoded = Buffer.concat([encode(bytes.subarray(0, 1000)), encode(bytes.subarray(1000))]);
    expect(decoded(encoded, encoding).text).toBe(text);
    expect(decoded(encoded, encoding, [7]).text).toBe(text);
  });

  test.each<[string, Buffer]>([
    ['gzip', Buffer.concat([gzipSync(bytes), Buffer.alloc(100)])],
    ['br', Buffer.concat([brotliCompressSync(bytes), Buffer.alloc(100)])],
    ['deflate', Buffer.concat([deflateSync(bytes), Buffer.alloc(100)])],
  ])('in %s with bytes after its end is read up to the end', (encoding, encoded) => {
    const { text: read, decoding } = decoded(encoded, encoding);
    expect([read, decoding.isBroken]).toEqual([text, false]);
  });

  test.each(encodingNames)('that is not in %s, though its header claims it, is broken', (encoding) => {
    const { text: read, decoding } = decoded(Buffer.alloc(64, 0xff), encoding);
    expect([read, decoding.isBroken]).toEqual(['', true]);
  });

  test.each(['no such encoding', 'constructor', '__proto__', 'gzip, toString'])(
    'in the unknown encoding %s passes as it is, and is not called broken',
    (encoding) => {
      const { text: read, decoding } = decoded(bytes, encoding);
      expect([read, decoding.isBroken]).toEqual([text, false]);
      expect(decoding.unknown).toEqual([encoding.replace('gzip, ', '').toLowerCase()]);
    },
  );

  test('that unpacks to more than any text does is read in part', () => {
    const { text: read, decoding } = decoded(gzipSync(Buffer.alloc(80 * 2 ** 20)), 'gzip');
    expect(decoding.isCut).toBe(true);
    expect(read.length).toBeLessThan(80 * 2 ** 20);
  });
});
