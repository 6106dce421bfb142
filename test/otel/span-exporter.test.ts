import { context, ROOT_CONTEXT, SpanKind, type Tracer, trace } from '@opentelemetry/api';
import { SamplingDecision } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import {
  type HoneyHiveExporterOptions,
  HoneyHiveLogRecordProcessor,
  HoneyHiveSpanExporter,
  HoneyHiveSpanProcessor,
  type Stats,
} from '../../src';
import { SpanAncestry } from '../../src/context/span-ancestry';
import { requiredPort } from '../../src/engine/exporter-port';
import { type Receiver, type ScriptEntry, startReceiver } from '../../src/inspector';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { chatSpan } from '../support/call';
import { captureLog } from '../support/log';
import { sdks } from '../support/sdk';

const none = { accepted: 0, delivered: 0, pending: 0, lost: {} };
/** Of what exports no session and is given no feedback. */
const noSingles = { sessions: none, updates: none };

beforeEach(() => void captureLog());

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const options = (more: HoneyHiveExporterOptions = {}): HoneyHiveExporterOptions => ({
  apiKey: 'key',
  project: 'p',
  url: receiver.url,
  flushTimeoutMs: 120_000, // all the time that a busy machine needs
  ...more,
});

/** Ends a span of a model call that asks `question`. */
function ask(tracer: Tracer, question: string, attributes: Record<string, string> = {}, around = ROOT_CONTEXT): void {
  tracer
    .startSpan('chat gpt-4o', { kind: SpanKind.CLIENT, attributes: { ...chat(question), ...attributes } }, around)
    .end();
}

const chat = (question: string) => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 3,
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: question }] }]),
});

const asked = (): readonly unknown[] => receiver.events.map((event) => event.messages.at(-1)?.['content']);

function expectConserved(stats: Stats): void {
  const lost = Object.values(stats.lost).reduce((sum, count) => sum + count, 0);
  expect(stats.delivered + stats.pending + lost).toBe(stats.accepted);
}

