import type { ExporterPort } from '../engine/exporter-port';
import { copies } from '../runtime/copies';
import type { EmittedLogRecord } from './sdk-types';
import type { HoneyHiveSpanExporter } from './span-exporter';

/**
 * Hands the message content that instrumentations put into log events to the exporter, which joins it with the span it
 * belongs to. Register it with the logger provider, beside the span processor or exporter.
 */
export class HoneyHiveLogRecordProcessor {
  /** For other copies of this package; documented in docs/copies.md. */
  readonly [copies]: ExporterPort;
  readonly #exporter: HoneyHiveSpanExporter;

  constructor(exporter: HoneyHiveSpanExporter) {
    this.#exporter = exporter;
    this[copies] = exporter[copies];
  }

  onEmit(record: EmittedLogRecord): void {
    acceptLogRecord(this[copies], record);
  }

  /** The events leave with their spans: the exporter's own flush sends them. */
  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush();
  }

  /** Leaves the exporter open, since the tracer provider may still need it. */
  shutdown(): Promise<void> {
    return this.#exporter.forceFlush();
  }
}

/** Hands an exporter what belongs to a model call's span; other log records are not for it. Never throws. */
export function acceptLogRecord(exporter: ExporterPort, record: EmittedLogRecord): void {
  try {
    const { spanContext, attributes, body } = record;
    const name = record.eventName ?? attributes['event.name'];
    if (spanContext === undefined || typeof name !== 'string' || !name.startsWith('gen_ai.')) return;
    exporter.acceptLogEvent(spanContext.traceId, spanContext.spanId, { name, attributes, body });
  } catch {
    // No SDK makes such a record, and this runs inside the app's `emit()`.
  }
}
