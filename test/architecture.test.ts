import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import manifest from '../package.json';
import { withDrawing } from './support/architecture-drawing';
import { circlesOf, graphOf } from './support/circles';
import { flow, lowest } from './support/flow';
import { type Import, type ImportLists, importLists, importsOf, keyOf, sourceFiles } from './support/import-graph';
import { type Syntax, syntaxOf } from './support/syntax';

const root = join(__dirname, '..');
const maxLoose = { root: 8, folder: 20 };
const maxLines = { file: 300, function: 60 };
const maxPrivateWords = 20;

const files = sourceFiles(root);
const textOf = new Map(files.map((file) => [file, readFileSync(join(root, 'src', file), 'utf8')]));
const syntax = new Map([...textOf].map(([file, text]) => [file, syntaxOf(text, file.endsWith('.tsx'))]));

/** The folder below `src`, or the file if it lies in none. */
const topOf = (path: string): string => path.split('/')[0] ?? path;
const isOurs = (path: string): boolean => textOf.has(path);
const isRoot = (path: string): boolean => !path.includes('/');
const isIn =
  (...folders: readonly string[]) =>
  (path: string): boolean =>
    folders.some((folder) => path === folder || path.startsWith(`${folder}/`));

const isPure = isIn('mapping', 'json', 'providers', 'privacy');

/** Entries are above everything. */
function heightOf(path: string): number {
  const place = [lowest, ...Object.keys(flow)].indexOf(topOf(path));
  return place === -1 ? Number.POSITIVE_INFINITY : place;
}

/** A dialect is a file or a folder; `index.ts` lists all, and `dialect.ts` is their type. */
const dialectOf = (path: string): string | undefined =>
  /^mapping\/dialects\/(?!index\.ts|dialect\.ts)([^/]+)/.exec(path)?.[1];

describe('imports, types included,', () => {
  let lists: ImportLists;
  let imports: readonly Import[];

  beforeAll(async () => {
    lists = await importLists(root);
    imports = importsOf(lists);
  });

  const offenders = (isBroken: (one: Import) => boolean): readonly string[] => imports.filter(isBroken).map(keyOf);

  test('that the bundler finds among our files are all listed by the compiler', () => {
    const listed = new Set(lists.compiler.map(keyOf));
    const found = lists.bundler.filter(({ to }) => isOurs(to)).map(keyOf);
    expect(found.length).toBeGreaterThan(100);
    expect(found.filter((one) => !listed.has(one))).toEqual([]);
  });

  test('make no circle among files', () => {
    const arrows = imports.filter(({ to }) => isOurs(to)).map(({ from, to }) => [from, to] as const);
    expect(circlesOf(graphOf(arrows))).toEqual([]);
  });

  test('make no circle among the folders and files directly below src', () => {
    const arrows = imports.filter(({ to }) => isOurs(to)).map(({ from, to }) => [topOf(from), topOf(to)] as const);
    expect(circlesOf(graphOf(arrows.filter(([from, to]) => from !== to)))).toEqual([]);
  });

  test('never run up the flow', () => {
    expect(offenders(({ from, to }) => isOurs(to) && heightOf(from) < heightOf(to))).toEqual([]);
  });

  test('are drawn in docs/architecture.md as they are: `npm run docs:architecture` renews the drawing', () => {
    const page = readFileSync(join(root, 'docs/architecture.md'), 'utf8');
    expect(page).toBe(withDrawing(page, imports));
  });

  const inInspector = isIn('inspector');
  const isPublicApi = (name: string): boolean =>
    Object.keys(manifest.peerDependencies).includes(name.replace(/\/package\.json$/, ''));
  const inPage = isIn('inspector/page');
  /** What is bundled into the page, and so installed with it by nobody. */
  const isOfPage = (name: string): boolean => /^(?:preact|uplot|marked)(?:\/|$)/.test(name);

  test.each<[rule: string, isBroken: (one: Import) => boolean]>([
    [
      'from mapping lead only to mapping, json, providers, privacy, and the guard and the steps of runtime',
      ({ from, to }) =>
        isIn('mapping')(from) && isOurs(to) && !isPure(to) && !/^runtime\/(?:guarded|steps)\.ts$/.test(to),
    ],
    [
      'from mapping, json, providers and privacy take only types of OpenTelemetry',
      ({ from, to, isType }) => isPure(from) && to.startsWith('@opentelemetry/') && !isType,
    ],
    [
      'never lead from one dialect to another',
      ({ from, to }) => {
        const [one, other] = [dialectOf(from), dialectOf(to)];
        return one !== undefined && other !== undefined && one !== other;
      },
    ],
    [
      'from delivery lead only to delivery, observability, runtime and json',
      ({ from, to }) =>
        isIn('delivery')(from) && isOurs(to) && !isIn('delivery', 'observability', 'runtime', 'json')(to),
    ],
    [
      'from wire lead only to wire, runtime, json, providers and privacy',
      ({ from, to }) =>
        isIn('wire')(from) && isOurs(to) && !isIn('wire', 'runtime', 'json', 'providers', 'privacy')(to),
    ],
    [
      'to the inspector come only from the command',
      ({ from, to }) => inInspector(to) && !inInspector(from) && from !== 'cli.ts',
    ],
    ['to the relay come only from the command', ({ from, to }) => isIn('relay')(to) && !isIn('relay', 'cli.ts')(from)],
    [
      'from the inspector take only types, JSON, the schemas of records, the decoder of OTLP and the version',
      ({ from, to, isType }) =>
        inInspector(from) &&
        isOurs(to) &&
        !inInspector(to) &&
        !isType &&
        !isIn('json', 'mapping/record', 'otlp', 'version.ts')(to),
    ],
    [
      "from the inspector's page lead only to the page, or take types of what its API sends",
      ({ from, to, isType }) =>
        inPage(from) && isOurs(to) && !inPage(to) && !(isType && /^(?:inspector\/page-api|json\/json)\.ts$/.test(to)),
    ],
    ["to the inspector's page come only from the page", ({ from, to }) => inPage(to) && !inPage(from)],
    [
      'of packages are of peers: of no OpenTelemetry SDK, not even of its types',
      ({ from, to }) => !isOurs(to) && !to.startsWith('node:') && !isPublicApi(to) && !(inPage(from) && isOfPage(to)),
    ],
    [
      'of network modules come only from what opens connections (delivery/http, inspector, relay/accept), takes them from child processes (zero-code/children), observes them (wire/taps) or shows that a process lives (delivery/spool)',
      ({ from, to, isType }) =>
        /^node:(?:http|https|http2|net|tls|dns|dgram)(?:\/|$)/.test(to) &&
        !isType &&
        !isIn('delivery/http', 'delivery/spool', 'wire/taps', 'inspector', 'relay/accept', 'zero-code/children')(from),
    ],
    [
      "of node:fs come only from the spool, the inspector, the doctor, the relay's queue, the command and what writes log lines",
      ({ from, to }) =>
        /^node:fs(?:\/|$)/.test(to) &&
        !isIn('delivery/spool', 'doctor', 'inspector', 'relay/queue', 'cli.ts', 'runtime/stderr.ts')(from),
    ],
  ])('%s', (_rule, isBroken) => {
    expect(offenders(isBroken)).toEqual([]);
  });
});

