import type { Attributes, Counter, Histogram, MeterProvider } from '@opentelemetry/api';
import { guarded } from '../runtime/guarded';
import { registered } from '../runtime/otel/registry';
import { version } from '../version';
import type { LossReason } from './loss-reason';

interface Instruments {
  readonly exported: Counter;
  readonly processed: Counter;
  readonly duration: Histogram;
}

/** Numbers the exporters of this process, which have metrics each. */
let components = 0;

/**
 * The metrics that the semantic conventions define for an exporter and its queue (`otel.sdk.exporter.*`,
 * `otel.sdk.processor.*`), on the app's meter provider. Never throws: a broken meter provider is ignored.
 */
export class Metrics {
  readonly #capacity: number;
  readonly #beforeCollection: () => void;
  readonly #exporter: Attributes;
  readonly #processor: Attributes;
  #pending = 0;
  #provider: unknown;
  #instruments: Instruments | undefined;

  /**
   * @param url where records are sent; the metrics have its host and port only
   * @param capacity of the queue, in records
   * @param beforeCollection brings the counters up to date
   */
  constructor(url: string, capacity: number, beforeCollection: () => void) {
    const { hostname, port, protocol } = new URL(url);
    this.#capacity = capacity;
    this.#beforeCollection = beforeCollection;
    this.#exporter = {
      'otel.component.type': 'honeyhive_span_exporter',
      'otel.component.name': `honeyhive_span_exporter/${components}`,
      'server.address': hostname.replace(/^\[|\]$/g, ''),
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    };
    this.#processor = {
      'otel.component.type': 'honeyhive_span_processor',
      'otel.component.name': `honeyhive_span_processor/${components}`,
    };
    components += 1;
    this.#update();
  }

  accepted(records: number): void {
    this.#pending += records;
    this.#update();
  }

  /** Accepted records that will not be delivered, without being lost. */
  withdrawn(records: number): void {
    this.#pending -= records;
  }

  /** @param reason why records were lost; absent when they were delivered */
  settled(records: number, reason?: LossReason): void {
    this.#pending -= records;
    this.#update(({ exported, processed }) => {
      exported.add(records, withError(this.#exporter, reason));
      // For the conventions, a processor has processed what it passed to an exporter, however the export ends.
      processed.add(records, withError(this.#processor, reason?.endsWith('_full') ? reason : undefined));
    });
  }

  /** @param failure kind of the outcome of a request, unless it was accepted */
  attempted(seconds: number, failure?: string): void {
    this.#update(({ duration }) => duration.record(seconds, withError(this.#exporter, failure)));
  }

  #update(change?: (instruments: Instruments) => void): void {
    guarded(() => {
      // An app may register its meter provider at any time; instruments of the one before it have no effect.
      const { metrics: provider } = registered();
      if (provider !== this.#provider) {
        this.#provider = provider;
        this.#instruments = provider && this.#createInstruments(provider);
      }
      if (this.#instruments !== undefined) change?.(this.#instruments);
    });
  }

  #createInstruments(provider: MeterProvider): Instruments {
    const meter = provider.getMeter('opentelemetry-exporter-honeyhive', version);
    const unit = { unit: '{span}' };
    // Observed rather than added up: a provider that is registered late would see records leave that never entered.
    const inflight = meter.createObservableUpDownCounter('otel.sdk.exporter.span.inflight', unit);
    const size = meter.createObservableUpDownCounter('otel.sdk.processor.span.queue.size', unit);
    const capacity = meter.createObservableUpDownCounter('otel.sdk.processor.span.queue.capacity', unit);
    meter.addBatchObservableCallback(
      (result) => {
        this.#beforeCollection();
        result.observe(inflight, this.#pending, this.#exporter);
        result.observe(size, this.#pending, this.#processor);
        result.observe(capacity, this.#capacity, this.#processor);
      },
      [inflight, size, capacity],
    );
    return {
      exported: meter.createCounter('otel.sdk.exporter.span.exported', unit),
      processed: meter.createCounter('otel.sdk.processor.span.processed', unit),
      duration: meter.createHistogram('otel.sdk.exporter.operation.duration', { unit: 's' }),
    };
  }
}

const withError = (attributes: Attributes, reason: string | undefined): Attributes =>
  reason === undefined ? attributes : { ...attributes, 'error.type': reason };
