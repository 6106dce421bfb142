import type { Context } from '@opentelemetry/api';
import type { HoneyHiveExporterOptions } from '../config/config';
import { Ancestry } from '../context/span-ancestry';
import type { ReadableSpan } from '../mapping/span/span-view';
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
  readonly #ancestry = new Ancestry();

  constructor(exporterOrOptions: HoneyHiveSpanExporter | HoneyHiveExporterOptions = {}) {
    // By shape: `register` and the app may have loaded two copies of this package.
    this.exporter = 'accept' in exporterOrOptions ? exporterOrOptions : new HoneyHiveSpanExporter(exporterOrOptions);
  }

  onStart(span: object, parentContext: Context): void {
    this.#ancestry.started(span, parentContext);
  }

  onEnd(span: ReadableSpan): void {
    const wire = runningWire();
    if (wire === undefined || isWireSpan(span)) this.exporter.accept(span, this.#ancestry);
    else wire.afterCalls(span.spanContext().traceId, () => this.exporter.accept(span, this.#ancestry));
  }

  /** Resolves when every model call ended so far is delivered or lost; rejects at the deadline. */
  forceFlush(): Promise<void> {
    return afterWire(() => this.exporter.forceFlush());
  }

  shutdown(): Promise<void> {
    return afterWire(() => this.exporter.shutdown());
  }
}

/** A call that our own instrumentation has seen to its end becomes a span a moment later. */
function afterWire(run: () => Promise<void>): Promise<void> {
  const wire = runningWire();
  return wire === undefined ? run() : wire.settle().then(run);
}
