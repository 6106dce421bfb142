import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
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

const ways: readonly (readonly [string, readonly string[], Environment])[] = [
  ['`NODE_OPTIONS`', [packageName], { NODE_OPTIONS: `--import ${packageName}/register` }],
  ['`instrumentation.js`, external', [packageName], { BY_CODE: 'yes' }],
  ['`instrumentation.js`, bundled', [], { BY_CODE: 'yes' }],
];

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** Starts the built app, visits its route once, and stops it as a container is stopped. */
async function visit(next: string, folder: string, env: Environment): Promise<Ended> {
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
  server.kill('SIGTERM');
  await exited;
  return { stdout: said, stderr: answer === 'asked' ? '' : answer, code: answer === 'asked' ? 0 : 1 };
}

async function delivers(folder: string, external: readonly string[], env: Environment): Promise<void> {
  const next = join(folder, 'node_modules', 'next', 'dist', 'bin', 'next');
  write(folder, files(external));
  await succeed(process.execPath, [next, 'build'], folder, { NEXT_TELEMETRY_DISABLED: '1' });
  await eventOf((more) => visit(next, folder, { ...env, ...more }));
}

export const nextGroup: Group = {
  title: 'Next.js',
  columns: ways.map(([name]) => name),
  rows: async () => {
    const rows = [];
    for (const range of ['15', '16']) {
      const folder = newFolder('next');
      await install(folder, [tarball(), `next@${range}`, 'react@19', 'react-dom@19']);
      const cells = ways.map(([, external, env]) => async () => {
        await delivers(folder, external, env);
        return 'yes';
      });
      rows.push({ name: versionOf(folder, 'next'), cells });
    }
    return rows;
  },
};
