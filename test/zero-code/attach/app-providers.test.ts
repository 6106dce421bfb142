import { type Receiver, startReceiver } from '../../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../../support/providers/openai.cjs';
import { node, register } from '../app-process';

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

const apps: readonly [app: string, orders: readonly (readonly [string, readonly string[]])[]][] = [
  ...['sdk-1', 'sdk-2', 'sdk-3'].map((sdk): [string, [string, string[]][]] => [
    `${sdk}/app.cjs`,
    [
      ['after us', ['--require', register]],
      ['before us', ['--require', `./${sdk}/telemetry.cjs`, '--require', register]],
    ],
  ]),
  [
    'sdk-3/app.mjs',
    [
      ['after us', ['--import', register]],
      ['before us', ['--import', './sdk-3/telemetry.mjs', '--import', register]],
    ],
  ],
];
const cases = apps.flatMap(([app, orders]) => orders.map(([order, preload]) => [app, order, preload] as const));

describe('an app with OpenTelemetry providers of its own', () => {
  test.each(cases)(
    '%s that registers them %s keeps its telemetry, and its framework’s model calls arrive',
    async (app, _order, preload) => {
      const env = { MODEL_URL: provider.url, HH_API_KEY: 'key', HH_COST: 'false', HH_API_URL: receiver.url };
      const [bare, recorded] = await Promise.all([node([app], { env }), node([...preload, app], { env })]);

      expect(bare.stdout).toContain('"POST /answer"');
      expect(recorded).toMatchObject({ stdout: bare.stdout, stderr: '', code: 0 });

      // One record for the local model, of which there are a span and a log event alone, and one for the call over HTTP, which
      // both its framework and the wire record.
      const [local, remote, ...more] = receiver.events;
      expect(more).toEqual([]);
      expect(local).toMatchObject({
        event_name: 'chat local-model',
        messages: [{ role: 'user', content: 'Who are you?' }],
        usage: { prompt_tokens: 3 },
      });
      expect(remote).toMatchObject({
        messages: [{ role: 'user', content: 'How are you?' }],
        response: { role: 'assistant', content: 'The capital of France is Paris.' },
      });
      // Both belong to the app's own trace, and to the session that only its outermost span names.
      expect(remote?.metadata?.['trace_id']).toBe(local?.metadata?.['trace_id']);
      expect(remote?.session_id).toEqual(expect.any(String));
      expect(remote?.session_id).toBe(local?.session_id);
    },
  );

  test('is not held by a backend that never answers, its providers’ shutdown included', async () => {
    receiver.script({ always: { hang: true } });
    const env = {
      MODEL_URL: provider.url,
      HH_API_KEY: 'key',
      HH_COST: 'false',
      HH_API_URL: receiver.url,
      HH_REQUEST_TIMEOUT_MS: '600000', // it ends before an answer could have come
    };
    const [bare, recorded] = await Promise.all(
      [[], ['--require', register]].map((preload) => node([...preload, 'sdk-2/app.cjs'], { env })),
    );
    expect(recorded).toMatchObject({ stdout: bare?.stdout, code: 0 });
  });

  test('flushes ours when it flushes its own', async () => {
    const env = {
      MODEL_URL: provider.url,
      HH_API_KEY: 'key',
      HH_COST: 'false',
      HH_API_URL: receiver.url,
      HH_MAX_BATCH_DELAY_MS: '60000',
    };
    const app = `const { tracerProvider } = require('./sdk-2/telemetry.cjs');
      require('./ask.cjs').ask().then(() => tracerProvider.forceFlush()).then(() => process.kill(process.pid, 'SIGKILL'))`;
    const { signal } = await node(['--require', register, '--eval', app], { env });
    expect(signal).toBe('SIGKILL');
    expect(receiver.events).toHaveLength(1);
  });
});
