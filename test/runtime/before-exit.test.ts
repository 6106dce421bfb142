import { type Receiver, startReceiver } from '../../src/inspector';
import { freshDirectory, readSpool, removeDirectories } from '../delivery/spool/log-files';
import { startFaultyServer } from '../support/faulty-server';
import { startOpenAi } from '../support/providers/openai.cjs';
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
  node(['-e', script(lastly)], { env: { URL_TO_SEND_TO: receiver.url, HH_HINTS: 'false', ...env } });

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

const lostLine =
  /^honeyhive: (\d+) records? could not be delivered before the program ended\. Await shutdown\(\) before, or load .*register.*\n$/;

describe('a program that ends in the middle', () => {
  test.each<[string, string, string | null]>([
    ['process.exit', 'call(); call(); process.exit(3);', '2'],
    ['process.exit, in a later turn', 'call(); setTimeout(() => process.exit(3), 20);', '1'],
    ['process.exit during a shutdown', 'call(); processor.shutdown(); process.exit(3);', '1'],
    ['process.exit after a shutdown', 'call(); processor.shutdown().then(() => process.exit(3));', null],
    ['process.exit without a call', 'process.exit(3);', null],
  ])('by %s: a line says how many records are lost, and the exit code stays', async (_how, lastly, lost) => {
    const { code, stderr } = await run(lastly);
    expect(code).toBe(3);
    expect(lostLine.exec(stderr)?.[1] ?? stderr).toBe(lost ?? '');
  });

  test('by an exception: a line says so before the exception', async () => {
    const { code, stderr } = await run("call(); throw new Error('of the app');");
    expect(code).toBe(1);
    expect(stderr).toContain('honeyhive: 1 record could not be delivered before the program ended.');
    expect(stderr).toContain('Error: of the app');
  });

  test('right after the answer of an observed call: the call is among the lost, or in the spool', async () => {
    const provider = await startOpenAi();
    const observed = `
      const { ModelWireInstrumentation } = require(${JSON.stringify(`${__dirname}/../../dist/instrumentation`)});
      const instrumentation = new ModelWireInstrumentation();
      instrumentation.setTracerProvider({ getTracer: () => tracer });
      const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'How are you?' }] });
      fetch(process.env.MODEL_URL + '/v1/chat/completions', { method: 'POST', headers: { 'content-type': 'application/json' }, body })
        .then((answer) => answer.text())
        .then(() => process.exit(3));
    `;
    const env = { MODEL_URL: provider.url, HH_PROJECT: 'tests', HH_COST: 'false' };
    const { code, stderr } = await run(observed, env);
    expect(code).toBe(3);
    expect(lostLine.exec(stderr)?.[1] ?? stderr).toBe('1');
    const directory = freshDirectory();
    const spooled = await run(observed, { ...env, HH_SPOOL_DIR: directory });
    expect([spooled.stderr, readSpool(directory).open.size]).toEqual(['', 1]);
    await provider.close();
    removeDirectories();
  });
});
