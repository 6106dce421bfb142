import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
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
  const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: process.argv[1], flushTimeoutMs: 120_000 });
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

async function run(end: string): Promise<{ readonly isLoaded: boolean }> {
  const { stdout } = await promisify(execFile)(process.execPath, ['-e', program(end), receiver.url], {
    cwd: join(__dirname, '../..'),
    timeout: 120_000,
  });
  return JSON.parse(stdout) as { isLoaded: boolean };
}

const costs = (): readonly unknown[] => receiver.events.map(({ cost }) => cost);

describe('prices are looked up in another thread', () => {
  test('which the records wait for, in their order', async () => {
    const { isLoaded } = await run(`
      for (const model of ['gpt-4o', 'none', 'gpt-4o', 'gpt-4o-mini']) call(model);
      void processor.forceFlush();
    `);
    expect(costs()).toEqual([0.035, undefined, 0.035, 0.0021]);
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
});
