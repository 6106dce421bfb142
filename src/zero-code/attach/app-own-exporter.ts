import { type ExporterPort, portOf } from '../../engine/exporter-port';
import type { ProcessorHooks, SpanProcessor } from './attached-processors';

/**
 * The exporter of this package, of any copy in the process, that a processor of the app hands its spans to: our own processor, or a
 * stock one, which keeps it as `_exporter`, or the app's own, which may keep it as `exporter`.
 */
export function exporterBehind(processor: unknown): ExporterPort | undefined {
  const { _exporter, exporter } = Object(processor) as { readonly _exporter?: unknown; readonly exporter?: unknown };
  return portOf(processor) ?? portOf(_exporter) ?? portOf(exporter);
}

/**
 * Has a processor of the app get its spans after those of the calls that were observed, so that its exporter, which gets both, can
 * recognise the two spans of one call. Its flush and its shutdown wait for the calls that have ended by then.
 * @returns its own flush, which waits for none
 */
export function routeThrough(hooks: ProcessorHooks, processor: SpanProcessor): () => Promise<void> {
  const { onStart, onEnd, forceFlush, shutdown } = processor;
  const routed: SpanProcessor = {
    onStart: (span, parentContext) => {
      hooks.started(span, parentContext);
      onStart.call(processor, span, parentContext);
    },
    onEnd: (span) => hooks.ended(span, () => onEnd.call(processor, span)),
    forceFlush: async () => {
      await hooks.settle();
      await forceFlush.call(processor);
      await hooks.deliver(); // a stock processor waits for its own spans alone
    },
    shutdown: () => hooks.settle().then(() => shutdown.call(processor)),
  };
  Object.assign(processor, routed);
  return () => forceFlush.call(processor);
}
