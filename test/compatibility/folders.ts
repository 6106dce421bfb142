import { execFile, execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import manifest from '../../package.json';

export const root = join(__dirname, '../..');
export const packageName = manifest.name;

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number;
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables by which npm tells a script of this project about itself: a package manager in another folder must not hear of it. */
const isOfScript = (name: string): boolean => /^(?:npm_(?!config_registry)|INIT_CWD|NODE_OPTIONS|HH_)/i.test(name);

/** The environment of this process without what concerns this project. */
export const plainEnvironment = (): Environment =>
  Object.fromEntries(Object.entries(process.env).filter(([name]) => !isOfScript(name)));

/** Runs a program to its end, 10 minutes at most. Never throws: how it ended is the result. */
export function run(file: string, args: readonly string[], cwd: string, env: Environment = {}): Promise<Ended> {
  const options = { cwd, env: { ...plainEnvironment(), ...env }, timeout: 600_000, maxBuffer: 64 * 2 ** 20 };
  return new Promise((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      const code = typeof error?.code === 'number' ? error.code : error === null ? 0 : 1;
      resolve({ stdout, stderr: stderr || (error?.message ?? ''), code });
    });
  });
}

/** The same, for a program that must succeed. @throws with what it wrote */
export async function succeed(...args: Parameters<typeof run>): Promise<Ended> {
  const ended = await run(...args);
  if (ended.code !== 0) throw new Error(`${args[1].join(' ')}: ${ended.stderr}${ended.stdout}`.slice(0, 1_500));
  return ended;
}

/** All folders of one run lie in this one, which goes with the process. */
let temporary: string | undefined;

export function removeFolders(): void {
  if (temporary !== undefined) rmSync(temporary, { recursive: true, force: true, maxRetries: 3 });
}

/** An empty folder with a `package.json`. */
export function newFolder(name: string): string {
  if (temporary === undefined) {
    const made = mkdtempSync(join(tmpdir(), 'honeyhive-compatibility-'));
    temporary = made;
    process.once('exit', removeFolders);
  }
  const folder = mkdtempSync(join(temporary, `${name}-`));
  write(folder, { 'package.json': JSON.stringify({ name: 'app', private: true }) });
  return folder;
}

/** Writes these files, by their paths within the folder. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

let packed: string | undefined;

/** The package as npm would publish it, packed once. */
export function tarball(): string {
  if (packed === undefined) {
    const folder = newFolder('tarball');
    const args = ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder];
    packed = join(folder, execFileSync('npm', args, { cwd: root, encoding: 'utf8' }).trim());
  }
  return packed;
}

/** The npm of a folder of tools, and the Node that it runs on. */
export interface Npm {
  readonly node: string;
  readonly script: string;
}

/** Installs packages in a folder by npm. @returns what npm said on standard error, as it does of conflicts between peers */
export async function install(folder: string, packages: readonly string[], npm?: Npm): Promise<string> {
  const args = ['install', '--no-audit', '--no-fund', '--no-update-notifier', ...packages];
  const { stderr } =
    npm === undefined ? await succeed('npm', args, folder) : await succeed(npm.node, [npm.script, ...args], folder);
  return stderr;
}

/** A folder with packages that is kept between runs, since they take long to load. Git ignores it. */
export async function cached(name: string, packages: readonly string[]): Promise<string> {
  const folder = join(root, 'node_modules', '.cache', 'compatibility', name);
  write(folder, { 'package.json': JSON.stringify({ private: true }) });
  await install(folder, packages);
  return folder;
}

/** Unpacks the package into a folder, with the API of OpenTelemetry that this project has: without a registry. */
export function unpack(folder: string): void {
  const own = join(folder, 'node_modules', packageName);
  mkdirSync(own, { recursive: true });
  execFileSync('tar', ['-xzf', tarball(), '-C', own, '--strip-components=1']);
  const api = join('node_modules', '@opentelemetry', 'api');
  cpSync(join(root, api), join(folder, api), { recursive: true, dereference: true });
}

/** Has programs in a folder find a package that this project has. */
export function linkTool(folder: string, name: string): void {
  const link = join(folder, 'node_modules', name);
  if (!existsSync(link)) symlinkSync(join(root, 'node_modules', name), link, 'junction');
}

/** The version of a package that is installed in a folder. */
export const versionOf = (folder: string, name: string): string =>
  JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
