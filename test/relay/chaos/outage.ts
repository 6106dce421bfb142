import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startReceiver } from '../../../src/inspector';
import { OpenConnections, refusedConnection, residentMiB } from '../connections';
import { NatsServer, setUp } from '../nats-server';
import { events, kill, newFolder, sendEvents, startRelay } from '../relay-process';

export interface OutageOptions {
  /** For which HoneyHive answers 503. */
  readonly seconds: number;
  readonly perSecond: number;
  readonly queue: 'nats' | 'directory';
  /** Of a record, about. */
  readonly bytes: number;
}

export interface OutageFigures {
  readonly accepted: number;
  readonly arrived: number;
  /** Resident memory of the relay at the start, after each tenth of the outage, and when everything has arrived. */
  readonly residentMiB: readonly number[];
}

/** Sends records through a relay while HoneyHive is down, and counts what arrives when that is over. */
export async function outage({ seconds, perSecond, queue, bytes }: OutageOptions): Promise<OutageFigures> {
  const honeyHive = await startReceiver();
  honeyHive.script({ always: { status: 503 } });
  const place = queue === 'nats' ? await inNats() : path.join(newFolder(), 'queue');
  const relay = await startRelay(['--queue', place, '--max-queue', '4096'], { HH_API_URL: honeyHive.url });
  const samples = [residentMiB(relay)];
  const start = performance.now();
  let accepted = 0;
  for (let tick = 0; tick < seconds * 10; tick += 1) {
    const count = Math.round(perSecond / 10);
    const { status } = await sendEvents(relay, events(accepted, count, 'x'.repeat(bytes)));
    if (status !== 200) throw new Error(`the relay has answered ${status}`);
    accepted += count;
    if ((tick + 1) % seconds === 0) samples.push(residentMiB(relay));
    await sleep(Math.max(0, start + (tick + 1) * 100 - performance.now()));
  }
  honeyHive.script({ always: 'ok' });
  await honeyHive.waitForEvents(accepted, 600_000);
  samples.push(residentMiB(relay));
  await kill(relay);
  await honeyHive.close();
  return { accepted, arrived: honeyHive.events.length, residentMiB: samples };
}

async function inNats(): Promise<string> {
  const { url } = await NatsServer.start();
  await setUp(url, '--max-queue', '4096');
  return url;
}

export interface ConnectionFigures {
  readonly open: number;
  /** Of which a request was answered before and after others were refused. */
  readonly served: readonly number[];
  /** Resident memory of the relay before and with these connections. */
  readonly residentMiB: readonly number[];
}

/** Opens as many connections as a relay takes, and some more. */
export async function connections(open: number): Promise<ConnectionFigures> {
  const args = ['--queue', 'memory', '--max-connections', String(open)];
  const relay = await startRelay(args, {});
  const before = residentMiB(relay);
  const clients = new OpenConnections(relay, open);
  const first = await clients.use();
  await Promise.all(Array.from({ length: 100 }, () => refusedConnection(relay)));
  const served = [first, await clients.use()];
  const figures = { open, served, residentMiB: [before, residentMiB(relay)] };
  clients.close();
  await kill(relay);
  return figures;
}
