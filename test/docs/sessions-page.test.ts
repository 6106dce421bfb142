import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Receiver, startReceiver } from '../src/inspector';
import { post } from './inspector/post';
import { type OpenAiStandIn, startOpenAi } from './support/providers/openai.cjs';

const root = join(__dirname, '..');
const page = readFileSync(join(root, 'docs', 'sessions.md'), 'utf8');
const snippets = [...page.matchAll(/^```js\n(.*?)^```$/gms)].map(([, snippet = '']) => snippet);

/** What the snippets leave to their reader. */
const globals = `
declare function answer(question: string): Promise<string>;
declare const datapoints: readonly { readonly id: string; readonly question: string }[];
declare const runId: string;
declare const datasetId: string;
`;

/** A folder of an app that has installed this package. */
let app: string;

beforeAll(() => {
  app = mkdtempSync(join(tmpdir(), 'sessions-page-'));
  mkdirSync(join(app, 'node_modules', '@opentelemetry'), { recursive: true });
  symlinkSync(root, join(app, 'node_modules', 'opentelemetry-exporter-honeyhive'));
  for (const name of ['openai', '@types', '@opentelemetry/api']) {
    symlinkSync(join(root, 'node_modules', name), join(app, 'node_modules', name));
  }
});
afterAll(() => rmSync(app, { recursive: true, force: true }));

test('every snippet fits the types of what it uses', () => {
  const files = snippets.map((snippet, n) => {
    writeFileSync(join(app, `snippet-${n}.mjs`), snippet);
    return `snippet-${n}.mjs`;
  });
  writeFileSync(join(app, 'globals.d.ts'), globals);
  const compilerOptions = {
    noEmit: true,
    checkJs: true,
    module: 'nodenext',
    target: 'es2023',
    types: ['node'],
    skipLibCheck: true,
    strict: false,
  };
  writeFileSync(join(app, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [...files, 'globals.d.ts'] }));
  expect(files.length).toBeGreaterThan(4);
  expect(typeErrors()).toBe('');
});

/** What the type checker prints. */
function typeErrors(): string {
  try {
    const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
    return execFileSync(process.execPath, [tsc, '-p', app], { encoding: 'utf8', stdio: 'pipe' });
  } catch (error) {
    return String((error as { readonly stdout?: unknown }).stdout ?? error);
  }
}

describe('the server of the page', () => {
  let honeyHive: Receiver;
  let model: OpenAiStandIn;
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    [honeyHive, model] = await Promise.all([startReceiver(), startOpenAi()]);
    writeFileSync(join(app, 'server.mjs'), snippets.find((snippet) => snippet.startsWith('// server.mjs')) ?? '');
    const { PATH, HOME } = process.env;
    server = spawn(process.execPath, ['--import', 'opentelemetry-exporter-honeyhive/register', 'server.mjs'], {
      cwd: app,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        PATH,
        HOME,
        PORT: '0',
        HH_API_URL: honeyHive.url,
        HH_API_KEY: 'local',
        HH_PROJECT: 'demo',
        HH_EVENTS_API: 'v1',
        OPENAI_BASE_URL: model.url,
        OPENAI_API_KEY: 'sk-test',
      },
    });
    const ended = once(server, 'exit').then(() => ['the server has ended']);
    const [line] = await Promise.race([once(server.stdout as NodeJS.ReadableStream, 'data'), ended]);
    const [, port] = /port: (\d+)/.exec(String(line)) ?? [];
    if (port === undefined) throw new Error(String(line));
    url = `http://127.0.0.1:${port}`;
  });
  afterAll(async () => {
    server.kill('SIGKILL');
    await Promise.all([honeyHive.close(), model.close()]);
  });

  test('puts the turns of a chat into one session, and a rating on it', async () => {
    const ask = (question: string): Promise<unknown> =>
      post(`${url}/chat`, JSON.stringify({ chat: 'chat-7', user: 'ada', question }));
    await ask('What is the capital of France?');
    await ask('Say that again, please.');
    await post(`${url}/rate`, JSON.stringify({ chat: 'chat-7', rating: 5, comment: 'Right' }));
    await Promise.all([honeyHive.waitForV1Events(2), honeyHive.waitForUpdates(1)]);

    expect(honeyHive.sessions).toEqual([
      expect.objectContaining({
        session_name: 'Support chat',
        user_properties: expect.objectContaining({ user_id: 'ada' }),
        feedback: { rating: 5, comment: 'Right' },
      }),
    ]);
    const id = honeyHive.sessions[0]?.['session_id'];
    expect(honeyHive.v1Events.map(({ session_id }) => session_id)).toEqual([id, id]);
  });
});
