import { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '../../../src/mapping/span/span-view';
import { createTracer, type EndedSpan } from '../../../src/wire/span/tracer';

const collect = () => {
  const spans: EndedSpan[] = [];
  const tracer = createTracer({
    version: '1.2.3',
    resourceAttributes: { 'service.name': 'shop' },
    onEnd: (span) => spans.push(span),
  });
  return { tracer, spans };
};

describe('our own tracer', () => {
  test('hands over each span once, when it ends, as the SDKs shape it', () => {
    const { tracer, spans } = collect();
    const span = tracer.startSpan('chat m', { kind: SpanKind.CLIENT, startTime: 1_000.5, attributes: { a: 1 } });
    span.setAttribute('b', 2).setAttributes({ c: 3 }).updateName('chat n').setStatus({ code: SpanStatusCode.ERROR });
    span.addEvent('e', { d: 4 }, 1_500).recordException(new TypeError('no'));
    expect(spans).toEqual([]);
    span.end(2_000.25);
    span.end(3_000);
    span.setAttribute('late', true);
    const [ended] = spans satisfies readonly ReadableSpan[];
    expect(spans).toHaveLength(1);
    expect(ended).toMatchObject({
      name: 'chat n',
      kind: 2,
      status: { code: 2 },
      startTime: [1, 500_000],
      endTime: [2, 250_000],
      attributes: { a: 1, b: 2, c: 3 },
      events: [
        { name: 'e', time: [1, 500_000_000], attributes: { d: 4 } },
        { name: 'exception', attributes: { 'exception.type': 'TypeError', 'exception.message': 'no' } },
      ],
      resource: { attributes: { 'service.name': 'shop' } },
      instrumentationScope: { name: 'opentelemetry-exporter-honeyhive/wire', version: '1.2.3' },
    });
    expect(ended?.attributes).not.toHaveProperty('late');
    expect(ended?.spanContext()).toMatchObject({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
    });
  });

  test('continues the trace of its parent, sampled there or not', () => {
    const { tracer, spans } = collect();
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 0 };
    tracer.startSpan('child', {}, trace.setSpanContext(ROOT_CONTEXT, parent)).end();
    tracer.startSpan('root', { root: true }, trace.setSpanContext(ROOT_CONTEXT, parent)).end();
    tracer.startSpan('alone', {}, ROOT_CONTEXT).end();
    const [child, root, alone] = spans;
    expect(child?.spanContext().traceId).toBe(parent.traceId);
    expect(child?.parentSpanContext).toEqual(parent);
    expect([root?.parentSpanContext, alone?.parentSpanContext]).toEqual([undefined, undefined]);
    expect(new Set(spans.map((span) => span.spanContext().traceId)).size).toBe(3);
  });

  test.each<[string, number, readonly [number, number]]>([
    ['a whole second', 5_000, [5, 0]],
    ['just before one', 4_999.999_999_9, [5, 0]],
    ['now, with a fraction', 1_760_000_000_123.5, [1_760_000_000, 123_500_000]],
  ])('keeps the time: %s', (_what, milliseconds, expected) => {
    const { tracer, spans } = collect();
    tracer.startSpan('s', { startTime: milliseconds }).end(milliseconds);
    expect(spans[0]?.startTime).toEqual(expected);
  });

  test('runs a function inside a span', () => {
    const { tracer, spans } = collect();
    const result = tracer.startActiveSpan('s', { attributes: { a: 1 } }, ROOT_CONTEXT, (span) => {
      span.end();
      return 7;
    });
    expect([result, spans[0]?.attributes]).toEqual([7, { a: 1 }]);
  });
});
