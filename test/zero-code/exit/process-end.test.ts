import { join } from 'node:path';
import { type Fault, type Receiver, type ScriptEntry, startReceiver } from '../../../src/inspector';
import { freshDirectory, readSpool, removeDirectories } from '../../delivery/spool/log-files';
import { nodeOf, releases } from '../../matrix/nodes';
import { type OpenAiStandIn, startOpenAi } from '../../support/providers/openai.cjs';
import { type Ended, node, type Run, register } from '../app-process';

let provider: OpenAiStandIn;
const receivers: Receiver[] = [];

beforeAll(async () => {
  provider = await startOpenAi();
});
afterAll(async () => {
  await Promise.all([provider.close(), ...receivers.map((receiver) => receiver.close())]);
  removeDirectories();
});

/** Each test has its own, since some run at once: most of what they do is waiting. */
async function backend(script: ScriptEntry = 'ok'): Promise<Receiver> {
  const receiver = await startReceiver();
  receivers.push(receiver);
  receiver.script(script);
  return receiver;
}
const silent: ScriptEntry = { always: { hang: true } };

const secret = 'a-key-that-no-log-may-have';
const env = ({ url }: Receiver): Readonly<Record<string, string>> => ({
  MODEL_URL: provider.url,
  HH_API_KEY: 'key',
  HH_COST: 'false',
  HH_API_URL: url,
  HH_MAX_BATCH_DELAY_MS: '60000', // what arrives was sent by the end, and not because time had passed
  HH_REQUEST_TIMEOUT_MS: '600000', // a process that ends did not wait for the answer
});
/** For ends that a delivery ends: a busy machine has all the time that it needs. */
const unhurriedEnv = (receiver: Receiver): Readonly<Record<string, string>> => ({
  ...env(receiver),
  HH_EXIT_TIMEOUT_MS: '120000',
});
const recordedEnd = (how: string, receiver: Receiver, run: Run = {}): Promise<Ended> =>
  node(['--require', register, 'ending.cjs', how], { env: env(receiver), ...run });

/** The whole table, on every release of Node, is for `npm run test:ways`. */
const isWhole = process.env['HH_TEST_ALL_ENDS'] === '1';

/** The same end without us, once for all tests. */
const bareEnds = new Map<string, Promise<Ended>>();
function bareEnd(how: string, { signal, again }: Ending): Promise<Ended> {
  const key = `${how} ${signal}`;
  const known = bareEnds.get(key) ?? node(['ending.cjs', how], { env: { MODEL_URL: provider.url }, signal, again });
  bareEnds.set(key, known);
  return known;
}

/** The same end without us and with us. */
const bothEnds = (how: string, { signal, again }: Ending, receiver: Receiver): Promise<[Ended, Ended]> =>
  Promise.all([bareEnd(how, { signal, again }), recordedEnd(how, receiver, { signal, again })]);

/** An end whose record is to arrive at a backend that answers so. */
async function deliveringEnd(how: string, script: ScriptEntry, run: Run = {}) {
  const receiver = await backend(script);
  return { receiver, ...(await recordedEnd(how, receiver, { env: unhurriedEnv(receiver), ...run })) };
}

/** All that the app's surroundings see of an end. Node numbers the process in its warnings, and we are one of the preloads. */
const seenFromOutside = ({ stdout, stderr, code, signal }: Ended): unknown => ({
  stdout,
  stderr: stderr.replace(/\(node:\d+\)/g, '(node)').replace(/^Node\.js v.*\n/m, ''),
  code,
  signal,
});
/** How many records a process has logged as lost with it. */
const loggedAsLost = ({ stderr }: Ended): number =>
  [...stderr.matchAll(/^honeyhive: (\d+) records? could not be delivered before the process ended\./gm)].reduce(
    (sum, [, records]) => sum + Number(records),
    0,
  );
/** The same, but for the lines that we log. */
const withoutOurLines = (ended: Ended): unknown =>
  seenFromOutside({ ...ended, stderr: ended.stderr.replace(/^honeyhive: .*\n/gm, '') });