/** The files that a rule is broken by. */
const filesWhere = (isBroken: (syntax: Syntax, file: string) => boolean): readonly string[] =>
  [...syntax].filter(([file, each]) => isBroken(each, file)).map(([file]) => file);

describe('of what Node offers,', () => {
  test.each<[rule: string, name: RegExp, isAllowed: (file: string) => boolean]>([
    [
      'mapping and what it imports have no clock, no dice and no environment',
      /^(?:Date\.now|new Date\(\)|performance|Math\.random|random[A-Z]\w*|process|globalThis)$/,
      (file) => !isPure(file),
    ],
    [
      'delivery measures time by a clock that cannot be set, except against the server and on the disk',
      /^(?:Date\.now|new Date\(\))$/,
      (file) => !isIn('delivery')(file) || isIn('delivery/http', 'delivery/spool')(file),
    ],
    [
      'delivery is given its dice, except for the names of the spool',
      /^(?:Math\.random|random[A-Z]\w*)$/,
      (file) => !isIn('delivery')(file) || isIn('delivery/spool')(file),
    ],
    [
      'the environment is read where something starts, and for proxies',
      /^process\.env$/,
      (file) => isRoot(file) || isIn('zero-code', 'otel', 'delivery/http', 'inspector')(file),
    ],
    [
      'the process is listened to, written from and ended by entries, zero-code, the inspector and runtime',
      /^process\.(?:on|once|addListener|prependListener|exit|exitCode|kill|abort|stdin|stdout|stderr|argv)$/,
      (file) => isRoot(file) || isIn('zero-code', 'inspector', 'runtime')(file),
    ],
    ['the console is written to by the command alone', /^console$/, (file) => file === 'cli.ts'],
  ])('%s', (_rule, pattern, isAllowed) => {
    const isBroken = ({ names }: Syntax, file: string): boolean =>
      !isAllowed(file) && [...names].some((name) => pattern.test(name));
    expect(filesWhere(isBroken)).toEqual([]);
  });
});

