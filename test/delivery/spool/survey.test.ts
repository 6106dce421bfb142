import * as fc from 'fast-check';
import { headBytes, recordHead, recordOf, verdictsEntry } from '../../../src/delivery/spool/entry';
import { FileWindow } from '../../../src/delivery/spool/file-window';
import { type Survey, survey } from '../../../src/delivery/spool/survey';

const start = 8;
const marker = Buffer.from([0xf5, 0x48, 0x48, 0xfa]);

/** @param windowBytes how much is in memory at a time */
function surveyed(segment: Buffer, windowBytes?: number) {
  const work = { steps: 0, bytesRead: 0, mostAtOnce: 0 };
  let since = 0;
  const read = (buffer: Buffer, position: number): Buffer => {
    const length = segment.copy(buffer, 0, position);
    work.bytesRead += length;
    since += length;
    work.mostAtOnce = Math.max(work.mostAtOnce, since);
    return buffer.subarray(0, length);
  };
  const steps = survey(new FileWindow(segment.length, read, windowBytes), start);
  for (;;) {
    since = 0;
    const { done, value } = steps.next();
    if (done === true) return { ...work, found: value };
    work.steps += 1;
  }
}

/** The same by the description of the format, looking at every entry as a whole. */
function expected(segment: Buffer): Survey {
  const unsettled = new Set<number>();
  const damaged = new Set<number>();
  let end = Math.min(start, segment.length);
  for (let at = end; at < segment.length; ) {
    const isHead = at + headBytes <= segment.length && segment.subarray(at, at + 4).equals(marker);
    const length = isHead ? headBytes + segment.readUInt32BE(at + 8) : Number.POSITIVE_INFINITY;
    const entry = segment.subarray(at, Math.min(at + length, segment.length));
    const isRecord = recordOf(entry) !== undefined;
    const isVerdicts = entry[12] === 2 && entry.length === length && verdictsEntry(offsetsOf(entry)).equals(entry);
    if (isRecord) unsettled.add(at);
    if (isVerdicts) for (const offset of offsetsOf(entry)) for (const set of [unsettled, damaged]) set.delete(offset);
    if (isRecord || isVerdicts) {
      at += length;
      end = at;
      continue;
    }
    const next = segment.indexOf(marker, at + 1);
    if ((next >= 0 || entry.length === length) && segment[at + 12] !== 2) damaged.add(at);
    at = next < 0 ? segment.length : next;
  }
  return { unsettled: [...unsettled], updates: [], damaged: damaged.size, end };
}

const offsetsOf = (entry: Buffer): readonly number[] =>
  Array.from({ length: Math.floor((entry.length - headBytes) / 4) }, (_, index) =>
    entry.readUInt32BE(headBytes + 4 * index),
  );

const recordEntry = (text: string): Buffer => {
  const record = { id: 'é1', bytes: Buffer.from(text) };
  return Buffer.concat([recordHead(record, 0), record.bytes]);
};

/** A head that claims that length, without a checksum that fits. */
function falseHead(kind: number, length: number): Buffer {
  const head = Buffer.alloc(headBytes);
  marker.copy(head);
  head.writeUInt32BE(length, 8);
  head[12] = kind;
  return head;
}

const piece = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'grapheme', maxLength: 60 }).map(recordEntry) },
  { weight: 2, arbitrary: fc.array(fc.nat(600), { maxLength: 20 }).map(verdictsEntry) },
  fc.tuple(fc.constantFrom(1, 2, 3), fc.nat(300)).map(([kind, length]) => falseHead(kind, length)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc.nat(4).map((length) => marker.subarray(0, length)),
);

test('a survey finds what a segment holds, however it is damaged, and whatever is in memory of it at a time', () => {
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 25 }),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 4 }),
      fc.nat(60),
      fc.integer({ min: 16, max: 400 }),
      (pieces, changes, cut, windowBytes) => {
        const segment = Buffer.concat([Buffer.from('HHSPOOL1'), ...pieces]);
        for (const [at, byte] of changes) segment[start + (at % segment.length)] = byte;
        const whole = segment.subarray(0, Math.max(start, segment.length - cut));
        expect(surveyed(whole, windowBytes).found).toEqual(expected(whole));
      },
    ),
    { numRuns: Number(process.env['HH_TEST_RUNS'] ?? 300) },
  );
});

const heads = (bytes: number, claim: (left: number) => number): readonly Buffer[] =>
  Array.from({ length: bytes / headBytes }, (_, index) => falseHead(1, claim(bytes - headBytes * (index + 1))));

const repeated = (bytes: number, entry: Buffer): readonly Buffer[] =>
  Array(Math.ceil(bytes / entry.length)).fill(entry);

/** So much is read at a time: so little that the number of steps is a measure of all work. */
const windowBytes = 64;

describe.each<[string, (bytes: number) => readonly Buffer[]]>([
  ['records', (bytes) => repeated(bytes, recordEntry('x'.repeat(150)))],
  ['heads that claim all that follows', (bytes) => heads(bytes, (left) => left)],
  ['heads that claim half of what follows', (bytes) => heads(bytes, (left) => left >> 1)],
  ['heads that claim a little', (bytes) => heads(bytes, (left) => Math.min(left, 80))],
  ['heads that claim more than there is', (bytes) => heads(bytes, () => 2 ** 32 - 1)],
  ['markers', (bytes) => repeated(bytes, marker)],
  ['verdicts on one record', (bytes) => repeated(bytes, verdictsEntry(Array<number>(500).fill(start)))],
  ['nothing', (bytes) => [Buffer.alloc(bytes)]],
])('a segment of %s', (_what, make) => {
  const workOn = (bytes: number) => surveyed(Buffer.concat([Buffer.alloc(start), ...make(bytes)]), windowBytes);

  test('is surveyed in a number of small steps that grows with its length', () => {
    const [short, long] = [workOn(20_000), workOn(200_000)];
    expect(long.steps).toBeLessThan(12 * short.steps);
    expect(long.bytesRead).toBeLessThan(12 * short.bytesRead);
    expect(long.mostAtOnce).toBeLessThanOrEqual(2 * windowBytes);
  });
});
