import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { type HoneyHiveExporterOptions, HoneyHiveSpanExporter } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';
import { bundleOf } from '../support/bundle';
import { captureLog } from '../support/log';
import { type Provider, type Sdk, sdks } from '../support/sdk';

beforeEach(() => void captureLog());

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** A flush and a shutdown have all the time that a busy machine needs. */
const times = { maxBatchDelayMs: 20, flushTimeoutMs: 120_000, shutdownTimeoutMs: 120_000 };
const exporterTo = (options: HoneyHiveExporterOptions = {}): HoneyHiveSpanExporter =>
  new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url, ...times, ...options });

const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };

function end(provider: Provider, spans: number): void {
  const tracer = provider.getTracer('test');
  for (let n = 0; n < spans; n += 1) tracer.startSpan('chat m', { attributes }, ROOT_CONTEXT).end();
}

const quietly = (work: Promise<unknown>): Promise<unknown> => work.catch(() => undefined);

/** Everything that was handed over is with the server, once. */
function expectAllDelivered(exporter: HoneyHiveSpanExporter, least: number): void {
  const { accepted, delivered, pending, lost } = exporter.stats();
  expect({ delivered, pending, lost }).toEqual({ delivered: accepted, pending: 0, lost: {} });
  expect(accepted).toBeGreaterThanOrEqual(least);
  const arrived = receiver.received.map(({ id }) => id);
  expect(receiver.events).toHaveLength(accepted);
  expect(new Set(arrived).size).toBe(accepted);
}

describe.each(sdks)('of what the batch processor of $name hands over together', (sdk: Sdk) => {
  test.each([true, false])('a call inherits from the spans around it (suppressNested: %p)', async (suppressNested) => {
    const exporter = exporterTo({ suppressNested });
    const provider = sdk.provider(sdk.batch(exporter));
    const tracer = provider.getTracer('test');
    const agent = tracer.startSpan('agent', { attributes: { 'session.id': 'a chat', 'user.id': 'u' } }, ROOT_CONTEXT);
    const step = tracer.startSpan('step', {}, trace.setSpan(ROOT_CONTEXT, agent));
    const inside = trace.setSpan(ROOT_CONTEXT, step);
    tracer.startSpan('chat m', { attributes }, inside).end();
    tracer.startSpan('chat m', { attributes: { ...attributes, 'user.id': 'another' } }, inside).end();
    step.end();
    agent.end();
    tracer.startSpan('chat m', { attributes }, ROOT_CONTEXT).end();
    await provider.shutdown();
    const withUser = (user?: string) => receiver.events.find((event) => event.user_properties?.['user_id'] === user);
    const [session] = receiver.sessions;
    expect(receiver.sessions).toHaveLength(1);
    const inherited = { session_id: session?.['session_id'], metadata: { session_id: 'a chat' } };
    expect([withUser('u'), withUser('another')]).toMatchObject([inherited, inherited]);
    expect(withUser()?.session_id).toBeUndefined();
  });
});

