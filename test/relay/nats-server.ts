import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCli } from '../support/cli';
import { newFolder } from './relay-process';

const command = process.env['NATS_SERVER'] ?? 'nats-server';
const running: NatsServer[] = [];

/** Whether the server is installed; where CI is set, it has to be. */
export const hasNats = spawnSync(command, ['--version']).status === 0 || process.env['CI'] !== undefined;

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** A NATS server of its own, with a folder that outlives its process. */
export class NatsServer {
  readonly #args: readonly string[];
  readonly url: string;
  #child: ChildProcess | undefined;

  private constructor(port: number, args: readonly string[]) {
    this.#args = args;
    this.url = `nats://127.0.0.1:${port}`;
  }

  /** @param config further lines of the server's configuration */
  static async start(config = '', name = 'one'): Promise<NatsServer> {
    const port = await freePort();
    const folder = newFolder();
    const file = path.join(folder, 'nats.conf');
    writeFileSync(
      file,
      `server_name: ${name}\nhost: 127.0.0.1\nport: ${port}\njetstream { store_dir: "${folder}", max_file_store: 20GB }\n${config}\n`,
    );
    const server = new NatsServer(port, ['-c', file]);
    running.push(server);
    await server.restart();
    return server;
  }

  /** Begins again with what it has kept. */
  async restart(): Promise<void> {
    this.#child = spawn(command, this.#args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let log = '';
    this.#child.stderr?.on('data', (chunk) => {
      log += chunk;
    });
    while (!log.includes('Server is ready')) {
      if (this.#child.exitCode !== null) throw new Error(`nats-server has ended: ${log}`);
      await sleep(20);
    }
  }

  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'close');
  }
}

/** To be called after each test. */
export async function endServers(): Promise<void> {
  await Promise.all(running.splice(0).map((server) => server.kill()));
}

/** Runs `relay setup`, as an operator does once. */
export async function setUp(url: string, ...args: readonly string[]): Promise<void> {
  const run = startCli(['relay', 'setup', '--queue', url, '--ack-wait', '2', ...args]);
  if ((await run.ended()) !== 0) throw new Error(run.out + run.err);
}
