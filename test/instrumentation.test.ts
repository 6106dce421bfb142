import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { trace } from '@opentelemetry/api';
import {
  InMemorySpanExporter,
  NodeTracerProvider,
  type ReadableSpan,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanProcessor, withHoneyHive } from '../src';
import { contentCapture } from '../src/config/content-capture';
import { type Receiver, startReceiver } from '../src/inspector';
import { ModelWireInstrumentation, type ModelWireInstrumentationConfig } from '../src/instrumentation';
import { type OpenAiStandIn, startOpenAi } from './support/providers/openai.cjs';
import { flawsOf } from './wire/support/conventions';

let openai: OpenAiStandIn;
let receiver: Receiver;
beforeAll(async () => {
  openai = await startOpenAi();
  receiver = await startReceiver();
});
afterAll(async () => {
  await openai.close();
  await receiver.close();
});

const enabled: ModelWireInstrumentation[] = [];
afterEach(() => {
  for (const one of enabled.splice(0)) one.disable();
  trace.disable();
});

function instrument(config?: ModelWireInstrumentationConfig): ModelWireInstrumentation {
  const instrumentation = new ModelWireInstrumentation(config);
  enabled.push(instrumentation);
  return instrumentation;
}

function provide(): { readonly provider: NodeTracerProvider; readonly spans: () => readonly ReadableSpan[] } {
  const exporter = new InMemorySpanExporter();
  const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  return { provider, spans: () => exporter.getFinishedSpans() };
}

const post = (text: string, more: object = {}): Promise<Response> =>
  fetch(`${openai.url}/chat/completions`, {
    method: 'POST',
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: text }], ...more }),
  });

async function ask(text: string, more: object = {}): Promise<void> {
  await (await post(text, more)).text();
}

describe('the instrumentation', () => {
  test('makes a span of the conventions for each call, with its content, in the provider that it is given', async () => {
    const { provider, spans } = provide();
    const instrumentation = instrument();
    instrumentation.setTracerProvider(provider);
    await ask('How are you?', { temperature: 0.5, tools: [{ type: 'function', function: { name: 'f' } }] });
    await instrumentation.settle();
    const [span, ...more] = spans();
    expect(more).toEqual([]);
    expect(span).toMatchObject({
      name: 'chat gpt-4o-mini',
      kind: 2,
      instrumentationScope: {
        name: instrumentation.instrumentationName,
        version: instrumentation.instrumentationVersion,
      },
      attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.temperature': 0.5 },
    });
    expect(String(span?.attributes['gen_ai.input.messages'])).toContain('How are you?');
    expect(flawsOf(span?.attributes ?? {})).toEqual([]);
  });

  test('uses the global provider, registered before or after it, and the span that is active there as parent', async () => {
    const instrumentation = instrument();
    const { provider, spans } = provide();
    provider.register();
    await trace.getTracer('app').startActiveSpan('request', async (request) => {
      await ask('Inside.');
      request.end();
    });
    await instrumentation.settle();
    const [request, call] = spans();
    expect([request?.name, call?.name]).toEqual(['request', 'chat gpt-4o-mini']);
    expect(call?.parentSpanContext?.spanId).toBe(request?.spanContext().spanId);
  });

  test('is off until it is enabled, and after it was disabled', async () => {
    const { provider, spans } = provide();
    const instrumentation = instrument({ enabled: false });
    instrumentation.setTracerProvider(provider);
    expect(instrumentation.getConfig().enabled).toBe(false);
    await ask('Unseen.');
    instrumentation.enable();
    instrumentation.enable();
    await ask('Seen.');
    await instrumentation.settle();
    instrumentation.disable();
    await ask('Unseen again.');
    expect(spans()).toHaveLength(1);
    expect(String(spans()[0]?.attributes['gen_ai.input.messages'])).toContain('"Seen."');
  });

  test('keeps content out of spans, and keeps no more than the limit, by its configuration', async () => {
    const { provider, spans } = provide();
    const instrumentation = instrument({ captureContent: false });
    instrumentation.setTracerProvider(provider);
    await ask('A secret.');
    await instrumentation.settle();
    instrumentation.setConfig({ captureContent: true, maxCapturedBytes: 400 });
    await ask('word '.repeat(2000));
    await instrumentation.settle();
    const [bare, cut] = spans();
    expect(JSON.stringify(bare?.attributes)).not.toContain('secret');
    expect(bare?.attributes['gen_ai.usage.output_tokens']).toEqual(expect.any(Number));
    expect(cut?.attributes).toMatchObject({ 'honeyhive.truncated': true });
    expect(String(cut?.attributes['gen_ai.input.messages'])).toMatch(/word word .* characters missing/);
  });

  test('records an open call to its end when it is configured anew', async () => {
    const { provider, spans } = provide();
    const instrumentation = instrument();
    instrumentation.setTracerProvider(provider);
    const response = await post('[[slow]] Once.', { stream: true });
    instrumentation.setConfig({ maxCapturedBytes: 10_000 });
    await response.text();
    await instrumentation.settle();
    expect(spans().map(({ attributes }) => attributes['error.type'])).toEqual([undefined]);
  });

  test('makes one span per call in a provider, and one in each of two providers', async () => {
    const [one, other] = [provide(), provide()];
    const all = [instrument(), instrument(), instrument()];
    for (const [place, instrumentation] of all.entries())
      instrumentation.setTracerProvider((place < 2 ? one : other).provider);
    await ask('Once.');
    await Promise.all(all.map((instrumentation) => instrumentation.settle()));
    expect([one.spans().length, other.spans().length]).toEqual([1, 1]);
  });
});

