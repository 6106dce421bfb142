import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Stats } from '../../../src/observability/diagnostics';
import { appsDir, nodeBinary } from '../../zero-code/app-process';

/** The built package. */
export const builtPackage = process.env['HH_TEST_DIST'] ?? join(__dirname, '../../../dist');

export interface AppOptions {
  readonly directory: string;
  readonly url: string;
  readonly count?: number;
  readonly options?: object;
  /** Of its random numbers: from 0 to below 1. */
  readonly seed?: number;
  readonly node?: string;
  readonly dist?: string;
}

/** A process that runs this scenario of `test/apps/spooling.cjs`. */
export function app(
  scenario: string,
  { directory, url, count = 10, options = {}, seed = 0, node = nodeBinary, dist = builtPackage }: AppOptions,
) {
  return spawn(node, [join(appsDir, 'spooling.cjs'), scenario], {
    env: {
      PATH: process.env['PATH'],
      DIST: dist,
      DIRECTORY: directory,
      URL_TO_SEND_TO: url,
      COUNT: String(count),
      OPTIONS: JSON.stringify(options),
      SEED: String(seed),
    },
  });
}

/** The first output of the process. */
export async function firstOutput(child: ChildProcessWithoutNullStreams): Promise<string> {
  const [output] = (await once(child.stdout, 'data')) as [Buffer];
  return output.toString();
}

export async function killed(child: ChildProcessWithoutNullStreams): Promise<void> {
  const closed = once(child, 'close');
  child.kill('SIGKILL');
  await closed;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, stdout, stderr };
}

/** The counters of a process that delivers what it finds in the spool. */
export async function delivering(options: AppOptions): Promise<Stats> {
  const { stdout } = await ended(app('delivers what it finds', options));
  return JSON.parse(stdout) as Stats;
}
