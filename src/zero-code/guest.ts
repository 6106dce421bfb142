import type { Context } from '@opentelemetry/api';
import type { Ancestry } from '../ancestry';
import type { HoneyHiveSpanExporter } from '../exporter';
import { HoneyHiveLogRecordProcessor } from '../log-processor';
import type { ReadableSpan } from '../mapping/span';

/** What span processors of SDK 1.30, 2.x and 3.x have in common. */
export interface SpanProcessor {
  onStart(span: object, parentContext: Context): void;
  onEnd(span: ReadableSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

export type LogRecordProcessor = Pick<HoneyHiveLogRecordProcessor, 'onEmit' | 'forceFlush' | 'shutdown'>;

/**
 * Our span processor as a guest in an app's tracer provider. The provider's flush reaches the wire and never fails because of
 * us; its shutdown is a flush, too, since model calls outlive it. The exporter's own deadline bounds both.
 * @param onShutdown told when the provider shuts down, before the flush
 */
export function guestSpanProcessor(
  exporter: HoneyHiveSpanExporter,
  ancestry: Ancestry,
  onShutdown: () => void,
): SpanProcessor {
  const flush = (): Promise<void> => exporter.forceFlush().catch(() => {});
  return {
    onStart: (span, parentContext) => ancestry.started(span, parentContext),
    onEnd: (span) => exporter.accept(span, ancestry),
    forceFlush: flush,
    shutdown: () => {
      onShutdown();
      return flush();
    },
  };
}

/** The same for log records in an app's logger provider. */
export function guestLogRecordProcessor(exporter: HoneyHiveSpanExporter): LogRecordProcessor {
  const processor = new HoneyHiveLogRecordProcessor(exporter);
  const flush = (): Promise<void> => exporter.forceFlush().catch(() => {});
  return { onEmit: (record) => processor.onEmit(record), forceFlush: flush, shutdown: flush };
}