interface Ending {
  readonly signal?: NodeJS.Signals | undefined;
  /** The signal is sent a second time once the app has printed this. */
  readonly again?: string | undefined;
  /** One of each kind, where a case takes seconds. */
  readonly ofItsKind?: true;
  /** Leads to the same code as another row. */
  readonly isLike?: true;
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
  ['a worker thread that is terminated 3 s after its call'],
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
  ['a signal', { signal: 'SIGHUP', isLike: true }],
  ['a signal, handled by process.exit(5)', { signal: 'SIGTERM', ofItsKind: true }],
  ['a signal, handled by process.exit(5)', { signal: 'SIGINT', isLike: true }],
  ['a signal, handled by closing the server', { signal: 'SIGTERM', ofItsKind: true }],
  ['a signal, handled by closing the server', { signal: 'SIGINT', isLike: true }],
  ['a signal, handled by closing the server and process.exit(0)', { signal: 'SIGTERM', isLike: true }],
  ['a signal, handled by closing the server and process.exit(0)', { signal: 'SIGINT', isLike: true }],
  ['a signal, handled by closing the server and process.exit(0)', { signal: 'SIGHUP' }],
  ['a signal, handled by a last call and process.exit(0)', { signal: 'SIGTERM' }],
  ['a signal, ignored once', { signal: 'SIGINT', again: 'asked 1' }],
  ['a signal, handled once and raised again', { signal: 'SIGTERM', ofItsKind: true }],
  ['a signal, seen by signal-exit', { signal: 'SIGTERM' }],
  ['a signal, seen by signal-exit 3', { signal: 'SIGINT' }],
];
const everyEnding = endings
  .filter(([, ending]) => isWhole || ending?.isLike !== true)
  .map(([how, ending = {}]) => [how.replace('a signal', ending.signal ?? ''), how, ending] as const);
/** By a flush, by another thread, and by a thread that ends with its process. */
const deliveries = ['SIGTERM', 'process.exit(3)', 'process.exit(3) right after the call of a worker thread'];
const oneOfEachDelivery = everyEnding.filter(([title]) => deliveries.includes(title));
const oneOfEachKind = everyEnding.filter(([, , { ofItsKind }]) => ofItsKind);
/** Each kind with one trouble, and each delivery with all: what a kind adds to its delivery does not depend on the backend. */
const kindsFor = (trouble: number) =>
  oneOfEachKind.filter((row, place) => isWhole || place % 3 === trouble || oneOfEachDelivery.includes(row));

describe('when a process ends by', () => {
  test.concurrent.each(everyEnding)(
    '%s, its last record arrives and the end is as without us',
    async (_title, how, ending) => {
      const { signal, again } = ending;
      const [bare, { receiver, ...recorded }] = await Promise.all([
        bareEnd(how, ending),
        deliveringEnd(how, 'ok', { signal, again }),
      ]);
      expect(seenFromOutside(recorded)).toEqual(seenFromOutside(bare));
      expect(receiver.received).toHaveLength(1);
      expect(receiver.events[0]).toMatchObject({
        messages: [{ role: 'user', content: expect.stringContaining('How are you?') }],
      });
    },
  );

  test.concurrent.each(kindsFor(0))('%s, the record reaches a backend that is slow', async (_title, how, ending) => {
    const { signal, again } = ending;
    const [bare, { receiver, ...recorded }] = await Promise.all([
      bareEnd(how, ending),
      deliveringEnd(how, { always: { delayMs: 1000 } }, { signal, again }),
    ]);
    expect(seenFromOutside(recorded)).toEqual(seenFromOutside(bare));
    expect(receiver.received).toHaveLength(1);
  });

  test.concurrent.each(kindsFor(1))(
    '%s, a backend that is down does not keep it, and the loss is logged',
    async (_title, how, ending) => {
      const receiver = await backend();
      await receiver.close();
      const [bare, recorded] = await bothEnds(how, ending, receiver);
      expect(withoutOurLines(recorded)).toEqual(seenFromOutside(bare));
      if (!how.includes('child process')) expect(loggedAsLost(recorded)).toBe(1);
    },
  );

  test.concurrent.each(kindsFor(2))(
    '%s, a backend that never answers does not keep it, and the loss is logged',
    async (_title, how, ending) => {
      const [bare, recorded] = await bothEnds(how, ending, await backend(silent));
      expect(withoutOurLines(recorded)).toEqual(seenFromOutside(bare));
      if (!how.includes('child process')) expect(loggedAsLost(recorded)).toBe(1);
    },
  );

  test.concurrent.each(oneOfEachDelivery)(
    '%s with a rejected key, its record is logged as lost, or is in the spool',
    async (_title, how, ending) => {
      const { signal, again } = ending;
      const receiver = await backend({ always: { status: 401 } });
      const directory = freshDirectory();
      const withSpool = { ...unhurriedEnv(receiver), HH_SPOOL_DIR: directory };
      const [lost, spooled] = await Promise.all([
        recordedEnd(how, receiver, { signal, again, env: unhurriedEnv(receiver) }),
        recordedEnd(how, receiver, { signal, again, env: withSpool }),
      ]);
      if (!how.includes('child process')) expect(loggedAsLost(lost)).toBe(1);
      const onDisk = readSpool(directory).open.size;
      // Another thread may get no turn on a machine with other work: what it has not written in time is logged.
      expect(loggedAsLost(spooled) + onDisk).toBeGreaterThanOrEqual(1);
      if (!how.includes('thread')) expect([loggedAsLost(spooled), onDisk]).toEqual([0, 1]);
    },
  );

  test.concurrent("its main thread's exit, a line names the records that a worker thread has not delivered", async () => {
    const how = 'process.exit(3) right after the call of a worker thread';
    const { stderr } = await recordedEnd(how, await backend(silent));
    expect(stderr).toMatch(/^honeyhive: 1 record could not be delivered before the process ended\. HoneyHive .*$/m);
  });

  test.concurrent.each(releases)(
    'process.exit(3) on Node %d, a worker thread that was just terminated delays nothing',
    async (release) => {
      const how = 'process.exit(3) with the termination of a worker thread';
      const { code, stderr } = await recordedEnd(how, await backend(silent), { binary: nodeOf(release) });
      // A thread that was waited for in vain would be logged.
      expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    },
  );

  test.concurrent.each(releases)('process.exit(3) on Node %d, its last record arrives, too', async (release) => {
    const { receiver, code, stderr } = await deliveringEnd('process.exit(3)', 'ok', { binary: nodeOf(release) });
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(receiver.received).toHaveLength(1);
  });

  test.concurrent.each<[string, Fault]>([
    ['is not well', { status: 503 }],
    ['has too much to do', { status: 429, retryAfter: '1' }],
    ['resets the connection', { resetBefore: 'headers' }],
  ])('process.exit(3), a backend that %s at first gets the record a moment later', async (_case, fault) => {
    const { receiver, code, stderr } = await deliveringEnd('process.exit(3)', fault);
    expect({ code, stderr }).toEqual({ code: 3, stderr: '' });
    expect(receiver.events).toHaveLength(1);
    expect(receiver.requests.map(({ status }) => status).at(-1)).toBe(200);
  });

  test.concurrent('a second signal, it does not wait for a delivery, nor log what is lost', async () => {
    const receiver = await backend(silent);
    const again = receiver.waitForRequests(1, 60_000);
    const { stderr, signal } = await recordedEnd('a signal', receiver, { signal: 'SIGINT', again });
    expect({ stderr, signal }).toEqual({ stderr: '', signal: 'SIGINT' });
  });

  test.concurrent.each<[string, string, ScriptEntry | 'closed']>([
    ['no server listens', 'could not be reached, or did not answer in time: check HH_API_URL', 'closed'],
    ['the answer takes too long', 'did not answer in time', silent],
    ['the server is down', 'did not answer in time', { always: { status: 503 } }],
    ['the key is refused', 'rejected the key, .*: check HH_API_KEY', { always: { status: 401 } }],
  ])('an exit where %s, a line says how many records are lost, and why', async (_case, why, trouble) => {
    const receiver = await backend(trouble === 'closed' ? 'ok' : trouble);
    if (trouble === 'closed') await receiver.close();
    // A refusal ends the end; all else lasts as long as an end may.
    const limitMs = /rejected/.test(why) ? '120000' : '10000';
    const line = `^honeyhive: 1 record could not be delivered before the process ended\\. HoneyHive .*${why}.*\\.$`;
    const { stderr } = await recordedEnd('process.exit(0)', receiver, {
      env: { ...env(receiver), HH_API_KEY: secret, HH_EXIT_TIMEOUT_MS: limitMs },
    });
    expect(stderr).toMatch(new RegExp(line, 'm'));
    expect(stderr).not.toContain(secret);
  });
});

