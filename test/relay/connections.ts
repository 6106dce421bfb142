import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { RunningRelay } from './relay-process';

/** Connections to a relay that stay open, and are all used at once. */
export class OpenConnections {
  readonly #relay: RunningRelay;
  readonly #count: number;
  readonly #agent: Agent;

  constructor(relay: RunningRelay, count: number) {
    this.#relay = relay;
    this.#count = count;
    this.#agent = new Agent({ keepAlive: true, maxSockets: count, maxFreeSockets: count });
  }

  /** One request on each. @returns how many were answered with 200 */
  async use(): Promise<number> {
    const answers = await Promise.all(
      Array.from({ length: this.#count }, () => this.get('/healthz').then(({ status }) => status)),
    );
    return answers.filter((status) => status === 200).length;
  }

  /** A request on one of them. */
  async get(path: string): Promise<{ readonly status: number | undefined; readonly body: string }> {
    const request = get(this.#relay.url + path, { agent: this.#agent });
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    return { status: response.statusCode, body: await text(response) };
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** Resolves once the relay has closed a further connection. */
export async function refusedConnection({ url }: RunningRelay): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // it may be reset
  await new Promise((resolve) => socket.once('close', resolve));
}

/** Resident memory of the relay's process in MiB, where the system is Linux. */
export function residentMiB({ run }: RunningRelay): number {
  const [, kib] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${run.child.pid}/status`, 'utf8')) ?? [];
  return Math.round(Number(kib) / 1024);
}
