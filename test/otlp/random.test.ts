import fc from 'fast-check';
import { logRecordsOfJson, logRecordsOfProtobuf, MalformedOtlp, spansOfJson, spansOfProtobuf } from '../../src/otlp';
import { randomNumbers } from '../support/seed';
import { damaged } from './fuzz/damage';
import { logRecordsIn, logsRequest } from './support/log-messages';
import { request, spansIn } from './support/messages';
import { plainSpan } from './support/plain-span';
import { encoded, type Message } from './support/schema';
import { scrambled } from './support/scrambled';

const asJson = (message: Message): string => JSON.stringify(message, jsonOf);

/** As the JSON of OTLP has it: ids in hex, other bytes in base64, numbers that JSON does not know as text. */
function jsonOf(this: unknown, name: string, value: unknown): unknown {
  const own = (this as Message)[name]; // a Buffer has been made an object of
  if (Buffer.isBuffer(own)) return own.toString(name === 'bytesValue' ? 'base64' : 'hex');
  return typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
}

/** Negative zero is none in JSON. */
const hasNegativeZero = (message: Message): boolean => {
  let found = false;
  JSON.stringify(message, (_, value) => {
    found ||= Object.is(value, -0);
    return value;
  });
  return found;
};

describe('a random request is read as it was meant', () => {
  test('in the protobuf of another implementation', () => {
    fc.assert(
      fc.property(request, (message) => {
        expect(spansOfProtobuf(encoded('Request', message)).map(plainSpan)).toEqual(spansIn(message));
      }),
    );
  });

  test('in protobuf in any order, in parts, with unknown fields and fields that are there twice', () => {
    fc.assert(
      fc.property(request, fc.integer(), (message, start) => {
        const bytes = scrambled('Request', message, randomNumbers(start));
        expect(spansOfProtobuf(bytes).map(plainSpan)).toEqual(spansIn(message));
      }),
    );
  });

  test('in JSON', () => {
    fc.assert(
      fc.property(request, (message) => {
        fc.pre(!hasNegativeZero(message));
        expect(spansOfJson(asJson(message)).map(plainSpan)).toEqual(spansIn(message));
      }),
    );
  });

  test('of log records, in protobuf in any order and in parts, and in JSON', () => {
    fc.assert(
      fc.property(logsRequest, fc.integer(), (message, start) => {
        const bytes = scrambled('LogsRequest', message, randomNumbers(start));
        expect(logRecordsOfProtobuf(bytes)).toEqual(logRecordsIn(message));
        if (!hasNegativeZero(message)) expect(logRecordsOfJson(asJson(message))).toEqual(logRecordsIn(message));
      }),
    );
  });
});

/** Reads all that spans say, of which some is made when it is asked for. */
const readSpans = (bytes: Buffer): unknown => spansOfProtobuf(bytes).map(plainSpan);
const readSpansOfJson = (bytes: Buffer): unknown => spansOfJson(bytes.toString()).map(plainSpan);

describe('of a request that was damaged, what is in it comes or MalformedOtlp', () => {
  /** Whether it was refused. */
  function isRefused(read: () => unknown): boolean {
    try {
      read();
      return false;
    } catch (error) {
      expect(error).toBeInstanceOf(MalformedOtlp);
      expect((error as Error).message).toMatch(/^Malformed OTLP: .+ at (?:byte \d+|the body|[\w.[\]]+)\.$/);
      return true;
    }
  }

  const inJson = (message: Message): Buffer => Buffer.from(asJson(message));

  test.each<[string, fc.Arbitrary<Message>, (bytes: Buffer) => unknown]>([
    ['spans in JSON', request, readSpansOfJson],
    ['log records in JSON', logsRequest, (bytes) => logRecordsOfJson(bytes.toString())],
  ])('%s', (_what, messages, read) => {
    const outcomes = new Set<boolean>();
    fc.assert(
      fc.property(messages, fc.integer(), (message, start) => {
        outcomes.add(isRefused(() => read(damaged(inJson(message), randomNumbers(start)))));
      }),
      { numRuns: 500 },
    );
    expect([...outcomes].toSorted()).toEqual([false, true]);
  });

  test('in bytes that were never protobuf', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        isRefused(() => readSpans(Buffer.from(bytes)));
        isRefused(() => logRecordsOfProtobuf(bytes));
      }),
      { numRuns: 500 },
    );
  });

  test('in JSON that was never OTLP', () => {
    const names = [
      'resourceSpans',
      'scopeSpans',
      'spans',
      'resourceLogs',
      'scopeLogs',
      'logRecords',
      'body',
      'traceId',
      'attributes',
      'key',
      'value',
      'arrayValue',
      'values',
    ];
    const anything = fc.letrec((tie) => ({
      value: fc.oneof(
        { maxDepth: 6 },
        fc.constantFrom(null, true, 0, '', 'ab'),
        fc.dictionary(fc.constantFrom(...names), tie('value'), { maxKeys: 3 }),
        fc.array(tie('value'), { maxLength: 3 }),
      ),
    })).value;
    fc.assert(
      fc.property(anything, (value) => {
        isRefused(() => readSpansOfJson(Buffer.from(JSON.stringify(value))));
        isRefused(() => logRecordsOfJson(JSON.stringify(value)));
      }),
      { numRuns: 500 },
    );
  });
});
