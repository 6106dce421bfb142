import * as fc from 'fast-check';
import type { SessionStart } from '../../../src/delivery/session-start';
import {
  type Entry,
  entryBytes,
  headBytes,
  isRecordKind,
  marker,
  recordBytes,
  recordHead,
  recordOf,
  updateKind,
  verdictsEntry,
  verdictsKind,
} from '../../../src/delivery/spool/entry';
import { crc32 } from '../../../src/runtime/crc32';

const madeAt = 1_767_225_600_123.5;
const session: SessionStart = {
  id: 's',
  name: 'line\nbreak',
  project: 'é',
  source: undefined,
  startTime: 1,
  userProperties: { id: 'u' },
  metadata: undefined,
};
const written = (entry: Entry): Buffer => Buffer.concat([recordHead(entry, madeAt), entry.bytes]);
const bytes = Buffer.from('{"event_id":"a"}');

const entries = fc.record({
  id: fc.string({ unit: 'binary', maxLength: 50 }).filter((id) => !id.includes('\n')),
  bytes: fc.uint8Array({ maxLength: 200 }).map((array) => Buffer.from(array)),
  kind: fc.constantFrom({}, { session }, { isUpdate: true as const }),
});

test('what is written of a record, with or without its session, or of an update, is read back', () => {
  fc.assert(
    fc.property(entries, ({ id, bytes: json, kind }) => {
      const entry = written({ id, bytes: json, ...kind });
      expect(recordOf(entry)).toEqual({ id, bytes: json, madeAt, ...kind });
      expect(entry.length).toBe(recordBytes({ id, bytes: json, ...kind }));
      expect(entryBytes(entry.subarray(0, headBytes))).toBe(entry.length);
    }),
  );
});

test('files of earlier versions are read: the bytes of an entry are these', () => {
  const body = Buffer.concat([Buffer.alloc(8), Buffer.from('id'), bytes]);
  body.writeDoubleBE(madeAt);
  const checked = Buffer.concat([Buffer.from([0, 0, 0, body.length, 1, 0, 0, 2]), body]);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(checked));
  expect(written({ id: 'id', bytes })).toEqual(Buffer.concat([Buffer.from('f54848fa', 'hex'), sum, checked]));
  const verdicts = Buffer.from([0, 0, 0, 8, 2, 0, 0, 0, 0, 0, 0, 16, 0, 1, 0, 0]);
  sum.writeUInt32BE(crc32(verdicts));
  expect(verdictsEntry([16, 65_536])).toEqual(Buffer.concat([Buffer.from('f54848fa', 'hex'), sum, verdicts]));
});

test.each<[string, Partial<Entry>, number, boolean]>([
  ['a record', {}, 1, true],
  ['a record with its session', { session }, 3, true],
  ['an update', { isUpdate: true }, 4, false],
])('%s is marked as such', (_kind, part, kind, isRecord) => {
  const entry = recordHead({ id: 'a', bytes, ...part }, madeAt);
  expect(entry[12]).toBe(kind);
  expect(isRecordKind(entry[12])).toBe(isRecord);
  expect(entry[12] === updateKind).toBe(part.isUpdate === true);
});

test('verdicts are no record', () => {
  const entry = verdictsEntry([16]);
  expect(entry[12]).toBe(verdictsKind);
  expect(isRecordKind(verdictsKind)).toBe(false);
  expect(recordOf(entry)).toBeUndefined();
});

test('an entry with any byte changed, cut or added is not read', () => {
  const whole = written({ id: 'a', bytes, session });
  fc.assert(
    fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] ?? 0) ^ change;
      expect(recordOf(damaged)).toBeUndefined();
      expect(recordOf(whole.subarray(0, at))).toBeUndefined();
      expect(recordOf(Buffer.concat([whole, Buffer.alloc(change)]))).toBeUndefined();
    }),
    { numRuns: 300 },
  );
});

test('what does not begin as an entry does has no length', () => {
  const head = written({ id: 'a', bytes }).subarray(0, headBytes);
  expect(entryBytes(head)).toBe(recordBytes({ id: 'a', bytes }));
  expect(entryBytes(head.subarray(0, headBytes - 1))).toBeUndefined();
  for (let at = 0; at < marker.length; at += 1) {
    const other = Buffer.from(head);
    other[at] = (other[at] ?? 0) ^ 1;
    expect(entryBytes(other)).toBeUndefined();
  }
});

test('the marker begins and ends with bytes that no text has', () => {
  expect([marker[0], marker[3]].map((byte) => Buffer.from([byte ?? 0]).toString())).toEqual(['\ufffd', '\ufffd']);
});