describe.each(sdks)('under $name', (sdk) => {
  test('our processor delivers model calls, and nothing else, by the end of a flush', async () => {
    const processor = new HoneyHiveSpanProcessor(options());
    const provider = sdk.provider(processor);
    const tracer = provider.getTracer('test');
    ask(tracer, 'one');
    tracer.startSpan('GET /', { attributes: { 'http.request.method': 'GET' } }).end();
    ask(tracer, 'two');
    await provider.forceFlush();
    expect(asked()).toEqual(['one', 'two']);
    expect(processor.exporter.stats()).toEqual({
      ...noSingles,
      accepted: 2,
      delivered: 2,
      pending: 0,
      lost: {},
      suppressed: 0,
      redactionFailed: 0,
    });
    await provider.shutdown();
  });

  test('the stock batch processor hands over, and the exporter’s flush reaches the wire', async () => {
    const exporter = new HoneyHiveSpanExporter(options());
    const provider = sdk.provider(sdk.batch(exporter));
    for (let n = 0; n < 300; n += 1) ask(provider.getTracer('test'), `question ${n}`);
    await provider.forceFlush();
    await exporter.forceFlush();
    expect(new Set(asked()).size).toBe(300);
    await provider.shutdown();
    expectConserved(exporter.stats());
  });

  test('the stock simple processor hands over one by one, and batches leave all the same', async () => {
    const exporter = new HoneyHiveSpanExporter(options());
    const provider = sdk.provider(sdk.simple(exporter));
    for (let n = 0; n < 50; n += 1) ask(provider.getTracer('test'), `question ${n}`);
    await exporter.forceFlush();
    expect(receiver.events).toHaveLength(50);
    expect(receiver.requests.length).toBeLessThan(5);
    await provider.shutdown();
  });

  test('shutdown delivers what is pending', async () => {
    const exporter = new HoneyHiveSpanExporter(options());
    const provider = sdk.provider(sdk.batch(exporter));
    ask(provider.getTracer('test'), 'last words');
    await provider.shutdown();
    await exporter.shutdown();
    expect(asked()).toEqual(['last words']);
  });

  test('content of log events joins the record of their span', async () => {
    const processor = new HoneyHiveSpanProcessor(options());
    const provider = sdk.provider(processor);
    const logger = sdk.logger(new HoneyHiveLogRecordProcessor(processor.exporter));
    const span = provider.getTracer('test').startSpan('chat gpt-4o', {
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'openai', 'gen_ai.request.model': 'gpt-4o' },
    });
    const inSpan = trace.setSpan(ROOT_CONTEXT, span);
    const event = (name: string, body: object): object => ({
      context: inSpan,
      attributes: { 'event.name': name, 'gen_ai.system': 'openai' },
      body,
    });
    logger.emit(event('gen_ai.user.message', { content: 'Why?' }));
    logger.emit(event('gen_ai.choice', { index: 0, finish_reason: 'stop', message: { content: 'Because.' } }));
    logger.emit({ context: inSpan, attributes: {}, body: 'an app’s own line' });
    span.end();
    await provider.forceFlush();
    expect(receiver.events[0]?.messages).toEqual([{ role: 'user', content: 'Why?' }]);
    expect(receiver.events[0]?.response).toMatchObject({
      role: 'assistant',
      content: 'Because.',
      finish_reason: 'stop',
    });
    await provider.shutdown();
  });

  test('of two model spans for one call the inner one is sent, and the outer one counted', async () => {
    const processor = new HoneyHiveSpanProcessor(options());
    const tracer = sdk.provider(processor).getTracer('test');
    const outer = tracer.startSpan('framework', { attributes: chat('outer') }, ROOT_CONTEXT);
    ask(tracer, 'inner', {}, trace.setSpan(ROOT_CONTEXT, outer));
    outer.end();
    await processor.forceFlush();
    expect(asked()).toEqual(['inner']);
    expect(processor.exporter.stats()).toMatchObject({ accepted: 1, suppressed: 1 });
    await processor.shutdown();
  });

  describe('of a call whose inner span says nothing, such as those that Anthropic’s SDK makes of itself', () => {
    const bare = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'claude-sonnet-4-5' };
    const nested = async (outer: Record<string, string | number>, ends: boolean) => {
      const processor = new HoneyHiveSpanProcessor(options());
      const tracer = sdk.provider(processor).getTracer('test');
      const around = tracer.startSpan('framework', { attributes: outer }, ROOT_CONTEXT);
      const step = tracer.startSpan('step', {}, trace.setSpan(ROOT_CONTEXT, around));
      tracer.startSpan('native', { attributes: bare }, trace.setSpan(ROOT_CONTEXT, step)).end();
      step.end();
      if (ends) around.end();
      await processor.forceFlush();
      await processor.shutdown();
      return processor.exporter.stats();
    };

    test('the outer span is sent, where it has the prompt', async () => {
      expect(await nested(chat('outer'), true)).toMatchObject({ accepted: 1, delivered: 1, suppressed: 1 });
      expect(asked()).toEqual(['outer']);
    });

    test('the inner span is sent, where the outer one has no more to say', async () => {
      expect(await nested(bare, true)).toMatchObject({ accepted: 1, delivered: 1, suppressed: 1 });
      expect(receiver.events[0]?.event_name).toBe('native');
    });

    test('the inner span is sent by a flush, where the outer one has not ended', async () => {
      expect(await nested(chat('outer'), false)).toMatchObject({ accepted: 1, delivered: 1 });
      expect(receiver.events[0]?.event_name).toBe('native');
    });
  });

  test('a call belongs to the session of the spans around it', async () => {
    const processor = new HoneyHiveSpanProcessor(options());
    const tracer = sdk.provider(processor).getTracer('test');
    const request = tracer.startSpan(
      'POST /chat',
      { attributes: { 'session.id': 's-1', 'user.id': 'u-1' } },
      ROOT_CONTEXT,
    );
    ask(tracer, 'hi', {}, trace.setSpan(ROOT_CONTEXT, request));
    request.end();
    await processor.forceFlush();
    expect(receiver.events[0]).toMatchObject({ session_id: expect.any(String), user_properties: { user_id: 'u-1' } });
    await processor.shutdown();
  });
});

