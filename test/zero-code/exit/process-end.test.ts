import { type Fault, type Receiver, startReceiver } from '../../../src/inspector';
import { nodeOf, releases } from '../../matrix/nodes';
import { type OpenAiStandIn, startOpenAi } from '../../support/providers/openai.cjs';
import { type Ended, node, type Run, register } from '../app-process';

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

// The whole table is run on every release of Node by `npm run test:ways`.

/** The same end without us and with us. */
const bothEnds = (how: string, { signal, again }: Ending): Promise<[Ended, Ended]> =>
  Promise.all([node(['ending.cjs', how], { env: env(), signal, again }), recordedEnd(how, { signal, again })]);

/** All that the app's surroundings see of an end. Node numbers the process in its warnings, and we are one of the preloads. */
const seenFromOutside = ({ stdout, stderr, code, signal }: Ended): unknown => ({
  stdout,
  stderr: stderr.replace(/\(node:\d+\)/g, '(node)').replace(/^Node\.js v.*\n/m, ''),
  code,
  signal,
});
/** The same, but for what we say ourselves. */
const withoutOurWords = (ended: Ended): unknown =>
  seenFromOutside({ ...ended, stderr: ended.stderr.replace(/^honeyhive: .*\n/gm, '') });

interface Ending {
  readonly signal?: NodeJS.Signals;
  /** Milliseconds until the signal is sent a second time. */
  readonly again?: number;
  /** One of each kind, where a case takes seconds. */
  readonly ofItsKind?: true;
}

const endings: readonly (readonly [how: string, ending?: Ending])[] = [
  ['nothing left to do', { ofItsKind: true }],
  ['nothing left to do, exit code 7'],
  ['nothing left to do, seen by beforeExit listeners', { ofItsKind: true }],
  ['a beforeExit listener that calls a model'],
  ['a beforeExit listener that calls process.exit(4)'],
  ['process.exit(0)'],
  ['process.exit(3)', { ofItsKind: true }],
  ['process.exitCode of an exit listener'],
  ['an uncaught exception', { ofItsKind: true }],
  ['an uncaught exception, handled by process.exit(6)'],
  ['an uncaught exception, survived'],
  ['an unhandled rejection', { ofItsKind: true }],
  ['an unhandled rejection, handled by an exit code'],
  ['a stream that is still open at process.exit(0)'],
  ['a worker thread that has nothing left to do'],
  ['a worker thread that calls process.exit(3)', { ofItsKind: true }],
  ['a worker thread that throws'],
  ['process.exit(3) right after the call of a worker thread', { ofItsKind: true }],
  ['an uncaught exception right after the call of a worker thread'],
  ['a signal, right after the call of a worker thread', { signal: 'SIGTERM', ofItsKind: true }],
  ['a worker thread that is terminated half a second after its call'],
  ['a child process by fork'],
  ['a child process that calls process.exit(3)'],
  ['a child process that throws'],
  ['a child process that is disconnected'],
  ['a child process that is killed', { ofItsKind: true }],
  ['a cluster whose worker is disconnected'],
  ['a cluster whose worker is killed'],
  ['a cluster that ends before its worker'],
  ['a signal', { signal: 'SIGTERM', ofItsKind: true }],
  ['a signal', { signal: 'SIGINT' }],
  ['a signal', { signal: 'SIGHUP' }],
  ['a signal, handled by process.exit(5)', { signal: 'SIGTERM', ofItsKind: true }],
  ['a signal, handled by process.exit(5)', { signal: 'SIGINT' }],
  ['a signal, handled by closing the server', { signal: 'SIGTERM', ofItsKind: true }],
  ['a signal, handled by closing the server', { signal: 'SIGINT' }],
  ['a signal, handled by closing the server and process.exit(0)', { signal: 'SIGTERM' }],
  ['a signal, handled by closing the server and process.exit(0)', { signal: 'SIGINT' }],
  ['a signal, handled by closing the server and process.exit(0)', { signal: 'SIGHUP' }],
  ['a signal, handled by a last call and process.exit(0)', { signal: 'SIGTERM' }],
  ['a signal, ignored once', { signal: 'SIGINT', again: 200 }],
  ['a signal, handled once and raised again', { signal: 'SIGTERM', ofItsKind: true }],
  ['a signal, seen by signal-exit', { signal: 'SIGTERM' }],
  ['a signal, seen by signal-exit 3', { signal: 'SIGINT' }],
];
const everyEnding = endings.map(([how, ending = {}]) => {
  const { signal = '' } = ending;
  return [how.replace('a signal', signal), how, ending] as const;
});
const oneOfEachKind = everyEnding.filter(([, , { ofItsKind }]) => ofItsKind);

