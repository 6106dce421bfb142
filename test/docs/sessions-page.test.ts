import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Receiver, startReceiver } from '../../src/inspector';
import { post } from '../inspector/post';
import { blocksOf } from '../support/markdown';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { folderOf } from '../support/snippets';

const page = blocksOf('docs/sessions.md').find(({ text }) => text.startsWith('// server.mjs'));

/** A folder of an app that has installed this package. */
let app: string;
beforeAll(() => {
  app = folderOf(page === undefined ? [] : [page]);
});
afterAll(() => rmSync(app, { recursive: true, force: true }));

describe('the server of the page', () => {
  let honeyHive: Receiver;
  let model: OpenAiStandIn;
  let server: ChildProcess;
  let url: string;

  beforeAll(async () => {
    [honeyHive, model] = await Promise.all([startReceiver(), startOpenAi()]);
    writeFileSync(join(app, 'server.mjs'), page?.text ?? '');
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
