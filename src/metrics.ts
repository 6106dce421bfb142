import { type Attributes, type Counter, type Histogram, metrics, type UpDownCounter } from '@opentelemetry/api';
import type { LossReason } from './diagnostics';
import { version } from './version';

interface Instruments {
  readonly inflight: UpDownCounter;
  readonly exported: Counter;
  readonly duration: Histogram;
  readonly queueSize: UpDownCounter;
}

let components = 0;

/**
 * The conventions' own metrics of an exporter and its queue (`otel.sdk.exporter.*`, `otel.sdk.processor.*`), on the app's
 * meter provider. A broken meter never matters.
 */
export class Metrics {
  readonly #capacity: number;
  readonly #attributes: Attributes;
  #provider: unknown;
  #instruments: Instruments | undefined;

  /** @param url where records go; only its host and port are told */
  constructor(url: string, capacity: number) {
    const { hostname, port, protocol } = new URL(url);
    this.#capacity = capacity;
    this.#attributes = {
      'otel.component.type': 'honeyhive_span_exporter',
      'otel.component.name': `honeyhive_span_exporter/${components}`,
      'server.address': hostname,
      'server.port': Number(port) || (protocol === 'https:' ? 443 : 80),
    };
    components += 1;
  }

  accepted(records: number): void {
    this.#tell(({ inflight, queueSize }) => {
      inflight.add(records, this.#attributes);
      queueSize.add(records, this.#queue);
    });
  }

  /** @param reason why records were lost; absent when they were delivered */
  settled(records: number, reason?: LossReason): void {
    this.#tell(({ inflight, exported, queueSize }) => {
      inflight.add(-records, this.#attributes);
      exported.add(records, reason === undefined ? this.#attributes : { ...this.#attributes, 'error.type': reason });
      queueSize.add(-records, this.#queue);
    });
  }

  /** @param failure what an attempt came to, unless records were taken */
  attempted(seconds: number, failure?: string): void {
    this.#tell(({ duration }) =>
      duration.record(
        seconds,
        failure === undefined ? this.#attributes : { ...this.#attributes, 'error.type': failure },
      ),
    );
  }

  get #queue(): Attributes {
    return {
      'otel.component.type': 'honeyhive_span_processor',
      'otel.component.name': String(this.#attributes['otel.component.name']),
    };
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
    meter
      .createObservableUpDownCounter('otel.sdk.processor.span.queue.capacity', { unit: '{span}' })
      .addCallback((observed) => observed.observe(this.#capacity, this.#queue));
    return {
      inflight: meter.createUpDownCounter('otel.sdk.exporter.span.inflight', { unit: '{span}' }),
      exported: meter.createCounter('otel.sdk.exporter.span.exported', { unit: '{span}' }),
      duration: meter.createHistogram('otel.sdk.exporter.operation.duration', { unit: 's' }),
      queueSize: meter.createUpDownCounter('otel.sdk.processor.span.queue.size', { unit: '{span}' }),
    };
  }
}
