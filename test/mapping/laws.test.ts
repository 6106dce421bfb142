import fc from 'fast-check';
import { isModelCall, toModelEvent } from '../../src/mapping';
import { attributes, logs, span } from '../support/hostile';
import { violations } from '../support/schema';

const options = fc.record({
  logs,
  attributes: fc.option(attributes, { nil: undefined }),
  captureContent: fc.boolean(),
});

test('whatever a span holds, it has a record exactly if it is a model call, and the record is one that the endpoint takes', () => {
  fc.assert(
    fc.property(span, options, (any, given) => {
      const record = toModelEvent(any, { project: 'p', ...given });
      expect(record !== undefined).toBe(isModelCall(any));
      if (record !== undefined) expect(violations(record)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('the same span gives the same record, byte for byte', () => {
  fc.assert(
    fc.property(span, options, (any, given) => {
      expect(JSON.stringify(toModelEvent(any, given))).toBe(JSON.stringify(toModelEvent(any, given)));
    }),
    { numRuns: 20 },
  );
});

test('a span gives the same record after any others', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(span, options), { maxLength: 12 }), (spans) => {
      const recorded = (list: typeof spans) => list.map(([any, given]) => JSON.stringify(toModelEvent(any, given)));
      expect(recorded([...spans].reverse()).reverse()).toEqual(recorded(spans));
    }),
    { numRuns: 12 },
  );
});

test('nothing that a span holds reaches the prototype of all objects', () => {
  fc.assert(
    fc.property(span, options, (any, given) => {
      toModelEvent(any, given);
      expect(Object.keys(Object.prototype)).toEqual([]);
    }),
    { numRuns: 20 },
  );
});
