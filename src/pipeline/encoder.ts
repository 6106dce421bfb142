import type { Outbox } from '../delivery/outbox';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { completed, type ModelEventDraft } from '../mapping/record/model-event-draft';
import { toV1Event } from '../mapping/record/v1-event';
import type { Diagnostics } from '../observability/diagnostics';
import { encode, encodeDraft } from './encode';
import type { OnVerdict } from './ended-call';
import { lose } from './verdicts';

export interface EncoderOptions {
  readonly api: 'model' | 'v1';
  readonly maxRecordBytes: number;
}

/** Serialises records, once, in the format of the endpoint. */
export class Encoder {
  readonly #options: EncoderOptions;
  readonly #diagnostics: Diagnostics;
  readonly #next: Outbox;
  /** It holds nothing back. */
  readonly waiting = 0;
  readonly bytes = 0;

  constructor(options: EncoderOptions, diagnostics: Diagnostics, next: Outbox) {
    this.#options = options;
    this.#diagnostics = diagnostics;
    this.#next = next;
  }

  /** @param size about as many characters as its span has; 0 if that is not known */
  push(draft: ModelEventDraft, size: number, onVerdict: OnVerdict): void {
    const { api, maxRecordBytes } = this.#options;
    try {
      const bytes = api === 'v1' ? this.#encode(completed(draft)) : encodeDraft(draft, maxRecordBytes, size);
      this.#next.add({ id: draft.rest.event_id, bytes, onVerdict });
    } catch {
      lose(this.#diagnostics, 'unmappable', onVerdict);
    }
  }

  /** A record that the app's own function has made. */
  pushRedacted(record: CreateModelEvent, onVerdict: OnVerdict): void {
    try {
      this.#next.add({ id: record.event_id, bytes: this.#encode(record), onVerdict });
    } catch {
      lose(this.#diagnostics, 'redaction_failed', onVerdict);
    }
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  expire(): void {}

  #encode(record: CreateModelEvent): Buffer {
    const { api, maxRecordBytes } = this.#options;
    return encode(api === 'v1' ? toV1Event(record) : record, maxRecordBytes);
  }
}
