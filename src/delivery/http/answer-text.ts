import { promisify } from 'node:util';

const maxAnswerBytes = 2 ** 20;

type Chunks = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** '' if the body is cut, too long, late, or cannot be decoded: that must not undo the status. Never rejects. */
export function textOf(body: Chunks, encoding: string | undefined, signal: AbortSignal): Promise<string> {
  return new Promise((resolve) => {
    // A socket reports its end later than the deadline allows.
    signal.addEventListener('abort', () => resolve(''), { once: true });
    collect(body)
      .then((bytes) => decoded(bytes, encoding))
      .then(resolve, () => resolve(''));
  });
}

/** @throws if the body is cut, or too long */
async function collect(body: Chunks): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > maxAnswerBytes) throw new RangeError('The answer is too long.');
  }
  return Buffer.concat(chunks);
}

/** @throws if the bytes are damaged, or a decompression bomb */
async function decoded(bytes: Buffer, encoding = 'identity'): Promise<string> {
  if (encoding === 'identity') return bytes.toString();
  const { brotliDecompress, gunzip, inflate } = await import('node:zlib');
  const decoders = { gzip: gunzip, 'x-gzip': gunzip, deflate: inflate, br: brotliDecompress };
  const decode = new Map(Object.entries(decoders)).get(encoding.toLowerCase()); // not `constructor`, which never calls back
  if (decode === undefined) return '';
  return (await promisify<Buffer, object, Buffer>(decode)(bytes, { maxOutputLength: maxAnswerBytes })).toString();
}
