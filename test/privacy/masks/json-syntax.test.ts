import fc from 'fast-check';
import { JsonSyntax } from '../../../src/privacy/masks/json-syntax';
import { jsonTokens } from '../../../src/privacy/masks/json-tokens';

function isJson(text: string): boolean {
  const syntax = new JsonSyntax();
  for (const { text: part, isLiteral } of jsonTokens(text)) {
    if (!(isLiteral ? syntax.takeLiteral(part) : syntax.takeStructure(part))) return false;
  }
  return syntax.isComplete;
}

const isParsed = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const json = fc.json({ noUnicodeString: false });
const spaced = fc
  .tuple(fc.jsonValue(), fc.constantFrom(1, 2, '\t'))
  .map(([value, space]) => JSON.stringify(value, null, space));
const part = fc.constantFrom(
  ...'{}[],:"\\ \n0123456789.-+eEtrufalsn'.split(''),
  'true',
  'null',
  '\\u00e9',
  '\u0000',
  '\u00a0',
  '""',
);

describe('what is JSON', () => {
  test('is what the parser takes: whatever is in it', () => {
    fc.assert(fc.property(fc.oneof(json, spaced), (text) => isJson(text) && isParsed(text)));
  });

  test('and with a part of it replaced, inserted or left out', () => {
    const changed = fc
      .tuple(fc.oneof(json, spaced), fc.nat(), fc.nat(2), fc.oneof(part, fc.constant('')))
      .map(
        ([text, at, length, by]) =>
          text.slice(0, at % (text.length + 1)) + by + text.slice((at % (text.length + 1)) + length),
      );
    fc.assert(
      fc.property(changed, (text) => isJson(text) === isParsed(text)),
      { numRuns: 3000 },
    );
  });

  test('and of parts in any order', () => {
    const parts = fc.array(part, { maxLength: 8 }).map((found) => found.join(''));
    fc.assert(
      fc.property(parts, (text) => isJson(text) === isParsed(text)),
      { numRuns: 3000 },
    );
  });

  test('however long its parts are', () => {
    const long = JSON.stringify([...Array(20_000).keys(), 'x'.repeat(50_000), { a: [...Array(20_000).fill(null)] }]);
    for (const text of [long, `${long} `, `[${long},${long}]`]) expect(isJson(text)).toBe(true);
    for (const text of [`${long}]`, `[${long}`, long.slice(0, -1), long.replace('9999,', '9999,,')])
      expect(isJson(text)).toBe(false);
  });
});
