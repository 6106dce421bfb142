import { inspect } from 'node:util';
import { DiagLogLevel, diag, metrics, ROOT_CONTEXT } from '@opentelemetry/api';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import {
  type HoneyHiveExporterOptions,
  HoneyHiveLogRecordProcessor,
  HoneyHiveSpanExporter,
  HoneyHiveSpanProcessor,
} from '../../src';
import { resolveConfig } from '../../src/config/config';
import { Diagnostics } from '../../src/observability/diagnostics';
import { Delivery } from '../../src/pipeline/delivery';
import { allTaken, http, type RawExchange, startFaultyServer } from '../support/faulty-server';
import { sdks } from '../support/sdk';

/** The last four characters of a key are told on purpose; nothing else of these is. */
const key = 'hh_canarykeyofsomebody_wxyz';
const prompt = 'canaryprompt tell nobody of my canarydisease';
const gateway = 'canarygatewaytoken';
const canary = /canary/i;

/** Everything that a program, a person or a log collector could come to see. */
const seen: string[] = [];
const see = (...what: readonly unknown[]): void => {
  for (const one of what) seen.push(inspect(one, { depth: null, showHidden: true, maxStringLength: null }), json(one));
};
const json = (value: unknown): string => {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return ''; // circular: inspected above
  }
};

const closers: (() => unknown)[] = [];
const onProcess = (thrown: unknown): void => see('reached the process', thrown);
beforeEach(() => {
  seen.length = 0;
  diag.setLogger({ error: see, warn: see, info: see, debug: see, verbose: see }, DiagLogLevel.ALL);
  for (const level of ['log', 'info', 'warn', 'error', 'debug'] as const)
    jest.spyOn(console, level).mockImplementation(see);
  process.on('warning', onProcess).on('unhandledRejection', onProcess);
});
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
  process.off('warning', onProcess).off('unhandledRejection', onProcess);
  jest.restoreAllMocks();
  diag.disable();
  metrics.disable();
});

/** The whole life of an app whose exporter meets this server: calls, flush, look at everything, shutdown. */
async function live(behave: (exchange: RawExchange) => void, options: HoneyHiveExporterOptions = {}): Promise<void> {
  const server = await startFaultyServer(behave);
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 3_600_000 });
  const meters = new MeterProvider({ readers: [reader] });
  metrics.setGlobalMeterProvider(meters);
  closers.push(
    () => server.close(),
    () => meters.shutdown(),
  );

  const processor = new HoneyHiveSpanProcessor({
    apiKey: key,
    url: `http://127.0.0.1:${server.port}`,
    headers: { 'x-gateway': gateway },
    maxBatchDelayMs: 5,
    requestTimeoutMs: 200,
    flushTimeoutMs: 300,
    shutdownTimeoutMs: 300,
    ...options,
  });
  const provider = sdks[1]?.provider(processor);
  if (provider === undefined) throw new Error('There is no SDK.');
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.request.model': 'm',
    'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: prompt }] }]),
  };
  for (let n = 0; n < 5; n += 1) {
    provider.getTracer('test').startSpan('chat m', { attributes }, ROOT_CONTEXT).end();
  }
  see(processor, processor.exporter, new HoneyHiveLogRecordProcessor(processor.exporter));
  await provider.forceFlush().catch(see);
  see(processor, processor.exporter, processor.exporter.stats());
  await provider.shutdown().catch(see);
  see(processor, (await reader.collect()).resourceMetrics);
}

/** What was sent, as a server might quote it. */
const echo = ({ head, body }: RawExchange): string => `${head} ${body.toString()}`;
const said = (exchange: RawExchange): string =>
  JSON.stringify({ statusCode: 0, message: echo(exchange), error: echo(exchange), success: false, errorCode: prompt });

const answers = (status: number, body: (exchange: RawExchange) => string, headers = {}) => {
  return (exchange: RawExchange): void => void exchange.socket.write(http(status, body(exchange), headers));
};

