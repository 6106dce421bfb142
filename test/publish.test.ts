import { execFile, execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import manifest from '../package.json';
import { type Backend, startBackend } from './support/backend';

const root = join(__dirname, '..');
const web = 'https://github.com/some-owner/some-name';
const archive = `${manifest.name}-${manifest.version}.tgz`;

let folder: string;
let registry: Backend;

beforeEach(async () => {
  registry = await startBackend();
  folder = mkdtempSync(join(tmpdir(), 'honeyhive-publish-'));
});
afterEach(async () => {
  await registry.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A copy of what npm packs and runs; `dist` is the one that is there, and is not built anew. Its changelog names the version. */
function copyRepository(url?: string): void {
  for (const name of ['.ci', 'dist', 'README.md', 'LICENSE'])
    cpSync(join(root, name), join(folder, name), { recursive: true });
  const changelog = readFileSync(join(root, 'CHANGELOG.md'), 'utf8');
  const dated = `## ${manifest.version} (2026-12-01)`;
  writeFileSync(join(folder, 'CHANGELOG.md'), changelog.replace(/^## .*/m, dated));
  const scripts = { ...manifest.scripts, build: 'node --version' };
  const repository = url === undefined ? undefined : { type: 'git', url };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify({ ...manifest, scripts, repository }, null, 2)}\n`);
}

/** npm in the copy, with a registry on this machine that takes everything. */
function npm(...args: readonly string[]): Promise<{ readonly stdout: string }> {
  return npmWith({}, ...args);
}

/** The same where GitHub's machines would be, but for the provenance itself, which they alone can state. */
const npmInActions = (...args: readonly string[]): Promise<unknown> =>
  npmWith({ ACTIONS_ID_TOKEN_REQUEST_URL: 'https://token.example' }, ...args, '--provenance=false');

function npmWith(
  more: Readonly<Record<string, string>>,
  ...args: readonly string[]
): Promise<{ readonly stdout: string }> {
  const host = `//127.0.0.1:${registry.port}/`;
  writeFileSync(join(folder, '.npmrc'), `registry=http:${host}\n${host}:_authToken=token\n`);
  const env = { PATH: process.env['PATH'], HOME: folder, npm_config_cache: join(folder, '.npm'), ...more };
  return promisify(execFile)('npm', [...args, '--loglevel=error'], { cwd: folder, env });
}

const read = (name: string): string => readFileSync(join(folder, name), 'utf8');
const packed = (name: string): string =>
  execFileSync('tar', ['-xzOf', archive, `package/${name}`], { cwd: folder, encoding: 'utf8' });
/** Of links and pictures, in Markdown and in HTML. */
const linksOf = (page: string): readonly string[] =>
  [...page.matchAll(/(?:\]\(|\b(?:href|src|srcset)=")([^)"\s]+)/g)].map(([, link = '']) => link);
const relativeLinksOf = (page: string): readonly string[] => linksOf(page).filter((link) => !/^https?:|^#/.test(link));

test.each([
  ['a package without an address', undefined],
  ['a package whose address is not of GitHub', 'git+https://example.com/some-owner/some-name.git'],
])('npm publish refuses %s, and says where to write it', async (_what, url) => {
  copyRepository(url);
  const refusal = expect.stringContaining('package.json does not name the public repository. Set its "repository" to');
  await expect(npm('publish')).rejects.toMatchObject({ stderr: refusal });
  expect(registry.bodies.join('')).toBe(''); // it was asked for the versions that exist, and was sent nothing
});

test('npm publish refuses a version that the changelog does not name, and says what to write', async () => {
  copyRepository(`git+${web}.git`);
  writeFileSync(join(folder, 'CHANGELOG.md'), '# Changelog\n\n## Unreleased\n');
  const refusal = expect.stringContaining(`Name the version there: "## ${manifest.version} (year-month-day)"`);
  await expect(npmInActions('publish')).rejects.toMatchObject({ stderr: refusal });
  expect(registry.bodies.join('')).toBe('');
});

test('npm publish refuses where no provenance can be stated, as on a laptop, and changes no file', async () => {
  copyRepository(`git+${web}.git`);
  const before = read('README.md');
  const refusal = expect.stringContaining(
    'npm can state the provenance of a package only if it is published by GitHub',
  );
  await expect(npm('publish')).rejects.toMatchObject({ stderr: refusal });
  expect(read('README.md')).toBe(before);
  expect(registry.bodies.join('')).toBe('');
});

test('npm pack needs no address, and packs the README as it is', async () => {
  copyRepository();
  await npm('pack');
  expect(packed('README.md')).toBe(read('README.md'));
  expect(JSON.parse(packed('package.json'))).not.toHaveProperty('homepage');
});

test('once the address is known, the addresses in the package follow from it, and the repository stays as it was', async () => {
  copyRepository(`git+${web}.git`);
  const before = [read('package.json'), read('README.md'), read('CHANGELOG.md')];
  await npm('pack');
  expect(JSON.parse(packed('package.json'))).toMatchObject({
    homepage: `${web}#readme`,
    bugs: { url: `${web}/issues` },
  });
  const links = linksOf(packed('README.md'));
  const tag = `v${manifest.version}`;
  for (const link of relativeLinksOf(before[1] ?? '')) {
    expect(links).toContain(`${web}/${/\.(?:svg|png)$/.test(link) ? 'raw' : 'blob'}/${tag}/${link}`);
  }
  for (const page of ['README.md', 'CHANGELOG.md']) expect(relativeLinksOf(packed(page))).toEqual([]);
  expect(packed('README.md')).not.toContain('git clone …');
  expect([read('package.json'), read('README.md'), read('CHANGELOG.md')]).toEqual(before);
});

test('the page of npm has the same addresses as the package, and the repository stays as it was', async () => {
  copyRepository(`git+${web}.git`);
  const before = [read('package.json'), read('README.md'), read('CHANGELOG.md')];
  await npmInActions('publish');
  const published = JSON.parse(Buffer.from(registry.bodies.at(-1) ?? '', 'latin1').toString());
  expect(published.versions[manifest.version]).toMatchObject({
    homepage: `${web}#readme`,
    bugs: { url: `${web}/issues` },
  });
  const readme: string = published.readme ?? published.versions[manifest.version].readme;
  expect(relativeLinksOf(readme)).toEqual([]);
  writeFileSync(
    join(folder, archive),
    Buffer.from(Object.values<{ data: string }>(published._attachments)[0]?.data ?? '', 'base64'),
  );
  expect(packed('README.md')).toBe(readme);
  expect([read('package.json'), read('README.md'), read('CHANGELOG.md')]).toEqual(before);
});
