import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { type Receiver, type ScriptEntry, startReceiver } from '../../../src/inspector';
import { randomNumbers } from '../../support/seed';
import { app, delivering, killed } from './app';
import { freshDirectory, readSpool, removeDirectories } from './log-files';

/** How many processes are killed. For a long run: `HH_TEST_KILLS=1000 npx jest test/delivery/spool/kill`. */
const kills = Number(process.env['HH_TEST_KILLS'] ?? 30);

const random = randomNumbers();

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  await receiver.close();
  removeDirectories();
});

/** No fault, half of the time. */
function someFault(): ScriptEntry {
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

test(
  `after ${kills} processes were killed at any instant, every record on the disk arrives, and none that had its verdict there is sent again`,
  async () => {
    const directory = freshDirectory();
    receiver.script(...Array.from({ length: 20 * kills }, someFault));
    const everOnDisk = new Set<string>();
    const sentAgain: string[] = [];
    /** Records of killed processes that had their verdict on the disk. */
    const finished = new Set<string>();
    let seen = 0;
    let torn = 0;
    for (let kill = 0; kill < kills; kill += 1) {
      receiver.script({ always: random() < 0.4 ? { status: 503 } : 'ok' });
      const victim = app('calls until it is killed', {
        directory,
        url: receiver.url,
        seed: random(),
        options: { maxBatchBytes: 2 ** 18, maxQueueBytes: 2 ** 21 },
      });
      await turned(victim, random() * (random() < 0.5 ? 5 : 60));
      await delay(4 * random());
      await killed(victim);
      const { open, settled, isTorn } = readSpool(directory);
      if (isTorn) torn += 1;
      for (const { id = '' } of receiver.received.slice(seen)) if (finished.has(id)) sentAgain.push(id);
      seen = receiver.received.length;
      for (const id of open.keys()) everOnDisk.add(id);
      for (const id of [...everOnDisk, ...settled]) if (!open.has(id)) finished.add(id);
    }
    receiver.script({ always: 'ok' });
    const stats = await delivering({ directory, url: receiver.url });
    for (const { id = '' } of receiver.received.slice(seen)) if (finished.has(id)) sentAgain.push(id);
    const arrived = new Set(receiver.events.map(({ event_id }) => event_id));
    expect([...everOnDisk].filter((id) => !arrived.has(id))).toEqual([]);
    expect(sentAgain).toEqual([]);
    expect(stats.lost).toEqual({});
    expect(everOnDisk.size).toBeGreaterThan(kills);
    if (process.env['HH_TEST_KILLS'] !== undefined)
      console.log({ kills, onDisk: everOnDisk.size, finished: finished.size, torn, received: seen });
  },
  180_000 + 6000 * kills,
);
