import type { Redact } from '../config/options';
import type { Accepted, OnVerdict } from '../correlation/ended-call';
import type { Outbox } from '../delivery/outbox';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { completed, type ModelEventDraft } from '../mapping/record/model-event-draft';
import type { Diagnostics } from '../observability/diagnostics';
import type { LossReason } from '../observability/loss-reason';
import { within } from '../runtime/deadline';
import { systemRuntime } from '../runtime/runtime';
import { type Redacted, Redactions } from './redaction';
import { plainWeightOf, weightOf } from './size-estimate';
import { Slices } from './time-sliced-queue';

export interface IntakeOptions {
  readonly redact: Redact | undefined;
  readonly redactTimeoutMs: number;
  readonly maxQueueRecords: number;
  readonly maxQueueBytes: number;
  readonly maxRecordBytes: number;
}

/** How a record is made of a span; either may throw. */
export interface Making {
  /** `told`: another span tells of the same call. `undefined`: there is nothing to make a record of. */
  readonly map: (accepted: Accepted) => ModelEventDraft | 'told' | undefined;
  readonly encode: (draft: ModelEventDraft, weight: number) => Buffer;
  /** What the app's own function has made of it. */
  readonly encodeRedacted: (record: CreateModelEvent) => Buffer;
}

/** The way of an accepted span into the outbox: it waits, is mapped, redacted and encoded. The app is never held up by it. */
export class Intake {
  readonly #options: IntakeOptions;
  readonly #making: Making;
  readonly #outbox: Outbox;
  readonly #diagnostics: Diagnostics;
  /** `undefined` if the app redacts nothing. */
  readonly #redactions: Redactions | undefined;
  readonly #slices = new Slices<Accepted>({
    on: (accepted, bytes) => this.#record(accepted, bytes),
    weigh: ({ span, logs }) => weightOf(span, logs),
    isPossible: () => this.#hasRoom,
    onStuck: () => this.#outbox.closeBatch(), // which makes room
  });
  /** Spans that are being mapped at this moment, for whoever asks from within. */
  #inHand = 0;

  constructor(options: IntakeOptions, making: Making, outbox: Outbox, diagnostics: Diagnostics) {
    const { redact, redactTimeoutMs } = options;
    this.#options = options;
    this.#making = making;
    this.#outbox = outbox;
    this.#diagnostics = diagnostics;
    this.#redactions = redact && new Redactions(redact, redactTimeoutMs, systemRuntime);
  }

  /** Spans that are no records in the outbox yet. */
  get waiting(): number {
    return this.#slices.waiting + this.#inHand + (this.#redactions?.pending ?? 0);
  }

  /** Takes a span, or reports it lost, `queue_full` or `spool_full`, and answers whether it took it. */
  take(accepted: Accepted): boolean {
    const { maxQueueRecords, maxQueueBytes } = this.#options;
    const { full, occupied } = this.#outbox;
    const isFull = full !== undefined || this.waiting + occupied >= maxQueueRecords || this.#bytes >= maxQueueBytes;
    if (isFull) {
      this.#outbox.refuse(full ?? 'queue_full', accepted.onVerdict);
      return false;
    }
    this.#slices.push(accepted, plainWeightOf(accepted.span, accepted.logs));
    return true;
  }

  /** There may be room in the outbox. */
  resume(): void {
    this.#slices.resume();
  }

  /** Resolves when everything taken so far is in the outbox. */
  async emptied(): Promise<void> {
    await this.#slices.settled();
    await this.#redactions?.settled();
  }

  /**
   * Whether everything taken so far gets into the outbox within so many milliseconds. Meanwhile what is there leaves, and makes
   * room.
   */
  async flush(timeoutMs: number): Promise<boolean> {
    await this.#slices.settledOrStuck();
    if (this.waiting === 0) return true;
    this.#outbox.flush(timeoutMs).catch(() => undefined); // its caller flushes again
    return within(timeoutMs, this.emptied(), systemRuntime);
  }

  /** The same, and what does not get there in time goes without content or, if there is no room, is lost. */
  async close(timeoutMs: number): Promise<void> {
    await this.#slices.settledOrStuck();
    if (!(await this.flush(timeoutMs))) this.finish();
  }

  /** At once. */
  finish(): void {
    this.#slices.drain();
    this.#redactions?.expire();
  }

  /** How many records the app's own function has not answered. */
  get held(): number {
    return this.#redactions?.pending ?? 0;
  }

  /** Of records by their JSON, of what is to become one by the length of its texts. */
  get #bytes(): number {
    return this.#slices.bytes + this.#recordBytes;
  }

  get #recordBytes(): number {
    return this.#outbox.pendingBytes + (this.#redactions?.bytes ?? 0);
  }

  /**
   * As long as HoneyHive takes records, spans wait for room in the queue: the app may end more in one turn of the event loop
   * than fits. In an outage no room is to be waited for, so what is too much is refused. Nor is it if there is a spool.
   */
  get #hasRoom(): boolean {
    const { maxQueueBytes, maxRecordBytes } = this.#options;
    const { isDown, takesMore } = this.#outbox;
    return isDown || takesMore || this.#recordBytes <= maxQueueBytes - Math.min(maxRecordBytes, maxQueueBytes / 2);
  }

  #record(accepted: Accepted, bytes: number): void {
    const { onVerdict } = accepted;
    try {
      const draft = this.#map(accepted);
      if (draft === undefined) this.#lost('unmappable', onVerdict);
      else if (draft === 'told') this.#withdraw(onVerdict);
      else if (this.#redactions === undefined)
        this.#send(draft.rest.event_id, this.#making.encode(draft, bytes), onVerdict);
      else this.#redactions.add(completed(draft), bytes, (redacted) => this.#sendRedacted(redacted, onVerdict));
    } catch {
      // One span that cannot be read costs one record, never the batch, and never the app.
      this.#lost('unmappable', onVerdict);
    }
  }

  #map(accepted: Accepted): ReturnType<Making['map']> {
    this.#inHand += 1;
    try {
      return this.#making.map(accepted);
    } finally {
      this.#inHand -= 1;
    }
  }

  #sendRedacted({ record, isFailed }: Redacted, onVerdict: OnVerdict | undefined): void {
    this.resume();
    if (isFailed) this.#diagnostics.redactionFailed();
    if (record === undefined) {
      this.#withdraw(onVerdict);
      return;
    }
    try {
      this.#send(record.event_id, this.#making.encodeRedacted(record), onVerdict);
    } catch {
      this.#lost('redaction_failed', onVerdict);
    }
  }

  #send(id: string, bytes: Buffer, onVerdict: OnVerdict | undefined): void {
    this.#outbox.add({ id, bytes, onVerdict });
  }

  #withdraw(onVerdict: OnVerdict | undefined): void {
    this.#diagnostics.withdrawn(1);
    onVerdict?.('delivered'); // nothing is left to be done for it
  }

  #lost(reason: LossReason, onVerdict: OnVerdict | undefined): void {
    this.#diagnostics.lost(1, reason);
    onVerdict?.(reason);
  }
}
