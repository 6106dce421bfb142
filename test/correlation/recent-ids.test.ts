import fc from 'fast-check';
import { RecentIds } from '../../src/correlation/recent-ids';

type Act = readonly [kind: 'add' | 'has' | 'delete', id: string];

const act: fc.Arbitrary<Act> = fc.tuple(fc.constantFrom('add', 'has', 'delete'), fc.constantFrom('a', 'b', 'c'));

test('of few ids, all that were added and not deleted are there, whenever that is asked', () => {
  fc.assert(
    fc.property(fc.array(act), (acts) => {
      const [ids, all] = [new RecentIds(), new Set<string>()];
      for (const [kind, id] of acts) {
        const expected = all[kind](id);
        expect(ids[kind](id)).toBe(kind === 'add' ? undefined : expected);
      }
      for (const [, id] of acts) expect(ids.has(id)).toBe(all.has(id));
    }),
  );
});

test.each([
  ['that is asked for at the end alone', false],
  ['that is asked for in between', true],
])('of many, the latest ten thousand are there, and no more than twice as many: %s', (_when, isAsked) => {
  const ids = new RecentIds();
  for (let n = 0; n < 25_000; n += 1) {
    ids.add(`${n}`);
    if (isAsked && n % 100 === 0) expect(ids.has(`${n}`)).toBe(true);
  }
  for (const n of [15_000, 20_000, 24_999]) expect(ids.has(`${n}`)).toBe(true);
  expect(ids.has('4999')).toBe(false);
  expect(ids.size).toBeLessThanOrEqual(20_000);
  expect([ids.delete('24999'), ids.has('24999'), ids.delete('24999')]).toEqual([true, false, false]);
});

test('an id that was added again is deleted once', () => {
  const ids = new RecentIds();
  ids.add('again');
  for (let n = 0; n < 10_000; n += 1) ids.add(`${n}`);
  ids.add('again');
  expect([ids.delete('again'), ids.has('again')]).toEqual([true, false]);
});
