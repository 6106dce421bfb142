import type { Context } from '@opentelemetry/api';
import type { HoneyHiveExporterOptions } from '../config/options';
import { SpanAncestry } from '../context/span-ancestry';
import type { ExporterPort } from '../engine/exporter-port';
import type { ReadableSpan } from '../mapping/span/span-view';
import { copies } from '../runtime/copies';
import { runningWire } from '../wire/registry';
import { isWireSpan } from '../wire/scope';
import { HoneyHiveSpanExporter } from './span-exporter';

/**
 * The recommended way in: looks only at model calls, so that no flood of HTTP and database spans pushes them out of a queue,
 * and its `forceFlush` reaches the wire, which the stock batch processor's does not.
 */
export class HoneyHiveSpanProcessor {
  /** For {@link HoneyHiveSpanExporter.stats}, or to share it with a log record processor. */
  readonly exporter: HoneyHiveSpanExporter;
  /** For other copies of this package; documented in docs/copies.md. */
  readonly [copies]: ExporterPort;
  readonly #ancestry = new SpanAncestry();

  constructor(exporterOrOptions: HoneyHiveSpanExporter | HoneyHiveExporterOptions = {}) {
    this.exporter = copies in exporterOrOptions ? exporterOrOptions : new HoneyHiveSpanExporter(exporterOrOptions);
    this[copies] = this.exporter[copies];
  }

  onStart(span: object, parentContext: Context): void {
    this.#ancestry.started(span, parentContext);
  }

  onEnd(span: ReadableSpan): void {
    const wire = runningWire();
    if (wire === undefined || isWireSpan(span)) this.#accept(span);
    else wire.afterCalls(span.spanContext().traceId, () => this.#accept(span));
  }

  /** Resolves when every model call ended so far is delivered or lost; rejects at the deadline. */
  async forceFlush(): Promise<void> {
    await runningWire()?.settle(); // a call that was observed to its end becomes a span a moment later
    await this.exporter.forceFlush();
  }

  async shutdown(): Promise<void> {
    await runningWire()?.settle();
    await this.exporter.shutdown();
  }

  #accept(span: ReadableSpan): void {
    this[copies].acceptSpan({ span, ancestry: this.#ancestry });
  }
}
