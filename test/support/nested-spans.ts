import { ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import type { SpanAncestry } from '../../src/context/span-ancestry';

export const tracer = new NodeTracerProvider().getTracer('test');

/** Starts one span inside the other, as `startActiveSpan` does. */
export function nest(ancestry: SpanAncestry, ...attributes: Record<string, string>[]): Span {
  let around = ROOT_CONTEXT;
  let innermost: Span | undefined;
  for (const own of attributes) {
    innermost = tracer.startSpan('span', { attributes: own }, around);
    ancestry.started(innermost, around);
    around = trace.setSpan(around, innermost);
  }
  if (innermost === undefined) throw new Error('No span was started.');
  return innermost;
}
