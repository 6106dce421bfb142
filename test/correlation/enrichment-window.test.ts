import { setTimeout } from 'node:timers/promises';
import { ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanProcessor } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';
import { scopeName } from '../../src/wire/scope';
import { collectGarbage } from '../support/garbage';

let receiver: Receiver;
let processor: HoneyHiveSpanProcessor;
let provider: NodeTracerProvider;
beforeEach(async () => {
  receiver = await startReceiver();
  processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: receiver.url, maxBatchDelayMs: 1 });
  provider = new NodeTracerProvider({ spanProcessors: [processor] });
});
afterEach(async () => {
  await provider.shutdown();
  await receiver.close();
});

const asked = (text: string) => JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: text }] }]);
const call = (text = 'Hi') => ({
  'gen_ai.operation.name': 'chat',
  'gen_ai.request.model': 'm',
  'gen_ai.input.messages': asked(text),
});
/** What a framework knows, in its own words. */
const known = {
  'session.id': 'shop-7',
  'user.id': 'ada',
  'llm.prompt_template.template': 'Say {greeting}',
  'llm.prompt_template.variables': '{"greeting":"Hi"}',
  'honeyhive.metadata.tier': 'gold',
  'honeyhive.feedback.rating': 5,
  'ai.telemetry.functionId': 'greet',
  'graph.node.id': 'greeter',
};
const enriched = {
  session_id: expect.any(String),
  user_properties: { user_id: 'ada' },
  template: [{ role: 'user', content: 'Say {greeting}' }],
  template_inputs: { greeting: 'Hi' },
  feedback: { rating: 5 },
  metadata: { session_id: 'shop-7', tier: 'gold', 'ai.telemetry.functionId': 'greet', 'graph.node.id': 'greeter' },
};

const start = (scope: string, attributes: Record<string, string | number>, around?: Span): Span =>
  provider
    .getTracer(scope)
    .startSpan('chat m', { attributes }, around === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, around));
const arrived = async (count: number): Promise<void> => {
  await receiver.waitForEvents(count, 120_000);
};

