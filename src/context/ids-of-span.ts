import type { ReadableSpan } from '../mapping/span/span-view';
import { sampledFlag } from '../runtime/otel/context';

/** The ids of a span as plain data. No SDK makes one that throws here, and the app's own `span.end()` calls us. */
export function contextOf(span: ReadableSpan): ReturnType<ReadableSpan['spanContext']> {
  try {
    const { traceId, spanId, traceFlags = sampledFlag } = span.spanContext();
    return { traceId, spanId, traceFlags };
  } catch {
    return { traceId: '', spanId: '', traceFlags: sampledFlag };
  }
}

/** Exporters get no others (the specification of samplers). @param ids of a span, without its flags where it has none */
export const isSampled = ({ traceFlags = sampledFlag }: { readonly traceFlags?: number }): boolean =>
  (traceFlags & sampledFlag) !== 0;
