import type { Context, Tracer } from '@opentelemetry/api';
import { guarded } from '../runtime/guarded';
import type { Exchange } from './exchange';
import { logFailure } from './log-failure';
import type { WireOptions } from './registry';
import { endedSpan } from './span/ended-span';
import { recordByTracer } from './span/tracer-span';

/**
 * Gives an exchange to each listener as a span.
 * @param contexts of the call, by listener
 */
export function recordCall(exchange: Exchange, contexts: ReadonlyMap<WireOptions, Context>): void {
  const tracers = new Set<Tracer>();
  for (const [listener, context] of contexts) {
    guarded(() => {
      const { captureContent } = listener;
      if ('record' in listener) {
        listener.record(endedSpan(exchange, context, listener.origin, captureContent), context);
        return;
      }
      const tracer = listener.tracer();
      if (!tracers.has(tracer)) recordByTracer(tracer, exchange, context, captureContent);
      tracers.add(tracer);
    }, logFailure);
  }
}
