import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** The built entry, as users load it. Another build's folder can be given by `HH_TEST_DIST`. */
export const register = join(process.env['HH_TEST_DIST'] ?? join(__dirname, '../../dist'), 'register.js');
/** The Node that apps run on. */
export const nodeBinary = process.env['HH_TEST_NODE'] ?? process.execPath;
export const appsDir = join(__dirname, '../apps');

/** How a process ended, and what it wrote. */
export interface Ended {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** From the signal that was sent, else from the start: milliseconds. */
  readonly ms: number;
}

export interface Run {
  /** Another Node than all apps run on. */
  readonly binary?: string;
  /** Another folder than that of the apps. */
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Sent once the app has printed `called`, and again once it has printed `again`, or that has come true. */
  readonly signal?: NodeJS.Signals | undefined;
  readonly again?: string | Promise<unknown> | undefined;
}

/** Runs `node …args` in the folder of the apps, with nothing of this process's environment but the path. */
export function node(
  args: readonly string[],
  { binary = nodeBinary, cwd = appsDir, env = {}, signal, again }: Run = {},
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, {
      cwd,
      env: { PATH: process.env['PATH'], ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let startedAt = performance.now();
    let stdout = '';
    let stderr = '';
    const causes = signal === undefined ? [] : ['called', ...(typeof again === 'string' ? [again] : [])];
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text;
      if (causes[0] === undefined || !stdout.includes(`${causes[0]}\n`)) return;
      if (causes.shift() === 'called') startedAt = performance.now();
      child.kill(signal);
    });
    if (again instanceof Promise) void again.then(() => child.kill(signal));
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text;
    });
    child.on('error', reject);
    child.on('close', (code, killedBy) =>
      resolve({ stdout, stderr, code, signal: killedBy, ms: performance.now() - startedAt }),
    );
  });
}
