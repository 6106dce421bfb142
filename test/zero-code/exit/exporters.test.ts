import { join } from 'node:path';
import { type Receiver, startReceiver } from '../../../src/inspector';
import { allTaken, startFaultyServer } from '../../support/faulty-server';
import { node, type Run, register } from '../app-process';

const closing: (() => Promise<unknown>)[] = [];
afterAll(() => Promise.all(closing.map((close) => close())));

async function backend(): Promise<Receiver> {
  const receiver = await startReceiver();
  closing.push(() => receiver.close());
  return receiver;
}

/** Ends ten calls in each of several exporters. Without an SDK, which takes as long to load as all else. */
const program = (urls: readonly string[], options: string, ending: string, calls = 10): string => `
  const { HoneyHiveSpanProcessor } = require(${JSON.stringify(join(register, '..'))});
  const { randomBytes } = require('node:crypto');
  const processors = ${JSON.stringify(urls)}.map((url) =>
    new HoneyHiveSpanProcessor({ apiKey: 'key', url, cost: false, maxBatchDelayMs: 600_000, exitTimeoutMs: 120_000, ...${options} }));
  for (let n = 0; n < ${calls}; n += 1) for (const processor of processors) {
    const ids = { traceId: randomBytes(16).toString('hex'), spanId: randomBytes(8).toString('hex'), traceFlags: 1 };
    processor.onEnd({
      name: 'chat m', kind: 2, spanContext: () => ids, startTime: [1_700_000_000, 0], endTime: [1_700_000_001, 0],
      status: { code: 0 }, events: [], links: [], resource: { attributes: {} }, instrumentationScope: { name: 'script' },
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' },
    });
  }
  console.log('called');
  ${ending}
`;
const env = { HH_API_KEY: 'key', HH_HINTS: 'false', HH_EXIT_TIMEOUT_MS: '120000' };
const withRegister = ['--require', register];

describe('of two exporters in one process, each delivers its own records', () => {
  test.concurrent.each<[string, readonly string[], string, Run]>([
    ['process.exit(0), with register', withRegister, 'process.exit(0)', {}],
    ['a signal, with register', withRegister, 'setInterval(() => {}, 1000)', { signal: 'SIGTERM' }],
    ['nothing left to do, with register', withRegister, '', {}],
    ['nothing left to do, without register', [], '', {}],
    [
      'process.exit(0) while they shut down, with register',
      withRegister,
      'for (const each of processors) each.shutdown(); process.exit(0)',
      {},
    ],
  ])('at %s', async (_end, flags, ending, run) => {
    const receivers = [await backend(), await backend()];
    const script = program(
      receivers.map(({ url }) => url),
      '{}',
      ending,
    );
    const { stderr } = await node([...flags, '-e', script], { env, ...run });
    expect(stderr).toBe('');
    expect(receivers.map(({ received }) => received.length)).toEqual([10, 10]);
  });

  test.concurrent('at once: the second one does not wait for the answers to the first', async () => {
    const second = await backend();
    const first = await startFaultyServer(async (exchange) => {
      await second.waitForRequests(1, 60_000);
      exchange.socket.write(allTaken(exchange));
    });
    closing.push(() => first.close());
    const script = program([`http://127.0.0.1:${first.port}`, second.url], '{}', 'process.exit(0)');
    expect(await node([...withRegister, '-e', script], { env })).toMatchObject({ stderr: '', code: 0 });
    expect(second.received).toHaveLength(10);
  });

  test.concurrent('and has its own reason for what is left', async () => {
    const receivers = [await backend(), await backend()];
    receivers[0]?.script({ always: { status: 401 } });
    const script = program(
      receivers.map(({ url }) => url),
      '{}',
      'process.exit(0)',
    );
    const { stderr } = await node([...withRegister, '-e', script], { env });
    expect(stderr).toMatch(
      /^honeyhive: 10 records could not be delivered before the process ended\. HoneyHive rejected the key.*\n$/,
    );
    expect(receivers[1]?.received).toHaveLength(10);
  });
});

describe('what an end has no time for is said to be so', () => {
  test.concurrent.each([
    [
      'mapped',
      '{ redact: (record) => { for (const from = Date.now(); Date.now() - from < 2500; ); return record; } }',
      '3000',
    ],
    ['sent', '{}', '0'],
  ])('if it was not %s', async (_what, options, timeoutMs) => {
    const receiver = await backend();
    const script = program([receiver.url], options, 'process.exit(0)');
    const { stderr } = await node([...withRegister, '-e', script], { env: { ...env, HH_EXIT_TIMEOUT_MS: timeoutMs } });
    expect(stderr).toMatch(
      /^honeyhive: \d+ records could not be delivered before the process ended\. The time for it was over/,
    );
    expect(stderr).not.toMatch(/queue|reached|refused/);
  });

  test.concurrent('after a signal, a slow redact has the event loop for five sixths of the time at most', async () => {
    const redact = `{ redact: (record) => {
      require('node:fs').writeSync(1, 'redacting ');
      for (const from = Date.now(); Date.now() - from < 100; );
      return record;
    } }`;
    const ending = `process.kill(process.pid, 'SIGINT'); setInterval(() => {}, 1000)`;
    const script = program([(await backend()).url], redact, ending, 40);
    const { stdout, stderr } = await node([...withRegister, '-e', script], {
      env: { ...env, HH_EXIT_TIMEOUT_MS: '3000' },
    });
    expect(stdout.match(/redacting/g)?.length).toBeLessThanOrEqual(2500 / 100 + 2);
    expect(stderr).toMatch(/^honeyhive: \d+ records could not be delivered before the process ended\./);
  });
});
