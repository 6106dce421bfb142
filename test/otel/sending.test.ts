import { type HoneyHiveExporterOptions, HoneyHiveSpanExporter, type Stats } from '../../src';
import { requiredPort } from '../../src/engine/exporter-port';
import { type Receiver, startReceiver } from '../../src/inspector';
import { toModelEvent } from '../../src/mapping';
import { toV1Event } from '../../src/mapping/record/v1-event';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { chatSpan } from '../support/call';
import { fixtures, spanOf } from '../support/fixture';
import { captureLog } from '../support/log';
import { randomNumbers } from '../support/seed';

let receiver: Receiver;
let lines: readonly string[];
beforeEach(async () => {
  receiver = await startReceiver();
  lines = captureLog();
});
afterEach(() => receiver.close());

const start = (options: HoneyHiveExporterOptions): HoneyHiveSpanExporter =>
  new HoneyHiveSpanExporter({ apiKey: 'key', project: 'p', url: receiver.url, suppressNested: false, ...options });

const recorded: readonly ReadableSpan[] = fixtures(
  'otel-openai-0.22.0--capture-on',
  'traceloop-openai',
  'anthropic-sdk',
)
  .flatMap(({ spans }) => spans.map((span) => spanOf(span)))
  .filter((span) => toModelEvent(span) !== undefined);

const secret = 'the-secret';
const question = (n: number, attributes: Readonly<Record<string, unknown>> = {}): ReadableSpan =>
  chatSpan(
    {
      'gen_ai.provider.name': 'openai',
      'gen_ai.usage.input_tokens': 10_000,
      'gen_ai.usage.output_tokens': 1000,
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: `${secret} ${n}` }] }]),
      ...attributes,
    },
    {
      spanContext: () => ({
        traceId: '4ee3a3296af92bb89bc85d7fd0c5b843',
        spanId: (n + 1).toString(16).padStart(16, '0'),
      }),
    },
  );
const asked = (): readonly unknown[] => receiver.events.map(({ messages }) => messages[0]?.['content']);
const bodies = (): string => JSON.stringify(receiver.received);

function expectConserved(stats: Stats): void {
  const lost = Object.values(stats.lost).reduce((sum, count) => sum + count, 0);
  expect(stats.delivered + stats.pending + lost).toBe(stats.accepted);
}

describe('with api: v1', () => {
  test('every recorded call arrives at the successor’s endpoint, and says what its record says', async () => {
    const exporter = start({ api: 'v1', cost: false, sessions: 'off' });
    for (const span of recorded) requiredPort(exporter).acceptSpan({ span });
    await exporter.forceFlush();
    expect(new Set(receiver.requests.map(({ path }) => path))).toEqual(new Set(['/v1/events/batch']));
    expect(receiver.received.flatMap(({ problems }) => problems)).toEqual([]);
    const expected = new Map(
      recorded.flatMap((span) => {
        const record = toModelEvent(span, { project: 'p' });
        return record === undefined ? [] : [[record.event_id, toV1Event(record)]];
      }),
    );
    expect(expected.size).toBeGreaterThan(100);
    expect(receiver.v1Events).toHaveLength(expected.size);
    for (const event of receiver.v1Events) {
      expect(event).toEqual(JSON.parse(JSON.stringify(expected.get(String(event['event_id'])))));
    }
    expect(exporter.stats()).toMatchObject({ pending: 0, lost: {} });
    await exporter.shutdown();
  });

  test('a partly stored batch is finished there, too', async () => {
    receiver.script({ partial: 4 });
    const exporter = start({ api: 'v1' });
    for (let n = 0; n < 10; n += 1) requiredPort(exporter).acceptSpan({ span: question(n) });
    await exporter.forceFlush();
    expect(receiver.v1Events).toHaveLength(10);
    await exporter.shutdown();
  });
});

describe('the cost of a call', () => {
  test('is computed where the span does not say it', async () => {
    const exporter = start({});
    requiredPort(exporter).acceptSpan({ span: question(1) });
    requiredPort(exporter).acceptSpan({ span: question(2, { 'gen_ai.usage.cost': 0.5 }) });
    await exporter.forceFlush();
    const [computed, said] = receiver.events;
    expect(computed?.cost).toBeCloseTo(0.035, 6);
    expect(computed?.metadata?.['cost']).toBe(computed?.cost);
    expect(said?.cost).toBe(0.5);
    await exporter.shutdown();
  });

  test('may be the app’s own, and a function that throws costs no record', async () => {
    const exporter = start({
      cost: ({ promptTokens = 0 }) => {
        if (promptTokens > 10_000) throw new Error(secret);
        return 42;
      },
    });
    requiredPort(exporter).acceptSpan({ span: question(1) });
    requiredPort(exporter).acceptSpan({ span: question(2, { 'gen_ai.usage.input_tokens': 10_001 }) });
    await exporter.forceFlush();
    expect(receiver.events.map(({ cost }) => cost)).toEqual([42, undefined]);
    expect(lines).toEqual([expect.stringContaining('`cost` throws')]);
    expect(lines.join()).not.toContain(secret);
    await exporter.shutdown();
  });
});

