// The part of `npm run test:compatibility` that needs no registry: the compiler and the bundler that this project has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { builds, deliversBundled } from './bundlers';
import { linkTool, newFolder, removeFolders, root, unpack, versionOf } from './folders';
import { tableOf } from './group';
import { typeErrors } from './typescript';

let folder: string;
beforeAll(() => {
  folder = newFolder('app');
  unpack(folder);
});
afterAll(removeFolders);

test.each(['node16', 'bundler'] as const)(
  'an app compiles with the installed TypeScript, moduleResolution %s, all declarations checked',
  async (resolution) => {
    const modules = join(root, 'node_modules');
    const version = versionOf(root, 'typescript');
    const compiler = { folder: join(modules, 'typescript'), version, typeRoots: join(modules, '@types') };
    expect(await typeErrors(folder, compiler, resolution)).toBe('');
  },
);

test.each(builds.esbuild)(
  'an app that esbuild has bundled with the package into $output delivers its call',
  async (build) => {
    linkTool(folder, 'esbuild');
    await deliversBundled(folder, build);
  },
);

test('of what has failed, a table has the first line', () => {
  const group = { title: 'Node', columns: ['one', 'other'], rows: async () => [] };
  expect(tableOf(group, [{ name: '20', said: ['yes', '**no**: a | b\nmore'] }])).toBe(
    '| Node | one | other |\n| --- | --- | --- |\n| 20 | yes | **no**: a \\| b |',
  );
});

test('docs/support.md has a place for each table that the command makes, and the day of each that is there', () => {
  const page = readFileSync(join(root, 'docs', 'support.md'), 'utf8');
  const places = page.split('<!-- End of what is made. -->').slice(0, -1);
  expect(places).toHaveLength(6);
  for (const place of places) {
    const [, made = ''] = place.split('npm run test:compatibility -->');
    if (made.includes('\n|')) expect(made).toMatch(/\|\n\nChecked on \d{4}-\d\d-\d\d\.\n\n$/);
  }
});
