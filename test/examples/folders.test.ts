import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { version } from '../../package.json';
import { manifestIn, root } from './example';

const ours = 'opentelemetry-exporter-honeyhive';
const textOf = (...path: readonly string[]): string => readFileSync(join(root, ...path), 'utf8');

/** Each example is a folder with a package.json. */
const names = readdirSync(join(root, 'examples')).filter((name) =>
  existsSync(join(root, 'examples', name, 'package.json')),
);
const index = textOf('examples', 'README.md');

/** What is committed; installed packages link to the whole clone. */
const filesOf = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (/^(?:node_modules|\.next.*)$/.test(entry.name)) return [];
    return entry.isDirectory() ? filesOf(path) : [path];
  });

test('the index names every example', () => {
  expect(names.length).toBeGreaterThanOrEqual(8);
  expect(names.filter((name) => !index.includes(`[${name}](${name}/README.md)`))).toEqual([]);
});

describe.each(names)('%s', (name) => {
  const { scripts, dependencies } = manifestIn(`examples/${name}`);

  test('is read in two minutes: no file has more than 60 lines', () => {
    const code = filesOf(join('examples', name)).filter((file) => /\.[cm]?js$/.test(file));
    expect(code.length).toBeGreaterThan(0);
    expect(code.filter((file) => textOf(file).split('\n').length > 61)).toEqual([]);
  });

  test('asks for this package as a user does, and its lock file links it to the clone', () => {
    const [major, minor] = version.split('.');
    expect(dependencies?.[ours]).toBe(major === '0' ? `^0.${minor}.0` : `^${major}.0.0`);
    const { packages } = JSON.parse(textOf('examples', name, 'package-lock.json'));
    expect(packages[`node_modules/${ours}`]).toEqual({ resolved: '../..', link: true });
  });

  test('starts by `npm start`, which its README says', () => {
    expect(scripts['start']).toMatch(/^node \.\.\/start\.mjs node /);
    expect(textOf('examples', name, 'README.md')).toContain('\n```sh\nnpm install\nnpm start\n```\n');
  });

  test('is run by a test', () => {
    const tests = readdirSync(__dirname).filter((file) => file.endsWith('.test.ts'));
    expect(tests.filter((file) => textOf('test/examples', file).includes(`stageOf('${name}'`))).not.toEqual([]);
  });
});

test.each(['examples/README.md', ...names.map((name) => `examples/${name}/README.md`)])(
  'the links of %s lead to files that exist',
  (page) => {
    const links = [...textOf(page).matchAll(/\]\(([^)#\s]+)/g)].map(([, link = '']) => link);
    expect(links.length).toBeGreaterThan(0);
    expect(links.filter((link) => !/^https?:/.test(link) && !existsSync(join(root, dirname(page), link)))).toEqual([]);
  },
);
