import * as zlib from 'node:zlib';

type Crc32 = (bytes: Uint8Array, previous?: number) => number;

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** For Node before 20.15, which has none of its own. */
export const crc32ByTable: Crc32 = (bytes, previous = 0) => {
  let value = ~previous;
  for (const byte of bytes) value = (table[(value ^ byte) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
};

const { crc32: native } = zlib as { readonly crc32?: Crc32 };

/** CRC-32 as of zlib and Ethernet, of these bytes after those that `previous` is of. */
export const crc32: Crc32 = native ?? crc32ByTable;
