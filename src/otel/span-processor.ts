import type { Context } from '@opentelemetry/api';
import type { HoneyHiveExporterOptions } from '../config/options';
import { contextOf } from '../context/ids-of-span';
import { SpanAncestry } from '../context/span-ancestry';
import { type ExporterPort, portOf, publishPort, requiredPort } from '../engine/exporter-port';
import type { ReadableSpan } from '../mapping/span/span-view';
import { guarded } from '../runtime/guarded';
import { activeContext } from '../runtime/otel/registry';
import { runningWire } from '../wire/registry';
import { isWireSpan } from '../wire/scope';
import { sessionIn } from './current-session';
import { answerWithoutRegister } from './session-here';
import { settle } from './settled-resource';
import { HoneyHiveSpanExporter } from './span-exporter';

/**
 * The recommended way in: looks only at model calls, so that no flood of HTTP and database spans pushes them out of a queue,
 * and its `forceFlush` reaches the wire, which the stock batch processor's does not.
 */
export class HoneyHiveSpanProcessor {
  /** For {@link HoneyHiveSpanExporter.stats}, or to share it with a log record processor. */
  readonly exporter: HoneyHiveSpanExporter;
  readonly #port: ExporterPort;
  readonly #ancestry = new SpanAncestry();
  #resource: unknown;

  constructor(exporterOrOptions: HoneyHiveSpanExporter | HoneyHiveExporterOptions = {}) {
    this.exporter = isExporter(exporterOrOptions) ? exporterOrOptions : new HoneyHiveSpanExporter(exporterOrOptions);
    this.#port = requiredPort(this.exporter);
    publishPort(this, this.#port);
    answerWithoutRegister(() => sessionIn(activeContext(), this.#ancestry, this.#port));
  }

  onStart(span: object, parentContext: Context): void {
    if (!isObject(span)) return;
    this.#ancestry.started(span, parentContext);
    guarded(() => this.#settleResourceOf(span)); // a span may throw when it is read
  }

  onEnd(span: ReadableSpan): void {
    if (!isObject(span)) return; // what a processor around this one made of it
    const wire = runningWire();
    if (wire === undefined || isWireSpan(span)) this.#accept(span);
    else wire.afterCalls(contextOf(span).traceId, () => this.#accept(span));
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

  /** Once: all spans of a provider share its resource. */
  #settleResourceOf({ resource }: { readonly resource?: unknown }): void {
    if (resource === this.#resource) return;
    this.#resource = resource;
    settle(resource);
  }

  #accept(span: ReadableSpan): void {
    this.#port.acceptSpan({ span, ancestry: this.#ancestry });
  }
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

/** Also of another copy of this package. A processor leads to an exporter, too, and is none. */
const isExporter = (value: HoneyHiveSpanExporter | HoneyHiveExporterOptions): value is HoneyHiveSpanExporter =>
  portOf(value) !== undefined && 'export' in value;
