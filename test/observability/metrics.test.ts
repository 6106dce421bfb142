import { type MeterProvider as AnyMeterProvider, createNoopMeter, metrics, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  AggregationTemporality,
  type DataPoint,
  type Histogram,
  InMemoryMetricExporter,
  MeterProvider,
  type MetricData,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  ATTR_ERROR_TYPE,
  ATTR_OTEL_COMPONENT_NAME,
  ATTR_OTEL_COMPONENT_TYPE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  METRIC_OTEL_SDK_EXPORTER_OPERATION_DURATION as duration,
  METRIC_OTEL_SDK_EXPORTER_SPAN_EXPORTED as exported,
  METRIC_OTEL_SDK_EXPORTER_SPAN_INFLIGHT as inflight,
  METRIC_OTEL_SDK_PROCESSOR_SPAN_PROCESSED as processed,
  METRIC_OTEL_SDK_PROCESSOR_SPAN_QUEUE_CAPACITY as queueCapacity,
  METRIC_OTEL_SDK_PROCESSOR_SPAN_QUEUE_SIZE as queueSize,
} from '@opentelemetry/semantic-conventions/incubating';
import { type HoneyHiveExporterOptions, HoneyHiveSpanExporter, HoneyHiveSpanProcessor } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';
import { settled } from '../support/clock';
import { captureLog } from '../support/log';
import { sdks } from '../support/sdk';

beforeEach(() => void captureLog());

let receiver: Receiver;
const closers: (() => unknown)[] = [];
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  await receiver.close();
  await settled(); // requests that were given up have their duration, too
  metrics.disable();
});

/** Registers a real meter provider. Returns a function that reads its metrics by name. */
function observe(): () => Promise<ReadonlyMap<string, MetricData>> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const provider = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(provider);
  closers.push(() => provider.shutdown());
  return async () => {
    const { resourceMetrics } = await reader.collect();
    return new Map(
      resourceMetrics.scopeMetrics.flatMap(({ metrics: all }) => all.map((one) => [one.descriptor.name, one])),
    );
  };
}

const quick = { maxBatchDelayMs: 10, shutdownTimeoutMs: 100 };

function appWith(options: HoneyHiveExporterOptions = {}) {
  const all = { apiKey: 'key', url: receiver.url, ...quick, ...options };
  const processor = new HoneyHiveSpanProcessor(new HoneyHiveSpanExporter(all));
  const provider = sdks[1]?.provider(processor);
  if (provider === undefined) throw new Error('There is no SDK.');
  closers.push(() => provider.shutdown());
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
  const call = (times: number): void => {
    for (let n = 0; n < times; n += 1)
      provider.getTracer('test').startSpan('chat m', { attributes }, ROOT_CONTEXT).end();
  };
  return { call, flush: () => provider.forceFlush(), stats: () => processor.exporter.stats() };
}

const pointsOf = (metric: MetricData | undefined): readonly DataPoint<number>[] =>
  (metric?.dataPoints ?? []) as readonly DataPoint<number>[];

/** Sums by `error.type`; `ok` where there is none. */
const byError = (metric: MetricData | undefined): Record<string, number> =>
  Object.fromEntries(
    pointsOf(metric).map(({ attributes, value }) => [String(attributes[ATTR_ERROR_TYPE] ?? 'ok'), value]),
  );

/** A queue for eight of twelve records: four are lost, four are rejected with a 409, four are delivered, and one more waits. */
async function eventfulApp() {
  receiver.script({ status: 409 }, { status: 503 });
  const app = appWith({ maxQueueRecords: 8, maxBatchRecords: 4, maxConcurrentRequests: 1, maxBatchDelayMs: 600_000 });
  app.call(12);
  await app.flush();
  receiver.script({ always: { hang: true } });
  app.call(1);
  return app;
}

test.each([
  [inflight, '{span}'],
  [exported, '{span}'],
  [duration, 's'],
  [queueSize, '{span}'],
  [queueCapacity, '{span}'],
  [processed, '{span}'],
])('%s has the unit %s, as the conventions define', async (name, unit) => {
  const read = observe();
  await eventfulApp();
  expect((await read()).get(name)?.descriptor.unit).toBe(unit);
});

