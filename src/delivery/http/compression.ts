import { promisify } from 'node:util';

/** In another thread. Level 1 costs an eighth of level 6 and saves nearly as much. */
export async function gzipped(body: readonly Buffer[]): Promise<Buffer> {
  const { gzip } = await import('node:zlib');
  return promisify(gzip)(Buffer.concat(body), { level: 1 });
}

/** Text of an answer; '' if it cannot be decoded or is longer than `maxBytes`. Never rejects. */
export async function decoded(bytes: Buffer, encoding: string | undefined, maxBytes: number): Promise<string> {
  if (encoding === undefined || encoding === 'identity') return bytes.toString();
  const { brotliDecompress, gunzip, inflate } = await import('node:zlib');
  const decode = { gzip: gunzip, 'x-gzip': gunzip, deflate: inflate, br: brotliDecompress }[encoding.toLowerCase()];
  if (decode === undefined) return '';
  try {
    return (await promisify<Buffer, object, Buffer>(decode)(bytes, { maxOutputLength: maxBytes })).toString();
  } catch {
    return ''; // cut, damaged, or a decompression bomb
  }
}
