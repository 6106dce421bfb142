import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { startReceiver } from '../../../src/inspector';
import { uuid } from '../../support/model-record';
import { startCluster } from '../nats-cluster';
import { NatsServer, setUp } from '../nats-server';
import { events, kill, newFolder, type RunningRelay, sendEvents, startRelay } from '../relay-process';

export interface ChaosOptions {
  readonly records: number;
  /** Of relays, by SIGKILL. */
  readonly kills: number;
  /** Of brokers, in turn. */
  readonly brokerKills: number;
  readonly brokers: number;
  readonly queue: 'nats' | 'directory';
  /** Of a record, about. */
  readonly bytes: number;
}

export interface ChaosFigures {
  readonly accepted: number;
  readonly delivered: number;
  readonly lost: number;
  /** Records that arrived more than once, under the same id. */
  readonly duplicates: number;
  readonly relayKills: number;
  readonly brokerKills: number;
  readonly seconds: number;
}

const perRequest = 50;
const senders = 8;

/** A relay that is started again whenever it was killed. */
class Relay {
  readonly #start: () => Promise<RunningRelay>;
  current: RunningRelay | undefined;

  constructor(start: () => Promise<RunningRelay>) {
    this.#start = start;
  }

  async begin(): Promise<void> {
    this.current = await this.#start();
  }

  async die(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    if (current !== undefined) await kill(current);
  }
}

/** Sends records through relays while these and their brokers are killed, and counts what has become of them. */
export async function chaos(options: ChaosOptions): Promise<ChaosFigures> {
  const honeyHive = await startReceiver({ keep: options.records * 2 });
  honeyHive.script({ always: { delayMs: 30 } });
  const { servers, queues } = await open(options);
  const relays = queues.map((queue) => new Relay(() => startRelay(['--queue', queue], { HH_API_URL: honeyHive.url })));
  await Promise.all(relays.map((relay) => relay.begin()));
  const start = performance.now();
  const accepted = new Set<string>();
  let isOver = false;
  const killing = killRelays(relays, options.kills, () => isOver);
  const breaking = killBrokers(servers, options.brokerKills, () => isOver);
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < options.records) {
      const first = next;
      next += perRequest;
      const list = events(first, Math.min(perRequest, options.records - first), 'x'.repeat(options.bytes));
      await untilAccepted(relays, list);
      for (let n = 0; n < list.length; n += 1) accepted.add(uuid(first + n));
    }
  };
  await Promise.all(Array.from({ length: senders }, work));
  const [relayKills, brokerKills] = await Promise.all([killing, breaking]);
  isOver = true;
  await drained(() => honeyHive.events.length, accepted.size);
  const ids = new Set(honeyHive.events.map(({ event_id: id }) => String(id)));
  const seconds = Math.round((performance.now() - start) / 1000);
  const lost = [...accepted].filter((id) => !ids.has(id)).length;
  const duplicates = honeyHive.received.length - ids.size;
  for (const relay of relays) await relay.die();
  await honeyHive.close();
  return { accepted: accepted.size, delivered: ids.size, lost, duplicates, relayKills, brokerKills, seconds };
}

async function open({ queue, brokers }: ChaosOptions): Promise<{
  readonly servers: readonly NatsServer[];
  /** Of each of three relays. */
  readonly queues: readonly string[];
}> {
  if (queue === 'directory') {
    const directory = path.join(newFolder(), 'queue');
    return { servers: [], queues: [directory, directory, directory] };
  }
  const servers = brokers === 1 ? [await NatsServer.start()] : await startCluster(brokers);
  const url = servers.map((server, index) => (index === 0 ? server.url : server.url.replace('nats://', ''))).join(',');
  await setUp(url, '--replicas', String(brokers));
  return { servers, queues: [url, url, url] };
}

/** As clients do: to any relay that answers, and again until it is taken. */
async function untilAccepted(relays: readonly Relay[], list: readonly unknown[]): Promise<void> {
  for (let attempt = 0; ; attempt += 1) {
    const relay = relays[(attempt + Math.floor(Math.random() * relays.length)) % relays.length]?.current;
    const answer = relay && (await sendEvents(relay, list).catch(() => undefined));
    if (answer?.status === 200) return;
    await sleep(20 + 80 * Math.random());
  }
}

async function killRelays(relays: readonly Relay[], kills: number, isOver: () => boolean): Promise<number> {
  let done = 0;
  for (; done < kills && !isOver(); done += 1) {
    await sleep(200 + 400 * Math.random());
    const relay = relays[done % relays.length];
    await relay?.die();
    await relay?.begin();
  }
  return done;
}

async function killBrokers(servers: readonly NatsServer[], kills: number, isOver: () => boolean): Promise<number> {
  let done = 0;
  for (; done < kills && servers.length > 0 && !isOver(); done += 1) {
    await sleep(3000 + 3000 * Math.random());
    const server = servers[done % servers.length];
    await server?.kill();
    await sleep(500);
    await server?.restart();
  }
  return done;
}

/**
 * Resolves when everything has arrived, or when nothing more has come for a minute. Not by what the queue counts: a NATS server of
 * version 2.9 that was killed counts a few entries as pending that it has given away.
 */
async function drained(arrived: () => number, all: number): Promise<void> {
  let last = { count: -1, at: performance.now() };
  while (last.count < all && performance.now() - last.at < 60_000) {
    const count = arrived();
    if (count > last.count) last = { count, at: performance.now() };
    await sleep(200);
  }
  await sleep(1000); // what comes twice
}
