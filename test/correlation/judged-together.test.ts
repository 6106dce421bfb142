import { ROOT_CONTEXT, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { BatchSpanProcessor, NodeTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanExporter, HoneyHiveSpanProcessor } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';

let receiver: Receiver;
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

type Start = (scope: string, attributes: Readonly<Record<string, string | number | string[]>>, around?: Span) => Span;

const call = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
const message = (role: string, text: string): string =>
  JSON.stringify([{ role, parts: [{ type: 'text', content: text }] }]);
const used = { 'gen_ai.usage.input_tokens': 3, 'gen_ai.usage.output_tokens': 7 };
/** What an instrumentation around an SDK has. */
const content = {
  ...call,
  ...used,
  'gen_ai.input.messages': message('user', 'Why is the sky blue?'),
  'gen_ai.output.messages': message('assistant', 'It scatters.'),
};
/** What an SDK has that writes spans of its own. */
const bare = (id: string) => ({
  ...call,
  ...used,
  'gen_ai.response.id': id,
  'gen_ai.response.model': 'm-1',
  'gen_ai.response.finish_reasons': ['end_turn'],
  'gen_ai.usage.cache_read.input_tokens': 2,
});

const fail = (span: Span): Span => span.setStatus({ code: SpanStatusCode.ERROR, message: '429' });
/** Milliseconds: shorter spans are dated by the SDK in a way that does not say whether they overlap. */
const [startTime, endTime] = [1_795_333_736_000, 1_795_333_736_100];
const endAll = (...spans: readonly Span[]): void => {
  for (const span of spans) span.end(endTime);
};

/** What is recorded, and the ids of the answers in the records: `undefined` where a call was not answered. */
const recordings: readonly (readonly [what: string, record: (start: Start) => void, ids: readonly unknown[]])[] = [
  [
    'a call whose inner span ends first',
    (start) => {
      const outer = start('framework', content);
      endAll(start('sdk', bare('r1'), outer), outer);
    },
    ['r1'],
  ],
  [
    'a streamed call, whose inner span ends last',
    (start) => {
      const outer = start('framework', content);
      endAll(outer, start('sdk', bare('r1'), outer));
    },
    ['r1'],
  ],
  [
    'a streamed call with the span of a step between',
    (start) => {
      const outer = start('framework', content);
      const step = start('http', {}, outer);
      const inner = start('sdk', bare('r1'), step);
      endAll(step, outer, inner);
    },
    ['r1'],
  ],
  [
    'a call of three spans, of which only the outermost has content',
    (start) => {
      const outer = start('framework', content);
      const middle = start('gateway', call, outer);
      endAll(start('sdk', bare('r1'), middle), middle, outer);
    },
    ['r1'],
  ],
  [
    'a call without content in either span',
    (start) => {
      const outer = start('framework', { ...call, ...used });
      endAll(start('sdk', bare('r1'), outer), outer);
    },
    ['r1'],
  ],
  [
    'a streamed call without content in either span',
    (start) => {
      const outer = start('framework', { ...call, ...used });
      endAll(outer, start('sdk', bare('r1'), outer));
    },
    ['r1'],
  ],
  [
    'a callback beside the span of the SDK',
    (start) => {
      const request = start('server', {});
      const beside = start('callbacks', { ...content, 'gen_ai.response.id': 'r1' }, request);
      endAll(start('sdk', bare('r1'), request), beside, request);
    },
    ['r1'],
  ],
  [
    'a call that was refused and tried again',
    (start) => {
      const outer = start('framework', content);
      endAll(fail(start('sdk', call, outer)), start('sdk', bare('r2'), outer), outer);
    },
    [undefined, 'r2'],
  ],
  [
    'the same asked twice at once',
    (start) => {
      const [one, other] = [start('framework', content), start('framework', content)];
      const [first, second] = [start('sdk', bare('r1'), one), start('sdk', bare('r2'), other)];
      endAll(first, other, one, second);
    },
    ['r1', 'r2'],
  ],
  [
    'a call that a tool made within another one',
    (start) => {
      const outer = start('framework', content);
      const inner = start('sdk', bare('r1'), outer);
      const tool = start('framework', { 'gen_ai.operation.name': 'execute_tool' }, outer);
      endAll(inner, start('sdk', bare('r2'), tool), tool, outer);
    },
    ['r1', 'r2'],
  ],
  [
    'two calls at once in two traces, which used as many tokens',
    (start) => {
      const [one, other] = [start('server', {}), start('server', {})];
      endAll(start('sdk', bare('r1'), one), start('framework', content, other), one, other);
    },
    ['r1', undefined],
  ],
];

type Three = Readonly<Record<'outer' | 'inner' | 'sdk', Span>>;
/** The orders in which a span ends, one inside of it with the same content, and one beside that without. */
const orders: readonly (readonly (keyof Three)[])[] = [
  ['sdk', 'inner', 'outer'],
  ['inner', 'sdk', 'outer'],
  ['outer', 'sdk', 'inner'],
  ['outer', 'inner', 'sdk'],
  ['sdk', 'outer', 'inner'],
  ['inner', 'outer', 'sdk'],
];
function recordThree(start: Start, order: readonly (keyof Three)[]): void {
  const outer = start('framework', content);
  const three: Three = { outer, inner: start('callbacks', content, outer), sdk: start('sdk', bare('r1'), outer) };
  endAll(...order.map((name) => three[name]));
}

const ways = {
  'the batch processor of the SDK': (captureContent: boolean) => {
    const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url, captureContent });
    return { exporter, processor: new BatchSpanProcessor(exporter) };
  },
  'our processor': (captureContent: boolean) => {
    const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: receiver.url, captureContent });
    return { exporter: processor.exporter, processor };
  },
};

