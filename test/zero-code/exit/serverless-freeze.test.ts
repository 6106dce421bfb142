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
const slackMs = 1500;

/** Ends the app with what no event tells of, as soon as it says that it is done. */
const killed = (app: string): Promise<Ended> =>
  node(['--require', register, ...app.split(' ')], {
    env: { MODEL_URL: provider.url, HH_API_KEY: 'key', HH_API_URL: receiver.url, HH_MAX_BATCH_DELAY_MS: '60000' },
    signal: 'SIGKILL',
  });

describe('before an end that no event tells of', () => {
  test('each request on Vercel is waited for until its record is delivered', async () => {
    const { stdout } = await killed('vercel.cjs');
    expect(stdout).toBe(`${answer} 1\n${answer} 1\ncalled\n`);
    expect(receiver.received).toHaveLength(2);
  });

  test('no request on Vercel is waited for longer than 3 s', async () => {
    receiver.script({ always: { hang: true } });
    const before = performance.now();
    const { stdout } = await killed('vercel.cjs');
    expect(stdout).toBe(`${answer} 1\n${answer} 1\ncalled\n`);
    expect(performance.now() - before).toBeLessThan(3000 + slackMs);
  });

  test('what the app flushes is delivered', async () => {
    await killed('flush.mjs');
    expect(receiver.received).toHaveLength(1);
  });

  test('a flush that cannot deliver resolves after 3 s', async () => {
    receiver.script({ always: { hang: true } });
    const before = performance.now();
    const { stdout } = await killed('flush.mjs');
    expect(stdout).toBe('called\n');
    expect(performance.now() - before).toBeLessThan(3000 + slackMs);
  });
});
