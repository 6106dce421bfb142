import { type Receiver, startReceiver } from '../../src/inspector';
import { startFaultyServer } from '../support/faulty-server';
import { node } from '../zero-code/app-process';

/**
 * A script that uses the built package as its readers would, and never flushes or shuts down. If it ends before ten minutes have
 * passed, it did not wait for an answer.
 */
const script = (lastly: string): string => `
  const { HoneyHiveSpanProcessor } = require(${JSON.stringify(`${__dirname}/../../dist`)});
  const { NodeTracerProvider } = require(${JSON.stringify(`${__dirname}/../../node_modules/@opentelemetry/sdk-trace-node`)});
  const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: process.env.URL_TO_SEND_TO, requestTimeoutMs: 600_000 });
  const tracer = new NodeTracerProvider({ spanProcessors: [processor] }).getTracer('script');
  const call = () => tracer.startSpan('chat', { attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' } }).end();
  ${lastly}
`;

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const run = (lastly: string, env: Readonly<Record<string, string>> = {}) =>
  node(['-e', script(lastly)], { env: { URL_TO_SEND_TO: receiver.url, ...env } });

describe('a program that has nothing left to do', () => {
  test('has delivered what was pending, without a flush of its own', async () => {
    const { code } = await run('call(); call();');
    expect(code).toBe(0);
    expect(receiver.events).toHaveLength(2);
  });

  test('ends at once when there is nothing pending', async () => {
    const { stdout } = await run(`
      call();
      processor.forceFlush();
      process.on('beforeExit', () => console.log('beforeExit'));
    `);
    expect(receiver.events).toHaveLength(1);
    expect(stdout).toBe('beforeExit\n'); // after each asynchronous turn, such as a flush, there is another one
  });

  test('ends with the answer to a key that is rejected, and says how many records are lost', async () => {
    receiver.script({ always: { status: 401 } });
    const { stderr } = await run('call(); call();');
    expect(stderr).toContain('2 records could not be delivered before the program ended.');
    expect(receiver.requests).toHaveLength(1); // no second probe
  });

  test('is not held by a backend that never answers, and keeps its exit code', async () => {
    receiver.script({ always: { hang: true } });
    const { code } = await run('call(); process.exitCode = 7;');
    expect(code).toBe(7);
  });

  test.each<[string, (port: number) => Readonly<Record<string, string>>]>([
    ['a TLS handshake', (port) => ({ URL_TO_SEND_TO: `https://127.0.0.1:${port}` })],
    [
      'a proxy',
      (port) => ({ URL_TO_SEND_TO: 'https://honeyhive.test', HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '' }),
    ],
  ])('is not held by %s that hangs', async (_what, env) => {
    const silent = await startFaultyServer(() => undefined);
    const { code } = await run('call(); setTimeout(() => {}, 1500);', env(silent.port));
    await silent.close();
    expect(code).toBe(0);
  });

  test('is held by a flush that it awaits, until the flush has ended', async () => {
    receiver.script({ delayMs: 1200 });
    const { stdout } = await run(
      `call(); processor.forceFlush().then(() => console.log('flushed', processor.exporter.stats().delivered));`,
    );
    expect(stdout.trim()).toBe('flushed 1');
  });

  test('ends after a shutdown, with nothing left open', async () => {
    const { stdout, code } = await run(
      `call(); processor.shutdown().then(() => console.log(process.getActiveResourcesInfo().filter((name) => name !== 'PipeWrap' && name !== 'TTYWrap').join()));`,
    );
    expect(code).toBe(0);
    expect(stdout.trim()).toBe('');
    expect(receiver.events).toHaveLength(1);
  });
});