test('calls whose spans have no valid ids are records of their own, without parent', async () => {
  const exporter = new HoneyHiveSpanExporter(options());
  const [traceId, spanId] = ['0'.repeat(32), '0'.repeat(16)];
  const spans = ['one', 'two', 'three'].map((text) =>
    chatSpan(chat(text), { spanContext: () => ({ traceId, spanId }), parentSpanContext: { spanId } }),
  );
  for (const span of spans) requiredPort(exporter).acceptSpan({ span });
  await exporter.forceFlush();
  expect(asked()).toEqual(['one', 'two', 'three']);
  expect(new Set(receiver.events.map(({ event_id }) => event_id)).size).toBe(3);
  expect(JSON.stringify(receiver.events)).not.toContain(spanId);
  await exporter.shutdown();
});

test('a span that is recorded and not sampled is not sent', async () => {
  const processor = new HoneyHiveSpanProcessor(options());
  const sampler = {
    shouldSample: (_context: unknown, _traceId: string, name: string) => ({
      decision: name === 'chat gpt-4o' ? SamplingDecision.RECORD : SamplingDecision.RECORD_AND_SAMPLED,
    }),
  };
  const provider = new NodeTracerProvider({ sampler, spanProcessors: [processor] });
  const tracer = provider.getTracer('test');
  ask(tracer, 'not sampled');
  tracer.startSpan('sampled', { attributes: chat('sampled') }, ROOT_CONTEXT).end();
  await provider.forceFlush();
  expect(asked()).toEqual(['sampled']);
  expect(processor.exporter.stats().accepted).toBe(1);
  await provider.shutdown();
});

describe('the callback of export', () => {
  const span = (id: number, attributes: Record<string, unknown> = chat(`question ${id}`)): ReadableSpan => ({
    name: 'chat gpt-4o',
    spanContext: () => ({ traceId: '0af7651916cd43dd8448eb211c80319c', spanId: id.toString(16).padStart(16, '0') }),
    startTime: [1_795_000_000, 0],
    endTime: [1_795_000_001, 500_000],
    status: { code: 0 },
    attributes,
    events: [],
  });
  const exported = (exporter: HoneyHiveSpanExporter, spans: readonly ReadableSpan[]): Promise<number> =>
    new Promise((resolve) => exporter.export(spans, ({ code }) => resolve(code)));

  test.each<[string, ScriptEntry, number]>([
    ['success, when all are delivered', 'ok', 0],
    ['success, when they wait for another try', { status: 503 }, 0],
    ['success, when they wait for a key that works', { always: { status: 401 } }, 0],
    ['failure, when they are lost', { always: { status: 409 } }, 1],
  ])('says %s', async (_rule, fault, code) => {
    receiver.script(fault);
    const exporter = new HoneyHiveSpanExporter(options());
    expect(await exported(exporter, [span(1), span(2)])).toBe(code);
    await exporter.shutdown();
    expectConserved(exporter.stats());
  });

  test('says success at once, when there is no model call among the spans', async () => {
    const exporter = new HoneyHiveSpanExporter(options());
    expect(await exported(exporter, [span(1, { 'http.request.method': 'GET' })])).toBe(0);
    expect(receiver.requests).toHaveLength(0);
  });

  test('says failure at once after shutdown, and the spans are counted as lost', async () => {
    const exporter = new HoneyHiveSpanExporter(options());
    await exporter.shutdown();
    expect(await exported(exporter, [span(1)])).toBe(1);
    expect(exporter.stats()).toMatchObject({ accepted: 1, lost: { shutdown: 1 } });
  });

  test('may throw without harm', async () => {
    const exporter = new HoneyHiveSpanExporter(options());
    exporter.export([span(1)], () => {
      throw new Error('the processor’s own');
    });
    await exporter.forceFlush();
    expect(receiver.events).toHaveLength(1);
    await exporter.shutdown();
  });

  test('a span that cannot be read costs itself alone', async () => {
    const exporter = new HoneyHiveSpanExporter(options());
    const hostile = {
      ...span(1),
      get endTime(): never {
        throw new Error('hostile');
      },
    };
    await exported(exporter, [
      hostile,
      { ...span(2), attributes: null as unknown as Record<string, unknown> },
      span(3),
    ]);
    await exporter.forceFlush();
    expect(asked()).toContain('question 3');
    expectConserved(exporter.stats());
    await exporter.shutdown();
  });

  test('a span that cannot be read costs itself alone, too, while another waits for spans around it', async () => {
    const processor = new HoneyHiveSpanProcessor(options());
    const provider = new NodeTracerProvider({ spanProcessors: [processor] });
    const around = provider.getTracer('framework').startSpan('chat', { attributes: chat('question 1') });
    ask(provider.getTracer('sdk'), 'question 1', {}, trace.setSpan(ROOT_CONTEXT, around));
    const hostile: ReadableSpan = {
      ...span(2),
      spanContext: () => {
        throw new Error('hostile');
      },
    };
    requiredPort(processor.exporter).acceptSpan({ span: hostile });
    ask(provider.getTracer('sdk'), 'question 3');
    requiredPort(processor.exporter).classifyEnded();
    await processor.forceFlush();
    expect(asked()).toEqual(['question 1', 'question 3']);
    await provider.shutdown();
  });

  test('a span that loses its context after its end costs itself alone', async () => {
    const exporter = new HoneyHiveSpanExporter(options());
    let isEnding = true;
    const fickle: ReadableSpan = {
      ...span(1),
      spanContext: () => {
        if (isEnding) return span(1).spanContext();
        throw new Error('hostile');
      },
    };
    const exporting = exported(exporter, [fickle, span(2)]);
    isEnding = false;
    expect(await exporting).toBe(1);
    expect(asked()).toEqual(['question 2']);
    expect(exporter.stats().lost).toEqual({ unmappable: 1 });
    await exporter.shutdown();
  });
});

