import * as zlib from 'node:zlib';

type Crc32 = (bytes: Uint8Array, previous?: number) => number;

const table = Int32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** For Node before 20.15, whose zlib has no `crc32`. */
export const crc32ByTable: Crc32 = (bytes, previous = 0) => {
  let value = ~previous;
  // Four times as fast as an iterator over the bytes.
  for (let at = 0; at < bytes.length; at += 1) value = (table[(value ^ (bytes[at] ?? 0)) & 0xff] ?? 0) ^ (value >>> 8);
  return ~value >>> 0;
};

/** CRC-32 as of zlib and Ethernet. @param previous the checksum of the bytes that come before these */
export const crc32: Crc32 = (zlib as { readonly crc32?: Crc32 }).crc32 ?? crc32ByTable;
