// How fast a relay accepts and delivers records of 12 KB by NATS, and how fast the least is that could deliver them:
// npm run bench:relay
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { endAll } from '../../support/cli';
import { endServers, NatsServer, setUp } from '../nats-server';
import { events, kill, removeFolders, send, startRelay } from '../relay-process';

const records = 10_440; // 120 batches of 87, so that the bare loop leaves none
const perRequest = 87;

/** Takes any batch, and counts its records by their size alone. */
function startSink(): Promise<{ readonly url: string; readonly bytes: () => number; readonly close: () => void }> {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on('data', (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on('end', () => response.end());
  });
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve({ url: `http://127.0.0.1:${port}`, bytes: () => bytes, close: () => server.close() });
    });
  });
}

/** Fills the queue through a relay. @returns records per second */
async function fill(queue: string, url: string): Promise<number> {
  const relay = await startRelay(['--queue', queue, '--accept'], { HH_API_URL: url });
  const batches = Array.from({ length: records / perRequest }, (_, n) =>
    events(n * perRequest, perRequest, 'x'.repeat(11_600)),
  );
  const bodies = batches.map((list) => JSON.stringify({ model_events: list }));
  const start = performance.now();
  await Promise.all(
    Array.from({ length: 8 }, async () => {
      for (let body = bodies.pop(); body !== undefined; body = bodies.pop()) {
        await send(`${relay.url}/events/model/batch`, body);
      }
    }),
  );
  const rate = records / ((performance.now() - start) / 1000);
  await kill(relay);
  return rate;
}

/** @returns records per second, from the first byte that arrives to the last */
async function emptied(bytes: () => number): Promise<number> {
  while (bytes() === 0) await sleep(1);
  const start = performance.now();
  let last = { bytes: 0, at: start };
  while (performance.now() - last.at < 1500) {
    if (bytes() > last.bytes) last = { bytes: bytes(), at: performance.now() };
    await sleep(2);
  }
  return last.bytes / 12_000 / ((last.at - start) / 1000);
}

async function drainedBy(kind: 'relay' | 'bare'): Promise<{ readonly accept: number; readonly drain: number }> {
  const server = await NatsServer.start();
  await setUp(server.url);
  const sink = await startSink();
  const accept = await fill(server.url, sink.url);
  const child =
    kind === 'bare'
      ? spawn(process.execPath, [path.join(__dirname, 'bare.cjs'), server.url, sink.url], { stdio: 'inherit' })
      : (await startRelay(['--queue', server.url, '--drain'], { HH_API_URL: sink.url })).run.child;
  const drain = await emptied(sink.bytes);
  child.kill('SIGKILL');
  sink.close();
  await endServers();
  return { accept: Math.round(accept), drain: Math.round(drain) };
}

const median = (numbers: readonly number[]): number =>
  numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

async function main(): Promise<void> {
  const rounds = { relay: [] as number[], bare: [] as number[], accept: [] as number[] };
  for (let round = 0; round < 3; round += 1) {
    for (const kind of ['relay', 'bare'] as const) {
      const { accept, drain } = await drainedBy(kind);
      rounds.accept.push(accept);
      rounds[kind].push(drain);
    }
  }
  const ratio = Math.round((median(rounds.relay) / median(rounds.bare)) * 100) / 100;
  console.log(JSON.stringify({ ...rounds, ratio }));
  await endAll();
  removeFolders();
  process.exit(0);
}

void main();
