import type { Context, Tracer } from '@opentelemetry/api';
import { guarded } from '../runtime/guarded';
import type { Recording } from './http/recording';
import { logFailure } from './log-failure';
import { readExchange } from './read-exchange';
import type { WireOptions } from './registry';
import { endedSpan } from './span/ended-span';
import { recordByTracer } from './span/tracer-span';

/**
 * Gives a finished recording to each listener as a span, if it is of a model call.
 * @param contexts of the call, by listener
 */
export function recordCall(recording: Recording, contexts: ReadonlyMap<WireOptions, Context>): void {
  const exchange = readExchange(recording);
  if (exchange === undefined) return;
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
