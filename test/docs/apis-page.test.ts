import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { places } from '../../src/wire/apis/paths';
import { nameOf, operations, versionOf } from '../matrix/apis/operations';
import { rows } from '../wire/apis/tables';
import { firstApis } from '../wire/apis/tables/first';
import { exchangesOf, factsOf, type Row } from '../wire/apis/tables/row';

const file = join(__dirname, '../../docs/apis.md');
const page = (): string => readFileSync(file, 'utf8');

const kinds = ['text', 'image', 'audio', 'video', 'document', 'call', 'ranking', 'results'] as const;

/** Of what kind the words of a part are, as `factsOf` writes them. */
function kindOf(words: string): (typeof kinds)[number] {
  const [media] = /^(?:image|audio|video|document)(?=(?:\/[\w.+-]+)?: )/.exec(words) ?? [];
  if (media !== undefined) return media as (typeof kinds)[number];
  if (words.startsWith('call ')) return 'call';
  if (words.startsWith('[{"index"')) return 'ranking';
  return /^[[{]/.test(words) ? 'results' : 'text';
}

const listed = (all: readonly string[]): string => [...new Set(all)].join(', ') || '–';

/** What has no name in the conventions stands under `details`, by its own. */
function usageOf(row: Row): string {
  const [exchange] = exchangesOf(row);
  const names = Object.keys(exchange === undefined ? {} : (factsOf(exchange).attributes ?? {}));
  const counts = names.filter((name) => name.startsWith('usage.'));
  const own = counts.flatMap((name) => /^usage\.details\.(.*)$/.exec(name)?.[1] ?? []);
  return listed([...(counts.length > own.length ? ['tokens'] : []), ...own.map((name) => `\`${name}\``)]);
}

/** Those by which it is tried in test/apps/apis. */
const sdksOf = (api: string): string =>
  listed(
    operations.flatMap((each) => (each.api === api ? each.sdks.map((sdk) => `${nameOf(sdk)} ${versionOf(sdk)}`) : [])),
  );

const cell = (text: string): string => text.replaceAll('|', '\\|');
const code = (paths: string): string =>
  paths
    .split(', ')
    .map((path) => (/^[\w/.:{…}-]+$|@/.test(path) ? `\`${path}\`` : path))
    .join(', ');

const firstRows = firstApis.map(({ api, names, sdks }) => {
  const paths = names.flatMap((name) => {
    const { ends, later } = places[name];
    return ends.length > 0
      ? ends
      : [
          String(later?.source)
            .replaceAll('\\/', '/')
            .replaceAll(/\[\^\/\]\+/g, '{id}')
            .replaceAll(/\(\?:\w+\)\?/g, '')
            .replace('$', ''),
        ];
  });
  return `| ${api} | ${listed(paths.map((path) => `\`${cell(path)}\``))} | ${sdks} |`;
});

const others = rows
  .filter(({ isVariant }) => isVariant !== true)
  .map((row) => {
    const { input, output, operation } = row.facts;
    return [
      row.api,
      code(row.path),
      sdksOf(row.api),
      `\`${operation}\``,
      listed(input.map(kindOf)),
      listed(output.map(kindOf)),
      usageOf(row),
      row.not ?? '–',
    ].map(cell);
  })
  .map((cells) => `| ${cells.join(' | ')} |`);

const tables = [
  ['| API | path ends in | tried with |', '| --- | --- | --- |', ...firstRows],
  [
    '| API | path | tried with | operation | sent | answered | usage | not recorded |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...others,
  ],
].map((lines) => lines.join('\n'));

test('docs/apis.md lists every API as the tables of the tests have it; UPDATE_DOCS=1 renews the page', () => {
  const found = (): readonly string[] => page().match(/^\| API \|.*?(?=\n\n)/gms) ?? [];
  if (process.env['UPDATE_DOCS'] === '1') {
    const renewed = found().reduce((text, table, index) => text.replace(table, () => tables[index] ?? ''), page());
    writeFileSync(file, renewed);
  }
  expect(found()).toEqual(tables);
});

test('no place is listed twice', () => {
  const names = firstApis.flatMap((each) => each.names);
  expect(names).toEqual([...new Set(names)]);
});

test('every place at which an API is asked has a row', () => {
  const asked = rows.flatMap(({ url, asked: later = [] }) => [
    url,
    ...later.map(([each]) => each.replace('POST ', '')),
  ]);
  const urls = asked.map((url) => new URL(url));
  const isTried = (name: keyof typeof places): boolean => {
    const { ends, within, hosts = [], later } = places[name];
    return urls.some(
      ({ pathname, host }) =>
        ends.some((ending) => pathname.endsWith(ending)) ||
        within?.test(pathname) === true ||
        later?.test(pathname) === true ||
        hosts.some((each) => host.endsWith(each)),
    );
  };
  const known = new Set<string>(firstApis.flatMap(({ names }) => names));
  const names = Object.keys(places) as (keyof typeof places)[];
  expect(names.filter((name) => !known.has(name) && !isTried(name))).toEqual([]);
});
