import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Stats } from '../../src/observability/diagnostics';
import { appsDir } from '../zero-code/app-process';
import type { Life, Script } from './script';

/** Where an app runs: by what, with what, towards what. */
export interface Place {
  readonly node: string;
  readonly dist: string;
  readonly modelUrl: string;
  readonly url: string;
  /** Of the spool. */
  readonly directory: string;
}

/** How a process has ended, and what it said. */
export interface LifeEnd {
  /** How many calls it has made, at least. */
  readonly made: number;
  /** As it exits; not if it is killed, and not under `register`. */
  readonly stats: Stats | undefined;
  readonly exit: string;
  /** What our lines say of records that were not delivered or lost: no record twice. */
  readonly saidLost: number;
  readonly stderr: string;
}

/** For a process that hangs: no other lives for so long, however much else the machine does. */
const maxLifeMs = 900_000;

/** Runs one process of a script. @param onQuiet called when it has read all that was answered, and waits for its end */
export async function live(
  script: Script,
  index: number,
  place: Place,
  killAfterMs: number,
  onQuiet: () => void,
): Promise<LifeEnd> {
  const { rounds, end, isQuiet } = script.lives[index] as Life;
  const child = spawn(place.node, [join(appsDir, 'faults.cjs')], {
    cwd: appsDir,
    env: {
      PATH: process.env['PATH'],
      ...script.options,
      HH_API_KEY: 'key-of-the-faults',
      HH_API_URL: place.url,
      ...(script.hasSpool ? { HH_SPOOL_DIR: place.directory } : {}),
      DIST: place.dist,
      MODEL_URL: place.modelUrl,
      WAY: script.way,
      LIFE: String(index),
      ROUNDS: JSON.stringify(rounds),
      END: end,
      IS_QUIET: String(isQuiet),
    },
  });
  let stdout = '';
  let stderr = '';
  let isAsked = false;
  let isDoomed = false;
  child.stdin.on('error', () => undefined); // it has ended
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    // Once it has read all that was answered, it prints again.
    const isDue = isQuiet === isAsked;
    if (!isAsked && stdout.includes('"quiet"\n')) {
      isAsked = true;
      onQuiet();
      child.stdin.write('end\n');
    }
    if (isDoomed || end !== 'kill' || !isDue) return;
    isDoomed = true;
    void delay(killAfterMs).then(() => child.kill('SIGKILL'));
  });
  const limit = setTimeout(() => child.kill('SIGKILL'), maxLifeMs);
  const [code, signal] = await new Promise<[number | null, NodeJS.Signals | null]>((resolve) =>
    child.on('close', (...ended) => resolve(ended)),
  );
  clearTimeout(limit);
  const lines = linesOf(stdout);
  return {
    made: Math.max(0, ...lines.map(({ made = 0 }) => made)),
    stats: lines.find(({ stats }) => stats !== undefined)?.stats,
    exit: signal ?? String(code),
    saidLost: lossesNamedIn(stderr),
    stderr,
  };
}

/** A queue that has room again sums up what lines about it have named before. */
function lossesNamedIn(stderr: string): number {
  const line =
    /(\d+) records? could not be delivered before|lost (\d+) records? \((\w+)\)|lost while it was full: (\d+)/g;
  let named = 0;
  let whileFull = 0;
  for (const [, undelivered, lost, reason, all] of stderr.matchAll(line)) {
    named += Number(undelivered ?? lost ?? Number(all) - whileFull);
    if (all !== undefined) whileFull = 0;
    else if (/_full$/.test(reason ?? '')) whileFull += Number(lost);
  }
  return named;
}

interface Line {
  readonly made?: number;
  readonly stats?: Stats;
}

/** The last one may be cut, if the process was killed. */
function linesOf(stdout: string): readonly Line[] {
  const whole = stdout.split('\n').slice(0, -1);
  return whole.map((line) => JSON.parse(line) as Line | string).filter((line) => typeof line !== 'string');
}
