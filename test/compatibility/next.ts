import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ask, eventOf } from './delivery';
import {
  type Ended,
  type Environment,
  install,
  newFolder,
  packageName,
  plainEnvironment,
  succeed,
  tarball,
  versionOf,
  write,
} from './folders';
import type { Group } from './group';

/** An app with one route, whose `instrumentation.js` loads the package where that is asked for. */
const files = (external: readonly string[]): Readonly<Record<string, string>> => ({
  'next.config.mjs': `export default { serverExternalPackages: ${JSON.stringify(external)}, turbopack: { root: import.meta.dirname } };`,
  'instrumentation.js': `
    export async function register() {
      if (process.env.NEXT_RUNTIME === 'nodejs' && process.env.BY_CODE) await import('${packageName}/register');
    }`,
  'app/layout.js': 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;',
  'app/api/ask/route.js': `
    export const dynamic = 'force-dynamic';
    export async function GET() {
      ${ask}
      await ask();
      return new Response('asked');
    }`,
});

/** What is pending as the server stops is sent by a thread, which a bundler leaves out: there, it stops once a batch has left. */
const batchMs = 5000;

const ways: readonly (readonly [name: string, external: readonly string[], env: Environment, stopAfterMs: number])[] = [
  ['`NODE_OPTIONS`', [packageName], { NODE_OPTIONS: `--import ${packageName}/register` }, 0],
  ['`instrumentation.js`, external', [packageName], { BY_CODE: 'yes' }, 0],
  ['`instrumentation.js`, bundled, stopped seconds after the call', [], { BY_CODE: 'yes' }, batchMs],
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts the built app, visits its route once, and stops it so long after as a container is stopped. */
async function visit(next: string, folder: string, env: Environment, stopAfterMs: number): Promise<Ended> {
  const port = await freePort();
  const server: ChildProcess = spawn(process.execPath, [next, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: folder,
    env: { ...plainEnvironment(), NEXT_TELEMETRY_DISABLED: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const exited = once(server, 'exit');
  const isReady = new Promise<void>((resolve) => {
    const listen = (text: Buffer): void => {
      said += String(text);
      if (said.includes('Ready in')) resolve();
    };
    server.stdout?.on('data', listen);
    server.stderr?.on('data', listen);
  });
  await Promise.race([isReady, exited]);
  const url = `http://127.0.0.1:${port}`;
  await fetch(`${url}/none`); // `instrumentation.js` may still be loading while the first request is answered
  const answer = await (await fetch(`${url}/api/ask`)).text();
  await sleep(stopAfterMs);
  server.kill('SIGTERM');
  await exited;
  return { stdout: said, stderr: answer === 'asked' ? '' : answer, code: answer === 'asked' ? 0 : 1 };
}

async function delivers(folder: string, [, external, env, stopAfterMs]: (typeof ways)[number]): Promise<void> {
  const next = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next');
  write(folder, files(external));
  await succeed(process.execPath, [next, 'build'], folder, { NEXT_TELEMETRY_DISABLED: '1' });
  await eventOf((more) => visit(next, folder, { ...env, ...more }, stopAfterMs));
}

export const nextGroup: Group = {
  title: 'Next.js',
  columns: ways.map(([name]) => name),
  rows: async () => {
    const rows = [];
    for (const range of ['15', '16']) {
      const folder = newFolder('next');
      await install(folder, [tarball(), `next@${range}`, 'react@19', 'react-dom@19']);
      const cells = ways.map((way) => async () => {
        await delivers(folder, way);
        return 'yes';
      });
      rows.push({ name: versionOf(folder, 'next'), cells });
    }
    return rows;
  },
};
