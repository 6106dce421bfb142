import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import manifest from '../../package.json';
import { allBlocks, type Block, pages, read, root } from '../support/markdown';
import { commandsOf, ownCommandOf, scriptOf, scriptsFor } from '../support/shell-commands';
import { nameOf, typeErrorsOf } from '../support/snippets';

/** `text` is what a program prints, or a drawing. */
const languages = [
  'js',
  'ts',
  'sh',
  'powershell',
  'bat',
  'ini',
  'json',
  'yaml',
  'dockerfile',
  'mermaid',
  'text',
  'python',
];

/** Pages whose snippets are run, each by a test of its own: as parts of files, or with several versions of what they use. */
const run = ['CONTRIBUTING.md', 'docs/running/opentelemetry.md'];

const title = ({ page, place }: Block): string => `${page}, block ${place}`;
const blocksIn = (...chosen: readonly string[]): readonly Block[] =>
  allBlocks.filter(({ language }) => chosen.includes(language));

test('every block of code says its language', () => {
  const without = allBlocks.filter(({ language }) => !languages.includes(language));
  expect(without.map((block) => `${title(block)}: ${block.language} ${block.text.slice(0, 60)}`)).toEqual([]);
});

describe('snippets of JavaScript and TypeScript', () => {
  const snippets = blocksIn('js', 'ts').filter(({ page }) => !run.includes(page));
  /** Those whose packages they use: `js sdk-3` is compiled with the packages of test/apps/sdk-3. */
  const apps = [...new Set(snippets.map(({ words: [app] }) => app))];
  const errors: string[] = [];
  beforeAll(() => {
    for (const app of apps)
      errors.push(
        ...typeErrorsOf(
          snippets.filter(({ words }) => words[0] === app),
          app,
        ),
      );
  });

  test.each([...new Set(snippets.map(({ page }) => page))])('of %s fit the types of what they use', (page) => {
    const names = snippets.filter((block) => block.page === page).map((block) => `${nameOf(block)}.`);
    expect(errors.filter((error) => names.some((name) => error.startsWith(name)))).toEqual([]);
  });

  test('have no other errors', () => {
    const names = snippets.map((block) => `${nameOf(block)}.`);
    expect(
      errors.filter((error) => error !== '' && !/^\s/.test(error) && !names.some((name) => error.startsWith(name))),
    ).toEqual([]);
  });
});

test.each(blocksIn('json').map((block) => [title(block), block] as const))('%s is JSON', (_title, { text }) => {
  expect(() => JSON.parse(text)).not.toThrow();
});

describe('commands', () => {
  const helpOf = (...command: readonly string[]): string =>
    execFileSync(process.execPath, [join(root, 'dist/cli.js'), ...command, '--help'], { encoding: 'utf8' });
  const usage = helpOf();
  const commands = [...usage.matchAll(/honeyhive-otel (\w+) \[options\]/g)].map(([, command = '']) => command);
  const help = [usage, ...commands.map((command) => helpOf(command))].join('\n');
  const shellBlocks = blocksIn('sh').map((block) => [title(block), block] as const);

  test.each(shellBlocks)('%s is read by a shell', (_title, { text }) => {
    expect(spawnSync('bash', ['-n'], { input: text, encoding: 'utf8' })).toMatchObject({ stderr: '', status: 0 });
  });

  test.each(shellBlocks)('%s runs scripts that the package.json of its folder has', (_title, { page, text }) => {
    const scripts = commandsOf(text).flatMap((words) => scriptOf(words) ?? []);
    expect(scripts.filter((script) => !scriptsFor(page).includes(script))).toEqual([]);
  });

  test.each(shellBlocks.filter(([, { page }]) => !page.startsWith('examples/')))(
    '%s names files of this repository that exist',
    (_title, { text }) => {
      const paths = commandsOf(text).flatMap((words) =>
        words.filter((word) => /^(?:\.ci|bench|examples|src|test)\//.test(word)),
      );
      const isThere = (path: string): boolean =>
        existsSync(join(root, path)) || existsSync(join(root, `${path}.test.ts`));
      expect(paths.filter((path) => !isThere(path))).toEqual([]);
    },
  );

  test.each(pages)('our command is called with commands and options that its help has: %s', (page) => {
    const spans = [...read(page).matchAll(/`([^`\n]*(?:honeyhive-otel|npx )[^`\n]*)`/g)].map(([, span = '']) => span);
    const blocks = allBlocks
      .filter((block) => block.page === page && block.language !== 'text')
      .map(({ text }) => text);
    const words = [...spans, ...blocks].flatMap(commandsOf).flatMap((command) => ownCommandOf(command) ?? []);
    expect(words.filter((word) => !new RegExp(`(?:^|[\\s(|\`])${word}(?![\\w-])`, 'm').test(help))).toEqual([]);
  });

  // The changelog says what to type no longer.
  const others = pages.filter((page) => page !== 'CHANGELOG.md');
  test.each(others)('npx is told which package has our command, and asks for none of another name: %s', (page) => {
    expect(read(page)).not.toMatch(/npx (?:-y |--yes )?honeyhive-otel/);
  });
});

/** All texts of the files below a folder. */
const textsBelow = (folder: string): string =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(?:ts|mjs|cjs)$/.test(name) && !name.includes('node_modules'))
    .map((name) => readFileSync(join(root, folder, name), 'utf8'))
    .join('\n');

describe('names', () => {
  const variable = /\bHH_[A-Z0-9]+(?:_[A-Z0-9]+)*\b/g;
  const known = new Set(`${textsBelow('src')}${textsBelow('.ci')}`.match(variable));
  const ofTests = new Set(textsBelow('test').match(variable));

  // The changelog also has names that were withdrawn.
  test.each(pages.filter((page) => page !== 'CHANGELOG.md'))('the variables of %s exist', (page) => {
    const isKnown = (name: string): boolean =>
      known.has(name) || ((name.startsWith('HH_TEST_') || page === 'CONTRIBUTING.md') && ofTests.has(name));
    expect((read(page).match(variable) ?? []).filter((name) => !isKnown(name))).toEqual([]);
  });

  test.each(pages)('what %s loads of this package is there', (page) => {
    const loaded = [
      ...read(page).matchAll(
        /(?:--import|--require|from|import|import\(|require\()[ =]?['"]?\S*opentelemetry-exporter-honeyhive\/([\w./-]+)/g,
      ),
    ].map(([, path = '']) => path);
    const isThere = (path: string): boolean => `./${path}` in manifest.exports || existsSync(join(root, path));
    expect(loaded.filter((path) => !isThere(path))).toEqual([]);
  });
});
