import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HoneyHiveSpanExporter } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** Makes calls of these models, and says whether the price library was loaded into its own thread. */
const program = (end: string): string => `
  const { HoneyHiveSpanProcessor } = require(${JSON.stringify(join(__dirname, '../../dist/index.js'))});
  const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
  const more = JSON.parse(process.argv[2]);
  const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: process.argv[1], flushTimeoutMs: 120_000, ...more });
  const tracer = new NodeTracerProvider({ spanProcessors: [processor] }).getTracer('test');
  const call = (model, tokens = 10_000) => tracer.startSpan('chat', { attributes: {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model,
    'gen_ai.usage.input_tokens': tokens,
    'gen_ai.usage.output_tokens': 1000,
  } }).end();
  const isLoaded = () => Object.keys(require.cache).some((name) => name.includes('genai-prices'));
  process.once('exit', () => console.log(JSON.stringify({ isLoaded: isLoaded() })));
  ${end}
`;

async function run(end: string, options: object = {}): Promise<{ readonly isLoaded: boolean }> {
  const args = ['-e', program(end), receiver.url, JSON.stringify(options)];
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    cwd: join(__dirname, '../..'),
    timeout: 120_000,
  });
  return JSON.parse(stdout) as { isLoaded: boolean };
}

const costs = (): readonly unknown[] => receiver.events.map(({ cost }) => cost);

describe('prices are looked up in another thread', () => {
  test('which the records wait for', async () => {
    const { isLoaded } = await run(`
      for (const model of ['gpt-4o', 'none', 'gpt-4o', 'gpt-4o-mini']) call(model);
      void processor.forceFlush();
    `);
    expect(costs().toSorted()).toEqual([0.0021, 0.035, 0.035, undefined]);
    expect(isLoaded).toBe(false);
  });

  test('which does not hold the process, and is not missed at its end', async () => {
    await run(`call('gpt-4o');`);
    expect(costs()).toEqual([0.035]);
  });

  test('unless there is none: then the library is loaded, and the cost is the same', async () => {
    const { isLoaded } = await run(`
      require('node:worker_threads').Worker = class { constructor() { throw new Error('forbidden'); } };
      call('gpt-4o');
      void processor.forceFlush();
    `);
    expect(costs()).toEqual([0.035]);
    expect(isLoaded).toBe(true);
  });

  /** A thread that is asked for the price of one model only by `ask`. */
  const silentAbout = (model: string): string => `
    const threads = require('node:worker_threads');
    let ask;
    threads.Worker = class extends threads.Worker {
      postMessage(request) {
        if (JSON.stringify(request).includes('${model}')) ask = () => super.postMessage(request);
        else super.postMessage(request);
      }
    };
  `;

  test('and no call waits for the price of another model', async () => {
    await run(
      `${silentAbout('gpt-4o-mini')}
      for (const model of ['gpt-4o-mini', 'gpt-4o']) call(model);
      const ended = setInterval(() => {
        if (processor.exporter.stats().delivered === 0) return;
        clearInterval(ended);
        ask();
        void processor.forceFlush();
      }, 5);`,
      { maxBatchDelayMs: 1 },
    );
    expect(costs()).toEqual([0.035, 0.0021]);
  });

  test('nor is it written to the spool later, so that it outlives a process that is killed', async () => {
    const spoolDirectory = mkdtempSync(join(tmpdir(), 'honeyhive-prices-'));
    receiver.script({ always: { status: 503 } });
    const killed = run(
      `${silentAbout('gpt-4o-mini')}
      for (const model of ['gpt-4o-mini', 'gpt-4o', 'none/of/these']) call(model);
      const { readdirSync, readFileSync, statSync } = require('node:fs');
      const files = () => readdirSync(more.spoolDirectory, { recursive: true })
        .map((name) => more.spoolDirectory + '/' + name).filter((path) => statSync(path).isFile());
      setInterval(() => {
        const written = files().map((path) => readFileSync(path, 'latin1')).join('').split('"event_name"').length - 1;
        if (written === 2) process.kill(process.pid, 'SIGKILL');
      }, 5);`,
      { spoolDirectory },
    );
    await expect(killed).rejects.toMatchObject({ signal: 'SIGKILL' });
    receiver.script({ always: 'ok' });
    const options = { apiKey: 'key', url: receiver.url, spoolDirectory, flushTimeoutMs: 120_000 };
    const exporter = new HoneyHiveSpanExporter(options);
    await exporter.forceFlush();
    expect(receiver.events.map(({ model }) => model).toSorted()).toEqual(['gpt-4o', 'none/of/these']);
    await exporter.shutdown();
    rmSync(spoolDirectory, { recursive: true });
  });
});
