import { setTimeout as sleep } from 'node:timers/promises';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import {
  type CreateModelEvent,
  type HoneyHiveExporterOptions,
  HoneyHiveSpanExporter,
  HoneyHiveSpanProcessor,
  type Stats,
} from '../../src';
import { requiredPort } from '../../src/engine/exporter-port';
import { type Receiver, startReceiver } from '../../src/inspector';
import type { LogEvent } from '../../src/mapping/span/span-view';
import { freshDirectory, removeDirectories } from '../delivery/spool/log-files';
import { chatSpan } from '../support/call';
import { captureLog } from '../support/log';
import { sdks } from '../support/sdk';

beforeEach(() => void captureLog());

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());
afterAll(removeDirectories);

const MiB = 2 ** 20;
const text = 'x'.repeat(12_000);

function appWith(options: HoneyHiveExporterOptions = {}) {
  // A request ends by itself only, and a flush has all the time that a busy machine needs.
  const times = { maxBatchDelayMs: 20, requestTimeoutMs: 600_000, flushTimeoutMs: 120_000, shutdownTimeoutMs: 120_000 };
  const limits = { maxRecordBytes: 64 * 1024, ...times };
  const all = { apiKey: 'key', url: receiver.url, ...limits, ...options };
  const processor = new HoneyHiveSpanProcessor(new HoneyHiveSpanExporter(all));
  const provider = sdks[1]?.provider(processor);
  if (provider === undefined) throw new Error('There is no SDK.');
  /** Ends so many calls of 12 kB in this turn of the event loop. */
  const call = (times: number): void => {
    for (let n = 0; n < times; n += 1) {
      const said = [{ role: 'user', parts: [{ type: 'text', content: `${n}${text}` }] }];
      const attributes = {
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.model': 'm',
        'gen_ai.input.messages': JSON.stringify(said),
      };
      provider.getTracer('test').startSpan('chat m', { attributes }, ROOT_CONTEXT).end();
    }
  };
  const engine = requiredPort(processor.exporter);
  return { call, provider, engine, flush: () => processor.forceFlush(), stats: () => processor.exporter.stats() };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

function expectConserved({ accepted, delivered, pending, lost }: Stats): void {
  expect(delivered + pending + Object.values(lost).reduce((sum, count) => sum + count, 0)).toBe(accepted);
}

describe('records that wait for `redact`', () => {
  const never = (): Promise<undefined> => new Promise(() => undefined);

  test('leave without content when the process ends, and not when an invocation does', async () => {
    const { call, engine, stats } = appWith({ redact: never, redactTimeoutMs: 600_000 });
    call(3);
    await engine.flushAtEnd(200, false);
    expect(stats()).toMatchObject({ pending: 3, redactionFailed: 0 });
    await engine.flushAtEnd(4000, true);
    expect(stats()).toMatchObject({ delivered: 3, redactionFailed: 3 });
  });

  test('are no reason of the flush of an invocation during which they came', async () => {
    receiver.script({ always: { delayMs: 500 } });
    let redacted = 0;
    const redact = (record: CreateModelEvent) => (++redacted === 1 ? record : never());
    const { call, engine, stats } = appWith({ redact, redactTimeoutMs: 600_000 });
    call(1);
    const flushed = engine.flushAtEnd(60_000, false);
    while (redacted === 0) await turn();
    await sleep(50); // until its request has left
    call(3);
    expect(await flushed).toBeUndefined();
    expect(stats()).toMatchObject({ delivered: 1, pending: 3 });
  });

  test('are waited for by a process that saves what it has and goes on', async () => {
    const { call, engine, flush, stats } = appWith({
      redact: (record) => sleep(50, record),
      spoolDirectory: freshDirectory(),
    });
    call(3);
    engine.save(performance.now() + 1000);
    await flush();
    expect(stats()).toMatchObject({ delivered: 3, redactionFailed: 0 });
  });
});

describe('a burst ten times as large as the queue', () => {
  test('arrives as a whole, however long the server takes for each request', async () => {
    receiver.script({ always: { delayMs: 50 } });
    const { call, provider, stats } = appWith({ maxQueueBytes: MiB, maxBatchBytes: MiB / 4 });
    call(1000);
    await provider.forceFlush();
    expect(stats()).toMatchObject({ accepted: 1000, delivered: 1000, pending: 0, lost: {} });
    expect(receiver.events).toHaveLength(1000);
    await provider.shutdown();
  });

  test('does not wait for a batch to fill that is longer than the queue', async () => {
    const { call, stats } = appWith({ maxQueueBytes: MiB / 4, maxBatchDelayMs: 60_000 });
    call(200);
    await receiver.waitForRequests(10, 120_000);
    expect(stats()).toMatchObject({ accepted: 200, lost: {} });
  });

  test('arrives as a whole by a shutdown, too', async () => {
    receiver.script({ always: { delayMs: 10 } });
    const { call, provider, stats } = appWith({ maxQueueBytes: MiB, maxBatchBytes: MiB / 4 });
    call(1000);
    await provider.shutdown();
    expect(stats()).toMatchObject({ accepted: 1000, delivered: 1000, lost: {} });
  });

  test('is waited for by a flush until its deadline, which gives nothing up', async () => {
    receiver.script({ always: { hang: true } });
    const { call, provider, flush, stats } = appWith({
      maxQueueBytes: MiB,
      flushTimeoutMs: 300,
      shutdownTimeoutMs: 400,
    });
    call(1000);
    await expect(flush()).rejects.toThrow('1000 records are still pending after 300 ms');
    expect(stats()).toMatchObject({ accepted: 1000, delivered: 0, pending: 1000, lost: {} });
    await provider.shutdown();
    expect(stats()).toMatchObject({ delivered: 0, pending: 0 });
    expectConserved(stats());
  });

  test('is cut to the queue’s size in an outage, and what is kept arrives after it', async () => {
    receiver.script({ always: { status: 503 } });
    const { call, provider, stats } = appWith({ maxQueueBytes: MiB, maxConcurrentRequests: 1 });
    call(1000);
    // Until no more is refused: the last ones may come a moment after the rest.
    for (let before = -1; stats().pending * text.length > MiB || stats().pending !== before; await sleep(50)) {
      before = stats().pending;
    }
    const { pending, lost } = stats();
    expect(pending * text.length).toBeGreaterThan(0.8 * MiB);
    expect(lost).toEqual({ queue_full: 1000 - pending });
    receiver.script({ always: 'ok' });
    await provider.forceFlush();
    expect(receiver.events).toHaveLength(pending);
    await provider.shutdown();
  });
});

test('what is ended while more waits than the queue may hold is refused', async () => {
  receiver.script({ always: { hang: true } });
  const { call, provider, stats } = appWith({ maxQueueBytes: MiB, shutdownTimeoutMs: 100 });
  call(200);
  expect(stats()).toMatchObject({ pending: 200, lost: {} });
  await turn();
  await turn();
  call(10);
  expect(stats()).toMatchObject({ accepted: 210, pending: 200, lost: { queue_full: 10 } });
  await provider.shutdown();
  expectConserved(stats());
});

test('what a redact function is holding counts as what waits', async () => {
  const open: (() => void)[] = [];
  const { call, provider, stats } = appWith({
    maxQueueBytes: MiB,
    redactTimeoutMs: 60_000,
    redact: (record) => new Promise((resolve) => open.push(() => resolve(record))),
  });
  for (let n = 0; n < 300; n += 1) {
    call(1);
    await turn();
  }
  const { pending, lost } = stats();
  expect(pending * text.length).toBeLessThan(MiB + 2 * text.length);
  expect(lost).toEqual({ queue_full: 300 - pending });
  const watch = setInterval(() => {
    for (const release of open.splice(0)) release();
  }, 1);
  await provider.forceFlush();
  clearInterval(watch);
  expect(receiver.events).toHaveLength(pending);
  await provider.shutdown();
});

test('the law of conservation holds in the middle of the mapping, too', async () => {
  const seen: Stats[] = [];
  const { call, provider, stats } = appWith({ cost: () => seen.push(stats()) });
  call(3);
  await provider.forceFlush();
  expect(seen).toHaveLength(3);
  seen.forEach(expectConserved);
  await provider.shutdown();
});

test('log events wait with their span, and none is dropped for lack of room', async () => {
  const options = { suppressNested: false, flushTimeoutMs: 120_000 };
  const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url, ...options });
  const event = (n: number): LogEvent => ({
    name: 'gen_ai.user.message',
    attributes: {},
    body: { role: 'user', content: `${n}${'y'.repeat(MiB / 2)}` },
  });
  for (let n = 0; n < 50; n += 1) {
    const spanId = n.toString(16).padStart(16, '0');
    const span = { ...chatSpan({}), spanContext: () => ({ traceId: '1'.repeat(32), spanId }) };
    requiredPort(exporter).acceptLogEvent('1'.repeat(32), spanId, event(n));
    requiredPort(exporter).acceptSpan({ span });
  }
  await exporter.forceFlush();
  expect(receiver.events.filter(({ messages }) => messages.length === 1)).toHaveLength(50);
  await exporter.shutdown();
});

