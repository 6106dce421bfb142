import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { decode } from '../../../src/wire/http/content-encoding';

const text = Array.from(
  { length: 2_000 },
  (_, i) => `event ${i * 7919} of a stream that compresses only a little\n`,
).join('');
const bytes = Buffer.from(text);

describe('a body', () => {
  test.each<[string | undefined, Buffer]>([
    [undefined, bytes],
    ['identity', bytes],
    ['gzip', gzipSync(bytes)],
    ['x-gzip', gzipSync(bytes)],
    ['GZIP', gzipSync(bytes)],
    ['br', brotliCompressSync(bytes)],
    ['deflate', deflateSync(bytes)],
    ['deflate', deflateRawSync(bytes)],
    ['deflate, gzip', gzipSync(deflateSync(bytes))],
  ])('in %s is read', (encoding, encoded) => {
    expect(decode(encoded, encoding)?.toString()).toBe(text);
  });

  test.each<[string, Buffer]>([
    ['gzip', gzipSync(bytes)],
    ['br', brotliCompressSync(bytes)],
    ['deflate', deflateSync(bytes)],
  ])('in %s that was cut is read up to the cut', (encoding, encoded) => {
    const decoded = decode(encoded.subarray(0, encoded.length / 2), encoding)?.toString() ?? '';
    expect(decoded.length).toBeGreaterThan(text.length / 4);
    expect(text.startsWith(decoded)).toBe(true);
  });

  test.each(['zstd', 'gzip', 'br', 'no such encoding'])(
    'that is not in %s, though its header claims it, is no body',
    (encoding) => {
      expect(decode(Buffer.alloc(64, 0xff), encoding)).toBeUndefined();
    },
  );

  test('that unpacks to more than memory should hold is no body', () => {
    expect(decode(gzipSync(Buffer.alloc(80 * 2 ** 20)), 'gzip')).toBeUndefined();
  });
});
