import { dirname } from 'node:path';
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

describe('an app that has set the package up in code and is run with `register`, too', () => {
  test.each([
    ['our processor', 'its natural end', 'own', ''],
    ['our processor', 'a shutdown', 'own', 'shutdown'],
    ['our processor', 'a flush', 'own', 'flush'],
    ['our processor', 'process.exit', 'own', 'exit'],
    ['a stock processor', 'its natural end', 'stock', ''],
    ['a stock processor', 'process.exit', 'stock', 'exit'],
    ['a stock processor', 'a shutdown', 'stock', 'shutdown'],
    ['a stock processor', 'a flush', 'stock', 'flush'],
    ["the app's own processor", 'its natural end', 'apps', ''],
    ["the app's own processor", 'a flush', 'apps', 'flush'],
  ])('through %s: each call is one event by %s, sent as the code says', async (_how, _by, processor, end) => {
    const env = {
      MODEL_URL: provider.url,
      HH_API_KEY: 'key',
      HH_COST: 'false',
      HH_API_URL: receiver.url,
      HH_EXIT_TIMEOUT_MS: '120000', // a busy machine has the time that it needs
      HH_PROJECT: 'named in the environment',
      PACKAGE: dirname(register),
      PROCESSOR: processor,
      END: end,
    };
    const { stderr } = await node(['--require', register, 'sdk-2/own-exporter.cjs'], { env });
    expect(stderr).toBe('');

    const [local, remote, ...more] = [...receiver.events].sort((one, other) => one.start_time - other.start_time);
    expect(more).toEqual([]);
    const asTheCodeSays = { project: 'named in code', metadata: { redacted: true } };
    expect(local).toMatchObject({
      ...asTheCodeSays,
      model: 'local-model',
      messages: [{ role: 'user', content: 'Who are you?' }],
    });
    // The wire knows what the framework's span does not.
    expect(remote).toMatchObject({
      ...asTheCodeSays,
      response: { role: 'assistant', content: 'The capital of France is Paris.' },
    });
    expect(remote?.metadata?.['trace_id']).toBe(local?.metadata?.['trace_id']);
    expect(remote?.session_id).toBeDefined();
  });

  test('what was called before that is sent at the end, too', async () => {
    const env = {
      MODEL_URL: provider.url,
      HH_API_KEY: 'key',
      HH_COST: 'false',
      HH_API_URL: receiver.url,
      HH_EXIT_TIMEOUT_MS: '120000', // a busy machine has the time that it needs
      PACKAGE: dirname(register),
      HH_MAX_BATCH_DELAY_MS: '60000',
    };
    const { stderr } = await node(['--require', register, 'sdk-2/late-exporter.cjs'], { env });
    expect(stderr).toBe('');
    expect(receiver.events).toHaveLength(1);
  });
});
