import * as fc from 'fast-check';
import { crc32, crc32ByTable } from '../../src/runtime/crc32';

test('a checksum is the same whether zlib computes it or, in older versions of Node, our table', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (first, second) => {
      expect(crc32ByTable(second, crc32ByTable(first))).toBe(crc32(second, crc32(first)));
    }),
  );
  expect(crc32ByTable(Buffer.from('123456789'))).toBe(0xcbf43926);
});
