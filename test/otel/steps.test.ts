import { context, type Span, trace } from '@opentelemetry/api';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import {
  type CreateModelEvent,
  eventIdOf,
  HoneyHiveSpanExporter,
  HoneyHiveSpanProcessor,
  type Redact,
  type StepEvent,
  withHoneyHive,
} from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const options = () => ({ apiKey: 'key', url: receiver.url, cost: false, api: 'v1', events: 'all' }) as const;

const secret = 'the capital of Atlantis';
const agent = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'guide' };
const tool = {
  'gen_ai.operation.name': 'execute_tool',
  'gen_ai.tool.name': 'look_up',
  'gen_ai.tool.call.arguments': JSON.stringify({ question: secret, api_key: 'sk-proj-abcdefghijklmnopqrstuvwx' }),
  'gen_ai.tool.call.result': JSON.stringify({ answer: 42 }),
};
const call = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: secret }] }]),
};

/** An agent that asks its model by HTTP, and runs a tool. */
function run(provider: NodeTracerProvider, isEnded = true): Span {
  const tracer = provider.getTracer('app');
  const outer = tracer.startSpan('invoke_agent guide', { attributes: agent });
  const inside = (span: Span) => trace.setSpan(context.active(), span);
  const http = tracer.startSpan('GET', {}, inside(outer));
  tracer.startSpan('chat gpt-4o', { attributes: call }, inside(http)).end();
  http.end();
  tracer.startSpan('execute_tool look_up', { attributes: tool }, inside(outer)).end();
  if (isEnded) outer.end();
  return outer;
}

const eventOf = (kind: string): Readonly<Record<string, unknown>> | undefined =>
  receiver.v1Events.find(({ event_type: type }) => type === kind);

const setUps: readonly (readonly [string, (exporter: HoneyHiveSpanExporter) => NodeTracerProvider])[] = [
  ['our processor', (exporter) => new NodeTracerProvider({ spanProcessors: [new HoneyHiveSpanProcessor(exporter)] })],
  ['a stock processor', (exporter) => new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] })],
];