describe('a record that is refused for good at the end of a process', () => {
  test.concurrent.each<[string, number, Run]>([
    ['process.exit(0)', 409, {}],
    ['process.exit(0)', 400, {}],
    ['a signal', 409, { signal: 'SIGTERM' }],
  ])('by %s, for an answer of %d, is named by one line', async (how, status, run) => {
    const { stderr } = await deliveringEnd(how, { always: { status } }, run);
    expect(stderr).toMatch(/^honeyhive: lost 1 record \(rejected\)\. HoneyHive rejected these records\..*\n$/);
  });
});

describe('all that an end waits for has 3 s together: when its flush took 200 ms, threads have', () => {
  const program = (ending: string): string => `
    const { ProcessEnd } = require(${JSON.stringify(join(__dirname, '../../../src/zero-code/exit/process-end'))});
    const end = new ProcessEnd({
      settle: () => {},
      flush: () => new Promise((resolve) => setTimeout(() => resolve(new Map()), 200)),
      deliverLast: () => new Map(),
      accepted: () => 1,
      countUnsafe: () => new Map(),
      takeLossLines: () => [],
      waitForThreads: (ms) => console.log(ms),
    }, () => 3000);
    end.arm();
    ${ending}
  `;

  test.each<[string, string, number]>([
    ['2.8 s at most after nothing was left to do', '', 2800],
    ['2.8 s at most after a signal', `setInterval(() => {}, 1000); process.kill(process.pid, 'SIGTERM');`, 2800],
    ['3 s at most at process.exit(0), which cannot flush', 'process.exit(0);', 3000],
  ])('%s', async (_end, ending, mostMs) => {
    const { stdout } = await node(['--require', 'esbuild-register', '-e', program(ending)]);
    expect(stdout).toMatch(/^[\d.]+\n$/);
    // The timer may be up to a millisecond early.
    expect(Number(stdout)).toBeLessThanOrEqual(mostMs + 1);
  });
});
