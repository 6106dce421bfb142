import fc from 'fast-check';
import { toModelEvent } from '../../../src/mapping';
import { dialects } from '../../../src/mapping/dialects';
import { chatSpan } from '../../support/call';
import { cpuMs, growth, linear } from '../../support/growth';

/** All attributes that some dialect reads by their names. */
const names = [
  ...new Set(
    dialects.flatMap(({ reads }) =>
      Object.values(reads).flatMap(({ sources }) =>
        sources.flatMap(({ from, name }) => (from === 'attribute' ? [name] : [])),
      ),
    ),
  ),
];

/** Where text that is not what it seems begins, and what it goes on with. */
const beginnings = [
  '',
  '[',
  '{"a":"',
  '"',
  '[{"role":"user","content":"',
  `${'['.repeat(500)}`,
  'data:image/png;base64,',
];
const units = [
  ...[
    '[',
    '[]',
    '{"a":',
    '{},',
    '"',
    '\\"',
    '\\\\',
    'a.',
    'a/',
    ' ',
    '\n',
    '\r',
    '=',
    'A',
    '0,',
    '-',
    'é',
    '😀',
    '\ud83d',
  ],
  ...[
    '{"role":"user","content":"a"},',
    "{'a': 1}, ",
    '<think>',
    'data:a/b;base64,',
    'at a.b (c:1:2)\n',
    '{{a}}',
    'null,',
  ],
];

/** So little is not worth measuring once more. */
const shortMs = 12;

test('no reader takes superlinear time, whatever the text of its attribute', () => {
  const cases = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...beginnings), fc.constantFrom(...units));
  fc.assert(
    fc.property(cases, ([name, beginning, unit]) => {
      const prepare = (size: number) => {
        const text = Buffer.from(beginning + unit.repeat(size / unit.length)).toString();
        const span = chatSpan({ [name]: text });
        return () => toModelEvent(span);
      };
      if (cpuMs(prepare(100_000)) > shortMs) expect(growth(prepare, 3000)).toBeLessThanOrEqual(linear);
    }),
  );
});
