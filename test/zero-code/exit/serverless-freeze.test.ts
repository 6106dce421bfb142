import { type Receiver, startReceiver } from '../../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../../support/providers/openai.cjs';
import { type Ended, node, register } from '../app-process';

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

const answer = 'The capital of France is Paris.';

/** Kills the app once it has printed that it is done, so that no event of the process announces its end. */
const killed = (app: string): Promise<Ended> =>
  node(['--require', register, ...app.split(' ')], {
    env: {
      MODEL_URL: provider.url,
      HH_API_KEY: 'key',
      HH_COST: 'false',
      HH_API_URL: receiver.url,
      HH_MAX_BATCH_DELAY_MS: '60000',
      HH_REQUEST_TIMEOUT_MS: '600000', // what goes on before did not wait for an answer
    },
    signal: 'SIGKILL',
  });

describe('before an end that no event announces', () => {
  test('each request on Vercel is waited for until its record is delivered', async () => {
    const { stdout } = await killed('vercel.cjs');
    expect(stdout).toBe(`${answer} 1\n${answer} 1\ncalled\n`);
    expect(receiver.received).toHaveLength(2);
  });

  test('no request on Vercel is held by a backend that never answers', async () => {
    receiver.script({ always: { hang: true } });
    const { stdout } = await killed('vercel.cjs');
    expect(stdout).toBe(`${answer} 1\n${answer} 1\ncalled\n`);
  });

  test('what the app flushes is delivered', async () => {
    await killed('flush.mjs');
    expect(receiver.received).toHaveLength(1);
  });

  test('a flush ends although it cannot deliver', async () => {
    receiver.script({ always: { hang: true } });
    const { stdout } = await killed('flush.mjs');
    expect(stdout).toBe('called\n');
  });
});
