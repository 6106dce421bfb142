import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { appsDir, type Ended, node, register } from './app-process';

let provider: OpenAiStandIn;
let receiver: Receiver;
let folder: string;
beforeAll(async () => {
  provider = await startOpenAi();
});
afterAll(() => provider.close());
beforeEach(async () => {
  receiver = await startReceiver();
  folder = mkdtempSync(join(tmpdir(), 'settings-'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true });
  await receiver.close();
});

const inFolder = (name: string, text: string): string => {
  const file = join(folder, name);
  writeFileSync(file, text);
  return file;
};
const settings = (more: Readonly<Record<string, string>> = {}): Readonly<Record<string, string>> => ({
  HH_API_KEY: 'key',
  HH_API_URL: receiver.url,
  HH_COST: 'false',
  HH_SESSION_NAME: 'of the file',
  ...more,
});
const dotenv = (more?: Readonly<Record<string, string>>): string =>
  inFolder(
    '.env',
    Object.entries(settings(more))
      .map((pair) => pair.join('='))
      .join('\n'),
  );
const app = (text: string): string => inFolder('app.cjs', text);
const ask = `require(${JSON.stringify(join(appsDir, 'ask.cjs'))}).ask`;
const run = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> =>
  node(['--require', register, ...args], { env: { MODEL_URL: provider.url, ...env } });
const answer = 'The capital of France is Paris.\n';
const [session] = ['of the file'];

describe('a file of variables that is read', () => {
  const byDotenv = (file: string): string => `
    require(${JSON.stringify(join(appsDir, 'sentry-11/node_modules/dotenv'))}).config({ path: ${JSON.stringify(file)} });
    ${ask}().then(console.log);`;

  test.each<[how: string, args: (file: string) => readonly string[]]>([
    ['by the package dotenv within the app', (file) => [app(byDotenv(file))]],
    [
      'by process.loadEnvFile within the app',
      (file) => [app(`process.loadEnvFile(${JSON.stringify(file)});${ask}().then(console.log);`)],
    ],
    ['by node --env-file', (file) => [`--env-file=${file}`, app(`${ask}().then(console.log);`)]],
  ])('%s says what is to be done', async (_how, args) => {
    const { stdout, stderr } = await run(args(dotenv()));
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining(answer), stderr: '' });
    expect(receiver.events).toHaveLength(1);
    expect(receiver.sessions).toMatchObject([{ session_name: session }]);
  });

  test('within the app can switch everything off: nothing is kept, sent or said', async () => {
    const { stdout, stderr } = await run([app(byDotenv(dotenv({ HH_ENABLED: 'false' })))]);
    expect({ stdout, stderr }).toEqual({ stdout: expect.stringContaining(answer), stderr: '' });
    expect(receiver.requests).toEqual([]);
  });

  test('after an inbound request began, and names its session’s header, gives the request its session', async () => {
    const { stderr } = await run([
      app(`
        const server = require('node:http').createServer(async (request, response) => {
          Object.assign(process.env, ${JSON.stringify(settings({ HH_SESSION_HEADER: 'x-chat-id' }))});
          await ${ask}();
          response.end(() => server.close());
        }).listen(0, '127.0.0.1', () => fetch('http://127.0.0.1:' + server.address().port, { headers: { 'x-chat-id': '7b0f8c0e-2f5c-4f63-9f6b-0a4f1b1c2d3e', connection: 'close' } }));`),
    ]);
    expect(stderr).toBe('');
    expect(receiver.events).toMatchObject([{ session_id: '7b0f8c0e-2f5c-4f63-9f6b-0a4f1b1c2d3e' }]);
  });
});

test('a process that calls no model reads nothing and says nothing', async () => {
  const { stdout, stderr, code } = await run(['--eval', 'console.log(1)'], { HH_MAX_BATCH_RECORDS: 'many' });
  expect({ stdout, stderr, code }).toEqual({ stdout: '1\n', stderr: '', code: 0 });
});

test('spans of an app that are none of a model have nothing read yet', async () => {
  const script = app(`
    const { BasicTracerProvider } = require(${JSON.stringify(join(appsDir, 'sdk-2/node_modules/@opentelemetry/sdk-trace-base'))});
    const { trace } = require(${JSON.stringify(join(appsDir, 'sdk-2/node_modules/@opentelemetry/api'))});
    trace.setGlobalTracerProvider(new BasicTracerProvider());
    const tracer = trace.getTracer('app');
    tracer.startSpan('GET /').end();
    setTimeout(() => {
      Object.assign(process.env, ${JSON.stringify(settings())});
      tracer.startSpan('chat', { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' } }).end();
    }, 100);`);
  const { stderr } = await run([script], { HH_HINTS: 'false' });
  expect(stderr).toBe('');
  expect(receiver.events).toMatchObject([{ model: 'gpt-4o' }]);
});
