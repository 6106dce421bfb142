import { DiagLogLevel, diag, ROOT_CONTEXT } from '@opentelemetry/api';
import { type HoneyHiveExporterOptions, HoneyHiveSpanProcessor } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';
import { sdks } from '../support/sdk';

let receiver: Receiver;
const lines: string[] = [];
beforeEach(async () => {
  receiver = await startReceiver();
  const line = (said: string): void => void lines.push(said);
  diag.setLogger(
    { error: line, warn: line, info: line, debug: () => undefined, verbose: () => undefined },
    DiagLogLevel.ALL,
  );
  lines.length = 0;
});
afterEach(async () => {
  diag.disable();
  await receiver.close();
});

function appWith(options: HoneyHiveExporterOptions) {
  // A flush has the time that a busy machine needs.
  const own = { apiKey: 'key', url: receiver.url, hints: false, maxBatchDelayMs: 10, flushTimeoutMs: 120_000 };
  const processor = new HoneyHiveSpanProcessor({ ...own, ...options });
  const provider = sdks[1]?.provider(processor);
  if (provider === undefined) throw new Error('There is no SDK.');
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
  const call = (times: number): void => {
    for (let n = 0; n < times; n += 1)
      provider.getTracer('test').startSpan('chat m', { attributes }, ROOT_CONTEXT).end();
  };
  return { call, provider, stats: () => processor.exporter.stats() };
}

const ours = (): readonly string[] => lines.filter((line) => line.startsWith('honeyhive: '));

test('the start of a loss is said once, and its end with how many it cost', async () => {
  const { call, provider, stats } = appWith({ maxQueueRecords: 10 });
  call(1000);
  expect(ours()).toEqual([expect.stringMatching(/lost 1 record \(queue_full\).*maxQueueRecords/)]);
  await provider.forceFlush();
  call(1);
  await provider.forceFlush();
  expect(ours()).toEqual([
    expect.stringContaining('queue_full'),
    'honeyhive: The queue has room again. Records lost while it was full: 990.',
  ]);
  expect(stats()).toMatchObject({ accepted: 1001, delivered: 11, lost: { queue_full: 990 } });
  await provider.shutdown();
});

test('ten thousand records that are lost for three reasons are three lines', async () => {
  receiver.script({ always: { status: 409 } });
  const { call, provider, stats } = appWith({ maxQueueRecords: 4000, shutdownTimeoutMs: 200 });
  call(9000);
  await provider.forceFlush();
  await provider.shutdown();
  call(1000);
  expect(stats()).toMatchObject({ accepted: 10_000, lost: { rejected: 4000, queue_full: 5000, shutdown: 1000 } });
  const reasons = ours().map((line) => /\((\w+)\)/.exec(line)?.[1]);
  expect(reasons.filter((reason) => reason !== undefined).sort()).toEqual(['queue_full', 'rejected', 'shutdown']);
});

test('an outage is said once however many requests it costs, and its end costs no line of its own', async () => {
  receiver.script({ status: 503 }, { status: 503 }, { status: 503 });
  const { call, provider, stats } = appWith({ maxBatchRecords: 1, maxConcurrentRequests: 1 });
  call(20);
  await provider.forceFlush();
  expect(stats()).toMatchObject({ delivered: 20, lost: {} });
  expect(ours()).toEqual([
    expect.stringMatching(/\/events\/model\/batch answered HTTP 503.*Events are kept in the queue and retried\.$/),
  ]);
  await provider.shutdown();
});