describe('with a redact function', () => {
  const redacted = (text: unknown): string => String(text).replace(secret, '[redacted]');

  test.each([false, true])('what it answers arrives, in order (asynchronous: %s)', async (isAsync) => {
    const random = randomNumbers();
    const exporter = start({
      redact: (record) => {
        const answer = { ...record, messages: record.messages.map((m) => ({ ...m, content: redacted(m['content']) })) };
        const ms = random() * 20;
        return isAsync ? new Promise((resolve) => setTimeout(() => resolve(answer), ms)) : answer;
      },
    });
    const numbers = Array.from({ length: 50 }, (_, n) => n);
    for (const n of numbers) requiredPort(exporter).acceptSpan({ span: question(n) });
    expect(exporter.stats().pending).toBe(50);
    await exporter.forceFlush();
    expect(asked()).toEqual(numbers.map((n) => `[redacted] ${n}`));
    expect(bodies()).not.toContain(secret);
    expect(exporter.stats()).toMatchObject({ accepted: 50, delivered: 50, pending: 0, redactionFailed: 0 });
    await exporter.shutdown();
  });

  test('records that it wants not sent are not, and count as suppressed', async () => {
    const exporter = start({
      redact: (record) => (String(record.messages[0]?.['content']).endsWith('1') ? null : record),
    });
    const code = new Promise((resolve) =>
      exporter.export([question(0), question(1)], (result) => resolve(result.code)),
    );
    expect(await code).toBe(0);
    expect(asked()).toEqual([`${secret} 0`]);
    expect(exporter.stats()).toMatchObject({ accepted: 1, delivered: 1, pending: 0, lost: {}, suppressed: 1 });
    await exporter.shutdown();
  });

  test('one that fails for some costs these their content, and says so once', async () => {
    const exporter = start({
      redact: (record) => {
        if (record.event_id.endsWith('2')) throw new Error(secret);
        return record.event_id.endsWith('3') ? Promise.reject(new Error(secret)) : { ...record, messages: [] };
      },
    });
    for (const n of [0, 1, 2]) requiredPort(exporter).acceptSpan({ span: question(n) });
    await exporter.forceFlush();
    expect(receiver.events).toHaveLength(3);
    expect(bodies()).not.toContain(secret);
    expect(exporter.stats()).toMatchObject({ accepted: 3, delivered: 3, lost: {}, redactionFailed: 2 });
    expect(lines).toEqual([expect.stringContaining('redact')]);
    expect(lines.join()).not.toContain(secret);
    await exporter.shutdown();
  });

  describe('that never ends', () => {
    const never = (): Promise<never> => new Promise(() => {});

    test('a flush waits as long as it may take, and sends the record without content', async () => {
      const exporter = start({ redact: never, redactTimeoutMs: 50 });
      requiredPort(exporter).acceptSpan({ span: question(1) });
      await exporter.forceFlush();
      expect(receiver.events).toMatchObject([{ model: 'gpt-4o', messages: [], metadata: { redaction_failed: true } }]);
      await exporter.shutdown();
    });

    test('a flush that ends first gives nothing up', async () => {
      let begun = (): void => undefined;
      const asked = new Promise<void>((resolve) => {
        begun = resolve;
      });
      const redact = (): Promise<never> => {
        begun();
        return never();
      };
      const exporter = start({ redact, redactTimeoutMs: 600_000, flushTimeoutMs: 50 });
      requiredPort(exporter).acceptSpan({ span: question(1) });
      await asked;
      await expect(exporter.forceFlush()).rejects.toThrow('redact');
      expect(exporter.stats()).toMatchObject({ accepted: 1, pending: 1 });
      await exporter.shutdown();
    });

    test('a shutdown leaves itself time to send', async () => {
      const exporter = start({ redact: never, redactTimeoutMs: 600_000, shutdownTimeoutMs: 6000 });
      requiredPort(exporter).acceptSpan({ span: question(1) });
      await exporter.shutdown();
      expect(receiver.events).toMatchObject([{ messages: [] }]);
      expect(exporter.stats()).toMatchObject({ accepted: 1, delivered: 1, pending: 0, redactionFailed: 1 });
    });

    test('a process that ends now takes the record along, without content', async () => {
      const exporter = start({ redact: never, redactTimeoutMs: 60_000 });
      requiredPort(exporter).acceptSpan({ span: question(1) });
      const { records } = requiredPort(exporter).takeRecords(performance.now());
      expect(records.map(({ bytes }) => JSON.parse(bytes.toString()))).toMatchObject([{ messages: [] }]);
      expectConserved(exporter.stats());
      await exporter.shutdown();
    });
  });

  test('the law of conservation holds at every moment', async () => {
    const exporter = start({
      redactTimeoutMs: 30,
      redact: (record) => {
        switch (Number.parseInt(record.event_id.slice(-1), 16) % 5) {
          case 0:
            return undefined;
          case 1:
            throw new Error(secret);
          case 2:
            return new Promise(() => {});
          case 3:
            return new Promise((resolve) => setTimeout(() => resolve(null), 10));
          default:
            return record;
        }
      },
    });
    const watch = setInterval(() => expectConserved(exporter.stats()), 1);
    for (let n = 0; n < 200; n += 1) {
      requiredPort(exporter).acceptSpan({ span: question(n) });
      expectConserved(exporter.stats());
    }
    await exporter.forceFlush();
    clearInterval(watch);
    const stats = exporter.stats();
    expectConserved(stats);
    expect(stats).toMatchObject({ pending: 0, lost: {} });
    expect(stats.accepted + stats.suppressed).toBe(200);
    expect(receiver.events).toHaveLength(stats.delivered);
    await exporter.shutdown();
  });
});
