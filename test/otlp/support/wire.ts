/* Protobuf by hand, to write what no serialiser does. */

export function varint(value: number | bigint): Buffer {
  if (value >= 0 && value <= 0x7f) return Buffer.of(Number(value)); // nearly all are, and big integers are slow
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 0x7fn; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

export const tag = (field: number, wireType: number): Buffer => varint(field * 8 + wireType);

export const number = (field: number, value: number | bigint): Buffer => Buffer.concat([tag(field, 0), varint(value)]);

export function fixed64(field: number, value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return Buffer.concat([tag(field, 1), bytes]);
}

/** A text, bytes, or a message of these fields. */
export function content(field: number, ...parts: readonly (string | Uint8Array)[]): Buffer {
  const bytes = parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  const length = bytes.reduce((sum, { byteLength }) => sum + byteLength, 0);
  return Buffer.concat([tag(field, 2), varint(length), ...bytes]);
}

/** A request with one span of these fields. */
export const requestOf = (...spanFields: readonly Uint8Array[]): Buffer => inScope(content(2, ...spanFields));

/** A request with one scope of these fields. */
export const inScope = (...fields: readonly Uint8Array[]): Buffer => content(1, content(2, ...fields));

/** The attribute `a` of a span, of this AnyValue. */
export const attribute = (...valueFields: readonly Uint8Array[]): Buffer =>
  content(9, content(1, 'a'), content(2, ...valueFields));

/** An AnyValue in so many lists. */
export function inLists(depth: number): Buffer {
  const innermost = number(2, 1);
  const heads: Buffer[] = [];
  let length = innermost.length;
  for (let level = 0; level < 2 * depth; level += 1) {
    const head = Buffer.concat([tag(level % 2 === 0 ? 1 : 5, 2), varint(length)]);
    heads.push(head);
    length += head.length;
  }
  return Buffer.concat([...heads.reverse(), innermost]);
}