describe('when a process ends by', () => {
  test.each(everyEnding)('%s, its last record arrives and the end is as without us', async (_title, how, ending) => {
    const [bare, recorded] = await bothEnds(how, ending);
    expect(seenFromOutside(recorded)).toEqual(seenFromOutside(bare));
    expect(receiver.received).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({
      messages: [{ role: 'user', content: expect.stringContaining('How are you?') }],
    });
  });

  test.each(oneOfEachKind)('%s, the record reaches a backend that is slow', async (_title, how, ending) => {
    receiver.script({ always: { delayMs: 1000 } });
    const [bare, recorded] = await bothEnds(how, ending);
    expect(seenFromOutside(recorded)).toEqual(seenFromOutside(bare));
    expect(receiver.received).toHaveLength(1);
    expect(recorded.ms - bare.ms).toBeLessThan(3000 + slackMs);
  });

  test.each(oneOfEachKind)('%s, a backend that is down delays it by 3 s at most', async (_title, how, ending) => {
    await receiver.close();
    const [bare, recorded] = await bothEnds(how, ending);
    expect(withoutOurWords(recorded)).toEqual(seenFromOutside(bare));
    expect(recorded.ms - bare.ms).toBeLessThan(3000 + slackMs);
  });

  test.each(oneOfEachKind)('%s, a backend that never answers delays it by 3 s at most', async (_title, how, ending) => {
    receiver.script({ always: { hang: true } });
    const [bare, recorded] = await bothEnds(how, ending);
    expect(withoutOurWords(recorded)).toEqual(seenFromOutside(bare));
    expect(recorded.ms - bare.ms).toBeLessThan(3000 + slackMs);
  });

  test("its main thread's exit, what a worker thread has not delivered is told, too", async () => {
    receiver.script({ always: { hang: true } });
    const { stderr } = await recordedEnd('process.exit(3) right after the call of a worker thread', {});
    expect(stderr).toMatch(/^honeyhive: 1 record could not be delivered before the process ended\. HoneyHive .*$/m);
  });

  test.each(releases)(
    'process.exit(3) on Node %d, a worker thread that was just terminated delays nothing',
    async (release) => {
      receiver.script({ always: { hang: true } });
      const how = 'process.exit(3) with the termination of a worker thread';
      const { code, stdout, stderr } = await recordedEnd(how, { binary: nodeOf(release) });
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
      expect(Number(stdout)).toBeLessThan(1500);
    },
  );

  test.each(releases)('process.exit(3) on Node %d, its last record arrives, too', async (release) => {
    const { code, stderr } = await recordedEnd('process.exit(3)', { binary: nodeOf(release) });
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(receiver.received).toHaveLength(1);
  });

  test.each<[string, Fault]>([
    ['is not well', { status: 503 }],
    ['has too much to do', { status: 429, retryAfter: '1' }],
    ['resets the connection', { resetBefore: 'headers' }],
  ])('process.exit(3), a backend that %s at first gets the record a moment later', async (_case, fault) => {
    receiver.script(fault);
    const { code, stderr } = await recordedEnd('process.exit(3)', {});
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(receiver.events).toHaveLength(1);
    expect(receiver.requests.map(({ status }) => status).at(-1)).toBe(200);
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
