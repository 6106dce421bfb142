import { type Attributes, type Context, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { eventIdOf, HoneyHiveLogRecordProcessor, HoneyHiveSpanExporter, HoneyHiveSpanProcessor } from '../../src';
import type { HoneyHiveExporterOptions } from '../../src/config/options';
import { type Receiver, startReceiver } from '../../src/inspector';
import { startOpenAi } from '../support/providers/openai.cjs';
import { type Provider, type Sdk, sdks } from '../support/sdk';
import { node, register } from '../zero-code/app-process';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const chat = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.response.id': 'chatcmpl-1',
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'hi' }] }]),
  'gen_ai.output.messages': JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'hello' }] }]),
};
const inside = (span: Span): Context => trace.setSpan(ROOT_CONTEXT, span);

const result = (name: string, more: Attributes): Attributes => ({ 'gen_ai.evaluation.name': name, ...more });
const score = (value: number): Attributes => ({ 'gen_ai.evaluation.score.value': value });
const relevance = result('relevance', {
  ...score(0.9),
  'gen_ai.evaluation.score.label': 'good',
  'gen_ai.evaluation.explanation': 'It answers the greeting.',
});
const metricsOfRelevance = {
  relevance: 0.9,
  relevance_label: 'good',
  relevance_explanation: 'It answers the greeting.',
};

type SetUp = (sdk: Sdk, exporter: HoneyHiveSpanExporter) => Parameters<Sdk['provider']>[0];
const setUps: readonly (readonly [string, SetUp])[] = [
  ['our processor', (_sdk, exporter) => new HoneyHiveSpanProcessor(exporter)],
  ['the batch processor', (sdk, exporter) => sdk.batch(exporter)],
  ['the simple processor', (sdk, exporter) => sdk.simple(exporter)],
];

interface App {
  readonly exporter: HoneyHiveSpanExporter;
  readonly provider: Provider;
  readonly start: (attributes: Attributes, around?: Context, scope?: string) => Span;
  readonly evaluate: (attributes: Attributes, context?: Context) => void;
}

/** @param sdk default: of the test's own dependencies */
function appWith(options: HoneyHiveExporterOptions = {}, sdk = newest, [, setUp] = ourProcessor): App {
  const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url, cost: false, ...options });
  const provider = sdk.provider(setUp(sdk, exporter));
  const logger = sdk.logger(new HoneyHiveLogRecordProcessor(exporter));
  return {
    exporter,
    provider,
    start: (attributes, around = ROOT_CONTEXT, scope = 'app') =>
      provider.getTracer(scope).startSpan('a span', { attributes }, around),
    evaluate: (attributes, context = ROOT_CONTEXT) => {
      const body = undefined;
      const eventName = 'gen_ai.evaluation.result';
      logger.emit({ eventName, context, attributes: { 'event.name': eventName, ...attributes }, body });
    },
  };
}

const [, newest, latest] = sdks as readonly [Sdk, Sdk, Sdk];
const [ourProcessor, batchProcessor] = setUps as readonly [(typeof setUps)[number], (typeof setUps)[number]];

const each = [newest, latest].flatMap((sdk) =>
  setUps.map((setUp) => ({ name: `${sdk.name}, ${setUp[0]}`, sdk, setUp })),
);

describe.each([...each, { name: 'SDK 1.30, our processor', sdk: sdks[0] as Sdk, setUp: ourProcessor }])(
  'an evaluation: $name',
  ({ sdk, setUp }) => {
    test('in time is part of the record, and no update', async () => {
      const { exporter, provider, start, evaluate } = appWith({}, sdk, setUp);
      const span = start(chat);
      evaluate(relevance, inside(span));
      span.end();
      await provider.forceFlush();
      await exporter.shutdown();
      expect(receiver.events.map(({ metrics }) => metrics)).toEqual([metricsOfRelevance]);
      expect(receiver.requests.filter(({ method }) => method === 'PUT')).toEqual([]);
    });

    test('that comes after the record is an update of its event, in the same words', async () => {
      const { exporter, provider, start, evaluate } = appWith({}, sdk, setUp);
      const span = start(chat);
      span.end();
      await provider.forceFlush();
      await exporter.forceFlush();
      expect(receiver.events.map(({ metrics }) => metrics)).toEqual([undefined]);
      evaluate(relevance, inside(span));
      await exporter.forceFlush();
      expect(receiver.updates).toEqual([{ event_id: eventIdOf(span), metrics: metricsOfRelevance }]);
      expect(receiver.events.map(({ metrics }) => metrics)).toEqual([metricsOfRelevance]);
      expect(exporter.stats()).toMatchObject({
        accepted: 1,
        delivered: 1,
        updates: { accepted: 1, delivered: 1, pending: 0 },
      });
      await exporter.shutdown();
      expect(receiver.updates).toHaveLength(1);
    });
  },
);

