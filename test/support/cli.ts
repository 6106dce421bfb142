import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const cli = path.join(__dirname, '../../dist/cli.js');
const started: ChildProcessWithoutNullStreams[] = [];
const folders: string[] = [];

/** A command that runs. */
export interface Run {
  readonly child: ChildProcessWithoutNullStreams;
  out: string;
  err: string;
  /** Resolves once the output so far matches. */
  until(pattern: RegExp): Promise<RegExpExecArray>;
  ended(): Promise<number | null>;
}

/** A folder for what a command keeps, which is removed after the tests of a file. */
export function dataFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'honeyhive-inspector-'));
  folders.push(folder);
  return folder;
}

/** Runs the built command; `env` is added to the environment. What it keeps lies in a folder of its own, unless `env` names one. */
export function startCli(args: readonly string[], env: Readonly<Record<string, string>> = {}): Run {
  const child = spawn(process.execPath, [cli, ...args], {
    env: { ...process.env, ...(env['XDG_DATA_HOME'] === undefined && { XDG_DATA_HOME: dataFolder() }), ...env },
  });
  started.push(child);
  const closed = once(child, 'close') as Promise<[number | null]>;
  const run: Run = {
    child,
    out: '',
    err: '',
    until: async (pattern) => {
      for (;;) {
        const found = pattern.exec(run.out + run.err);
        if (found !== null) return found;
        if (child.exitCode !== null || child.signalCode !== null)
          throw new Error(`the command ended without output like ${pattern}: ${run.out}${run.err}`);
        await Promise.race([once(child.stdout, 'data'), once(child.stderr, 'data'), closed]);
      }
    },
    ended: async () => (await closed)[0],
  };
  child.stdout.on('data', (chunk) => {
    run.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    run.err += chunk;
  });
  return run;
}

/** To be called after each test: ends what still runs, and removes what it has kept. */
export async function endAll(): Promise<void> {
  const ended = started.splice(0).map(async (child) => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  });
  await Promise.all(ended);
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
}
