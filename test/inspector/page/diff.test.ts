import fc from 'fast-check';
import { diffTexts, type Run } from '../../../src/inspector/page/compare/diff';

const sideOf = (runs: readonly Run[], without: Run['kind']): string =>
  runs
    .filter(({ kind }) => kind !== without)
    .map(({ text }) => text)
    .join('');

test('lines that differ are compared word by word', () => {
  expect(diffTexts('one\ntwo small words\nthree', 'one\ntwo large words\nthree')).toEqual([
    { kind: 'same', text: 'one\n' },
    { kind: 'same', text: 'two ' },
    { kind: 'removed', text: 'small' },
    { kind: 'added', text: 'large' },
    { kind: 'same', text: ' words\n' },
    { kind: 'same', text: 'three' },
  ]);
});

const word = fc.constantFrom('a', 'b', 'ab', ' ', '\n', '.', 'é', '');
const text = fc.array(word, { maxLength: 40 }).map((words) => words.join(''));

test('each side is whole again without what only the other has', () => {
  fc.assert(
    fc.property(text, text, (before, after) => {
      const runs = diffTexts(before, after);
      expect(sideOf(runs, 'added')).toBe(before);
      expect(sideOf(runs, 'removed')).toBe(after);
    }),
  );
});

test('texts too long to compare are replaced but for their equal ends', () => {
  const lines = (name: string) => Array.from({ length: 3000 }, (_, index) => `${name} ${index}\n`).join('');
  const runs = diffTexts(`start\n${lines('a')}end`, `start\n${lines('b')}end`);
  expect(runs.map(({ kind }) => kind)).toEqual(['same', 'removed', 'added', 'same']);
});

test('a text of a million characters without a space is compared', () => {
  const [before, after] = ['x', 'y'].map((char) => char.repeat(1_000_000));
  expect(diffTexts(before ?? '', after ?? '')).toHaveLength(2);
});