describe('the one record of a call that two instrumentations record has what only the other knows', () => {
  test('of a framework around it, also what that says at its end', async () => {
    const outer = start('framework', call());
    const inner = start('sdk', { ...call(), 'gen_ai.response.id': 'r' }, outer);
    inner.end();
    outer.setAttributes(known).end();
    await arrived(1);
    await provider.forceFlush();
    expect(receiver.events).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({ ...enriched, metadata: { ...enriched.metadata, response_id: 'r' } });
    expect(processor.exporter.stats()).toMatchObject({ accepted: 1, delivered: 1, suppressed: 1 });
  });

  test.each([
    ['the response id', { 'gen_ai.response.id': 'r' }],
    ['what is asked', {}],
  ])('of a callback beside it, known by %s', async (_by, more) => {
    const request = start('server', {});
    const beside = start('callbacks', { ...call(), ...more }, request);
    const sdk = start('sdk', { ...call(), 'gen_ai.response.id': 'r' }, request);
    await setTimeout(3); // the SDK dates the start of a span by the millisecond: of shorter ones it cannot be said whether they overlap
    sdk.end();
    beside.setAttributes(known).end();
    await arrived(1);
    await provider.forceFlush();
    expect(receiver.events).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({ ...enriched, metadata: { ...enriched.metadata, response_id: 'r' } });
    expect(processor.exporter.stats()).toMatchObject({ accepted: 1, delivered: 1, suppressed: 1 });
  });

  test('of a callback in another trace, where the span of the SDK is a trace of its own', async () => {
    const callback = start('callbacks', { ...call(), 'gen_ai.response.id': 'r' }, start('app', {}));
    const sdk = start('sdk', call());
    const request = start(scopeName, { ...call(), 'gen_ai.response.id': 'r' }, sdk);
    await setTimeout(3);
    request.end();
    sdk.end();
    callback.setAttributes(known).end();
    await arrived(1);
    await provider.forceFlush();
    expect(receiver.events).toHaveLength(1);
    const metadata = {
      ...enriched.metadata,
      scope: { name: scopeName },
      trace_id: callback.spanContext().traceId,
    };
    expect(receiver.events[0]).toMatchObject({ ...enriched, metadata });
  });

  test('of three, one inside the other', async () => {
    const agent = start('agents', { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'Greeter' });
    const outer = start('framework', { ...call(), 'user.id': 'ada' }, agent);
    const middle = start('sdk', { ...call(), 'llm.prompt_template.template': 'Say it' }, outer);
    const inner = start('wire', { ...call(), 'gen_ai.response.id': 'r' }, middle);
    for (const span of [inner, middle, outer, agent]) span.end();
    await arrived(1);
    await provider.forceFlush();
    expect(receiver.events).toHaveLength(1);
    expect(receiver.events[0]).toMatchObject({
      template: [{ role: 'user', content: 'Say it' }],
      user_properties: { user_id: 'ada' },
      metadata: { 'gen_ai.agent.name': 'Greeter', scope: { name: 'wire' }, response_id: 'r' },
    });
  });

  test('also what it cost', async () => {
    const outer = start('framework', { ...call(), 'gen_ai.usage.cost': 0.25 });
    start('sdk', { ...call(), 'gen_ai.response.id': 'r' }, outer).end();
    outer.end();
    await arrived(1);
    expect(receiver.events[0]).toMatchObject({ cost: 0.25, metadata: { cost: 0.25, response_id: 'r' } });
  });

  test('but what it cost goes to the try that was answered, and not to each of several calls', async () => {
    const used = (input: number) => ({ 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': 1 });
    const outer = start('framework', { ...call(), ...used(9), 'gen_ai.usage.cost': 0.25, 'user.id': 'ada' });
    const refused = start('wire', call(), outer).setStatus({ code: 2 }); // SpanStatusCode.ERROR
    refused.end();
    for (const input of [9, 4]) start('wire', { ...call(), ...used(input) }, outer).end();
    outer.end();
    await arrived(3);
    expect(receiver.events.map(({ cost, user_properties: user }) => [cost, user])).toEqual([
      [undefined, { user_id: 'ada' }],
      [0.25, { user_id: 'ada' }],
      [undefined, { user_id: 'ada' }],
    ]);
  });

  test('but not a call that a tool made, which is another one', async () => {
    const outer = start('framework', { ...call(), ...known });
    start('sdk', { ...call(), 'gen_ai.response.id': 'r1' }, outer).end();
    const tool = start('framework', { 'gen_ai.operation.name': 'execute_tool' }, outer);
    start('sdk', { ...call('Within'), 'gen_ai.response.id': 'r2' }, tool).end();
    tool.end();
    outer.end();
    await arrived(2);
    expect(receiver.events.map(({ template }) => template)).toEqual([enriched.template, undefined]);
  });

  test('but what it says itself stays, and what the other says of the exchange is left out', async () => {
    const outer = start('framework', {
      ...call(),
      'user.id': 'bob',
      'gen_ai.request.temperature': 1,
      'server.port': 1,
    });
    const inner = start('sdk', { ...call(), 'user.id': 'ada', 'gen_ai.response.id': 'r' }, outer);
    inner.end();
    outer.end();
    await arrived(1);
    expect(receiver.events[0]).toMatchObject({ user_properties: { user_id: 'ada' } });
    expect(receiver.events[0]?.hyperparameters).toBeUndefined();
    expect(receiver.events[0]?.metadata).not.toHaveProperty('server.port');
  });
});

describe('a call does not wait', () => {
  test('for another call beside it, which is a record of its own', async () => {
    const request = start('server', {});
    const beside = start('callbacks', call('Something else'), request);
    const sdk = start('sdk', call(), request);
    sdk.end();
    beside.end();
    await arrived(2);
    await provider.forceFlush();
    expect(receiver.events.map(({ messages }) => messages[0]?.['content']).sort()).toEqual(['Hi', 'Something else']);
    expect(processor.exporter.stats()).toMatchObject({ accepted: 2, delivered: 2, suppressed: 0 });
  });

  test('for another call beside it at a shutdown, which loses neither', async () => {
    const request = start('server', {});
    const beside = start('callbacks', call('Something else'), request);
    start('sdk', call(), request).end();
    await new Promise(setImmediate); // the call waits
    beside.end();
    await provider.shutdown();
    expect(receiver.events).toHaveLength(2);
    expect(processor.exporter.stats()).toMatchObject({ accepted: 2, delivered: 2 });
  });

  test('at a flush, and for long where a span never ends', async () => {
    const outer = start('framework', call());
    start('sdk', call('One'), outer).end();
    await provider.forceFlush();
    expect(receiver.events).toHaveLength(1);
    start('sdk', call('Two'), outer).end();
    await arrived(2);
    expect(receiver.events).toHaveLength(2);
  });

  test('for spans of its own instrumentation, or of other traces', async () => {
    const outer = start('sdk', call());
    start('framework', call('Elsewhere'));
    const request = start('server', {});
    start('sdk', call('One'), request).end();
    await arrived(1);
    expect(receiver.events).toHaveLength(1);
    outer.end();
    await arrived(2);
    expect(receiver.events).toHaveLength(2);
  });
});

test('of many calls at once, each span is read for itself and once for all others', async () => {
  let reads = 0;
  const cost = (): number => {
    reads += 1;
    return 1;
  };
  const counting = new HoneyHiveSpanProcessor({ apiKey: 'key', url: receiver.url, cost });
  const counted = new NodeTracerProvider({ spanProcessors: [counting] });
  const calls = Array.from({ length: 40 }, (_, n) =>
    counted.getTracer(n % 2 === 0 ? 'one' : 'other').startSpan('chat m', { attributes: call(String(n)) }, ROOT_CONTEXT),
  );
  for (const span of calls) span.end();
  await counting.forceFlush();
  expect(counting.exporter.stats()).toMatchObject({ accepted: 40, delivered: 40 });
  expect(reads).toBeLessThanOrEqual(80);
  await counting.shutdown();
});

test('a call that has waited is not kept in memory when it has left', async () => {
  const ended = (): WeakRef<Span> => {
    const span = start('sdk', call(), start('framework', call()));
    span.end();
    return new WeakRef(span);
  };
  const waiting = ended();
  await provider.forceFlush();
  await new Promise(setImmediate);
  collectGarbage();
  expect(waiting.deref()).toBeUndefined();
});
