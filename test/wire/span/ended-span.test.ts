import { type Context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { ReadableSpan } from '../../../src/mapping/span/span-view';
import type { Exchange } from '../../../src/wire/exchange';
import { type EndedSpan, endedSpan } from '../../../src/wire/span/ended-span';
import { exchangeOf, recordingOf } from '../support/recordings';

const exchange = exchangeOf(recordingOf());
const spanOf = (context: Context = ROOT_CONTEXT, changes: Partial<Exchange> = {}): EndedSpan =>
  endedSpan(
    { ...exchange, ...changes },
    context,
    { version: '1.2.3', resourceAttributes: { 'service.name': 'shop' } },
    true,
  );

describe('the ended span of an exchange', () => {
  test('has the shape that the SDKs hand to exporters', () => {
    const span = spanOf() satisfies ReadableSpan;
    expect(span).toMatchObject({
      name: 'chat gpt-4o-mini',
      kind: 2,
      parentSpanContext: undefined,
      status: { code: 0 },
      startTime: [1_760_000_000, 0],
      endTime: [1_760_000_001, 500_250_000],
      attributes: { 'gen_ai.request.model': 'gpt-4o-mini' },
      links: [],
      events: [],
      resource: { attributes: { 'service.name': 'shop' } },
      instrumentationScope: { name: 'opentelemetry-exporter-honeyhive/wire', version: '1.2.3' },
    });
    expect(span.spanContext()).toEqual({
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
      spanId: expect.stringMatching(/^[0-9a-f]{16}$/),
      traceFlags: 1,
    });
    expect(span.spanContext()).toBe(span.spanContext());
  });

  test('has no attribute without a value', () => {
    expect(Object.values(spanOf(ROOT_CONTEXT, { status: undefined }).attributes)).not.toContain(undefined);
  });

  test('continues the trace of its parent, sampled there or not', () => {
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 0 };
    const child = spanOf(trace.setSpanContext(ROOT_CONTEXT, parent));
    expect(child.parentSpanContext).toEqual(parent);
    expect(child.spanContext()).toMatchObject({ traceId: parent.traceId, traceFlags: 1 });
    expect(child.spanContext().spanId).not.toBe(parent.spanId);
  });

  test('starts a trace where there is no parent', () => {
    const [one, other] = [spanOf(), spanOf()];
    expect([one.parentSpanContext, other.parentSpanContext]).toEqual([undefined, undefined]);
    expect(one.spanContext().traceId).not.toBe(other.spanContext().traceId);
  });

  test.each([
    ['ids that are all zeros', '0'.repeat(32), '0'.repeat(16)],
    ['no ids', '', ''],
  ])('starts a trace where the parent has %s', (_what, traceId, spanId) => {
    const span = spanOf(trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: 1 }));
    expect(span.parentSpanContext).toBeUndefined();
    expect(span.spanContext().traceId).toMatch(/^(?!0{32})[0-9a-f]{32}$/);
  });

  test.each<[string, number, readonly [number, number]]>([
    ['a whole second', 5_000, [5, 0]],
    ['just before one', 4_999.999_999_9, [5, 0]],
    ['now, with a fraction', 1_760_000_000_123.5, [1_760_000_000, 123_500_000]],
  ])('keeps the time: %s', (_what, startTime, expected) => {
    expect(spanOf(ROOT_CONTEXT, { startTime }).startTime).toEqual(expected);
  });
});
