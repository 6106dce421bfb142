import {
  createContextKey,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  type SpanContext,
  trace,
} from '@opentelemetry/api';
import fc from 'fast-check';
import { baggageIn, parentIn, rootContext, spanIn } from '../../../src/runtime/otel/context';

const key = createContextKey('a key');
const ids = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

test.each([
  ['of the API', ROOT_CONTEXT],
  ['of ours', rootContext],
])('a span and a baggage that the API has put into a context %s are found there', (_whose, context) => {
  const span = trace.wrapSpanContext(ids);
  const baggage = propagation.createBaggage({ user: { value: 'Ada' } });
  const filled = propagation.setBaggage(trace.setSpan(context, span), baggage);
  expect(spanIn(filled)).toBe(span);
  expect(parentIn(filled)).toBe(span.spanContext());
  expect(baggageIn(filled)).toBe(baggage);
  expect([spanIn(context), parentIn(context), baggageIn(context)]).toEqual([undefined, undefined, undefined]);
});

test('a context of ours is changed as one of the API is', () => {
  for (const root of [ROOT_CONTEXT, rootContext]) {
    const one = root.setValue(key, 1);
    const two = one.setValue(key, 2);
    expect([root, one, two, two.deleteValue(key)].map((each) => each.getValue(key))).toEqual([
      undefined,
      1,
      2,
      undefined,
    ]);
  }
});

const anyId = fc.oneof(
  fc.stringMatching(/^[0-9a-fA-F]{32}$/),
  fc.stringMatching(/^[0-9a-f]{16}$/),
  fc.constantFrom('0'.repeat(32), '0'.repeat(16), '', 'g'.repeat(32)),
  fc.string(),
);

test('a parent is valid where it is for the API', () => {
  const check = (traceId: string, spanId: string): void => {
    const parent: SpanContext = { traceId, spanId, traceFlags: 1 };
    const context = trace.setSpanContext(rootContext, parent);
    expect(parentIn(context)).toEqual(isSpanContextValid(parent) ? parent : undefined);
  };
  fc.assert(fc.property(anyId, anyId, check));
  fc.assert(fc.property(fc.stringMatching(/^[0-9a-fA-F]{32}$/), fc.stringMatching(/^[0-9a-fA-F]{16}$/), check));
});