const startWith =
  (provider: NodeTracerProvider): Start =>
  (scope, attributes, around) =>
    provider
      .getTracer(scope)
      .startSpan(
        'chat m',
        { attributes, startTime },
        around === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, around),
      );

describe.each(Object.keys(ways) as (keyof typeof ways)[])('by %s, what two instrumentations recorded', (way) => {
  const recorded = async (record: (start: Start) => void, captureContent: boolean): Promise<HoneyHiveSpanExporter> => {
    const { exporter, processor } = ways[way](captureContent);
    const provider = new NodeTracerProvider({ spanProcessors: [processor] });
    record(startWith(provider));
    await provider.forceFlush();
    await exporter.forceFlush();
    await provider.shutdown();
    return exporter;
  };
  const ids = () => receiver.events.map(({ metadata }) => metadata?.['response_id']).sort();

  test.each(recordings)('of %s is a record a call', async (_what, record, expected) => {
    const exporter = await recorded(record, true);
    expect(ids()).toEqual([...expected].sort());
    expect(exporter.stats()).toMatchObject({ accepted: expected.length, delivered: expected.length, pending: 0 });
  });

  test.each(recordings)('of %s is as many without content, and has none', async (_what, record, expected) => {
    await recorded(record, false);
    expect(ids()).toEqual([...expected].sort());
    expect(JSON.stringify(receiver.events)).not.toMatch(/sky|scatters/);
  });

  test.each(orders)('as three spans of one call, of which %s, %s, and %s ended, is one record', async (...order) => {
    await recorded((start) => recordThree(start, order), true);
    expect(receiver.events).toMatchObject([
      {
        messages: [{ role: 'user', content: 'Why is the sky blue?' }],
        response: { role: 'assistant', content: 'It scatters.' },
        metadata: { response_id: 'r1' },
      },
    ]);
  });

  test.each(orders)('is one record without content, too, where %s, %s, and %s ended', async (...order) => {
    await recorded((start) => recordThree(start, order), false);
    expect(ids()).toEqual(['r1']);
  });

  test.each(recordings.slice(0, 4))(
    'of %s has the content of one and the facts of the other',
    async (_what, record) => {
      await recorded(record, true);
      expect(receiver.events).toMatchObject([
        {
          model: 'm-1',
          messages: [{ role: 'user', content: 'Why is the sky blue?' }],
          response: { role: 'assistant', content: 'It scatters.' },
          usage: { prompt_tokens: 3, completion_tokens: 7, prompt_tokens_details: { cached_tokens: 2 } },
          metadata: { response_id: 'r1', finish_reasons: ['end_turn'], cache_read_input_tokens: 2 },
        },
      ]);
    },
  );
});

describe('of a call whose spans are exported one by one,', () => {
  const bareInside = (start: Start): void => {
    const outer = start('framework', content);
    const step = start('http', {}, outer);
    endAll(start('sdk', bare('r1'), step), step, outer);
  };
  const bareInBoth = (start: Start): void => {
    const outer = start('framework', { ...call, ...used });
    endAll(start('sdk', bare('r1'), outer), outer);
  };
  const contentInside = (start: Start): void => {
    const outer = start('framework', content);
    const inner = start('gateway', content, outer);
    endAll(start('sdk', bare('r1'), inner), inner, outer);
  };

  test.each<[what: string, record: (start: Start) => void, captureContent: boolean, answers: readonly unknown[]]>([
    ['the content is recorded, though the SDK has a record without', bareInside, true, ['It scatters.', undefined]],
    ['there is one record where none is wanted', bareInside, false, [undefined]],
    ['there is one record where no span has any', bareInBoth, true, [undefined]],
    ['the content is recorded once', contentInside, true, ['It scatters.', undefined]],
  ])('%s', async (_what, record, captureContent, answers) => {
    const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url, captureContent });
    const provider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
    record(startWith(provider));
    await provider.forceFlush();
    await exporter.forceFlush();
    await provider.shutdown();
    expect(receiver.events.map(({ response }) => response['content']).sort()).toEqual(answers);
  });
});
