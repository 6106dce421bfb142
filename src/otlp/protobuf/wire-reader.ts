import { type HrTime, hrTimeOf } from '../hr-time';
import { MalformedOtlp } from '../malformed-otlp';

/** How a value is written, of which the sender tells with each field. 3 and 4 are groups, 6 and 7 mean nothing. */
const wireTypes = { varint: 0, fixed64: 1, lengthDelimited: 2, fixed32: 5 } as const;
const maxField = 2 ** 29 - 1;
/** Of a varint of 64 bits; and of the number of a field and a length, which have 32. */
const maxBytes = { value: 10, framing: 5 } as const;

/**
 * Reads protobuf from the first byte to the last, by the pattern
 *
 *     const outer = reader.enter();
 *     while (reader.next()) {
 *       switch (reader.field) { case 1: name = reader.text(); break; … default: reader.skip(); }
 *     }
 *     reader.leave(outer);
 *
 * Every method that reads a value throws MalformedOtlp if the field is of another wire type, or the value does not end within the
 * message that it stands in.
 */
export class WireReader {
  /** The number of the current field. */
  field = 0;
  readonly #bytes: Buffer;
  #at = 0;
  /** Where the message ends that is being read. */
  #end: number;
  #wireType = 0;
  /** Where the current field begins. */
  #fieldAt = 0;
  /** The 64 bits that were read last, unsigned. */
  #low = 0;
  #high = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#end = bytes.length;
  }

  /** Goes on to the next field of the message; `false` at its end. */
  next(): boolean {
    if (this.#at === this.#end) return false;
    this.#fieldAt = this.#at;
    const tag = this.#readVarint(maxBytes.framing);
    this.#wireType = tag & 7;
    this.field = Math.floor(tag / 8);
    if (this.field === 0 || this.field > maxField) throw this.malformed('an impossible number of a field');
    return true;
  }

  /** Begins with the message that is the current field. Returns what {@link leave} takes, when its fields are read. */
  enter(): number {
    const outer = this.#end;
    this.#end = this.#readLength();
    return outer;
  }

  leave(outer: number): void {
    this.#end = outer;
  }

  /** Passes over a field that is not known. */
  skip(): void {
    switch (this.#wireType) {
      case wireTypes.varint:
        this.#readVarint();
        break;
      case wireTypes.fixed64:
        this.#take(8);
        break;
      case wireTypes.lengthDelimited:
        this.#at = this.#readLength();
        break;
      case wireTypes.fixed32:
        this.#take(4);
        break;
      default:
        throw this.malformed(`a field of wire type ${this.#wireType}`);
    }
  }

  /** Bytes that are no UTF-8 are replaced by U+FFFD. */
  text(): string {
    const end = this.#readLength();
    const text = this.#bytes.toString('utf8', this.#at, end);
    this.#at = end;
    return text;
  }

  /** A copy. */
  bytes(): Uint8Array {
    const end = this.#readLength();
    const copy = new Uint8Array(this.#bytes.subarray(this.#at, end));
    this.#at = end;
    return copy;
  }

  /** In hex; empty if the sender has none. */
  id(length: number): string {
    const end = this.#readLength();
    if (end !== this.#at && end !== this.#at + length) throw this.malformed(`an id that is not of ${length} bytes`);
    const id = this.#bytes.toString('hex', this.#at, end);
    this.#at = end;
    return id;
  }

  bool(): boolean {
    this.#expect(wireTypes.varint);
    return this.#readVarint() !== 0;
  }

  /** A number of 32 bits, signed; of larger ones, the lower 32 bits, as protobuf asks for. */
  int32(): number {
    this.#expect(wireTypes.varint);
    this.#readVarint();
    return this.#low | 0;
  }

  uint32(): number {
    return this.int32() >>> 0;
  }

  /** The digits, where no number holds it exactly. */
  int64(): number | string {
    this.#expect(wireTypes.varint);
    const unsigned = this.#readVarint();
    const value = this.#high < 2 ** 31 ? unsigned : (this.#high | 0) * 2 ** 32 + this.#low;
    if (Number.isSafeInteger(value)) return value;
    return String(BigInt.asIntN(64, (BigInt(this.#high) << 32n) | BigInt(this.#low)));
  }

  fixed32(): number {
    this.#expect(wireTypes.fixed32);
    return this.#bytes.readUInt32LE(this.#take(4));
  }

  double(): number {
    this.#expect(wireTypes.fixed64);
    return this.#bytes.readDoubleLE(this.#take(8));
  }

  /** Nanoseconds since the epoch. */
  time(): HrTime {
    this.#expect(wireTypes.fixed64);
    const at = this.#take(8);
    return hrTimeOf(this.#bytes.readUInt32LE(at + 4), this.#bytes.readUInt32LE(at));
  }

  /** What is wrong with the current field. */
  malformed(what: string): MalformedOtlp {
    return new MalformedOtlp(what, `byte ${this.#fieldAt}`);
  }

  #expect(wireType: number): void {
    if (this.#wireType !== wireType) {
      throw this.malformed(`wire type ${this.#wireType} instead of ${wireType} of field ${this.field}`);
    }
  }

  /** Passes so many bytes. Returns where they begin. */
  #take(length: number): number {
    const at = this.#at;
    if (at + length > this.#end) throw this.malformed('a number that is cut off');
    this.#at = at + length;
    return at;
  }

  /** Where the value of the current field ends, which begins at `#at`. */
  #readLength(): number {
    this.#expect(wireTypes.lengthDelimited);
    const length = this.#readVarint(maxBytes.framing);
    const end = this.#at + length;
    if (end > this.#end)
      throw this.malformed(`a length of ${length} bytes, of which ${this.#end - this.#at} are there,`);
    return end;
  }

  /** As a number, which is exact up to 2 ** 53; and exactly in `#low` and `#high`. */
  #readVarint(most: number = maxBytes.value): number {
    const first = this.#at < this.#end ? (this.#bytes[this.#at] ?? 0) : 0x80;
    if (first >= 0x80) return this.#readLongVarint(most);
    this.#at += 1;
    this.#high = 0;
    this.#low = first;
    return first;
  }

  #readLongVarint(most: number): number {
    let low = 0;
    let high = 0;
    for (let shift = 0; shift < 7 * most; shift += 7) {
      if (this.#at === this.#end) throw this.malformed('a varint that is cut off');
      const byte = this.#bytes[this.#at] ?? 0;
      this.#at += 1;
      const bits = byte & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift === 28) high = bits >>> 4;
      else if (shift > 28) high |= bits << (shift - 32);
      if (byte >= 0x80) continue;
      if (shift === 63 && byte > 1) break;
      this.#low = low >>> 0;
      this.#high = high >>> 0;
      return this.#high * 2 ** 32 + this.#low;
    }
    throw this.malformed(
      most === maxBytes.value ? 'a varint of more than 64 bits' : 'a field or length of more than 5 bytes',
    );
  }
}
