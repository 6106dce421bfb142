import { brotliDecompressSync, constants, gunzipSync, inflateRawSync, inflateSync } from 'node:zlib';

/** A few kilobytes can be made to unpack into gigabytes. */
const maxDecodedBytes = 64 * 2 ** 20;

type Decoder = (bytes: Buffer) => Buffer;

/** A stream that was cut in the middle is decoded as far as it goes. */
const asFarAsItGoes = { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: maxDecodedBytes };

const gunzip: Decoder = (bytes) => gunzipSync(bytes, asFarAsItGoes);

const decoders: Readonly<Record<string, Decoder>> = {
  gzip: gunzip,
  'x-gzip': gunzip,
  br: (bytes) =>
    brotliDecompressSync(bytes, {
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
      maxOutputLength: maxDecodedBytes,
    }),
  // Some servers leave out the zlib header; then the low bits of the first byte are not 8.
  deflate: (bytes) => ((bytes[0] ?? 0) % 16 === 8 ? inflateSync : inflateRawSync)(bytes, asFarAsItGoes),
  identity: (bytes) => bytes,
};

/**
 * Decodes a body by its `content-encoding`, last one first. `undefined` if that cannot be done: an unknown encoding, or bytes
 * that are not in it.
 */
export function decode(body: Buffer, contentEncoding: string | undefined): Buffer | undefined {
  try {
    return namesIn(contentEncoding).reduceRight<Buffer | undefined>((bytes, name) => {
      return bytes === undefined || bytes.length === 0 ? bytes : decoders[name]?.(bytes);
    }, body);
  } catch {
    return undefined; // the header does not match the bytes
  }
}

/** Whether all of these encodings can be decoded: bytes that then cannot be are broken for the app, too. */
export const isKnownEncoding = (contentEncoding: string | undefined): boolean =>
  namesIn(contentEncoding).every((name) => Object.hasOwn(decoders, name));

const namesIn = (contentEncoding = 'identity'): readonly string[] =>
  contentEncoding.split(',').map((name) => name.trim().toLowerCase());
