import {
  type Attributes,
  type BatchObservableCallback,
  type Counter,
  type Histogram,
  metrics,
} from '@opentelemetry/api';
import { version } from '../version';
import type { LossReason } from './loss-reason';

interface Instruments {
  readonly exported: Counter;
  readonly processed: Counter;
  readonly duration: Histogram;
}

let components = 0;

/**
 * The conventions' own metrics of an exporter and its queue (`otel.sdk.exporter.*`, `otel.sdk.processor.*`), on the app's
 * meter provider. A broken meter never matters.
 */
export class Metrics {
  readonly #capacity: number;
  readonly #update: () => void;
  readonly #exporter: Attributes;
  readonly #processor: Attributes;
  #pending = 0;
  #provider: unknown;
  #instruments: Instruments | undefined;

  /**
   * @param url where records go; only its host and port are told
   * @param update has everything counted that has ended
   */
  constructor(url: string, capacity: number, update: () => void) {
    const { hostname, port, protocol } = new URL(url);
    this.#capacity = capacity;
    this.#update = update;
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
    this.#tell(() => undefined);
  }

  accepted(records: number): void {
    this.#pending += records;
    this.#tell(() => undefined);
  }

  /** Records that are not to be delivered after all. */
  withdrawn(records: number): void {
    this.#pending -= records;
  }

  /** @param reason why records were lost; absent when they were delivered */
  settled(records: number, reason?: LossReason): void {
    this.#pending -= records;
    this.#tell(({ exported, processed }) => {
      exported.add(records, failing(this.#exporter, reason));
      // What a full queue refused never reached an exporter; what became of the rest is the exporter's to tell.
      processed.add(records, failing(this.#processor, reason?.endsWith('_full') ? reason : undefined));
    });
  }

  /** @param failure what an attempt came to, unless records were taken */
  attempted(seconds: number, failure?: string): void {
    this.#tell(({ duration }) => duration.record(seconds, failing(this.#exporter, failure)));
  }

  #tell(tell: (instruments: Instruments) => void): void {
    try {
      // An app may register its meter provider at any time, and instruments of the one before go nowhere.
      const provider = metrics.getMeterProvider();
      if (provider !== this.#provider) {
        this.#provider = provider;
        this.#instruments = this.#create();
      }
      if (this.#instruments !== undefined) tell(this.#instruments);
    } catch {
      // Records matter, their metrics do not.
    }
  }

  #create(): Instruments {
    const meter = metrics.getMeter('opentelemetry-exporter-honeyhive', version);
    const unit = { unit: '{span}' };
    // Observed rather than added up: a provider that comes late would see records leave that it never saw enter.
    const inflight = meter.createObservableUpDownCounter('otel.sdk.exporter.span.inflight', unit);
    const size = meter.createObservableUpDownCounter('otel.sdk.processor.span.queue.size', unit);
    const capacity = meter.createObservableUpDownCounter('otel.sdk.processor.span.queue.capacity', unit);
    const observe: BatchObservableCallback = (observed) => {
      this.#update();
      observed.observe(inflight, this.#pending, this.#exporter);
      observed.observe(size, this.#pending, this.#processor);
      observed.observe(capacity, this.#capacity, this.#processor);
    };
    meter.addBatchObservableCallback(observe, [inflight, size, capacity]);
    return {
      exported: meter.createCounter('otel.sdk.exporter.span.exported', unit),
      processed: meter.createCounter('otel.sdk.processor.span.processed', unit),
      duration: meter.createHistogram('otel.sdk.exporter.operation.duration', { unit: 's' }),
    };
  }
}

const failing = (attributes: Attributes, reason: string | undefined): Attributes =>
  reason === undefined ? attributes : { ...attributes, 'error.type': reason };
