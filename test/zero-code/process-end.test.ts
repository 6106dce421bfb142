import { type Receiver, startReceiver } from '../../src/inspector';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { type Ended, node, type Run, register } from './app-process';

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

const secret = 'a-key-that-nobody-may-read';
const env = (): Readonly<Record<string, string>> => ({
  MODEL_URL: provider.url,
  HH_API_KEY: 'key',
  HH_API_URL: receiver.url,
  HH_MAX_BATCH_DELAY_MS: '60000', // what arrives was sent by the end, and not because time had passed
});
const recordedEnd = (how: string, run: Run): Promise<Ended> =>
  node(['--require', register, 'ending.cjs', how], { env: env(), ...run });

/** The same end without us and with us. */
const bothEnds = (how: string, signal: NodeJS.Signals | undefined): Promise<[Ended, Ended]> =>
  Promise.all([node(['ending.cjs', how], { env: env(), signal }), recordedEnd(how, { signal })]);

/** All that the app's surroundings see of an end. */
const seenFromOutside = ({ stdout, code, signal }: Ended): unknown => ({ stdout, code, signal });

const endings: readonly (readonly [how: string, signal?: NodeJS.Signals])[] = [
  ['nothing left to do'],
  ['nothing left to do, exit code 7'],
  ['process.exit(0)'],
  ['process.exit(3)'],
  ['an uncaught exception'],
  ['an unhandled rejection'],
  ['a stream that is still open at process.exit(0)'],
  ['a worker thread that calls process.exit(0)'],
  ['a signal', 'SIGTERM'],
  ['a signal', 'SIGINT'],
  ['a signal, handled by process.exit(5)', 'SIGTERM'],
  ['a signal, handled by process.exit(5)', 'SIGINT'],
  ['a signal, handled by closing the server', 'SIGTERM'],
  ['a signal, handled by closing the server', 'SIGINT'],
  ['a signal, handled once and raised again', 'SIGTERM'],
  ['a signal, seen by signal-exit', 'SIGTERM'],
  ['a signal, seen by signal-exit 3', 'SIGINT'],
];
const everyEnding = endings.map(
  ([how, signal]) => [signal === undefined ? how : how.replace('a signal', signal), how, signal] as const,
);
/** One of each kind, where a case takes seconds. */
const kindsOfEnding = everyEnding.filter(
  ([, how, signal]) =>
    ['nothing left to do', 'process.exit(3)', 'an uncaught exception'].includes(how) ||
    (signal === 'SIGTERM' && !how.includes('signal-exit')),
);

describe('when a process ends by', () => {
  test.each(everyEnding)('%s, its last record arrives and the end is as without us', async (_title, how, signal) => {
    const [bare, recorded] = await bothEnds(how, signal);
    expect(seenFromOutside(recorded)).toEqual(seenFromOutside(bare));
    expect(receiver.received).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({
      messages: [{ role: 'user', content: expect.stringContaining('How are you?') }],
    });
  });

  test.each(kindsOfEnding)('%s, a backend that is down delays it by 3 s at most', async (_title, how, signal) => {
    await receiver.close();
    const [bare, recorded] = await bothEnds(how, signal);
    expect(seenFromOutside(recorded)).toEqual(seenFromOutside(bare));
    expect(recorded.ms - bare.ms).toBeLessThan(3000 + slackMs);
  });

  test.each(kindsOfEnding)('%s, a backend that never answers delays it by 3 s at most', async (_title, how, signal) => {
    receiver.script({ always: { hang: true } });
    const [bare, recorded] = await bothEnds(how, signal);
    expect(seenFromOutside(recorded)).toEqual(seenFromOutside(bare));
    expect(recorded.ms - bare.ms).toBeLessThan(3000 + slackMs);
  });

  test('a second signal, somebody is in a hurry and does not wait for us', async () => {
    receiver.script({ always: { hang: true } });
    const { ms, signal } = await recordedEnd('a signal', { signal: 'SIGINT', again: 300 });
    expect(signal).toBe('SIGINT');
    expect(ms).toBeLessThan(300 + slackMs);
  });

  test.each<[string, string, (receiver: Receiver) => unknown]>([
    ['nobody answers', 'could not be reached or did not take them in time: check HH_API_URL', (one) => one.close()],
    ['the answer takes too long', 'did not take them in time', (one) => one.script({ always: { hang: true } })],
    ['the server is down', 'did not take them in time', (one) => one.script({ always: { status: 503 } })],
    ['the key is refused', 'refused the key, .*: check HH_API_KEY', (one) => one.script({ always: { status: 401 } })],
    ['the record is refused', 'refused them', (one) => one.script({ always: { status: 400 } })],
  ])('an exit where %s, a line tells how many records are lost, and why', async (_case, why, trouble) => {
    await trouble(receiver);
    const { stderr } = await recordedEnd('process.exit(0)', { env: { ...env(), HH_API_KEY: secret } });
    expect(stderr).toMatch(
      new RegExp(
        `^honeyhive: 1 record could not be delivered before the process ended\\. HoneyHive .*${why}.*\\.$`,
        'm',
      ),
    );
    expect(stderr).not.toContain(secret);
  });
});

/** For the start of another process or thread on a busy machine. */
const slackMs = 1500;
