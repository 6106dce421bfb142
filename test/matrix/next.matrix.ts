import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { nodeBinary } from '../zero-code/app-process';

const root = join(__dirname, '../..');
const app = join(__dirname, 'next');
const next = join(app, 'node_modules/next/dist/bin/next');
const installed = join(app, 'node_modules/opentelemetry-exporter-honeyhive');
const quiet = { NEXT_TELEMETRY_DISABLED: '1', PATH: process.env['PATH'] };

/** The two ways that a build can take the package, when it is imported by `instrumentation.js`. */
const builds = {
  external: { DIST_DIR: '.next-external' },
  bundled: { DIST_DIR: '.next-bundled', BUNDLED: 'yes' },
} as const;

let provider: OpenAiStandIn;
let receiver: Receiver;

beforeAll(async () => {
  if (!existsSync(next)) execFileSync('npm', ['ci', '--no-audit', '--no-fund'], { cwd: app });
  rmSync(installed, { recursive: true, force: true });
  mkdirSync(installed, { recursive: true });
  for (const part of ['dist', 'package.json']) cpSync(join(root, part), join(installed, part), { recursive: true });
  for (const name of ['@opentelemetry/api', 'eventsource-parser'])
    cpSync(join(root, 'node_modules', name), join(app, 'node_modules', name), { recursive: true });
  provider = await startOpenAi();
  for (const env of Object.values(builds))
    execFileSync(nodeBinary, [next, 'build'], { cwd: app, env: { ...quiet, ...env }, stdio: 'ignore' });
}, 600_000);
afterAll(() => provider.close());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

/** What a visitor gets of the app, which is stopped as a container is: at once, or when so many records have arrived. */
async function visit(env: Readonly<Record<string, string>>, records: number): Promise<readonly string[]> {
  const port = await freePort();
  const server = spawn(nodeBinary, [next, 'start', '-H', '127.0.0.1', '-p', String(port)], {
    cwd: app,
    env: { ...quiet, MODEL_URL: provider.url, HH_API_KEY: 'key', HH_API_URL: receiver.url, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(server, 'exit');
  let said = '';
  while (!said.includes('Ready in')) said += String((await once(server.stdout, 'data'))[0]);
  const url = `http://127.0.0.1:${port}`;
  const ask = async (path: string): Promise<string> => {
    const body = `What does ${path} ask?`;
    return (await fetch(`${url}${path}`, { method: 'POST', body })).text();
  };
  const answers = [
    await (await fetch(url)).text(),
    await ask('/api/ask'),
    await ask('/api/stream'),
    await (await fetch(`${url}/cached`)).text(),
    await (await fetch(`${url}/cached`)).text(),
  ];
  while (receiver.received.length < records) await delay(50);
  server.kill('SIGTERM');
  await exited;
  return answers.map((answer) => answer.match(/The capital of France is Paris\.|"content":"[^"]*"/)?.[0] ?? answer);
}

const questions = [
  'What does a server component ask?',
  'What does /api/ask ask?',
  'What does /api/stream ask?',
  'What is asked once?',
];

describe('an app of Next', () => {
  test.each([
    ['by NODE_OPTIONS', 0, { ...builds.external, NODE_OPTIONS: `--import ${join(installed, 'dist/register.js')}` }],
    ['by instrumentation.js, the package being external', 0, { ...builds.external, BY_CODE: 'yes' }],
    ['by instrumentation.js, the package being bundled', 4, { ...builds.bundled, BY_CODE: 'yes' }],
  ])(
    'is recorded %s: each exchange once, and what Next answers from its cache not at all',
    async (_way, records, env) => {
      rmSync(join(app, env.DIST_DIR, 'cache', 'fetch-cache'), { recursive: true, force: true });
      const before = provider.exchanges.length;
      const answers = await visit(env, records);
      const exchanges = provider.exchanges.slice(before);
      const asked = exchanges.map(
        ({ request }) => (request as { messages: { content: string }[] }).messages[0]?.content,
      );
      expect(answers).toHaveLength(5);
      expect(asked).toEqual(questions);
      const recorded = [...receiver.events].sort((one, other) => one.start_time - other.start_time);
      expect(recorded.map(({ messages }) => messages[0]?.['content'])).toEqual(questions);
      const sessions = recorded.map(({ session_id }) => session_id);
      expect(sessions).toEqual(sessions.map(() => expect.any(String)));
      expect(new Set(sessions).size).toBe(questions.length);
      for (const { response } of recorded)
        expect(response).toMatchObject({ content: 'The capital of France is Paris.' });
    },
    120_000,
  );
});
