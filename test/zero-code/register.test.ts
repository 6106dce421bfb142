import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { appsDir, node, register } from './app-process';

let provider: OpenAiStandIn;
let receiver: Receiver;

beforeAll(async () => {
  provider = await startOpenAi();
});
afterAll(() => provider.close());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const answer = 'The capital of France is Paris.\n';
const environment = (): Readonly<Record<string, string>> => ({
  MODEL_URL: provider.url,
  HH_API_KEY: 'key',
  HH_COST: 'false',
  HH_API_URL: receiver.url,
});

describe('an unmodified app', () => {
  test.each<[string, readonly string[], Readonly<Record<string, string>>?]>([
    ['an ES module by --import', ['--import', register, 'question.mjs']],
    ['an ES module by --require', ['--require', register, 'question.mjs']],
    ['a CommonJS module by --import', ['--import', register, 'question.cjs']],
    ['a CommonJS module by --require', ['--require', register, 'question.cjs']],
    ['any module by NODE_OPTIONS', ['question.mjs'], { NODE_OPTIONS: `--require ${register}` }],
    ['by both flags, and recorded once', ['--require', register, '--import', register, 'question.mjs']],
    [
      'by an import in its code',
      ['--input-type=module', '--eval', `import '${pathToFileURL(register)}'; import './question.cjs';`],
    ],
    ['beside a loader of its own', ['--require', register, '--import', './loader.mjs', 'question.mjs']],
    ['in a child process by NODE_OPTIONS', ['fork.cjs'], { NODE_OPTIONS: `--require ${register}` }],
  ])('is recorded when loaded as %s', async (_way, args, env = {}) => {
    const { stdout, stderr, code } = await node(args, { env: { ...environment(), ...env } });
    expect({ stdout, stderr, code }).toEqual({ stdout: answer, stderr: '', code: 0 });
    expect(receiver.received).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({
      model: 'gpt-4o-2024-08-06',
      messages: [{ role: 'user', content: 'How are you?' }],
      response: { content: 'The capital of France is Paris.', finish_reason: 'stop' },
    });
  });

  test("is recorded in pm2's cluster mode, where its environment comes as JSON", async () => {
    const { MODEL_URL = '', ...ours } = environment();
    const env = { MODEL_URL, pm2_env: JSON.stringify({ ...ours, HH_CAPTURE_CONTENT: false, args: ['one'] }) };
    const { stderr } = await node(['--import', register, 'question.mjs'], { env });
    expect(stderr).toBe('');
    expect(receiver.received).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({ messages: [] });
  });

  test('is left alone without a key, and one line says what is missing', async () => {
    const { stdout, stderr, code } = await node(['--import', register, 'question.mjs'], {
      env: { ...environment(), HH_API_KEY: '' },
    });
    expect({ stdout, code }).toEqual({ stdout: answer, code: 0 });
    expect(stderr).toBe('honeyhive: HH_API_KEY is not set, so model calls are not recorded.\n');
    expect(receiver.requests).toEqual([]);
  });

  test('runs on when values of the environment are bad: each is named once and ignored', async () => {
    const bad = {
      HH_MAX_BATCH_RECORDS: 'many',
      HH_CAPTURE_CONTENT: 'perhaps',
      OTEL_RESOURCE_ATTRIBUTES: 'no pairs',
    };
    const { stdout, stderr, code } = await node(['--import', register, 'question.mjs'], {
      env: { ...environment(), ...bad },
    });
    expect({ stdout, code }).toEqual({ stdout: answer, code: 0 });
    const lines = stderr.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    for (const name of Object.keys(bad)) expect(lines.filter((line) => line.includes(name))).toHaveLength(1);
    expect(receiver.events).toHaveLength(1);
  });

  test('runs on when HoneyHive refuses the key, and a line says so without telling it', async () => {
    receiver.script({ always: { status: 401 } });
    const { stdout, stderr, code } = await node(['--import', register, 'question.mjs'], {
      env: { ...environment(), HH_API_KEY: 'secret-of-mine' },
    });
    expect({ stdout, code }).toEqual({ stdout: answer, code: 0 });
    expect(stderr).toContain('HH_API_KEY');
    expect(stderr).not.toContain('secret-of-mine');
  });

  test('sends no content where HH_CAPTURE_CONTENT is false', async () => {
    await node(['--import', register, 'question.mjs'], { env: { ...environment(), HH_CAPTURE_CONTENT: 'false' } });
    expect(receiver.events[0]).toMatchObject({ messages: [], response: { finish_reason: 'stop' } });
    expect(JSON.stringify(receiver.events)).not.toMatch(/How are you|capital/);
  });

  test('is named by OTEL_SERVICE_NAME, and its environment by OTEL_RESOURCE_ATTRIBUTES', async () => {
    const env = { OTEL_SERVICE_NAME: 'shop', OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging' };
    await node(['--import', register, 'question.mjs'], { env: { ...environment(), ...env } });
    expect(receiver.events[0]).toMatchObject({ source: 'staging', metadata: { 'service.name': 'shop' } });
  });

  test('can name sessions, users and fields of its own', async () => {
    const app = `require(${JSON.stringify(join(register, '../index.js'))}).withHoneyHive(
      { sessionId: '7b0f8c0e-2f5c-4f63-9f6b-0a4f1b1c2d3e', userId: 'ada', metadata: { tenant: 'north' } },
      () => require('./question.cjs'))`;
    await node(['--require', register, '--eval', app], { env: environment() });
    expect(receiver.events[0]).toMatchObject({
      session_id: '7b0f8c0e-2f5c-4f63-9f6b-0a4f1b1c2d3e',
      user_properties: { user_id: 'ada' },
      metadata: { tenant: 'north' },
    });
  });

  test('ends its own spans also when our files are gone, as they are while a deployment replaces them', async () => {
    const copy = mkdtempSync(join(tmpdir(), 'honeyhive-replaced-'));
    cpSync(dirname(register), copy, { recursive: true });
    const app = `
      const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
      require('node:fs').rmSync(${JSON.stringify(copy)}, { recursive: true });
      const provider = new NodeTracerProvider();
      provider.register();
      provider.getTracer('app').startSpan('work').end();
      console.log('ended');`;
    const { code, stdout } = await node(['--require', join(copy, 'register.js'), '--eval', app], {
      env: { HH_API_KEY: 'key', HH_API_URL: receiver.url, NODE_PATH: join(appsDir, '../../node_modules') },
    });
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'ended\n' });
  });

  test('finds nothing of ours in its process before it calls a model', async () => {
    const look = `console.log(JSON.stringify([
      ['SIGTERM', 'SIGINT', 'exit', 'beforeExit', 'uncaughtException'].map((event) => process.listenerCount(event)),
      globalThis[Symbol.for('opentelemetry.js.api.1')] === undefined, fetch.name, Object.keys(globalThis)]))`;
    const [bare, recorded] = await Promise.all(
      [[], ['--require', register]].map((preload) => node([...preload, '--eval', look], { env: environment() })),
    );
    expect(recorded?.stdout).toBe(bare?.stdout);
  });
});
