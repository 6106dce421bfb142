import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

interface LockedPackage {
  readonly resolved?: string;
  /** Whether it lies in this clone, at `resolved`. */
  readonly link?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
}

interface Manifest extends LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly bin?: object;
  readonly engines?: object;
}

/** By folder, such as `node_modules/a/node_modules/b`; '' is the project itself. */
type Packages = Readonly<Record<string, LockedPackage>>;

const root = join(__dirname, '..');
const apps = readdirSync(join(__dirname, 'apps')).map((name) => `test/apps/${name}`);
const examples = readdirSync(join(root, 'examples')).map((name) => `examples/${name}`);
const folders = ['.', 'bench', 'test/mutation', 'test/claude-agent', 'test/rust-sdk', ...apps, ...examples].filter(
  (folder) => existsSync(join(root, folder, 'package.json')),
);

const read = (folder: string, file: string): unknown => JSON.parse(readFileSync(join(root, folder, file), 'utf8'));
const packagesOf = (folder: string): Packages => (read(folder, 'package-lock.json') as { packages: Packages }).packages;

/** What `require(name)` of a package in this folder would find. */
function isLocked(packages: Packages, folder: string, name: string): boolean {
  if (`${folder === '' ? '' : `${folder}/`}node_modules/${name}` in packages) return true;
  if (folder === '') return false;
  const parentEnd = folder.lastIndexOf('/node_modules/');
  return isLocked(packages, parentEnd < 0 ? '' : folder.slice(0, parentEnd), name);
}

/** Packages that another one names as optional, as it does with those of single platforms, and that the lock file lacks. */
const missing = (packages: Packages): readonly string[] =>
  Object.entries(packages).flatMap(([folder, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter((name) => !isLocked(packages, folder, name)),
  );

const dependenciesOf = (project: LockedPackage) => ({
  dependencies: project.dependencies,
  devDependencies: project.devDependencies,
  optionalDependencies: project.optionalDependencies,
  peerDependencies: project.peerDependencies,
});

/** A lock file that lacks some is made anew by `npm install --package-lock-only` in a folder without `node_modules`. */
test.each(folders)('the lock file of %s names the packages of every platform', (folder) => {
  expect(missing(packagesOf(folder))).toEqual([]);
});

test.each(folders)('npm ci takes the lock file of %s: it asks for what its package.json asks for', (folder) => {
  const project = packagesOf(folder)[''] ?? {};
  expect(dependenciesOf(project)).toEqual(dependenciesOf(read(folder, 'package.json') as LockedPackage));
});

const linking = folders.filter((folder) => packagesOf(folder)['../..'] !== undefined);

test.each(linking)('npm install leaves the lock file of %s as it is: it has what this package asks for', (folder) => {
  const { version, license, bin, engines, ...link } = { ...packagesOf(folder)['../..'] } as Manifest;
  const own = read('.', 'package.json') as Manifest;
  expect({ version, license, engines, ...dependenciesOf(link) }).toEqual({
    ...{ version: own.version, license: own.license, engines: own.engines },
    ...dependenciesOf(own),
  });
  expect(Object.keys(bin ?? {}).toSorted()).toEqual(Object.keys(own.bin ?? {}).toSorted());
});

test('there are lock files that link this package', () => {
  expect(linking.length).toBeGreaterThan(5);
});

test.each(folders)('the lock file of %s names no registry, so everyone installs from their own', (folder) => {
  const fromElsewhere = Object.values(packagesOf(folder)).filter(({ link }) => link !== true);
  expect(fromElsewhere.filter(({ resolved }) => resolved !== undefined)).toEqual([]);
});

describe('the tools with binaries', () => {
  const platforms = [
    ['darwin', 'arm64'],
    ['darwin', 'x64'],
    ['win32', 'x64'],
    ['linux', 'arm64', 'glibc'],
    ['linux', 'arm64', 'musl'],
    ['linux', 'x64', 'glibc'],
    ['linux', 'x64', 'musl'],
  ] as const;
  const tools = ['@biomejs/cli-', '@esbuild/', '@swc/core-', '@typescript/typescript-', '@unrs/resolver-binding-'];
  const packages = packagesOf('.');

  test.each(tools)('%s: one for each platform that people work on', (tool) => {
    const binaries = Object.entries(packages).filter(([folder]) => folder.startsWith(`node_modules/${tool}`));
    const lacking = platforms.filter(
      ([os, cpu, libc]) =>
        !binaries.some(
          ([, binary]) =>
            binary.os?.includes(os) &&
            binary.cpu?.includes(cpu) &&
            (libc === undefined || (binary.libc?.includes(libc) ?? true)),
        ),
    );
    expect(lacking).toEqual([]);
  });

  test('a lock file made on one platform is noticed', () => {
    const madeOnLinux = Object.entries(packages).filter(([, { os }]) => os === undefined || os.includes('linux'));
    expect(missing(Object.fromEntries(madeOnLinux))).toContain('@biomejs/cli-darwin-arm64');
  });
});

test('a package may lie beside the one that names it, below it, or above both', () => {
  const packages = (...names: readonly string[]): Packages => ({
    'node_modules/@scope/a/node_modules/b': { optionalDependencies: { c: '1' } },
    ...Object.fromEntries(names.map((name) => [name, {}])),
  });
  expect(missing(packages())).toEqual(['c']);
  expect(missing(packages('node_modules/d/node_modules/c'))).toEqual(['c']);
  for (const found of ['@scope/a/node_modules/b/node_modules/c', '@scope/a/node_modules/c', 'c'])
    expect(missing(packages(`node_modules/${found}`))).toEqual([]);
});
