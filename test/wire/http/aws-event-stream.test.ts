import { createRequire } from 'node:module';
import { join } from 'node:path';
import fc from 'fast-check';
import { type EventStreamMessage, EventStreamMessages, isEventStream } from '../../../src/wire/http/aws-event-stream';
import { encodeEvent, encodeMessage } from '../../support/providers/event-stream.cjs';
import { pieceSizes } from '../support/pieces';

type HeaderValue =
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'byte' | 'short' | 'integer'; readonly value: number }
  | { readonly type: 'long'; readonly value: unknown }
  | { readonly type: 'binary'; readonly value: Uint8Array }
  | { readonly type: 'string' | 'uuid'; readonly value: string }
  | { readonly type: 'timestamp'; readonly value: Date };
interface Message {
  readonly headers: Readonly<Record<string, HeaderValue>>;
  readonly body: Uint8Array;
}

/** AWS's own codec, from the app that has its SDK. */
const load = createRequire(join(__dirname, '../../apps/aws-bedrock/package.json'));
const { EventStreamCodec, Int64 } = load('@smithy/eventstream-codec') as {
  EventStreamCodec: new (
    toText: (bytes: Uint8Array) => string,
    fromText: (text: string) => Uint8Array,
  ) => { encode(message: Message): Uint8Array; decode(bytes: Uint8Array): Message };
  Int64: { fromNumber(value: number): unknown };
};
const aws = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

const headerValue: fc.Arbitrary<HeaderValue> = fc.oneof(
  fc.boolean().map((value) => ({ type: 'boolean', value }) as const),
  fc.integer({ min: -128, max: 127 }).map((value) => ({ type: 'byte', value }) as const),
  fc.integer({ min: -32768, max: 32767 }).map((value) => ({ type: 'short', value }) as const),
  fc.integer().map((value) => ({ type: 'integer', value }) as const),
  fc.integer().map((value) => ({ type: 'long', value: Int64.fromNumber(value) }) as const),
  fc.uint8Array({ maxLength: 40 }).map((value) => ({ type: 'binary', value }) as const),
  fc.string({ unit: 'grapheme', maxLength: 20 }).map((value) => ({ type: 'string', value }) as const),
  fc.date({ noInvalidDate: true }).map((value) => ({ type: 'timestamp', value }) as const),
  fc.uuid().map((value) => ({ type: 'uuid', value }) as const),
);
const name = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== '__proto__');
const message: fc.Arbitrary<Message> = fc.record({
  headers: fc.dictionary(name, headerValue, { maxKeys: 5, noNullPrototype: true }),
  body: fc.uint8Array({ maxLength: 200 }),
});

const textsIn = (headers: Message['headers']) =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([key, { type, value }]) => (type === 'string' ? [[key, value]] : [])),
  );
const read = (messages: readonly Message[]) =>
  messages.map(({ headers, body }) => ({ headers: textsIn(headers), payload: Buffer.from(body) }));
/** Where the message at this place ends. */
const endOf = (messages: readonly Message[], place: number): number => written(messages.slice(0, place + 1)).length;
const written = (messages: readonly Message[]) => Buffer.concat(messages.map((each) => aws.encode(each)));

/** @param sizes of the pieces in which the bytes arrive, again and again */
function readEventStream(bytes: Buffer, sizes: readonly number[] = [bytes.length]): readonly EventStreamMessage[] {
  const messages: EventStreamMessage[] = [];
  const stream = new EventStreamMessages(
    (each) => void messages.push(each),
    () => undefined,
  );
  for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
    const end = at + (sizes[turn % sizes.length] ?? 1);
    stream.write(bytes.subarray(at, end));
    at = end;
  }
  return messages;
}

describe("AWS's event stream", () => {
  test('is read as its own codec writes it, headers of every type passed over', () => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 4 }), pieceSizes, (messages, sizes) => {
        expect(readEventStream(written(messages), sizes)).toEqual(read(messages));
      }),
    );
  });

  test('that was cut anywhere has the messages before the cut', () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 4 }),
        fc.double({ min: 0, max: 1 }),
        (messages, part) => {
          const bytes = written(messages);
          const kept = bytes.subarray(0, Math.floor(bytes.length * Math.min(part, 0.999)));
          const whole = messages.filter((_, i) => endOf(messages, i) <= kept.length);
          expect(readEventStream(kept)).toEqual(read(whole));
        },
      ),
    );
  });

  test('in which a byte was damaged has nothing from there on', () => {
    fc.assert(
      fc.property(
        fc.array(message, { minLength: 1, maxLength: 3 }),
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        (messages, at, flip) => {
          const bytes = written(messages);
          const place = at % bytes.length;
          bytes.writeUInt8(bytes.readUInt8(place) ^ flip, place);
          const sound = messages.filter((_, i) => endOf(messages, i) <= place);
          expect(readEventStream(bytes)).toEqual(read(sound));
        },
      ),
    );
  });

  test.each(['{"message":"Access denied"}', '<html>Bad Gateway</html>', 'data: {"a":1}\n\n', ' '.repeat(40)])(
    'is not %j',
    (text) => {
      expect(isEventStream(Buffer.from(text))).toBe(false);
    },
  );

  test('of nothing has no messages', () => {
    expect(readEventStream(Buffer.alloc(0))).toEqual([]);
  });

  test('is written by the stand-in of Bedrock as its own codec reads it', () => {
    const bytes = encodeMessage({ ':event-type': 'chunk', ':message-type': 'event' }, '{"städte":"東京 🗼"}');
    expect(aws.decode(bytes)).toEqual({
      headers: {
        ':event-type': { type: 'string', value: 'chunk' },
        ':message-type': { type: 'string', value: 'event' },
      },
      body: new Uint8Array(Buffer.from('{"städte":"東京 🗼"}')),
    });
    expect(readEventStream(encodeEvent('messageStop', { stopReason: 'end_turn' }))?.[0]?.payload.toString()).toBe(
      '{"stopReason":"end_turn"}',
    );
  });
});
