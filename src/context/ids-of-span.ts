import { TraceFlags } from '@opentelemetry/api';
import type { ReadableSpan } from '../mapping/span/span-view';

/** The ids of a span as plain data. No SDK makes one that throws here, and the app's own `span.end()` calls us. */
export function contextOf(span: ReadableSpan): ReturnType<ReadableSpan['spanContext']> {
  try {
    const { traceId, spanId, traceFlags = TraceFlags.SAMPLED } = span.spanContext();
    return { traceId, spanId, traceFlags };
  } catch {
    return { traceId: '', spanId: '', traceFlags: TraceFlags.SAMPLED };
  }
}
