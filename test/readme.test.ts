import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Field, fields } from '../src/config/config';

const readme = readFileSync(join(__dirname, '..', 'README.md'), 'utf8');

const shown = (value: unknown, unit: string | undefined): string => {
  if (value === undefined) return '–';
  if (unit === 'bytes' && Number(value) % 2 ** 20 === 0) return `${Number(value) / 2 ** 20} MiB`;
  if (unit === 'ms') return Number(value) >= 60_000 ? `${Number(value) / 60_000} min` : `${Number(value) / 1000} s`;
  return typeof value === 'object' ? 'none' : `\`${String(value)}\``;
};

const row = ([name, field]: [string, Field<unknown>]): string => {
  const variables = field.env.length === 0 ? '–' : field.env.map((variable) => `\`${variable}\``).join(', ');
  return `| \`${name}\` | ${variables} | ${shown(field.fallback, field.unit)} | ${field.says} |`;
};

test('the README has every option as the code defines it, in the same order', () => {
  const table = [
    '| option | variable | default | meaning |',
    '| --- | --- | --- | --- |',
    ...Object.entries(fields).map(row),
  ];
  const start = readme.indexOf(table[0] ?? '');
  const actual = readme.slice(start, readme.indexOf('\n\n', start)).split('\n');
  expect(actual).toEqual(table);
});

test('the README names only files that exist', () => {
  const links = [...readme.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map(([, path]) => path ?? '');
  for (const path of links) expect(() => readFileSync(join(__dirname, '..', path))).not.toThrow();
});