test('log events of a span whose call another span records go with it', async () => {
  const lines = captureLog();
  const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url });
  const traceId = '1'.repeat(32);
  const body = { role: 'user', content: 'y'.repeat(MiB) };
  const said = JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'It is.' }] }]);
  for (let n = 0; n < 20; n += 1) {
    const [inner, outer] = [`a${n}`, `b${n}`].map((id) => id.padStart(16, '0'));
    if (inner === undefined || outer === undefined) throw new Error('There are no ids.');
    requiredPort(exporter).acceptLogEvent(traceId, outer, { name: 'gen_ai.user.message', attributes: {}, body });
    requiredPort(exporter).acceptSpan({
      span: chatSpan(
        { 'gen_ai.output.messages': said },
        { spanContext: () => ({ traceId, spanId: inner }), parentSpanId: outer },
      ),
    });
    requiredPort(exporter).acceptSpan({ span: chatSpan({}, { spanContext: () => ({ traceId, spanId: outer }) }) });
  }
  await exporter.forceFlush();
  expect(exporter.stats()).toMatchObject({ delivered: 20, suppressed: 20 });
  expect(lines).toEqual([]);
  await exporter.shutdown();
});

test('a call of more than the queue holds costs the calls beside it nothing while it is mapped', async () => {
  const { call, provider, stats } = appWith({ maxQueueBytes: MiB });
  const said = 'One word and another. '.repeat(300_000);
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', 'gen_ai.output.messages': said };
  provider.getTracer('test').startSpan('chat m', { attributes }, ROOT_CONTEXT).end();
  await turn();
  for (let n = 0; n < 10; n += 1) {
    call(1);
    await turn();
  }
  await provider.forceFlush();
  expect(stats()).toMatchObject({ accepted: 11, delivered: 11, lost: {} });
  await provider.shutdown();
});