test('the sums of the metrics are those of stats()', async () => {
  const read = observe();
  const { stats } = await eventfulApp();
  const all = await read();
  const { accepted, delivered, pending, lost } = stats();
  expect({ accepted, delivered, pending, lost }).toEqual({
    accepted: 13,
    delivered: 4,
    pending: 1,
    lost: { rejected: 4, queue_full: 4 },
  });
  expect(byError(all.get(exported))).toEqual({ ok: delivered, ...lost });
  expect(byError(all.get(processed))).toEqual({ ok: delivered + (lost.rejected ?? 0), queue_full: lost.queue_full });
  expect(pointsOf(all.get(inflight)).map(({ value }) => value)).toEqual([pending]);
  expect(pointsOf(all.get(queueSize)).map(({ value }) => value)).toEqual([pending]);
  expect(pointsOf(all.get(queueCapacity)).map(({ value }) => value)).toEqual([8]);
});

test('every request is recorded with its duration and the kind of its error', async () => {
  const read = observe();
  await eventfulApp();
  const points = (await read()).get(duration)?.dataPoints ?? [];
  const counts = points.map(({ attributes, value }) => [attributes[ATTR_ERROR_TYPE], (value as Histogram).count]);
  expect(Object.fromEntries(counts)).toEqual({ undefined: 1, rejected: 1, unavailable: 1 });
});

test('the attributes of the metrics name the component, the server and the error only', async () => {
  const read = observe();
  await eventfulApp();
  const all = await read();
  const names = [...all.values()].flatMap(({ dataPoints }) =>
    dataPoints.flatMap(({ attributes }) => Object.keys(attributes)),
  );
  const known = [
    ATTR_OTEL_COMPONENT_NAME,
    ATTR_OTEL_COMPONENT_TYPE,
    ATTR_SERVER_ADDRESS,
    ATTR_SERVER_PORT,
    ATTR_ERROR_TYPE,
  ];
  expect([...new Set(names)].sort()).toEqual([...known].sort());
  const [point] = pointsOf(all.get(inflight));
  expect(point?.attributes).toEqual({
    [ATTR_OTEL_COMPONENT_TYPE]: 'honeyhive_span_exporter',
    [ATTR_OTEL_COMPONENT_NAME]: expect.stringMatching(/^honeyhive_span_exporter\/\d+$/),
    [ATTR_SERVER_ADDRESS]: '127.0.0.1',
    [ATTR_SERVER_PORT]: Number(new URL(receiver.url).port),
  });
  const [queue] = pointsOf(all.get(queueSize));
  expect(queue?.attributes).toEqual({
    [ATTR_OTEL_COMPONENT_TYPE]: 'honeyhive_span_processor',
    [ATTR_OTEL_COMPONENT_NAME]: expect.stringMatching(/^honeyhive_span_processor\/\d+$/),
  });
});

test('a provider that is registered late counts what is pending, and no more records leave than entered', async () => {
  receiver.script({ delayMs: 100 });
  const { call, flush } = appWith();
  call(5);
  const read = observe();
  call(1);
  await flush();
  const all = await read();
  expect(pointsOf(all.get(inflight)).map(({ value }) => value)).toEqual([0]);
  expect(byError(all.get(exported))).toEqual({ ok: 6 });
});

test('two exporters have names of their own', async () => {
  const read = observe();
  const apps = [appWith(), appWith()];
  for (const { call, flush } of apps) {
    call(1);
    await flush();
  }
  const names = pointsOf((await read()).get(exported)).map(({ attributes }) => attributes[ATTR_OTEL_COMPONENT_NAME]);
  expect(new Set(names).size).toBe(2);
});

const throwing = (): never => {
  throw new Error('broken');
};

describe('records are delivered in spite of', () => {
  test.each<[string, AnyMeterProvider]>([
    ['a provider without meters', { getMeter: throwing }],
    ['a meter without instruments', { getMeter: () => ({ ...createNoopMeter(), createCounter: throwing }) }],
    [
      'instruments that throw',
      { getMeter: () => Object.assign(createNoopMeter(), { createCounter: () => ({ add: throwing }) }) },
    ],
  ])('%s', async (_broken, provider) => {
    metrics.setGlobalMeterProvider(provider);
    const { call, flush, stats } = appWith();
    call(3);
    await flush();
    expect(stats()).toMatchObject({ accepted: 3, delivered: 3, lost: {} });
  });
});
