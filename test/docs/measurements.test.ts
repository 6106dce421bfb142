import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { values } from '../../bench/results/node-20.json';

const root = join(__dirname, '../..');
const results: Readonly<Record<string, number>> = values;
const of = (name: string): number => results[name] ?? Number.NaN;

/** What the columns are called in the names of results: of spans, and of installing and loading. */
const columns = [
  ['ours', 'ours'],
  ['otlp-json', 'OTLP JSON'],
  ['langfuse', 'Langfuse'],
] as const;
type Column = (typeof columns)[number];

type Figure = (column: Column) => number;
const micros =
  (part: string): Figure =>
  ([name]) =>
    of(`${part}.${name}.micros`);
const block =
  (part: string): Figure =>
  ([name]) =>
    of(`block.${part}.${name}.ms`);
const start =
  (state: string): Figure =>
  ([, name]) =>
    of(`start.${name} above the SDK${state}.ms`);
const outage: Figure = ([name]) => Math.max(of(`outage.hang.${name}.grownMiB`), of(`outage.refuse.${name}.grownMiB`));
const added =
  (unit: string): Figure =>
  ([, name]) =>
    of(`footprint.${name}.${unit}`);

/** What a row is called, the figures of each cell, and their unit. */
const rows: readonly (readonly [label: string, figures: readonly Figure[], unit: string])[] = [
  [
    'CPU per span of 1 KB / 12 KB / 150 KB, everything included',
    [micros('small'), micros('medium'), micros('large')],
    ' µs',
  ],
  ['CPU per span of an app in which one of ten spans is a model call', [micros('mixed')], ' µs'],
  ['longest block of the event loop, 512 spans of 12 KB / 150 KB', [block('medium'), block('large')], ' ms'],
  ['heap growth in an outage of 60 s, 500 spans of 12 KB per second', [outage], ' MiB'],
  ['added to `span.end()`', [micros('end')], ' µs'],
  ['CPU of an import in addition to the SDK / with an exporter created', [start(''), start(', made')], ' ms'],
  ['packages / MB that installing it adds to an app with an SDK', [added('packages'), added('megabytes')], ''],
];

/** Two significant digits, and all digits before the point. */
const shown = (value: number): string =>
  (value >= 10 ? Math.round(value) : Number(value.toPrecision(2))).toLocaleString('en-US');

/** The least of each figure is bold. */
function row([label, figures, unit]: (typeof rows)[number]): string {
  const cells = columns.map((column) => {
    const cell = figures.map((figure) => {
      const least = Math.min(...columns.map(figure));
      return figure(column) === least ? `**${shown(least)}**` : shown(figure(column));
    });
    return cell.join(' / ') + unit;
  });
  return `| ${label} | ${cells.join(' | ')} |`;
}

test.each(['README.md', 'docs/comparison.md'])(
  'the table of costs in %s has what npm run bench stored; UPDATE_DOCS=1 renews it',
  (name) => {
    const file = join(root, name);
    const table = (): string =>
      /(?<=^\| +\| ours \| OTLP\/HTTP JSON \| Langfuse \|\n\| .*\n)(?:\|.*\n)+/m.exec(
        readFileSync(file, 'utf8'),
      )?.[0] ?? '';
    const labels = table()
      .split('\n')
      .map((line) => line.split(' | ')[0]?.slice(2));
    const expected = rows
      .filter(([label]) => labels.includes(label))
      .map((one) => `${row(one)}\n`)
      .join('');
    if (process.env['UPDATE_DOCS'] === '1')
      writeFileSync(
        file,
        readFileSync(file, 'utf8').replace(table(), () => expected),
      );
    expect(table()).toBe(expected);
    expect(labels.length).toBeGreaterThan(4);
  },
);
