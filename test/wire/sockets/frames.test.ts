import { constants, deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { FrameReader } from '../../../src/wire/sockets/frame-reader';
import { Inflater } from '../../../src/wire/sockets/inflater';
import { Messages } from '../../../src/wire/sockets/messages';
import { growth, linear } from '../../support/growth';

interface FrameOptions {
  readonly opcode?: number;
  readonly isFinal?: boolean;
  readonly isPacked?: boolean;
  readonly mask?: Uint8Array;
}

/** A frame as RFC 6455 has it, written by the book. */
function frame(payload: Uint8Array, { opcode = 1, isFinal = true, isPacked = false, mask }: FrameOptions = {}): Buffer {
  const { length } = payload;
  const first = (isFinal ? 0x80 : 0) | (isPacked ? 0x40 : 0) | opcode;
  const masked = mask === undefined ? 0 : 0x80;
  const head =
    length < 126
      ? Buffer.from([first, masked | length])
      : length < 65_536
        ? Buffer.from([first, masked | 126, length >> 8, length & 0xff])
        : Buffer.concat([Buffer.from([first, masked | 127, 0, 0, 0, 0]), uint32(length)]);
  const bytes = Buffer.from(payload);
  if (mask !== undefined) for (let i = 0; i < bytes.length; i += 1) bytes[i] = (bytes[i] ?? 0) ^ (mask[i % 4] ?? 0);
  return Buffer.concat([head, mask ?? Buffer.alloc(0), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** A message that is packed as a sender with a memory of those before it packs it. */
const packed = (text: string): Buffer => deflateRawSync(text, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, -4);

function read(pieces: readonly Buffer[], isMasked = false) {
  const messages: string[] = [];
  const closings: (readonly [number | undefined, string])[] = [];
  const bounds = { maxBytes: 2 ** 22, maxMediaBytes: 2 ** 20 };
  const sink = {
    message: (text: string | undefined) => {
      if (text !== undefined) messages.push(text);
    },
    close: (code: number | undefined, reason: string) => void closings.push([code, reason]),
  };
  const reader = new FrameReader(new Messages(bounds, new Inflater(false), sink), isMasked);
  for (const piece of pieces) reader.write(Buffer.from(piece));
  return { messages, closings, isOver: reader.isOver };
}

/** The bytes in pieces that end at these places. */
function split(bytes: Buffer, places: readonly number[]): readonly Buffer[] {
  const ends = [...places.map((place) => place % (bytes.length + 1)), bytes.length].sort((one, other) => one - other);
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const json = fc.json({ maxDepth: 2 }).map((text) => `{"a":${text}}`);
const cuts = fc.array(fc.nat(5000), { maxLength: 12 });
const masks = fc.option(fc.uint8Array({ minLength: 4, maxLength: 4 }), { nil: undefined });

/** A message in frames, with control frames between them. */
const framed = (text: string, places: readonly number[], isPacked: boolean, mask: Uint8Array | undefined): Buffer => {
  const masked = mask === undefined ? {} : { mask };
  const pieces = split(isPacked ? packed(text) : Buffer.from(text), places);
  const frames = pieces.map((piece, index) =>
    frame(piece, {
      opcode: index === 0 ? 1 : 0,
      isFinal: index === pieces.length - 1,
      isPacked: isPacked && index === 0,
      ...masked,
    }),
  );
  return Buffer.concat(frames.flatMap((each) => [each, frame(Buffer.from('ping'), { opcode: 9, ...masked })]));
};

describe('the messages of a socket', () => {
  test('are the same however they are fragmented, masked, packed, and divided into pieces', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(json, cuts, fc.boolean()), { maxLength: 5 }), masks, cuts, (all, mask, places) => {
        const bytes = Buffer.concat(all.map(([text, parts, isPacked]) => framed(text, parts, isPacked, mask)));
        const { messages, isOver } = read(split(bytes, places), mask !== undefined);
        expect([messages, isOver]).toEqual([all.map(([text]) => text), false]);
      }),
    );
  });

  test.each([0, 125, 126, 65_535, 65_536, 200_000])('of %i bytes are read', (length) => {
    const text = `{"a":"${'x'.repeat(length)}"}`;
    expect(read([frame(Buffer.from(text))]).messages).toEqual([text]);
  });

  test('that are no JSON are left out, and those after them are read', () => {
    const others = [frame(Buffer.alloc(3000, 7), { opcode: 2 }), frame(Buffer.from('hello')), frame(Buffer.alloc(0))];
    expect(read([...others, frame(Buffer.from(' {"a":1}'), { opcode: 2 })]).messages).toEqual([' {"a":1}']);
  });

  test('come before the closing, and none after it', () => {
    const closing = frame(Buffer.concat([Buffer.from([0x03, 0xf3]), Buffer.from('an error')]), { opcode: 8 });
    const { messages, closings, isOver } = read([frame(Buffer.from('{}')), closing, frame(Buffer.from('{"b":1}'))]);
    expect([messages, closings, isOver]).toEqual([['{}'], [[1011, 'an error']], true]);
  });

  test.each([
    ['of an unknown kind', Buffer.from([0x83, 0])],
    ['that continues nothing', frame(Buffer.from('x'), { opcode: 0 })],
    ['of control that is too long', Buffer.concat([Buffer.from([0x89, 0x7e, 0, 200]), Buffer.alloc(200)])],
    ['that is masked by a server', frame(Buffer.from('{}'), { mask: Buffer.from([1, 2, 3, 4]) })],
    ['that is longer than can be', Buffer.from([0x81, 127, 255, 255, 255, 255, 255, 255, 255, 255])],
  ])('end with a frame %s', (_what, bytes) => {
    expect(read([bytes, frame(Buffer.from('{}'))])).toMatchObject({ messages: [], isOver: true });
  });

  test('are read in any bytes without an error', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 300 })), fc.boolean(), (pieces, isMasked) => {
        read(
          pieces.map((piece) => Buffer.from(piece)),
          isMasked,
        );
      }),
    );
  });

  test('take a time that grows with their length, also if they come in single bytes', () => {
    const prepare = (length: number) => {
      const pieces = [...frame(Buffer.from(`{"a":"${'x'.repeat(length)}"}`))].map((byte) => Buffer.from([byte]));
      return () => read(pieces);
    };
    expect(growth(prepare, 2000)).toBeLessThanOrEqual(linear);
  });
});

describe('packed messages', () => {
  const inflated = (inflater: Inflater, message: Buffer): string =>
    Buffer.concat([...inflater.write(message), ...inflater.end()]).toString();

  test('that refer to those before them are unpacked', () => {
    const deflated = deflateRawSync(`${'{"word":"hello"}'.repeat(20)}`, { finishFlush: constants.Z_SYNC_FLUSH });
    expect(inflated(new Inflater(true), deflated.subarray(0, -4))).toBe('{"word":"hello"}'.repeat(20));
  });

  test('that are none, or are made to fill the memory, end the reading', () => {
    const broken = new Inflater(true);
    inflated(broken, Buffer.from([0xff, 0xff, 0xff]));
    expect(broken.isBroken).toBe(true);
    const bomb = new Inflater(true);
    for (const _ of bomb.write(deflateRawSync(Buffer.alloc(66 * 2 ** 20), { level: 1 }))); // nothing is kept of it
    expect(bomb.isBroken).toBe(true);
  });
});