test('10,000 spans ended in one tick all arrive', async () => {
  const processor = new HoneyHiveSpanProcessor(options());
  const tracer = (sdks[1] ?? sdks[0])?.provider(processor).getTracer('test');
  if (tracer === undefined) throw new Error('There is no SDK.');
  for (let n = 0; n < 10_000; n += 1) ask(tracer, `question ${n}`);
  await processor.forceFlush();
  expect(receiver.events).toHaveLength(10_000);
  expect(processor.exporter.stats()).toEqual({
    ...noSingles,
    accepted: 10_000,
    delivered: 10_000,
    pending: 0,
    lost: {},
    suppressed: 0,
    redactionFailed: 0,
  });
  await processor.shutdown();
});

test('a prompt of 50 MB arrives shortened, with its counts and ids', async () => {
  const processor = new HoneyHiveSpanProcessor(options());
  const provider = sdks[1]?.provider(processor);
  if (provider === undefined) throw new Error('There is no SDK.');
  ask(provider.getTracer('test'), 'x'.repeat(50 * 2 ** 20));
  await processor.forceFlush();
  expect(receiver.events[0]).toMatchObject({
    model: 'gpt-4o',
    usage: { prompt_tokens: 3 },
    metadata: { truncated: true },
  });
  expect(receiver.requests[0]?.bytes).toBeLessThanOrEqual(2 ** 20 + 100);
  await processor.shutdown();
});

describe('without a key', () => {
  test('ended spans are not kept', () => {
    const ancestry = new SpanAncestry();
    const exporter = new HoneyHiveSpanExporter({ url: receiver.url });
    const span = chatSpan({}, { instrumentationScope: { name: 'sdk' } });
    ancestry.started(span, ROOT_CONTEXT);
    requiredPort(exporter).acceptSpan({ span: span, ancestry });
    expect([...ancestry.openInOtherScopes({})]).toEqual([]);
  });

  test('one line says so, nothing is taken, and the app runs on', async () => {
    const lines = captureLog();
    const exporter = new HoneyHiveSpanExporter({ url: receiver.url });
    const code = await new Promise((resolve) => exporter.export([], (result) => resolve(result.code)));
    await exporter.forceFlush();
    await exporter.shutdown();
    expect(code).toBe(0);
    expect(lines).toEqual([expect.stringContaining('HH_API_KEY')]);
    expect(exporter.stats()).toEqual({
      ...noSingles,
      accepted: 0,
      delivered: 0,
      pending: 0,
      lost: {},
      suppressed: 0,
      redactionFailed: 0,
    });
  });
});

afterAll(() => context.disable());
