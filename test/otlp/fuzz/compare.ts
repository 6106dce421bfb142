import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { logRecordsOfProtobuf, MalformedOtlp, spansOfProtobuf } from '../../../src/otlp';
import { randomNumbers } from '../../support/seed';
import { logRecordsIn, logsRequest } from '../support/log-messages';
import { request, spansIn } from '../support/messages';
import { plainSpan } from '../support/plain-span';
import { encoded, type Message } from '../support/schema';
import { damaged } from './damage';
import { readByOracle } from './oracle';

/** Where OTLP, or sense, asks for more than protobuf does: what our decoder refuses, and protobufjs may take. */
const stricter: readonly RegExp[] = [
  /^wire type \d instead of/,
  /^an id that is not of/,
  /^a field of wire type [34]$/,
  /^a value in more than 64 lists/,
  /^a varint of more than 64 bits$/,
];

export interface Comparison {
  bodies: number;
  /** Both have read the same, or both have refused it. */
  same: number;
  /** Of these, what both have refused. */
  refused: number;
  /** Refused by our decoder, which says so, by its own rules. */
  readonly stricter: Map<string, number>;
  /** What must not be: another error, another reading, or a body that protobufjs alone refuses. With the body in base64. */
  readonly broken: string[];
  /** In milliseconds. */
  slowest: number;
}

interface Signal {
  readonly type: 'Request' | 'LogsRequest';
  readonly messages: fc.Arbitrary<Message>;
  readonly read: (bytes: Buffer) => unknown;
  readonly expected: (message: Message) => unknown;
}

const signals: readonly Signal[] = [
  {
    type: 'Request',
    messages: request,
    read: (bytes) => spansOfProtobuf(bytes).map(plainSpan),
    expected: spansIn,
  },
  { type: 'LogsRequest', messages: logsRequest, read: logRecordsOfProtobuf, expected: logRecordsIn },
];

/** Whole requests that bodies are made of. */
const samples = 500;

/** Has our decoder and protobufjs read so many damaged bodies. @param onProgress called after each 50,000 */
export function compareDecoders(bodies: number, seed: number, onProgress?: (done: number) => void): Comparison {
  const random = randomNumbers(seed);
  const sources = signals.map((signal) => ({
    signal,
    wholes: fc
      .sample(signal.messages, { numRuns: samples, seed })
      .map((each) => Buffer.from(encoded(signal.type, each))),
  }));
  const result: Comparison = { bodies, same: 0, refused: 0, stricter: new Map(), broken: [], slowest: 0 };
  for (let index = 0; index < bodies; index += 1) {
    const source = sources[index % sources.length];
    const whole = source?.wholes[Math.floor(random() * samples)];
    if (source === undefined || whole === undefined) throw new Error('there is no sample');
    judge(source.signal, damaged(whole, random), result);
    if ((index + 1) % 50_000 === 0) onProgress?.(index + 1);
  }
  return result;
}

function judge({ type, read, expected }: Signal, body: Buffer, result: Comparison): void {
  const start = performance.now();
  const ours = outcomeOf(() => read(body));
  result.slowest = Math.max(result.slowest, performance.now() - start);
  const theirs = readByOracle(type, body);
  const place = (what: string): void => void result.broken.push(`${what}: ${type} ${body.toString('base64')}`);
  if (!(ours instanceof Error)) {
    if (theirs === undefined) place('read, though protobufjs refuses it');
    else if (!isDeepStrictEqual(ours, expected(theirs))) place('read in another way');
    else result.same += 1;
  } else if (!(ours instanceof MalformedOtlp)) place(`${ours.name}: ${ours.message}`);
  else if (theirs === undefined) {
    result.same += 1;
    result.refused += 1;
  } else if (stricter.some((rule) => rule.test(ours.what))) {
    const what = ours.what.replace(/\d+/g, 'n');
    result.stricter.set(what, (result.stricter.get(what) ?? 0) + 1);
  } else place(`refused, though protobufjs reads it: ${ours.what}`);
}

/** What it gives or throws. */
function outcomeOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