describe('where a file lies', () => {
  test('every folder below src has its place in the flow', () => {
    const folders = [...new Set(files.filter((file) => !isRoot(file)).map(topOf))];
    expect(folders.toSorted()).toEqual(Object.keys(flow).toSorted());
  });

  test(`at the root of src are entries and what they share, ${maxLoose.root} files at most`, () => {
    const published = [...Object.values(manifest.exports), ...Object.values(manifest.bin)];
    const paths = published.map((each) => (typeof each === 'string' ? each : each.default));
    const entries = paths.map((path) => `${/([\w-]+)\.js$/.exec(path)?.[1]}.ts`);
    const loose = files.filter(isRoot);
    expect(loose.filter((file) => ![...entries, lowest, 'to-model-event.ts'].includes(file))).toEqual([]);
    expect(loose.length).toBeLessThanOrEqual(maxLoose.root);
  });

  test(`no folder has more than ${maxLoose.folder} loose files, dialects not counted, of which each is one`, () => {
    const folders = [...new Set(files.map((file) => dirname(file)))];
    const looseIn = (folder: string): number =>
      files.filter((file) => dirname(file) === folder && dialectOf(file) === undefined).length;
    expect(folders.filter((folder) => looseIn(folder) > maxLoose.folder)).toEqual([]);
  });

  test('no file is called util, helper, common, misc or shared', () => {
    expect(files.filter((file) => /^(?:utils?|helpers?|common|misc|shared)\b/.test(basename(file)))).toEqual([]);
  });
});

describe('how the source reads', () => {
  test(`no file has more than ${maxLines.file} lines`, () => {
    const linesOf = (text: string): number => text.split('\n').length - 1;
    expect([...textOf].filter(([, text]) => linesOf(text) > maxLines.file).map(([file]) => file)).toEqual([]);
  });

  test(`no function has more than ${maxLines.function} lines`, () => {
    const long = [...syntax].flatMap(([file, { functions }]) =>
      functions.filter(({ lines }) => lines > maxLines.function).map(({ line }) => `${file}:${line}`),
    );
    expect(long).toEqual([]);
  });

  test('there is no any', () => {
    expect(filesWhere(({ hasAny }) => hasAny)).toEqual([]);
  });

  test('nothing is re-exported wholesale', () => {
    expect(filesWhere(({ exportsAll }) => exportsAll)).toEqual([]);
  });

  test('nothing is extended but Error, and what puts a private field on a span of the app', () => {
    const isAllowed = (parent: string, file: string): boolean => parent === 'Error' || file === 'context/span-start.ts';
    expect(filesWhere(({ parents }, file) => parents.some((parent) => !isAllowed(parent, file)))).toEqual([]);
  });

  test('nothing is unfinished, and no check is switched off', () => {
    const marks = /\b(?:TODO|FIXME|XXX)\b|@ts-(?:ignore|expect-error|nocheck)|biome-ignore/;
    expect([...textOf].filter(([, text]) => marks.test(text)).map(([file]) => file)).toEqual([]);
  });

  test(`at most ${maxPrivateWords} words are left of a private language that readers stumbled over`, () => {
    const used = [...textOf]
      .map(([file, text]) => ({ file, words: privateWordsIn(text) }))
      .filter(({ words }) => words.length > 0);
    const count = used.reduce((sum, { words }) => sum + words.length, 0);
    expect(count > maxPrivateWords ? used.map(({ file, words }) => `${file}: ${words.join(' ')}`) : []).toEqual([]);
  });

  test('a function is measured from its first line to its last', () => {
    const source = '// é, two bytes\n\nclass A {\n  run(\n  ) {\n    return 1;\n  }\n}\nconst f = () =>\n  2;\n';
    const measured = syntaxOf(source).functions.toSorted((one, other) => one.line - other.line);
    expect(measured).toEqual([
      { line: 4, lines: 4 },
      { line: 9, lines: 2 },
    ]);
  });
});

const privateWord = /^(?:told|tells?|witness(?:es|ed)?|heard|nobody|somebody|whoever|patience|errands?|guests?)$/i;

/** Also where they are parts of a name: `patienceMs`, `isTold`. */
const privateWordsIn = (text: string): readonly string[] =>
  (text.match(/[A-Z]?[a-z]+/g) ?? []).filter((word) => privateWord.test(word));

describe('the documents', () => {
  const decisions = readdirSync(join(root, 'docs/decisions')).map((name) => `docs/decisions/${name}`);

  test.each(['CONTRIBUTING.md', 'docs/architecture.md', ...decisions])('%s names only files that exist', (page) => {
    const named = readFileSync(join(root, page), 'utf8').matchAll(
      /`((?:src|test|docs|bench|examples|\.ci)\/[^`\s]*)`/g,
    );
    const paths = [...named].map(([, path = '']) => path).filter((path) => !/[<*…]/.test(path));
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
  });
});
