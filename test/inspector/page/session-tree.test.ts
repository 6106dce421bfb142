import fc from 'fast-check';
import { extentOf, linesOf } from '../../../src/inspector/page/tree/build-tree';
import type { CallRow } from '../../../src/inspector/page-api';
import { kept } from './kept';

const row = (id: string, parentId = '', change: Partial<CallRow> = {}): CallRow => ({
  ...kept({ event_id: id, event_type: 'chain' }, 'v1').row,
  ...{ parentId, startTime: Number(id) || 0, duration: 10 },
  ...change,
});
const shown = (rows: readonly CallRow[], ...closed: readonly string[]): readonly string[] =>
  linesOf(rows, new Set(closed)).map(({ key, level }) => `${level} ${key}`);

test('events stand below the ones around them, by time', () => {
  const rows = [row('3', '1'), row('2', '1'), row('1'), row('4', '2')];
  expect(shown(rows)).toEqual(['1 1', '2 2', '3 4', '2 3']);
  expect(shown(rows, '2')).toEqual(['1 1', '2 2', '2 3']);
  expect(linesOf(rows, new Set())).toMatchObject([
    { position: 1, siblings: 1, hasChildren: true },
    { position: 1, siblings: 2, hasChildren: true },
    { position: 1, siblings: 1, hasChildren: false },
    { position: 2, siblings: 2, hasChildren: false },
  ]);
});

test('traces stand around their events where a session has several', () => {
  const rows = [row('1', '', { traceId: 'a' }), row('2', '', { traceId: 'a' }), row('3', '', { traceId: 'b' })];
  expect(shown(rows)).toEqual(['1 trace:a', '2 1', '2 2', '1 3']);
  expect(linesOf(rows, new Set())[0]).toMatchObject({ events: 2, row: undefined });
  expect(shown(rows.slice(0, 2))).toEqual(['1 1', '1 2']);
});

test('every event stands in the tree once, whatever the parents are', () => {
  const id = fc.integer({ min: 0, max: 12 }).map(String);
  const rows = fc.uniqueArray(fc.tuple(id, id), { selector: ([own]) => own, maxLength: 12 });
  fc.assert(
    fc.property(rows, (pairs) => {
      const lines = linesOf(
        pairs.map(([own, parent]) => row(own, parent)),
        new Set(),
      );
      expect(lines.map(({ key }) => key).sort()).toEqual(pairs.map(([own]) => own).sort());
    }),
  );
});

test('a chain of 10,000 events in each other is a tree, too', () => {
  const rows = Array.from({ length: 10_000 }, (_, index) => row(String(index + 1), String(index)));
  expect(linesOf(rows, new Set())).toHaveLength(10_000);
});

test('the time of a session is that of its events, and never nothing', () => {
  expect(extentOf([row('5'), row('9')])).toEqual({ from: 5, to: 19 });
  expect(extentOf([])).toEqual({ from: 0, to: 1 });
  expect(extentOf([row('7', '', { duration: 0 })])).toEqual({ from: 7, to: 8 });
});