describe('with our processor in the same provider, a call', () => {
  const newRecords = (): (() => Receiver['events']) => {
    const before = receiver.events.length;
    return () => receiver.events.slice(before);
  };
  function honeyhive(): NodeTracerProvider {
    const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: receiver.url, maxBatchDelayMs: 60_000 });
    const provider = new NodeTracerProvider({ spanProcessors: [processor] });
    provider.register();
    return provider;
  }

  test('is a complete record, of the session that it was made in', async () => {
    const records = newRecords();
    instrument();
    const provider = honeyhive();
    await Promise.all(
      ['one', 'other'].map((sessionId) => withHoneyHive({ sessionId, metadata: { sessionId } }, () => ask(sessionId))),
    );
    await provider.forceFlush();
    expect(records().map(({ messages, metadata }) => [messages[0]?.['content'], metadata?.['sessionId']])).toEqual(
      expect.arrayContaining([
        ['one', 'one'],
        ['other', 'other'],
      ]),
    );
    expect(records()).toHaveLength(2);
    expect(records()[0]).toMatchObject({
      response: { role: 'assistant', content: 'The capital of France is Paris.' },
      usage: { total_tokens: expect.any(Number) },
    });
    await provider.shutdown();
  });

  test('that another instrumentation records, too, is one record with all that was observed', async () => {
    const records = newRecords();
    instrument();
    const provider = honeyhive();
    const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o-mini' };
    await trace.getTracer('framework').startActiveSpan('chat', { attributes }, async (span) => {
      await ask('Once.');
      span.end();
    });
    await provider.forceFlush();
    expect(records()).toHaveLength(1);
    expect(records()[0]).toMatchObject({
      messages: [{ role: 'user', content: 'Once.' }],
      model: 'gpt-4o-mini-2024-07-18',
    });
    await provider.shutdown();
  });
});

describe('whether content is captured, by the environment', () => {
  const conventions = 'OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT';
  test.each<[string, Record<string, string>, boolean, number]>([
    ['it is by default', {}, true, 0],
    ['an empty variable counts as unset', { [conventions]: ' ', HH_CAPTURE_CONTENT: '' }, true, 0],
    ['the conventions’ variable turns it on', { [conventions]: 'true' }, true, 0],
    ['the conventions’ variable turns it off', { [conventions]: 'False' }, false, 0],
    ['content on the span is what ours is', { [conventions]: 'SPAN_AND_EVENT' }, true, 0],
    ['content in events alone is none on spans', { [conventions]: 'event_only' }, false, 0],
    ['no content is none', { [conventions]: 'NO_CONTENT' }, false, 0],
    ['our own variable turns it off', { HH_CAPTURE_CONTENT: '0' }, false, 0],
    ['either can turn it off', { [conventions]: 'true', HH_CAPTURE_CONTENT: 'false' }, false, 0],
    ['a value that cannot be read turns it off, with a warning', { [conventions]: 'perhaps' }, false, 1],
  ])('%s', (_rule, env, expected, warnings) => {
    const problems: string[] = [];
    expect(contentCapture(env, (problem) => problems.push(problem))).toBe(expected);
    expect(problems).toHaveLength(warnings);
  });
});

test('what is wrong with the environment is said once per process, whatever number of parts reads it', () => {
  const program = `
    const { ModelWireInstrumentation } = require('./dist/instrumentation');
    const { HoneyHiveSpanProcessor } = require('./dist');
    for (let n = 0; n < 2; n += 1) { new ModelWireInstrumentation(); new HoneyHiveSpanProcessor(); }`;
  const env = {
    PATH: process.env['PATH'],
    HH_ENABLED: 'true',
    HH_API_KEY: 'key',
    HH_CAPTURE_CONTNET: 'x',
    HH_MAX_QUEUE_BYTES: 'x',
  };
  const { stderr } = spawnSync(process.execPath, ['-e', program], {
    cwd: join(__dirname, '..'),
    env,
    encoding: 'utf8',
  });
  expect(stderr.split('\n')).toEqual([
    expect.stringMatching(/^honeyhive: The variable HH_CAPTURE_CONTNET is unknown; did you mean HH_CAPTURE_CONTENT\?/),
    expect.stringMatching(/^honeyhive: Set HH_MAX_QUEUE_BYTES to a whole number/),
    '',
  ]);
});
