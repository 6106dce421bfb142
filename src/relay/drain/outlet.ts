import type { EncodedRecord, Report } from '../../delivery/record';
import type { OnSettled } from '../../delivery/single/single-book';
import { Delivery } from '../../pipeline/delivery';
import type { DeliveryConfig } from '../../pipeline/handover';
import type { RelayMetrics } from '../metrics';
import type { Api, QueueEntry } from '../queue/queue-entry';
import { singleOf } from './single-of';

/** The exporter's own delivery, one for each API, made when it is needed. */
export class Outlet {
  readonly #config: DeliveryConfig;
  readonly #report: Report;
  readonly #metrics: RelayMetrics;
  readonly #onAttempt: () => void;
  readonly #deliveries = new Map<Api, Delivery>();

  /** @param onAttempt called after each attempt */
  constructor(config: DeliveryConfig, report: Report, metrics: RelayMetrics, onAttempt: () => void) {
    // What the queue has is never too old.
    this.#config = { ...config, maxRetryAgeMs: Number.POSITIVE_INFINITY };
    this.#report = report;
    this.#metrics = metrics;
    this.#onAttempt = onAttempt;
  }

  /** Nothing can be delivered for now. */
  get isDown(): boolean {
    return this.#all.some(({ outbox }) => outbox.isDown);
  }

  /** @param onSettled called with what became of it; for one that is not delivered, it may be called twice */
  send(entry: QueueEntry, onSettled: OnSettled): void {
    const { outbox } = this.#deliveryOf(entry.api);
    const { kind, id, bytes } = entry;
    if (kind === 'event') outbox.add({ id, bytes, onSettled, onVerdict: ifRefused(onSettled) });
    else outbox.singles.takeOver(kind, singleOf(entry, this.#config.url), onSettled);
  }

  /** What was given so far leaves without waiting for more. */
  closeBatches(): void {
    for (const { outbox } of this.#all) outbox.closeBatch();
  }

  /** Tries once more to deliver what it has; the verdict on the rest is `shutdown` or `unauthorized`. */
  async shutdown(timeoutMs: number): Promise<void> {
    await Promise.all(this.#all.map((delivery) => delivery.shutdown(timeoutMs)));
  }

  get #all(): readonly Delivery[] {
    return [...this.#deliveries.values()];
  }

  #deliveryOf(api: Api): Delivery {
    const known = this.#deliveries.get(api);
    if (known !== undefined) return known;
    const made = new Delivery({ ...this.#config, api }, undefined, this.#report, (seconds) => {
      this.#metrics.postSeconds.observe(seconds);
      this.#onAttempt();
    });
    this.#deliveries.set(api, made);
    return made;
  }
}

/** A record that is not even taken has no other verdict. */
const ifRefused =
  (onSettled: OnSettled): EncodedRecord['onVerdict'] =>
  (verdict) => {
    if (verdict === 'queue_full' || verdict === 'shutdown') onSettled(verdict);
  };
