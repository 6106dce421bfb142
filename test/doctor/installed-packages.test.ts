import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { installedPackages } from '../../src/doctor/packages/installed-packages';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'honeyhive-doctor-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const api = '@opentelemetry/api';

function install(path: string, manifest: string | object): void {
  const folder = join(root, path);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), typeof manifest === 'string' ? manifest : JSON.stringify(manifest));
}

function link(from: string, to: string): void {
  mkdirSync(dirname(join(root, from)), { recursive: true });
  symlinkSync(join(root, to), join(root, from), 'dir');
}

const found = (cwd = ''): readonly string[] =>
  installedPackages(join(root, cwd)).map(({ name, version, isTop }) => `${name} ${version}${isTop ? '' : ' inside'}`);

test('packages are found at the top, and inside of others', () => {
  install(`node_modules/${api}`, { version: '1.9.1' });
  install('node_modules/express', { version: '5.0.0' });
  install(`node_modules/express/node_modules/${api}`, { version: '1.4.0' });
  install(`node_modules/express/node_modules/other/node_modules/${api}`, { version: '1.5.0' });
  install('node_modules/@scope/one/node_modules/ai', { version: '7.0.0' });
  expect(found().toSorted()).toEqual([`${api} 1.4.0 inside`, `${api} 1.5.0 inside`, `${api} 1.9.1`, 'ai 7.0.0 inside']);
});

test('of a workspace, the nearest is the one at the top', () => {
  install(`node_modules/${api}`, { version: '1.4.0' });
  install('node_modules/ai', { version: '6.0.0' });
  install(`apps/web/node_modules/${api}`, { version: '1.9.1' });
  expect(found('apps/web').toSorted()).toEqual([`${api} 1.4.0 inside`, `${api} 1.9.1`, 'ai 6.0.0']);
});

test('pnpm’s folder of all versions is looked into, and a copy that is linked several times is one', () => {
  install(`node_modules/.pnpm/api@1/node_modules/${api}`, { version: '1.9.1' });
  install(`node_modules/.pnpm/api@0/node_modules/${api}`, { version: '1.4.0' });
  link(`node_modules/${api}`, `node_modules/.pnpm/api@1/node_modules/${api}`);
  link(`node_modules/.pnpm/ai@7/node_modules/${api}`, `node_modules/.pnpm/api@1/node_modules/${api}`);
  install('node_modules/.pnpm/ai@7/node_modules/ai', { version: '7.0.0' });
  expect(found().toSorted()).toEqual([`${api} 1.4.0 inside`, `${api} 1.9.1`, 'ai 7.0.0 inside']);
});

test('links in a circle, broken links, files and manifests that are none do no harm', () => {
  install(`node_modules/${api}`, 'no JSON');
  install('node_modules/ai', { version: ['7'] });
  install('node_modules/langsmith', { version: 'canary\u001b[2J' });
  install('node_modules/openlit', { version: '1.0.0' });
  link('node_modules/openlit/node_modules', 'node_modules');
  link('node_modules/@traceloop', 'nowhere');
  writeFileSync(join(root, 'node_modules/@langfuse'), '');
  expect(found()).toEqual(['openlit 1.0.0']);
});

test('without node_modules there are none', () => {
  expect(found('deep/er')).toEqual([]);
});
