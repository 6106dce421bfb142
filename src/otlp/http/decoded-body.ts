import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import type { OtlpRefusal } from './refusal';

interface ZlibOptions {
  readonly maxOutputLength: number;
  readonly chunkSize: number;
}
type Decompress = (body: Uint8Array, options: ZlibOptions) => Promise<Buffer>;

const constants = zlib.constants as typeof zlib.constants & { readonly ZSTD_d_windowLogMax?: number };
/** Since Node 22.15. */
const { zstdDecompress } = zlib as { readonly zstdDecompress?: typeof zlib.gunzip };
/** No more than 8 MiB, which RFC 9659 asks of receivers: the window is memory. */
const zstdOptions = { params: { [constants.ZSTD_d_windowLogMax ?? 100]: 23 } };

const gunzip: Decompress = promisify(zlib.gunzip);
const inflate: Decompress = promisify(zlib.inflate);
const inflateRaw: Decompress = promisify(zlib.inflateRaw);

/** Some senders leave out the header of zlib. */
const inflateAny: Decompress = (body, options) => (hasZlibHeader(body) ? inflate : inflateRaw)(body, options);

const hasZlibHeader = ([first = 0, second = 0]: Uint8Array): boolean =>
  first % 16 === 8 && (first * 256 + second) % 31 === 0;

const encodings = new Map<string, Decompress>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', inflateAny],
]);
if (zstdDecompress !== undefined) {
  const unzstd: Decompress = promisify(zstdDecompress);
  encodings.set('zstd', (body, options) => unzstd(body, { ...options, ...zstdOptions }));
}

/** The name of a content encoding as it is looked up; '' for none. */
const nameOf = (contentEncoding: string | undefined): string => {
  const name = contentEncoding?.trim().toLowerCase() ?? '';
  return name === 'identity' ? '' : name;
};

/** Why bodies of this encoding are refused, if they are. */
export function refusalOfEncoding(contentEncoding: string | undefined): OtlpRefusal | undefined {
  const name = nameOf(contentEncoding);
  if (name === '' || encodings.has(name)) return undefined;
  const known = ['identity', ...encodings.keys()].filter((each) => each !== 'x-gzip').join(', ');
  return { status: 415, message: `The content encoding must be one of: ${known}.` };
}

/**
 * A body as it was before it was encoded. What is compressed is decoded by Node's thread pool, and only up to the limit: a few kilobytes
 * can be made to unpack into gigabytes.
 * @returns why it is refused, if it is too large, or no body of this encoding
 */
export async function decodedBody(
  body: Uint8Array,
  contentEncoding: string | undefined,
  maxBytes: number,
): Promise<Uint8Array | OtlpRefusal> {
  if (body.length > maxBytes) return tooLarge(maxBytes);
  const name = nameOf(contentEncoding);
  if (name === '') return body;
  const decompress = encodings.get(name);
  if (decompress === undefined) return refusalOfEncoding(name) ?? body;
  try {
    return await decompress(body, { maxOutputLength: maxBytes, chunkSize: chunkSizeFor(body.length) });
  } catch (error) {
    const { code } = Object(error) as { readonly code?: unknown };
    if (code === 'ERR_BUFFER_TOO_LARGE') return tooLarge(maxBytes);
    return { status: 400, message: `The request body cannot be decoded: it is not ${name}.` };
  }
}

/** Telemetry shrinks to a tenth; each chunk is a way to the thread pool and back. */
const chunkSizeFor = (bytes: number): number => Math.min(2 ** 20, Math.max(2 ** 14, bytes * 10));

export const tooLarge = (maxBytes: number): OtlpRefusal => ({
  status: 413,
  message: `The request body has more than ${maxBytes} bytes, uncompressed. Send smaller batches.`,
});
