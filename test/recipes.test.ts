import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '..');
const page = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
let copy: string;

/** The section of the page that has this title, up to the next one. */
const recipe = (title: string): string => page.split(`### ${title}\n`)[1]?.split(/^##/m)[0] ?? '';

/** Its snippets, in their order. */
const snippets = (title: string): readonly string[] =>
  [...recipe(title).matchAll(/^```ts\n(.*?)^```$/gms)].map(([, snippet = '']) => snippet);

/** The file or folder of the source that it names first, its list, and its paths. */
function places(title: string): { readonly first: string; readonly list: string; readonly paths: string } {
  const named = [...recipe(title).matchAll(/`(src\/[^`]+)`/g)].map(([, path = '']) => path);
  const ending = (name: string): string => named.find((path) => path.endsWith(name)) ?? '';
  return { first: named[0] ?? '', list: ending('/index.ts'), paths: ending('/paths.ts') };
}

const read = (path: string): string => readFileSync(join(copy, path), 'utf8');

/** Paths of the files that the recipes have added or changed. */
const changed = new Set<string>();

function write(path: string, text: string): void {
  mkdirSync(dirname(join(copy, path)), { recursive: true });
  writeFileSync(join(copy, path), text);
  changed.add(path);
}

function create(path: string, text: string): void {
  expect(existsSync(join(copy, path))).toBe(false);
  write(path, text);
}

/** Adds a snippet as the last item of a list or table that starts so. */
function addTo(path: string, start: string, snippet: string): void {
  const text = read(path);
  const end = text.slice(text.indexOf(start)).search(/^[\]}]/m);
  expect(text).toContain(start);
  const at = text.indexOf(start) + end;
  write(path, text.slice(0, at) + snippet + text.slice(at));
}

function addImport(path: string, snippet: string): void {
  write(path, snippet + read(path));
}

/** Runs a program of Node in the copy, and returns what it prints. */
const run = (...args: readonly string[]): string =>
  execFileSync(process.execPath, args, {
    cwd: copy,
    encoding: 'utf8',
    stdio: 'pipe',
    env: { ...process.env, UPDATE_DOCS: '1' },
  });

/** Not these: large, or made, and of no use to what runs in the copy. */
const leftOut = ['.git', 'node_modules', 'dist', 'test/apps', 'test/fixtures', 'test/matrix'];

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'honeyhive-recipes-'));
  cpSync(root, copy, {
    recursive: true,
    filter: (path) => !leftOut.includes(relative(root, path).replaceAll('\\', '/')),
  });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');

  const [option = ''] = snippets('An option');
  addTo(places('An option').first, 'export const optionTable', option);

  const [dialect = '', dialectImport = '', dialectLine = ''] = snippets('A dialect');
  const dialects = places('A dialect');
  create(`${dialects.first}/acme.ts`, dialect);
  addImport(dialects.list, dialectImport);
  addTo(dialects.list, 'export const dialects', dialectLine);

  const [api = '', apiPlace = '', apiReaders = ''] = snippets('A model API');
  const apis = places('A model API');
  create(`${apis.first}/acme/ask.ts`, api);
  addTo(apis.paths, 'export const places', apiPlace);
  addTo(apis.list, 'const readers', apiReaders);
});

afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** What the additions do, as one program finds in the copy. */
const program = `
  import { resolveConfig } from './src/config/config';
  import { toModelEvent } from './src/to-model-event';
  import { mayBeModelCall } from './src/wire/apis/paths';
  import { readExchange, recordingOf, streamOf } from './test/wire/support/recordings';

  const timeout = (env: Record<string, string>) => resolveConfig({}, env, () => {}).idleTimeoutMs;
  const record = toModelEvent({
    name: 'ask',
    spanContext: () => ({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' }),
    startTime: [1_700_000_000, 0],
    endTime: [1_700_000_001, 0],
    status: { code: 0 },
    events: [],
    attributes: {
      'acme.kind': 'llm',
      'acme.model': 'acme-1',
      'acme.vendor': 'acme',
      'acme.question': 'Why?',
      'acme.answer': 'Because.',
      'acme.tokens.in': 3,
    },
  });
  const url = 'https://acme.example/acme/ask';
  const exchange = (response: unknown) =>
    readExchange(recordingOf({ request: { question: 'Why?', model: 'acme-1' }, response }, { url }));
  console.log(JSON.stringify({
    timeouts: [timeout({}), timeout({ HH_IDLE_TIMEOUT_MS: '7' })],
    record,
    isObserved: mayBeModelCall('POST', '/acme/ask?x=1'),
    whole: exchange({ answer: 'Because.' }),
    streamed: exchange(streamOf([{ answer: 'Be' }, { answer: 'cause.', done: true }], '')),
  }));
`;

describe('the recipes of CONTRIBUTING.md, followed to the letter in a copy of the source,', () => {
  let effects: Readonly<Record<string, unknown>>;

  beforeAll(() => {
    writeFileSync(join(copy, 'program.ts'), program);
    effects = JSON.parse(run('--require', 'esbuild-register', 'program.ts')) as typeof effects;
  });

  test('make source that compiles, without any other change', () => {
    expect(run('node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json', '--noEmit')).toBe('');
  });

  test('make source that the linter accepts', () => {
    expect(() => run('node_modules/@biomejs/biome/bin/biome', 'check', ...changed)).not.toThrow();
  });

  test('add an option that its variable sets', () => {
    expect(effects['timeouts']).toEqual([60_000, 7]);
  });

  test('add a dialect whose spans become records', () => {
    expect(effects['record']).toMatchObject({
      model: 'acme-1',
      provider: 'acme',
      messages: [{ role: 'user', content: 'Why?' }],
      response: { role: 'assistant', content: 'Because.' },
      usage: { prompt_tokens: 3 },
      metadata: { dialect: 'acme' },
    });
  });

  test('add a model API whose requests are observed, and its answers read, streamed or not', () => {
    const exchange = {
      operation: 'chat',
      provider: 'acme',
      request: { model: 'acme-1', messages: [{ role: 'user', parts: [{ type: 'text', content: 'Why?' }] }] },
      response: { messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Because.' }] }] },
    };
    expect(effects).toMatchObject({ isObserved: true, whole: exchange, streamed: exchange });
    expect(effects['streamed']).not.toHaveProperty('error');
  });

  test('renew the table of options, and the reference of fields', () => {
    run(
      'node_modules/jest/bin/jest.js',
      '--runInBand',
      'test/docs/options-page',
      'test/docs/mapping-page',
      '--testNamePattern',
      'lists every option|reference page',
    );
    expect(read('docs/options.md')).toContain(
      '| `idleTimeoutMs` | `HH_IDLE_TIMEOUT_MS` | `60000` (60 s) | Idle connections are closed after this many milliseconds. |',
    );
    expect(read('docs/mapping.md')).toContain('| acme | `acme.tokens.in` › `acme.tokens.prompt` |  |');
  });
});
