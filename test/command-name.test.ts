import { execFile, execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../package.json';

const root = join(__dirname, '..');
const tracked = execFileSync('git', ['ls-files', '*.md', 'src', 'examples', '.ci'], { cwd: root, encoding: 'utf8' });
const files = tracked.split('\n').filter((path) => /\.(?:md|[cm]?[jt]sx?|json)$/.test(path));

/** What a package manager runs by a name that it may ask the registry for, with the options before the name. */
const calls =
  /\b(?:npx|bunx|npm exec|pnpx|(?:pnpm|yarn) dlx)\s+((?:-p|--package)[= ][\w@/.-]+\s+)?(?:(?:-y|--yes|--)\s+)*([\w@/.-]+)/g;

/** Of our command: by a name that is not ours, npx would run what a stranger has published under it. */
const isForeign = (text: string): boolean => {
  const [, source = '', name = ''] = text.match(new RegExp(calls.source)) ?? [];
  return name.includes('honeyhive') && name.split('@')[0] !== manifest.name && !source.includes(manifest.name);
};
const foreignIn = (text: string): readonly string[] =>
  [...text.matchAll(calls)].map(([call]) => call).filter((call) => isForeign(call));

test('the command has the name of the package, so that npx finds it where nothing is installed', () => {
  expect(manifest.bin).toHaveProperty([manifest.name], manifest.bin['honeyhive-otel']);
});

test('no page, no program and no line that is printed calls it by a name that another package could have', () => {
  const foreign = files.flatMap((path) =>
    foreignIn(readFileSync(join(root, path), 'utf8')).map((call) => `${path}: ${call}`),
  );
  expect(foreign).toEqual([]);
});

test('where the package is not installed, npx asks the registry for it, and for nothing else', async () => {
  const asked: (string | undefined)[] = [];
  const registry = createServer(({ url }, response) => {
    asked.push(url);
    response.writeHead(404).end('{}');
  }).listen(0, '127.0.0.1');
  await once(registry, 'listening');
  const folder = mkdtempSync(join(tmpdir(), 'honeyhive-npx-'));
  try {
    const { port } = registry.address() as AddressInfo;
    const npm = { npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: join(folder, '.npm') };
    const env = { PATH: process.env['PATH'], HOME: folder, ...npm, npm_config_update_notifier: 'false' };
    const call = promisify(execFile)('npx', ['--yes', manifest.name, 'inspect'], { cwd: folder, env });
    await expect(call).rejects.toMatchObject({ stderr: expect.stringContaining('E404') });
    expect(new Set(asked)).toEqual(new Set([`/${manifest.name}`]));
  } finally {
    registry.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

test.each([
  ['npx honeyhive-otel inspect', ['npx honeyhive-otel']],
  ['npx --yes honeyhive-otel inspect', ['npx --yes honeyhive-otel']],
  ['pnpm dlx honeyhive-otel inspect', ['pnpm dlx honeyhive-otel']],
  [`npx ${manifest.name} inspect`, []],
  [`npx ${manifest.name}@0.1.0 inspect`, []],
  [`npx -p ${manifest.name} honeyhive-otel inspect`, []],
  ['npx jest test/honeyhive', []],
])('such a name is noticed: %s', (text, found) => {
  expect(foreignIn(text)).toEqual(found);
});
