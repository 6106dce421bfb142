import { type Receiver, startReceiver } from '../../src/inspector';
import { delivering } from '../delivery/spool/app';
import { freshDirectory, readSpool, removeDirectories } from '../delivery/spool/log-files';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { node, register } from './app-process';

let provider: OpenAiStandIn;
let receiver: Receiver;
let directory: string;
beforeAll(async () => {
  provider = await startOpenAi();
});
afterAll(() => provider.close());
beforeEach(async () => {
  receiver = await startReceiver();
  directory = freshDirectory();
});
afterEach(async () => {
  await receiver.close();
  removeDirectories();
});

const unreachable = 'http://127.0.0.1:9';
const recorded = (how: string, url: string, signal: NodeJS.Signals | undefined) => {
  const ours = { HH_API_KEY: 'key', HH_COST: 'false', HH_API_URL: url, HH_SPOOL_DIR: directory };
  // A busy machine has the time that a delivery needs; an outage lasts as long as an end may.
  const limitMs = url === unreachable ? '3000' : '120000';
  const env = { ...ours, MODEL_URL: provider.url, HH_EXIT_TIMEOUT_MS: limitMs };
  return node(['--require', register, 'ending.cjs', how], { env, signal });
};

const ends = [
  { how: 'nothing left to do', signal: undefined },
  { how: 'process.exit(3)', signal: undefined },
  { how: 'an uncaught exception', signal: undefined },
  { how: 'a signal', signal: 'SIGTERM' as const },
];

describe('with a spool, an app that ends by', () => {
  test.each(ends)(
    '$how in an outage loses nothing and logs no loss: the next start delivers it',
    async ({ how, signal }) => {
      const { stderr } = await recorded(how, unreachable, signal);
      expect(stderr).not.toContain('could not be delivered');
      expect(readSpool(directory).open.size).toBe(1);
      expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: 1, delivered: 1 });
    },
  );

  test.each(ends)('$how sends what it has, and nothing of it is sent again', async ({ how, signal }) => {
    await recorded(how, receiver.url, signal);
    expect(receiver.received).toHaveLength(1);
    expect(readSpool(directory).open.size).toBe(0);
    expect(await delivering({ directory, url: receiver.url })).toMatchObject({ accepted: 0 });
  });
});
