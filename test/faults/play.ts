import { existsSync } from 'node:fs';
import type { Stats } from '../../src/observability/diagnostics';
import { app, ended } from '../delivery/spool/app';
import { freshDirectory, readSpool } from '../delivery/spool/log-files';
import { randomNumbers } from '../support/seed';
import { brokenLaws, callsOf, type Story } from './laws';
import { type LifeEnd, live, type Place } from './life';
import { callName } from './records';
import { drawScript, isKilled, type Script } from './script';
import { startScriptedServer } from './server';

/** What became of a script. */
export interface Played {
  readonly script: Script;
  readonly broken: readonly string[];
  readonly calls: number;
  readonly stored: number;
  readonly saidLost: number;
  readonly requests: number;
  readonly processes: number;
  /** Of these processes. */
  readonly kills: number;
  readonly stderr: string;
}

/** Plays the script that this seed draws, with real processes and sockets. */
export async function play(seed: number, place: Pick<Place, 'node' | 'dist' | 'modelUrl'>): Promise<Played> {
  const random = randomNumbers(seed);
  const script = drawScript(random);
  const server = await startScriptedServer(script.answers, script.singleAnswers);
  const { url, records } = server;
  const directory = freshDirectory();
  const lives: LifeEnd[] = [];
  const onDisk: string[] = [];
  for (const index of script.lives.keys()) {
    records.processStarts();
    const onQuiet = (): void => records.processIsQuiet();
    lives.push(await live(script, index, { ...place, url, directory }, 60 * random(), onQuiet));
    if (script.hasSpool && isKilled(script, index)) onDisk.push(...callsIn(directory));
  }
  server.heal();
  records.processStarts();
  const lastStats = script.hasSpool ? await deliver(directory, url, place) : undefined;
  const leftOnDisk = script.hasSpool ? callsIn(directory).length : 0;
  const story: Story = { script, lives, onDisk, lastStats, leftOnDisk, records };
  await server.close();
  return {
    script,
    broken: brokenLaws(story),
    calls: callsOf(story).length + onDisk.length,
    stored: records.stored,
    saidLost: lives.reduce((sum, { saidLost }) => sum + saidLost, 0),
    requests: server.requests,
    kills: lives.filter((_life, index) => isKilled(script, index)).length,
    processes: lives.length,
    stderr: lives.map(({ stderr }) => stderr).join(''),
  };
}

const callsIn = (directory: string): readonly string[] =>
  existsSync(directory)
    ? [...readSpool(directory).open.values()].map((json) => callName.exec(json)?.[0] ?? 'none of the calls')
    : [];

async function deliver(
  directory: string,
  url: string,
  { node, dist }: Pick<Place, 'node' | 'dist'>,
): Promise<Stats | undefined> {
  const { stdout } = await ended(app('delivers what it finds', { directory, url, node, dist }));
  return stdout === '' ? undefined : (JSON.parse(stdout) as Stats);
}
