import fc from 'fast-check';
import { eventId, uuidOf } from '../../../src/mapping/record/ids';

const traceId = fc.stringMatching(/^[0-9a-f]{32}$/);
const spanId = fc.stringMatching(/^[0-9a-f]{16}$/);

test('an event id is a UUID of version 4, whatever the ids of the span', () => {
  fc.assert(
    fc.property(fc.oneof(traceId, fc.string()), fc.oneof(spanId, fc.string()), (trace, span) => {
      expect(eventId(trace, span)).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    }),
  );
});

test('a span always has the same event id', () => {
  expect(eventId('4ee3a3296af92bb89bc85d7fd0c5b843', '2277deeaf81d77e6')).toBe('c85d7fd0-c5b8-4432-b277-deeaf81d77e6');
});

test('two spans of one trace never have the same event id', () => {
  fc.assert(
    fc.property(traceId, spanId, fc.nat(15), fc.integer({ min: 1, max: 15 }), (trace, span, at, change) => {
      const digit = (Number.parseInt(span.charAt(at), 16) ^ change).toString(16);
      const other = span.slice(0, at) + digit + span.slice(at + 1);
      expect(eventId(trace, other)).not.toBe(eventId(trace, span));
    }),
  );
});

test('traces that differ in their last 14 digits have different event ids, even for the same span id', () => {
  fc.assert(
    fc.property(
      traceId,
      spanId,
      fc.integer({ min: 18, max: 31 }),
      fc.integer({ min: 1, max: 15 }),
      (trace, span, at, change) => {
        const digit = (Number.parseInt(trace.charAt(at), 16) ^ change).toString(16);
        const other = trace.slice(0, at) + digit + trace.slice(at + 1);
        expect(eventId(other, span)).not.toBe(eventId(trace, span));
      },
    ),
  );
});

test.each([
  ['a UUID is itself', 'c0ffee00-1234-4abc-8def-0123456789ab', 'c0ffee00-1234-4abc-8def-0123456789ab'],
  ['a UUID is written in lower case', 'C0FFEE00-1234-4ABC-8DEF-0123456789AB', 'c0ffee00-1234-4abc-8def-0123456789ab'],
  ['any other name becomes its UUID of version 5', 'http://python.org/', '4c565f0d-3f5a-5890-b41b-20cf47701c5e'],
])('of session names: %s', (_rule, name, expected) => {
  expect(uuidOf(name)).toBe(expected);
});
