import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Option } from '../../src/config/option-parsers';
import { optionTable } from '../../src/config/option-table';

const root = join(__dirname, '../..');
const file = join(root, 'docs/options.md');
const page = (): string => readFileSync(file, 'utf8');
const options = Object.entries<Option<unknown>>(optionTable);

/** By option: the comment above its entry, without the `@default` that ends it. */
const comments: ReadonlyMap<string, { readonly meaning: string; readonly shownDefault: string | undefined }> = new Map(
  [
    ...readFileSync(join(root, 'src', 'config', 'option-table.ts'), 'utf8').matchAll(
      /^ {2}\/\*\*((?:(?!\*\/).)+)\*\/\n {2}(\w+):/gms,
    ),
  ].map(([, comment = '', name = '']) => {
    const [meaning = '', shownDefault] = comment.replaceAll(/\s+(?:\* )?/g, ' ').split('@default');
    return [name, { meaning: meaning.trim(), shownDefault: shownDefault?.trim() }];
  }),
);

const row = ([name, { env }]: (typeof options)[number]): string => {
  const { meaning, shownDefault = '–' } = comments.get(name) ?? {};
  const variables = env.length === 0 ? '–' : env.map((variable) => `\`${variable}\``).join(', ');
  const codedDefault = shownDefault.replace(/^(?:'.*'|\d+|true|false|\{\}|\[\])/, '`$&`');
  return `| \`${name}\` | ${variables} | ${codedDefault} | ${meaning} |`;
};

/** A value as code has it, and in larger units where the name of the option has a unit. */
const literal = (name: string, value: unknown): string => {
  if (typeof value !== 'number') return typeof value === 'string' ? `'${value}'` : JSON.stringify(value);
  if (name.endsWith('Ms')) return `${value} (${value / 1000} s)`;
  if (!name.endsWith('Bytes')) return String(value);
  return `${value} (${value % 2 ** 20 === 0 ? `${value / 2 ** 20} MiB` : `${value / 1024} KiB`})`;
};

test.each(options)('the comment of the option %s has a meaning and the default of its entry', (name, { fallback }) => {
  expect(comments.get(name)?.meaning).toMatch(/\.$/);
  if (fallback !== undefined) expect(comments.get(name)?.shownDefault).toBe(literal(name, fallback));
});

test('docs/options.md lists every option as the code defines it, in the same order; UPDATE_DOCS=1 renews the table', () => {
  const header = ['| option | variable | default | meaning |', '| --- | --- | --- | --- |'];
  const expected = [...header, ...options.map(row)].join('\n');
  const table = (): string => /^\| option \|.*?(?=\n\n)/ms.exec(page())?.[0] ?? '';
  if (process.env['UPDATE_DOCS'] === '1')
    writeFileSync(
      file,
      page().replace(table(), () => expected),
    );
  expect(table()).toBe(expected);
});
