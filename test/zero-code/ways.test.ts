import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { appsDir, node, register } from './app-process';

let provider: OpenAiStandIn;
let receiver: Receiver;
const bundles = mkdtempSync(join(tmpdir(), 'honeyhive-bundles-'));
const bundle = (name: string): string => join(bundles, name);
const tsx = join(appsDir, 'tsx/node_modules/tsx/dist');

beforeAll(async () => {
  provider = await startOpenAi();
  // The SDK inside, and register outside.
  const entryPoints = [join(appsDir, 'sdk-question.mjs')];
  for (const [format, name] of [
    ['cjs', 'app.cjs'],
    ['esm', 'app.mjs'],
  ] as const)
    await build({ entryPoints, bundle: true, minify: true, platform: 'node', format, outfile: bundle(name) });
});
afterAll(async () => {
  rmSync(bundles, { recursive: true, force: true });
  await provider.close();
});
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const byOptions = { NODE_OPTIONS: `--import ${register}` };

test.each<[string, readonly string[], Readonly<Record<string, string>>?]>([
  ['a CommonJS bundle with its SDK', ['--import', register, bundle('app.cjs')]],
  ['a bundle of ES modules with its SDK', ['--import', register, bundle('app.mjs')]],
  ['TypeScript by --import tsx', ['--import', register, '--import', join(tsx, 'loader.mjs'), 'question.mts']],
  [
    'TypeScript in CommonJS by --import tsx',
    ['--import', register, '--import', join(tsx, 'loader.mjs'), 'question.cts'],
  ],
  ['TypeScript by the command tsx', [join(tsx, 'cli.mjs'), 'question.mts'], byOptions],
  ['a worker thread by the flag of its process', ['--import', register, 'thread.cjs']],
  ['a worker thread without flags by NODE_OPTIONS', ['thread.cjs', 'without flags'], byOptions],
  ['a worker thread from a string by --require', ['--require', register, 'thread.cjs', 'from a string']],
  ['a child process by the flag of its parent', ['--import', register, 'fork.cjs']],
])('%s is recorded', async (_way, args, env = {}) => {
  const { stdout, stderr, code } = await node(args, {
    env: { MODEL_URL: provider.url, HH_API_KEY: 'key', HH_COST: 'false', HH_API_URL: receiver.url, ...env },
  });
  expect({ stdout, stderr, code }).toEqual({ stdout: 'The capital of France is Paris.\n', stderr: '', code: 0 });
  expect(receiver.received).toHaveLength(1);
  expect(receiver.events[0]).toMatchObject({
    messages: [{ role: 'user', content: 'How are you?' }],
    response: { content: 'The capital of France is Paris.', finish_reason: 'stop' },
  });
});
