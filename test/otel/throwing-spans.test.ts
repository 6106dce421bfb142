import { ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { HoneyHiveSpanExporter, HoneyHiveSpanProcessor } from '../../src';
import { type Receiver, startReceiver } from '../../src/inspector';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { chatSpan } from '../support/call';
import { captureLog } from '../support/log';
import { type Throwing, throwingAt } from '../support/throwing';

let receiver: Receiver;
beforeEach(async () => {
  captureLog();
  receiver = await startReceiver();
});
afterEach(() => receiver.close());

const traceId = '4ee3a3296af92bb89bc85d7fd0c5b843';
const parentSpanContext = { traceId, spanId: 'a000000000000001', traceFlags: 1 };
/** A call like no other, with all that a span may have. */
const call = (n: number, question: string): ReadableSpan =>
  chatSpan(
    {
      'gen_ai.input.messages': `[{"role":"user","parts":[{"type":"text","content":"${question} ${n}"}]}]`,
      'gen_ai.response.id': `${question}-${n}`,
      'gen_ai.response.finish_reasons': ['stop'],
    },
    {
      spanContext: () => ({ traceId, spanId: (n + 1).toString(16).padStart(16, question === 'odd' ? 'c' : 'd') }),
      parentSpanContext,
      events: [{ name: 'gen_ai.choice', attributes: { finish_reason: 'stop' } }],
      status: { code: 2, message: 'failed' },
      resource: { attributes: { 'service.name': 'shop' } },
      instrumentationScope: { name: 'test' },
    },
  );

type Take = (span: ReadableSpan) => void;

/**
 * Has a span taken whose first read throws, then one whose second does, and so on until none is left to throw, each before a span that
 * does not throw. @returns how many there were of each
 */
async function takeAll(take: Take, settle: () => Promise<unknown>, times: number): Promise<number> {
  let odd: Throwing<ReadableSpan> | undefined;
  for (let place = 1; ; place += 1) {
    odd = throwingAt(call(place, 'odd'), place, times);
    take(odd.object);
    take(call(place, 'even'));
    // What is read, and how often, shows once it is mapped.
    if (place % 64 === 0) await settle();
    if (place % 64 === 0 && odd.reads() < place) return place;
    if (place > 5000) throw new Error('It is read without end.');
  }
}

const asked = (question: string): number =>
  receiver.events.filter(({ messages }) => String(messages[0]?.['content']).startsWith(question)).length;

describe.each([
  ['once', 1],
  ['for ever', Number.POSITIVE_INFINITY],
])('a span whose reads throw %s, whichever is the first,', (_how, times) => {
  function expectKept(
    { accepted, delivered, lost, suppressed }: ReturnType<HoneyHiveSpanExporter['stats']>,
    n: number,
  ) {
    expect(asked('even')).toBe(n);
    expect(delivered + (lost.unmappable ?? 0)).toBe(accepted);
    expect(Object.keys(lost).filter((reason) => reason !== 'unmappable')).toEqual([]);
    if (times === 1) expect(accepted + suppressed).toBe(2 * n);
  }

  test('costs no call that is made in it or beside it', async () => {
    const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: receiver.url });
    for (let place = 1; place <= 100; place += 1) {
      const scope = { instrumentationScope: { name: `other ${place % 2}` } };
      const { object: around } = throwingAt({ ...call(place, 'odd'), ...scope }, place, times);
      const context = trace.setSpan(ROOT_CONTEXT, around as unknown as Span);
      const inside = call(place, 'even');
      processor.onStart(around, ROOT_CONTEXT);
      processor.onStart(inside, context);
      processor.onEnd(inside);
      processor.onEnd(around);
    }
    await processor.forceFlush();
    expect(asked('even')).toBe(100);
    await processor.shutdown();
  });

  test('costs the processor no other call, and the app no exception', async () => {
    const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: receiver.url });
    const parent = { ...call(0, 'around'), spanContext: () => parentSpanContext, attributes: { 'session.id': 's' } };
    const context = trace.setSpan(ROOT_CONTEXT, parent as unknown as Span);
    processor.onStart(parent, ROOT_CONTEXT);
    const n = await takeAll(
      (span) => {
        processor.onStart(span, context);
        processor.onEnd(span);
      },
      () => processor.forceFlush(),
      times,
    );
    expectKept(processor.exporter.stats(), n);
    await processor.shutdown();
  });

  test('costs the exporter no other call, and the app no exception', async () => {
    const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: receiver.url });
    const results: number[] = [];
    const n = await takeAll(
      (span) => exporter.export([span], ({ code }) => results.push(code)),
      () => exporter.forceFlush(),
      times,
    );
    expectKept(exporter.stats(), n);
    expect(results).toHaveLength(2 * n);
    await exporter.shutdown();
  });
});

test.each([
  ['undefined', undefined],
  ['null', null],
  ['a text', 'span'],
  ['an empty object', {}],
])('%s in place of a span costs no call', async (_name, none) => {
  const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: receiver.url });
  processor.onStart(none as unknown as object, ROOT_CONTEXT);
  processor.onEnd(none as unknown as ReadableSpan);
  processor.onEnd(call(1, 'even'));
  await processor.forceFlush();
  expect(asked('even')).toBe(1);
  expect(processor.exporter.stats().lost).toEqual({});
  await processor.shutdown();
});