test.each(['model', 'v1'] as const)('results that follow a call leave together, after its event: %s', async (api) => {
  const { exporter, start, evaluate } = appWith({ api });
  const span = start(chat);
  evaluate(relevance, inside(span));
  span.end();
  evaluate(result('tone', { 'gen_ai.evaluation.score.label': 'kind' }), inside(span));
  evaluate(result('quality.length', score(0.5)), inside(span));
  expect(exporter.stats()).toMatchObject({ updates: { accepted: 1, pending: 1 } });
  await exporter.shutdown();
  const late = { tone: 'kind', 'quality.length': 0.5 };
  expect(receiver.updates).toEqual([{ event_id: eventIdOf(span), metrics: late }]);
  const [event] = api === 'v1' ? receiver.v1Events : receiver.events;
  expect(event?.metrics).toEqual({ ...metricsOfRelevance, ...late });
});

test.each<[string, Attributes, object]>([
  ['an explanation', result('tone', { 'gen_ai.evaluation.explanation': 'Kind.' }), { tone_explanation: 'Kind.' }],
  ['an error', result('tone', { 'error.type': 'timeout' }), { tone_error: 'timeout' }],
  ['a score without a name', score(1), { evaluation: 1 }],
])('%s alone is kept, in time and late', async (_what, evaluation, metrics) => {
  const { exporter, start, evaluate } = appWith();
  const span = start(chat);
  evaluate(evaluation, inside(span));
  span.end();
  await exporter.forceFlush();
  expect(receiver.events[0]?.metrics).toEqual(metrics);
  evaluate(evaluation, inside(span));
  await exporter.shutdown();
  expect(receiver.updates).toEqual([{ event_id: eventIdOf(span), metrics }]);
});

test('an evaluation that says nothing is no update', async () => {
  const { exporter, start, evaluate } = appWith();
  const span = start(chat);
  span.end();
  evaluate(result('tone', {}), inside(span));
  expect(exporter.stats().updates.accepted).toBe(0);
  await exporter.shutdown();
  expect(receiver.updates).toEqual([]);
});

test.each<[string, HoneyHiveExporterOptions]>([
  ['without captured content', { captureContent: false }],
  ['that `redact` does not see', { redact: ({ metrics: _, ...record }) => record }],
])('a late evaluation %s has its score, and no text', async (_what, options) => {
  const { exporter, start, evaluate } = appWith(options);
  const span = start(chat);
  span.end();
  await exporter.forceFlush();
  evaluate(relevance, inside(span));
  evaluate(result('tone', { 'gen_ai.evaluation.explanation': 'Kind.' }), inside(span));
  await exporter.shutdown();
  expect(receiver.updates).toEqual([
    { event_id: eventIdOf(span), metrics: { relevance: 0.9, relevance_label: 'good' } },
  ]);
});

test('without captured content an evaluation in time has its score, and no explanation', async () => {
  const { exporter, start, evaluate } = appWith({ captureContent: false });
  const span = start(chat);
  evaluate(relevance, inside(span));
  evaluate(result('tone', { 'gen_ai.evaluation.explanation': 'Kind.' }), inside(span));
  span.end();
  await exporter.shutdown();
  expect(receiver.events[0]?.metrics).toEqual({ relevance: 0.9, relevance_label: 'good' });
  expect(receiver.updates).toEqual([]);
});

describe('an evaluation that names the response', () => {
  const named = { ...relevance, 'gen_ai.response.id': 'chatcmpl-1' };

  test('in no span is an update of its event', async () => {
    const { exporter, start, evaluate } = appWith();
    const span = start(chat);
    span.end();
    evaluate(named);
    await exporter.shutdown();
    expect(receiver.updates).toEqual([{ event_id: eventIdOf(span), metrics: metricsOfRelevance }]);
  });

  test('in the span of the evaluator is one once that has ended', async () => {
    const { exporter, start, evaluate } = appWith();
    const span = start(chat);
    span.end();
    const evaluator = start({ 'app.job': 'evaluation' });
    evaluate(named, inside(evaluator));
    await exporter.forceFlush();
    expect(receiver.updates).toEqual([]);
    evaluator.end();
    await exporter.shutdown();
    expect(receiver.updates).toEqual([{ event_id: eventIdOf(span), metrics: metricsOfRelevance }]);
  });

  test('goes by its span nevertheless, if that is of a call, since ids repeat', async () => {
    const { exporter, start, evaluate } = appWith();
    const spans = [start(chat), start(chat)];
    for (const span of spans) span.end();
    await exporter.forceFlush();
    for (const span of spans) evaluate(named, inside(span));
    await exporter.shutdown();
    expect(receiver.updates.map(({ event_id }) => event_id)).toEqual(spans.map(eventIdOf));
  });

  test('which is unknown is dropped, and neither sent nor counted', async () => {
    const { exporter, evaluate } = appWith();
    evaluate(named);
    await exporter.shutdown();
    expect(receiver.requests).toEqual([]);
    expect(exporter.stats().updates).toMatchObject({ accepted: 0, pending: 0 });
  });
});