describe.each(sdks)('what the batch processor of $name hands over is not lost', (sdk: Sdk) => {
  test('when it is flushed with an export under way', async () => {
    receiver.script({ delayMs: 200 });
    const exporter = exporterTo();
    const provider = sdk.provider(sdk.batch(exporter, { scheduledDelayMillis: 10 }));
    end(provider, 5);
    await receiver.waitForRequests(1);
    await provider.forceFlush();
    await exporter.forceFlush();
    expectAllDelivered(exporter, 5);
    await provider.shutdown();
  });

  test('when it shuts the exporter down with an export under way', async () => {
    receiver.script({ delayMs: 200 });
    const exporter = exporterTo();
    const provider = sdk.provider(sdk.batch(exporter, { scheduledDelayMillis: 10 }));
    end(provider, 5);
    await receiver.waitForRequests(1);
    end(provider, 5);
    await provider.shutdown();
    await exporter.shutdown();
    expectAllDelivered(exporter, 10);
  });

  test('when its last flush fails, and it never shuts the exporter down', async () => {
    receiver.script({ status: 409 }, { status: 503 });
    const exporter = exporterTo({ maxBatchRecords: 5 });
    const provider = sdk.provider(sdk.batch(exporter, { maxExportBatchSize: 5 }));
    end(provider, 20);
    await quietly(provider.shutdown());
    await exporter.forceFlush().catch(() => undefined);
    const { accepted, delivered, pending, lost } = exporter.stats();
    const { rejected = 0 } = lost;
    expect({ accepted, pending, delivered, lost }).toEqual({
      accepted: 20,
      pending: 0,
      delivered: 20 - rejected,
      lost: { rejected },
    });
    // One batch, which a machine with other work closes before it is full.
    expect(rejected).toBeGreaterThanOrEqual(1);
    expect(rejected).toBeLessThanOrEqual(5);
    await exporter.shutdown();
  });

  test('when it gives an export up before we do', async () => {
    receiver.script({ always: { delayMs: 150 } });
    const exporter = exporterTo();
    const provider = sdk.provider(
      sdk.batch(exporter, { exportTimeoutMillis: 30, scheduledDelayMillis: 10, maxExportBatchSize: 10 }),
    );
    end(provider, 100);
    await sleep(300);
    await quietly(provider.forceFlush());
    await exporter.forceFlush();
    expectAllDelivered(exporter, 100);
    await quietly(provider.shutdown());
  });

  test('when it starts a hundred exports at once', async () => {
    const exporter = exporterTo();
    const provider = sdk.provider(sdk.batch(exporter, { maxQueueSize: 5000, maxExportBatchSize: 50 }));
    end(provider, 5000);
    await provider.forceFlush();
    await exporter.forceFlush();
    expectAllDelivered(exporter, 5000);
    expect(new Set(receiver.requests.map(({ connection }) => connection)).size).toBeLessThanOrEqual(4);
    await provider.shutdown();
  });

  test('when it hands over a part of a burst, which is all that it does', async () => {
    const exporter = exporterTo();
    const provider = sdk.provider(sdk.batch(exporter));
    end(provider, 10_000);
    await provider.forceFlush();
    await exporter.forceFlush();
    expectAllDelivered(exporter, 2048);
    expect(exporter.stats().accepted).toBeLessThan(10_000);
    await provider.shutdown();
  });

  test('through an outage, in which it keeps handing over', async () => {
    receiver.script({ always: { status: 503 } });
    const exporter = exporterTo();
    const provider = sdk.provider(sdk.batch(exporter, { scheduledDelayMillis: 10 }));
    for (let round = 1; round <= 6; round += 1) {
      end(provider, 1000);
      while (exporter.stats().accepted < round * 1000) await sleep(10);
    }
    expect(exporter.stats()).toMatchObject({ delivered: 0, pending: 6000 });
    receiver.script({ always: 'ok' });
    await provider.forceFlush();
    await exporter.forceFlush();
    const { accepted, delivered, lost } = exporter.stats();
    expect({ accepted, delivered, lost }).toEqual({ accepted: 6000, delivered: 6000, lost: {} });
    await provider.shutdown();
  });
});

describe('a process that ends by itself', () => {
  const program = bundleOf(join(__dirname, '../support/ending-program.ts'));
  const run = async (processor: 'batch' | 'simple') => {
    const { stdout } = await promisify(execFile)(process.execPath, [program(), processor, receiver.url], {
      timeout: 120_000,
    });
    return stdout.trim();
  };

  test.each(['batch', 'simple'] as const)('delivers what the %s processor handed over', async (processor) => {
    expect(await run(processor)).toBe('ends');
    expect(receiver.events).toHaveLength(10);
  });

  test.each(['batch', 'simple'] as const)('is not held by the %s processor when no answer comes', async (processor) => {
    receiver.script({ always: { hang: true } });
    expect(await run(processor)).toBe('ends');
  });
});
