import { ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { BatchSpanProcessor, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanExporter, HoneyHiveSpanProcessor } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

/** As Mastra's bridge does, which sets all attributes at the end. */
interface Tracing {
  readonly start: (around?: Span) => Span;
  readonly flush: () => Promise<void>;
}
const end = (span: Span, attributes: Readonly<Record<string, string | number>>): void =>
  span.setAttributes(attributes).end();
const endStep = (span: Span, text: string, own: Readonly<Record<string, string | number>> = {}): void =>
  end(span, {
    'gen_ai.operation.name': 'model_step',
    'mastra.span.type': 'model_step',
    'mastra.metadata.modelMetadata': '{"modelId":"m","modelProvider":"openai.chat"}',
    'mastra.model_step.input': '[{"role":"user","content":"Hi"}]',
    'mastra.model_step.output': JSON.stringify({ text }),
    ...own,
  });
const endGeneration = (span: Span, temperature: number, id: string): void =>
  end(span, {
    'gen_ai.operation.name': 'chat',
    'mastra.span.type': 'model_generation',
    'gen_ai.request.model': 'm',
    'gen_ai.request.temperature': temperature,
    'gen_ai.output.messages': '[{"role":"assistant","parts":[{"type":"text","content":"All of it"}]}]',
    'gen_ai.usage.input_tokens': 24,
    'gen_ai.usage.output_tokens': 8,
    'gen_ai.response.finish_reasons': '["stop"]',
    'gen_ai.response.model': 'm-1',
    'gen_ai.response.id': id,
  });

const ways = {
  'our processor': () => new HoneyHiveSpanProcessor({ apiKey: 'key', url: receiver.url }),
  'the batch processor of the SDK': () =>
    new BatchSpanProcessor(new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url })),
};

/** Resolves when all that was recorded has arrived. */
async function recorded(
  processor: HoneyHiveSpanProcessor | BatchSpanProcessor | SimpleSpanProcessor,
  record: (tracing: Tracing) => void | Promise<void>,
): Promise<void> {
  const provider = new NodeTracerProvider({ spanProcessors: [processor] });
  const start: Tracing['start'] = (around) =>
    provider
      .getTracer('@mastra/otel-bridge')
      .startSpan('span', {}, around === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, around));
  await record({ start, flush: () => provider.forceFlush() });
  await provider.forceFlush();
  await provider.shutdown();
}

/** By the text of the answer: the temperature, the response id, the tokens read, the model, the finish reason. */
const records = () =>
  Object.fromEntries(
    receiver.events.map(({ response, hyperparameters, metadata, usage, model }) => [
      response['content'],
      [
        hyperparameters?.['temperature'],
        metadata?.['response_id'],
        usage['prompt_tokens'],
        model,
        response['finish_reason'],
      ],
    ]),
  );
const ofParametersAlone = (temperature: number) => [temperature, undefined, undefined, 'm', undefined];
const ofNothing = [undefined, undefined, undefined, 'm', undefined];

describe.each(Object.keys(ways) as (keyof typeof ways)[])('by %s,', (way) => {
  test('the only step of a generation has its parameters, and what it says of the answer', async () => {
    await recorded(ways[way](), ({ start }) => {
      const generation = start();
      endStep(start(generation), 'One');
      endGeneration(generation, 0.2, 'r1');
    });
    expect(records()).toEqual({ One: [0.2, 'r1', 24, 'm-1', 'stop'] });
  });

  test('each of several steps has the parameters, and its own usage, if any', async () => {
    const body = '{"id":"r1","model":"m-2","usage":{"prompt_tokens":5,"completion_tokens":1}}';
    await recorded(ways[way](), ({ start }) => {
      const generation = start();
      endStep(start(generation), 'One', { 'mastra.metadata.body': body });
      endStep(start(generation), 'Two');
      endGeneration(generation, 0.2, 'r2');
    });
    expect(records()).toEqual({ One: [0.2, 'r1', 5, 'm-2', undefined], Two: ofParametersAlone(0.2) });
  });

  test('steps of generations at the same time have the parameters of their own', async () => {
    await recorded(ways[way](), ({ start }) => {
      const [one, other] = [start(), start()];
      const [first, second] = [start(one), start(other)];
      endStep(second, 'Two');
      endStep(first, 'One');
      endGeneration(one, 0.1, 'r1');
      endGeneration(other, 0.2, 'r2');
    });
    expect(records()).toEqual({ One: [0.1, 'r1', 24, 'm-1', 'stop'], Two: [0.2, 'r2', 24, 'm-1', 'stop'] });
  });

  test('a step with counts of its own keeps them where the generation has others', async () => {
    await recorded(ways[way](), ({ start }) => {
      const generation = start();
      const body = '{"id":"r9","usage":{"prompt_tokens":5,"completion_tokens":1}}';
      endStep(start(generation), 'One', { 'mastra.metadata.body': body });
      endGeneration(generation, 0.2, 'r1');
    });
    expect(records()).toEqual({ One: [0.2, 'r9', 5, 'm', undefined] });
  });

  test('a step that was flushed counts: the next one is not credited with the usage of both', async () => {
    await recorded(ways[way](), async ({ start, flush }) => {
      const generation = start();
      endStep(start(generation), 'One');
      await flush();
      expect(records()).toEqual({ One: ofNothing });
      endStep(start(generation), 'Two');
      endGeneration(generation, 0.2, 'r1');
    });
    expect(records()).toEqual({ One: ofNothing, Two: ofParametersAlone(0.2) });
  });
});

test('steps whose generation never ends are recorded at a flush, or when too many wait', async () => {
  const processor = ways['our processor']();
  await recorded(processor, async ({ start }) => {
    const generation = start();
    for (let n = 0; n <= 100; n += 1) endStep(start(generation), String(n));
    await receiver.waitForEvents(100, 120_000);
    expect(receiver.events).toHaveLength(100);
  });
  expect(receiver.events).toHaveLength(101);
});

test('a step that is exported alone waits for nothing', async () => {
  const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url });
  await recorded(new SimpleSpanProcessor(exporter), async ({ start }) => {
    const generation = start();
    endStep(start(generation), 'One');
    await receiver.waitForEvents(1, 120_000);
    endGeneration(generation, 0.2, 'r1');
  });
  expect(records()).toEqual({ One: ofNothing });
  expect(exporter.stats()).toMatchObject({ accepted: 1, delivered: 1, pending: 0 });
});
