import type { HoneyHiveSpanExporter } from '../../otel/span-exporter';
import type { Host, SpanProcessor } from './attached-processors';

/**
 * The exporter of this package that a processor of the app's hands its spans to: through our own processor, or through a stock
 * one, which keeps it as `_exporter`. Known by shape, since the app and `register` may have loaded two copies of the package.
 */
export function exporterBehind(processor: unknown): HoneyHiveSpanExporter | undefined {
  if (typeof processor !== 'object' || processor === null) return undefined;
  const { exporter, _exporter = exporter } = processor as { exporter?: unknown; _exporter?: unknown };
  return isExporter(_exporter) ? _exporter : undefined;
}

const isExporter = (value: unknown): value is HoneyHiveSpanExporter =>
  typeof value === 'object' && value !== null && 'accept' in value && 'acceptLogEvent' in value;

/**
 * Lets the spans of a processor of the app's come after the wire's, so that its exporter, which gets both, can tell the two
 * spans of one call. Its flush and its shutdown wait for the calls that have ended by then.
 * @returns its own flush, which waits for nobody
 */
export function routeThrough(host: Host, processor: SpanProcessor): () => Promise<void> {
  const { onStart, onEnd, forceFlush, shutdown } = processor;
  const routed: SpanProcessor = {
    onStart: (span, parentContext) => {
      host.started(span, parentContext);
      onStart.call(processor, span, parentContext);
    },
    onEnd: (span) => host.ended(span, () => onEnd.call(processor, span)),
    forceFlush: () => host.settle().then(() => forceFlush.call(processor)),
    shutdown: () => host.settle().then(() => shutdown.call(processor)),
  };
  Object.assign(processor, routed);
  return () => forceFlush.call(processor);
}