describe("with events: 'all'", () => {
  test.each(setUps)(
    '%s: an agent, its call and its tool are events that stand together, and counted',
    async (_name, setUp) => {
      const exporter = new HoneyHiveSpanExporter(options());
      const provider = setUp(exporter);
      run(provider);
      await provider.forceFlush();
      const chain = eventOf('chain');
      expect(chain).toMatchObject({ event_name: 'invoke_agent guide', config: { agent_name: 'guide' } });
      expect(chain).not.toHaveProperty('parent_id');
      expect(eventOf('model')).toMatchObject({
        parent_id: chain?.['event_id'],
        inputs: { chat_history: [{ content: secret }] },
      });
      expect(eventOf('tool')).toMatchObject({
        parent_id: chain?.['event_id'],
        config: { tool_name: 'look_up' },
        inputs: { question: secret, api_key: '[redacted]' },
        outputs: { message: { answer: 42 } },
      });
      expect(exporter.stats()).toMatchObject({ accepted: 3, delivered: 3, pending: 0, lost: {} });
      await provider.shutdown();
    },
  );

  test('an agent without a span around it is in the session of its calls, and what the app says of it holds for it', async () => {
    const provider = new NodeTracerProvider({ spanProcessors: [new HoneyHiveSpanProcessor(options())] });
    const outer = withHoneyHive({ sessionName: 'a talk', runId: 'run-7' }, () => {
      const tracer = provider.getTracer('app');
      const attributes = { ...agent, 'honeyhive.event_id': 'my agent' };
      const span = tracer.startSpan('invoke_agent guide', { attributes });
      tracer.startSpan('chat gpt-4o', { attributes: call }, trace.setSpan(context.active(), span)).end();
      span.end();
      return span;
    });
    await provider.forceFlush();
    const [chain, model] = [eventOf('chain'), eventOf('model')];
    expect(chain).toMatchObject({ event_id: eventIdOf(outer), metadata: { run_id: 'run-7' } });
    expect(model).toMatchObject({ parent_id: eventIdOf(outer), session_id: chain?.['session_id'] });
    expect(receiver.sessions).toEqual([
      expect.objectContaining({ session_id: chain?.['session_id'], session_name: 'a talk' }),
    ]);
    await provider.shutdown();
  });

  test('an id that the app says late is that of the event, and known to what ends inside from then on alone', async () => {
    const processor = new HoneyHiveSpanProcessor(options());
    const provider = new NodeTracerProvider({ spanProcessors: [processor] });
    const tracer = provider.getTracer('app');
    const outer = tracer.startSpan('invoke_agent guide', { attributes: agent });
    const ask = async (): Promise<void> => {
      tracer.startSpan('chat gpt-4o', { attributes: call }, trace.setSpan(context.active(), outer)).end();
      await processor.forceFlush();
    };
    const first = eventIdOf(outer);
    await ask();
    const said = eventIdOf(outer.setAttribute('honeyhive.event_id', 'my agent') as Span);
    await ask();
    outer.end();
    await provider.forceFlush();
    expect(eventOf('chain')).toMatchObject({ event_id: said });
    expect(receiver.v1Events.slice(0, 2).map((event) => event['parent_id'])).toEqual([first, said]);
    expect(said).not.toBe(first);
    await provider.shutdown();
  });

  test('what has not ended at the shutdown is sent as it is, if events stand in it', async () => {
    const [[, setUp]] = setUps as [(typeof setUps)[number]];
    const provider = setUp(new HoneyHiveSpanExporter(options()));
    run(provider, false);
    provider.getTracer('app').startSpan('invoke_agent idle', { attributes: agent });
    await provider.shutdown();
    expect(receiver.v1Events).toHaveLength(3);
    const chain = eventOf('chain');
    expect(chain).toMatchObject({ event_name: 'invoke_agent guide', metadata: { unended: true } });
    expect(Number(chain?.['end_time'])).toBeGreaterThanOrEqual(Number(chain?.['start_time']));
    expect(eventOf('model')).toMatchObject({ parent_id: chain?.['event_id'] });
  });

  const masked = (text: string): string => text.replaceAll(secret, '***');
  const everything = (record: CreateModelEvent | StepEvent): CreateModelEvent | StepEvent =>
    JSON.parse(masked(JSON.stringify(record))) as StepEvent;
  /** Written for model calls alone. */
  const callsOnly: Redact = (record) => ({ ...record, messages: [], response: {} });
  const throwing: Redact = (record) => ({ ...record, messages: record.messages.slice(1) });

  test.each<[string, Redact, object]>([
    [
      'of all records changes those of steps, too',
      everything,
      { inputs: { question: '***' }, config: { tool_name: 'look_up' } },
    ],
    ['that takes a step for a call', callsOnly, { inputs: {}, outputs: {}, config: {} }],
    ['that throws for steps', throwing, { inputs: {}, outputs: {}, config: {}, metadata: { redaction_failed: true } }],
  ])('a redact %s: nothing that it was to hide is sent', async (_what, redact, expected) => {
    const provider = new NodeTracerProvider({
      spanProcessors: [new HoneyHiveSpanProcessor({ ...options(), redact })],
    });
    run(provider);
    await provider.shutdown();
    expect(receiver.v1Events).toHaveLength(3);
    expect(eventOf('tool')).toMatchObject(expected);
    expect(eventOf('tool')).toMatchObject({ parent_id: eventOf('chain')?.['event_id'] });
    expect(JSON.stringify(receiver.v1Events)).not.toContain(secret);
  });

  test('a step of 3 MB is cut to the size of a record, and its base64 to its digest', async () => {
    const provider = new NodeTracerProvider({
      spanProcessors: [new HoneyHiveSpanProcessor({ ...options(), maxRecordBytes: 65_536 })],
    });
    const image = `data:image/png;base64,${Buffer.alloc(60_000, 7).toString('base64')}`;
    const large = { ...tool, 'gen_ai.tool.call.arguments': JSON.stringify({ text: 'x'.repeat(3e6) }) };
    const result = { 'gen_ai.tool.call.result': JSON.stringify({ image }) };
    for (const attributes of [large, { ...tool, ...result }]) {
      provider.getTracer('app').startSpan('execute_tool look_up', { attributes }).end();
    }
    await provider.shutdown();
    expect(receiver.v1Events).toHaveLength(2);
    for (const event of receiver.v1Events) expect(JSON.stringify(event).length).toBeLessThanOrEqual(65_536);
    expect(JSON.stringify(receiver.v1Events)).toContain('sha256');
  });
});

test("with events: 'model', which is the default, agents and tools are no events, and calls have no parents", async () => {
  const provider = new NodeTracerProvider({
    spanProcessors: [new HoneyHiveSpanProcessor({ ...options(), events: 'model' })],
  });
  run(provider);
  await provider.shutdown();
  expect(receiver.v1Events.map(({ event_type: type, parent_id: parent }) => [type, parent])).toEqual([
    ['model', undefined],
  ]);
});
