import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export const root = join(__dirname, '..', '..');
const ours = 'opentelemetry-exporter-honeyhive';

export interface Manifest {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

export const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;

/** Folders of this clone whose packages are installed for the tests, the first that has one providing it. */
export type Hosts = readonly string[];

/** An example in a folder of its own, with the packages that its package.json names and no others. */
export interface Example {
  readonly folder: string;
  /** What `npm start` runs, without `../start.mjs` and what it is given on its standard input. */
  readonly command: readonly string[];
  remove(): void;
}

/** @param within a folder of this clone for it, where a bundler follows no links to outside of its root */
export function installExample(name: string, hosts: Hosts, within?: string): Example {
  const folder = mkdtempSync(within === undefined ? join(tmpdir(), `${name}-`) : join(root, within, '.next-example-'));
  cpSync(join(root, 'examples', name), folder, { recursive: true, filter: (file) => !file.endsWith('node_modules') });
  const { scripts, dependencies = {} } = manifestIn(`examples/${name}`);
  const installed = join(folder, 'node_modules');
  mkdirSync(join(installed, ours), { recursive: true });
  for (const part of ['dist', 'package.json'])
    cpSync(join(root, part), join(installed, ours, part), { recursive: true });
  const links = new Map([['@opentelemetry/api', sourceOf('@opentelemetry/api', hosts)]]);
  for (const [dependency, range] of Object.entries(dependencies))
    if (dependency !== ours) links.set(dependency, sourceOf(dependency, hosts, range));
  for (const [dependency, source] of links) {
    mkdirSync(dirname(join(installed, dependency)), { recursive: true });
    symlinkSync(source, join(installed, dependency));
  }
  const command = (scripts['start'] ?? '').replace(/^node \.\.\/start\.mjs | <.*$/g, '').split(' ');
  return { folder, command, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

/** Where a package is installed that was asked for in just these words, so that the tests run the versions that users get. */
function sourceOf(name: string, hosts: Hosts, range?: string): string {
  const asksFor = (folder: string): boolean => {
    const { dependencies, devDependencies } = manifestIn(folder);
    return range === undefined || { ...devDependencies, ...dependencies }[name] === range;
  };
  const source = hosts
    .filter(asksFor)
    .map((folder) => join(root, folder, 'node_modules', name))
    .find((path) => existsSync(path));
  if (source === undefined) throw new Error(`no package.json of ${hosts.join(', ')} asks for "${name}": "${range}"`);
  return source;
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

/** A process that was started; its output is both of its streams. */
export interface Running {
  readonly child: ChildProcessWithoutNullStreams;
  readonly ended: Promise<Ended>;
  /** What it has printed so far. */
  output(): string;
  /** Ends it at once, with all processes that it has started. */
  kill(): void;
  /** Resolves with what has matched once that was printed; rejects if it ends before. */
  printed(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Runs a command in the folder of an example, with nothing of this process's environment but what every program needs. */
export function run({ folder }: Example, [program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Running {
  const { PATH, HOME } = process.env;
  const binary = program === 'node' ? process.execPath : program;
  const child = spawn(binary, args, { cwd: folder, env: { PATH, HOME, ...env }, detached: true });
  let output = '';
  const waiting = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      for (const check of waiting) check();
    });
  const kill = (): void => {
    try {
      process.kill(-Number(child.pid), 'SIGKILL'); // its group, which is its own by `detached`
    } catch {
      // it has ended
    }
  };
  process.once('exit', kill);
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    process.off('exit', kill);
    return { code, signal, output };
  });
  return {
    child,
    ended,
    output: () => output,
    kill,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const check = (): void => {
          const match = pattern.exec(output);
          if (match === null) return;
          waiting.delete(check);
          resolve(match);
        };
        waiting.add(check);
        check();
        void ended.then(() => reject(new Error(`it ended without ${pattern}: ${output}`)));
      }),
  };
}
