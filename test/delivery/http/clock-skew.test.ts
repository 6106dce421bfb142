import { clockSkew } from '../../../src/delivery/http/clock-skew';

const now = Date.UTC(2026, 9, 21, 7, 28);
const minute = 60_000;
const dated = (ms: number): string => new Date(now + ms).toUTCString();

describe('a clock that differs from the server’s by more than five minutes', () => {
  test.each<[string, number, string]>([
    ['is behind', 6 * minute, 'is 6 minutes behind HoneyHive’s (2026-10-21T07:34:00.000Z)'],
    ['is ahead', -90 * minute, 'is 90 minutes ahead of HoneyHive’s (2026-10-21T05:58:00.000Z)'],
  ])('%s, which is said with both times', (_rule, ms, expected) => {
    expect(clockSkew(dated(ms), now)).toEqual({
      key: 'clock_skew',
      sentence: `This machine's clock (2026-10-21T07:28:00.000Z) ${expected.replace('’', "'")}. So are event times.`,
    });
  });
});

test.each<[string, string | undefined]>([
  ['a difference of five minutes', dated(5 * minute)],
  ['five minutes the other way', dated(-5 * minute)],
  ['an answer without a date', undefined],
  ['a date that cannot be read', 'yesterday'],
])('nothing is said of %s', (_rule, date) => {
  expect(clockSkew(date, now)).toBeUndefined();
});
