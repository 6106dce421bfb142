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
const app = join(root, 'test/apps/next');
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

type Ask = (path: string, question?: string) => Promise<string>;

/** Runs the app, which is stopped as a container is: at once, or when so many records have arrived. */
async function visit<Seen>(
  env: Readonly<Record<string, string>>,
  records: number,
  see: (ask: Ask) => Promise<Seen>,
): Promise<Seen> {
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
  await fetch(`${url}/none`); // one that comes while `instrumentation.js` is loading is not seen
  const seen = await see(async (path, question) => {
    const request = question === undefined ? {} : { method: 'POST', body: question };
    return (await fetch(`${url}${path}`, request)).text();
  });
  while (receiver.received.length < records) await delay(50);
  server.kill('SIGTERM');
  await exited;
  return seen;
}

async function seePages(ask: Ask): Promise<readonly string[]> {
  const answers = [
    await ask('/'),
    await ask('/api/ask', 'What does /api/ask ask?'),
    await ask('/api/stream', 'What does /api/stream ask?'),
    await ask('/cached'),
    await ask('/cached'),
  ];
  return answers.map((answer) => answer.match(/The capital of France is Paris\.|"content":"[^"]*"/)?.[0] ?? answer);
}

const questions = [
  'What does a server component ask?',
  'What does /api/ask ask?',
  'What does /api/stream ask?',
  'What is asked once?',
];

const ways = [
  ['by NODE_OPTIONS', 0, { ...builds.external, NODE_OPTIONS: `--import ${join(installed, 'dist/register.js')}` }],
  ['by instrumentation.js, the package being external', 0, { ...builds.external, BY_CODE: 'yes' }],
  ['by instrumentation.js, the package being bundled', 4, { ...builds.bundled, BY_CODE: 'yes' }],
] as const;

describe('an app of Next', () => {
  test.each(ways)(
    'is recorded %s: each exchange once, and what Next answers from its cache not at all',
    async (_way, records, env) => {
      rmSync(join(app, env.DIST_DIR, 'cache', 'fetch-cache'), { recursive: true, force: true });
      const before = provider.exchanges.length;
      const answers = await visit(env, records, seePages);
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

  test.each(ways)(
    '%s: a request is one session, with the calls while its response is streamed and after it, two at a time being two',
    async (_way, _records, env) => {
      const before = provider.exchanges.length;
      const chats = ['one', 'other'];
      const answers = await visit(env, 3 * chats.length, (ask) =>
        Promise.all(chats.map((chat) => ask('/api/chat', chat))),
      );
      expect(answers).toEqual(chats.map(() => 'The capital of France is Paris.'));
      expect(provider.exchanges).toHaveLength(before + 3 * chats.length);
      const bySession = new Map<unknown, string[]>();
      for (const { session_id, messages } of receiver.events) {
        const question = String(messages[0]?.['content']);
        bySession.set(session_id, [...(bySession.get(session_id) ?? []), question].toSorted());
      }
      expect([...bySession.values()].toSorted()).toEqual(
        chats.map((chat) => [
          `${chat} after the response`,
          `${chat} in the handler`,
          `${chat} while the response is streamed`,
        ]),
      );
      const sessions = receiver.sessions.map(({ session_id, session_name }) => [session_id, session_name]);
      expect(new Map(sessions as [unknown, unknown][])).toEqual(
        new Map([...bySession.keys()].map((id) => [id, 'POST /api/chat'])),
      );
    },
    120_000,
  );
});
