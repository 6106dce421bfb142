import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sourceFiles } from './support/import-graph';
import { type RegularExpression, regularExpressionsOf } from './support/regular-expressions';

const writtenAs = ({ source, flags }: RegularExpression): string => `/${source}/${flags}`;

const root = join(__dirname, '..');
const files = sourceFiles(root).map((file) => ({
  file,
  ...regularExpressionsOf(readFileSync(join(root, 'src', file), 'utf8'), file.endsWith('.tsx')),
}));
/** By how each is written. */
const all = new Map(files.flatMap(({ known }) => known.map((one) => [writtenAs(one), one])));

/** Those whose time of a match grows faster than its text, each with a text that shows it. */
function slowOf(expressions: readonly RegularExpression[]): readonly string[] {
  const script = join(__dirname, 'support/slow-texts.cjs');
  const found = execFileSync(process.execPath, [script], { input: JSON.stringify(expressions), encoding: 'utf8' });
  const texts = JSON.parse(found) as readonly (string | null)[];
  return expressions.flatMap((one, index) => (texts[index] === null ? [] : [`${writtenAs(one)}: ${texts[index]}`]));
}

/**
 * Those that the tool has found linear. It takes a minute for all, so it looks at new ones only; `HH_TEST_ALL_EXPRESSIONS=1` has it
 * look at all, and writes the list anew.
 */
const list = join(__dirname, 'support/linear-expressions.json');
const checksAll = process.env['HH_TEST_ALL_EXPRESSIONS'] === '1';
const linear = new Set(checksAll ? [] : (JSON.parse(readFileSync(list, 'utf8')) as readonly string[]));

/** Its repetitions have bounds, which the tool takes for none. */
const bounded = /^\/\(\?<!\\w-\?\)\(\(\?:\[A-Za-z\]\{1,20\} \)\?/;

test('the time of a match of any regular expression grows no faster than its text', () => {
  const written = [...all.keys()].filter((one) => !bounded.test(one));
  expect(slowOf(written.filter((one) => !linear.has(one)).flatMap((one) => all.get(one) ?? []))).toEqual([]);
  if (checksAll) writeFileSync(list, `${JSON.stringify(written.toSorted(), undefined, 2)}\n`);
  else expect([...linear]).toEqual(written.toSorted());
});

test('every regular expression is found, but for those of the schemas, which are where the schemas are, and those of users', () => {
  expect(all.size).toBeGreaterThan(100);
  expect(files.filter(({ unknown }) => unknown > 0).map(({ file }) => file)).toEqual([
    'json/validate-schema.ts',
    'privacy/masks/masks.ts',
  ]);
});

describe('of a source', () => {
  test.each<[string, readonly string[], number?]>([
    ['text.replace(/a+/g, "/b/"); // /c/', ['/a+/g']],
    [`const a = \`\${/a/.source}\``, ['/a/']],
    ["new RegExp('a\\\\d', 'y'); RegExp(`b`)", ['/a\\d/y', '/b/']],
    [`const one = '[^a]'; const all = \`(\${one}*)\`; new RegExp(\`^\${all}$\`, 'u')`, ['/^([^a]*)$/u']],
    [
      `const list = ['a', ...['(b']] as const; new RegExp('^' + list.join('|').replaceAll('(', '(?:') + ')$')`,
      ['/^a|(?:b)$/'],
    ],
    [`new RegExp(given); new RegExp(\`^\${given}$\`)`, [], 2],
    ["const schema = { type: 'string', pattern: '^a$' }", ['/^a$/u']],
  ])('%s, they are %j', (source, written, unknown = 0) => {
    const found = regularExpressionsOf(source);
    expect(found.known.map(writtenAs).toSorted()).toEqual(written);
    expect(found.unknown).toBe(unknown);
  });
});

test('what grows faster is found', () => {
  const slow = [
    '\\S+$', // sought from every place
    '\\/+$',
    '\\/model\\/(.+)\\/converse$', // whose beginning may occur again
    '^(?:a+)+$', // a repetition in another
    '^\\s*(?:,|\\s*)x', // two repetitions of the same
  ];
  const found = slowOf(slow.map((source) => ({ source, flags: '' })));
  expect(found.map((text) => text.split(': ')[0])).toEqual(slow.map((source) => `/${source}/`));
});
