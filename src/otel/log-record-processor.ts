import { type ExporterPort, publishPort, requiredPort } from '../engine/exporter-port';
import { acceptLogRecord } from './accept-log-record';
import type { EmittedLogRecord } from './sdk-types';
import type { HoneyHiveSpanExporter } from './span-exporter';
import type { HoneyHiveSpanProcessor } from './span-processor';

/**
 * Hands the message content that instrumentations put into log events to the exporter, which joins it with the span it
 * belongs to. Register it with the logger provider, beside the span processor or exporter.
 */
export class HoneyHiveLogRecordProcessor {
  readonly #port: ExporterPort;
  readonly #exporter: HoneyHiveSpanExporter | HoneyHiveSpanProcessor;

  /** @throws TypeError if it is given neither an exporter nor a span processor of this package */
  constructor(exporter: HoneyHiveSpanExporter | HoneyHiveSpanProcessor) {
    this.#exporter = exporter;
    this.#port = requiredPort(exporter);
    publishPort(this, this.#port);
  }

  onEmit(record: EmittedLogRecord): void {
    acceptLogRecord(this.#port, record);
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