test('whoever looks like this does find what can be found', () => {
  see({ deep: [new Map([['key', { key }]])] }, new Error('x', { cause: prompt }));
  expect(seen.filter((text) => canary.test(text))).toHaveLength(2);
});

describe('neither a prompt nor a key nor a header is seen by anybody', () => {
  test.each<[string, (exchange: RawExchange) => void]>([
    ['is well', (exchange) => exchange.socket.write(allTaken(exchange))],
    ...[200, 400, 401, 403, 404, 409, 413, 422, 429, 500, 501, 503].map(
      (status): [string, (exchange: RawExchange) => void] => [
        `answers ${status} with what it was sent`,
        answers(status, said),
      ],
    ),
    ['answers a page with what it was sent', answers(200, echo, { 'content-type': 'text/html' })],
    ['answers a page of an outage with it', answers(502, echo, { 'content-type': 'text/html' })],
    [
      'takes some, and quotes the others',
      answers(500, (exchange) =>
        JSON.stringify({
          event_ids: exchange.ids.slice(1),
          errors: [echo(exchange), { input: prompt, key }],
          success: true,
        }),
      ),
    ],
    ['gives ids that are the key', answers(200, ({ ids }) => JSON.stringify({ event_ids: ids.map(() => key) }))],
    [
      'redirects to an address with the key',
      answers(302, () => '', { location: `https://elsewhere.test/?key=${key}` }),
    ],
    ['writes the key into headers', answers(503, () => '', { 'retry-after': key, 'x-key': key, date: prompt })],
    ['answers no HTTP but the request', (exchange) => exchange.socket.end(echo(exchange))],
    ['resets the connection', ({ socket }) => socket.resetAndDestroy()],
    ['is silent', () => undefined],
  ])('when the server %s', async (_fault, behave) => {
    await live(behave);
    expect(seen.length).toBeGreaterThan(5);
    expect(seen.filter((text) => canary.test(text))).toEqual([]);
  });

  const fails = (): never => {
    throw Object.assign(new Error(`${key} ${prompt}`), { code: undefined, cause: new Error(key) });
  };
  test.each<[string, HoneyHiveExporterOptions]>([
    ['the function for the key throws it', { apiKey: fails }],
    ['the function for the key rejects with it', { apiKey: async () => fails() }],
    ['the key cannot stand in a header', { apiKey: () => `${key} canaryé` }],
    ['a custom fetch throws it', { fetch: fails }],
    ['a custom fetch rejects with it', { fetch: async () => fails() }],
    ['a custom fetch answers nothing', { fetch: async () => undefined as unknown as Response }],
    ['the function for the cost throws it', { cost: fails }],
  ])('when %s', async (_fault, options) => {
    await live((exchange) => exchange.socket.write(allTaken(exchange)), options);
    expect(seen.filter((text) => canary.test(text))).toEqual([]);
  });

  test('when options are refused', () => {
    const bad = { apiKey: `${key} é`, headers: { 'x-gateway': `${gateway}\n` }, url: `https://user:${key}@host/` };
    try {
      new HoneyHiveSpanExporter(bad);
    } catch (error) {
      see(error);
    }
    expect(seen.join()).toContain('`apiKey` must be');
    expect(seen.filter((text) => canary.test(text))).toEqual([]);
  });

  test('in the outbox', async () => {
    const config = resolveConfig(
      { apiKey: key, headers: { 'x-gateway': gateway }, url: 'http://127.0.0.1:9' },
      {},
      see,
    );
    const diagnostics = new Diagnostics(() => 0);
    const open = new Delivery(config, undefined, diagnostics, () => undefined);
    open.outbox.add({ id: 'a', bytes: Buffer.from(prompt) });
    see(open, open.outbox, diagnostics);
    await open.outbox.shutdown(100).catch(() => undefined);
    expect(seen.filter((text) => canary.test(text))).toEqual([]);
  });
});
