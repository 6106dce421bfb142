import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { type ScriptEntry, startReceiver } from '../../src/inspector';
import { type AppOptions, app, delivering, killed } from '../delivery/spool/app';
import { freshDirectory, readSpool } from '../delivery/spool/log-files';

/** What killed processes have left to one that was not. */
export interface KillsEnd {
  readonly kills: number;
  /** Records that were on the disk after a kill, without a verdict or with one. */
  readonly onDisk: number;
  readonly finished: number;
  /** After how many kills the last entry was incomplete. */
  readonly torn: number;
  readonly received: number;
  /** Every sentence is a law that was broken. */
  readonly broken: readonly string[];
}

/**
 * Starts a process with a spool and kills it at a random instant, so many times, all with the same directory and a server that is
 * well half of the time; then one more that delivers what it finds.
 */
export async function runKills(
  kills: number,
  random: () => number,
  by: Pick<AppOptions, 'node' | 'dist'> = {},
): Promise<KillsEnd> {
  const receiver = await startReceiver();
  const where = { ...by, directory: freshDirectory(), url: receiver.url };
  receiver.script(...Array.from({ length: 20 * kills }, () => someFault(random)));
  const everOnDisk = new Set<string>();
  const sentAgain: string[] = [];
  /** Records of killed processes that had their verdict on the disk. */
  const finished = new Set<string>();
  let seen = 0;
  let torn = 0;
  for (let kill = 0; kill < kills; kill += 1) {
    receiver.script({ always: random() < 0.4 ? { status: 503 } : 'ok' });
    const options = { maxBatchBytes: 2 ** 18, maxQueueBytes: 2 ** 21 };
    const victim = app('calls until it is killed', { ...where, seed: random(), options });
    await turned(victim, random() * (random() < 0.5 ? 5 : 60));
    await delay(4 * random());
    await killed(victim);
    const { open, settled, isTorn } = readSpool(where.directory);
    if (isTorn) torn += 1;
    for (const { id = '' } of receiver.received.slice(seen)) if (finished.has(id)) sentAgain.push(id);
    seen = receiver.received.length;
    for (const id of open.keys()) everOnDisk.add(id);
    for (const id of [...everOnDisk, ...settled]) if (!open.has(id)) finished.add(id);
  }
  receiver.script({ always: 'ok' });
  const { lost } = await delivering(where);
  for (const { id = '' } of receiver.received.slice(seen)) if (finished.has(id)) sentAgain.push(id);
  const arrived = new Set(receiver.events.map(({ event_id }) => event_id));
  const missing = [...everOnDisk].filter((id) => !arrived.has(id));
  const received = receiver.received.length;
  await receiver.close();
  const broken = [
    ...(missing.length === 0 ? [] : [`never arrived, though on the disk: ${missing.join(', ')}`]),
    ...(sentAgain.length === 0 ? [] : [`sent again, though its verdict was on the disk: ${sentAgain.join(', ')}`]),
    ...(Object.keys(lost).length === 0 ? [] : [`the last process: ${JSON.stringify(lost)}`]),
  ];
  return { kills, onDisk: everOnDisk.size, finished: finished.size, torn, received, broken };
}

/** No fault, half of the time. */
function someFault(random: () => number): ScriptEntry {
  const faults: readonly ScriptEntry[] = [
    { status: 503 },
    { delayMs: 20 },
    { delayMs: 3 },
    { acceptThenReset: true },
    { resetBefore: 'headers' },
  ];
  return random() < 0.5 ? 'ok' : (faults[Math.floor(random() * faults.length)] ?? 'ok');
}

/** Resolves once the app has made calls in so many turns of its event loop, however fast it gets on. */
const turned = ({ stdout }: ChildProcessWithoutNullStreams, turns: number): Promise<void> =>
  new Promise((resolve) => {
    let written = '';
    stdout.setEncoding('utf8').on('data', (text: string) => {
      written += text;
      if (written.length > 'ready\n'.length + turns) resolve();
    });
  });