test('an evaluation finds the event that the app has named', async () => {
  const { exporter, start, evaluate } = appWith();
  const span = start({ ...chat, 'honeyhive.event_id': 'order-7' });
  span.end();
  await exporter.forceFlush();
  evaluate(relevance, inside(span));
  await exporter.shutdown();
  expect(receiver.updates).toEqual([{ event_id: eventIdOf(span), metrics: metricsOfRelevance }]);
  expect(receiver.events[0]?.event_id).toBe(eventIdOf(span));
});

test('an evaluation of either of two spans of a call is of its one event', async () => {
  const { exporter, start, evaluate } = appWith();
  const outer = start({ ...chat, 'gen_ai.framework': 'x' }, ROOT_CONTEXT, 'framework');
  const inner = start(chat, inside(outer), 'sdk');
  inner.end();
  outer.end();
  await exporter.forceFlush();
  evaluate(result('of the outer', score(1)), inside(outer));
  evaluate(result('of the inner', score(2)), inside(inner));
  await exporter.shutdown();
  expect(receiver.events.map(({ metrics }) => metrics)).toEqual([{ 'of the outer': 1, 'of the inner': 2 }]);
});

describe('a span of another process', () => {
  /** The event is there, and another process knows the ids of its span. */
  async function recorded(): Promise<Span> {
    const { exporter, start } = appWith();
    const span = start(chat);
    span.end();
    await exporter.shutdown();
    return span;
  }

  test.each([
    ['at once, if it is said to be remote', true],
    ['when the exporter is shut down, if it is not', false],
  ])('has its evaluation sent %s', async (_when, isRemote) => {
    const span = await recorded();
    const { exporter, evaluate } = appWith({}, newest, batchProcessor);
    evaluate(relevance, trace.setSpanContext(ROOT_CONTEXT, { ...span.spanContext(), isRemote }));
    await exporter.forceFlush();
    expect(receiver.updates).toHaveLength(isRemote ? 1 : 0);
    await exporter.shutdown();
    expect(receiver.updates).toEqual([{ event_id: eventIdOf(span), metrics: metricsOfRelevance }]);
  });
});

test('agents that are events are evaluated in time, and late', async () => {
  const { exporter, start, evaluate } = appWith({ api: 'v1', events: 'all' });
  const agent = start({ 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'guide' });
  start(chat, inside(agent)).end();
  evaluate(result('early', score(1)), inside(agent));
  agent.end();
  await exporter.forceFlush();
  const eventOfAgent = () => receiver.v1Events.find(({ event_type: type }) => type === 'chain');
  expect(eventOfAgent()?.['metrics']).toEqual({ early: 1 });
  evaluate(result('late', score(2)), inside(agent));
  await exporter.shutdown();
  expect(eventOfAgent()?.['metrics']).toEqual({ early: 1, late: 2 });
});

test('under register an evaluation joins the call that was observed, by its span or its response', async () => {
  const model = await startOpenAi();
  const { stderr } = await node(
    [
      '--require',
      register,
      '-e',
      `const { trace, context } = require('@opentelemetry/api');
       const { logs } = require('@opentelemetry/api-logs');
       const { LoggerProvider } = require('@opentelemetry/sdk-logs');
       const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
       new NodeTracerProvider().register();
       logs.setGlobalLoggerProvider(new LoggerProvider());
       const evaluate = (name, value, more, within = context.active()) => logs.getLogger('app').emit({
         eventName: 'gen_ai.evaluation.result',
         context: within,
         attributes: { 'gen_ai.evaluation.name': name, 'gen_ai.evaluation.score.value': value, ...more },
       });
       const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' };
       trace.getTracer('app').startActiveSpan('chat gpt-4o', { attributes }, async (span) => {
         const messages = [{ role: 'user', content: 'hi' }];
         const body = JSON.stringify({ model: 'gpt-4o', messages });
         const headers = { 'content-type': 'application/json' };
         const answer = await fetch(process.env.MODEL_URL + '/chat/completions', { method: 'POST', headers, body });
         const { id } = await answer.json();
         evaluate('early', 1);
         span.end();
         setTimeout(() => {
           evaluate('late', 2, {}, trace.setSpan(context.active(), span));
           evaluate('by response', 3, { 'gen_ai.response.id': id }, require('@opentelemetry/api').ROOT_CONTEXT);
         }, 3000);
       });`,
    ],
    { env: { HH_API_KEY: 'key', HH_API_URL: receiver.url, HH_EXIT_TIMEOUT_MS: '60000', MODEL_URL: model.url } },
  );
  await model.close();
  expect(stderr).toBe('');
  expect(receiver.events.map(({ metrics }) => metrics)).toEqual([{ early: 1, late: 2, 'by response': 3 }]);
});
