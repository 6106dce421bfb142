import type { Outbox } from '../delivery/outbox';
import type { SessionStart } from '../delivery/session-start';
import { completedRecord, type EventDraft, isStepDraft } from '../mapping/record/event-draft';
import type { Placement } from '../mapping/record/model-event-draft';
import { type EventRecord, isStepEvent } from '../mapping/record/step-event';
import { toV1Event } from '../mapping/record/v1-event';
import type { Diagnostics } from '../observability/diagnostics';
import type { Steps } from '../runtime/steps';
import { draftEncoding, encode, encodeDraft, encoding } from './encode';
import type { OnVerdict } from './ended-call';
import { sessionStartOf } from './session-start-of';
import { lose } from './verdicts';

export interface EncoderOptions {
  readonly api: 'model' | 'v1';
  readonly maxRecordBytes: number;
}

/** Serialises records, once, in the format of the endpoint. */
export class Encoder {
  readonly #options: EncoderOptions;
  readonly #diagnostics: Diagnostics;
  readonly #next: Pick<Outbox, 'add'>;
  /** What it takes counts as being mapped until it is encoded. */
  readonly bytes = 0;
  #waiting = 0;

  constructor(options: EncoderOptions, diagnostics: Diagnostics, next: Pick<Outbox, 'add'>) {
    this.#options = options;
    this.#diagnostics = diagnostics;
    this.#next = next;
  }

  /** Records that are encoded in steps. */
  get waiting(): number {
    return this.#waiting;
  }

  /** @param size about as many characters as its span has; 0 if that is not known */
  push(draft: EventDraft, size: number, onVerdict: OnVerdict): void {
    const { api, maxRecordBytes } = this.#options;
    try {
      const bytes =
        api === 'v1' || isStepDraft(draft)
          ? this.#encode(completedRecord(draft), draft.placement)
          : encodeDraft(draft, maxRecordBytes, size);
      this.#next.add({ id: draft.rest.event_id, bytes, session: sessionOf(draft), onVerdict });
    } catch {
      lose(this.#diagnostics, 'unmappable', onVerdict);
    }
  }

  /** The same for a large record, in steps. */
  pushInSteps(draft: EventDraft, onVerdict: OnVerdict): Steps<void> {
    this.#waiting += 1; // from now on, and not from the first step
    return this.#stepsOf(draft, onVerdict);
  }

  *#stepsOf(draft: EventDraft, onVerdict: OnVerdict): Steps<void> {
    const bytes = yield* this.#encoding(draft);
    this.#waiting -= 1;
    if (bytes === undefined) lose(this.#diagnostics, 'unmappable', onVerdict);
    else this.#next.add({ id: draft.rest.event_id, bytes, session: sessionOf(draft), onVerdict });
  }

  /** A record that the app's own function has made. */
  pushRedacted(record: EventRecord, placement: Placement | undefined, onVerdict: OnVerdict): void {
    try {
      const session = sessionStartOf(record, record.project, placement);
      this.#next.add({ id: record.event_id, bytes: this.#encode(record, placement), session, onVerdict });
    } catch {
      lose(this.#diagnostics, 'redaction_failed', onVerdict);
    }
  }

  settled(): Promise<void> {
    return Promise.resolve();
  }

  expire(): void {}

  /** `undefined` for what cannot be serialised. */
  *#encoding(draft: EventDraft): Steps<Buffer | undefined> {
    const { api, maxRecordBytes } = this.#options;
    try {
      if (api !== 'v1' && !isStepDraft(draft)) return yield* draftEncoding(draft, maxRecordBytes);
      const record = completedRecord(draft);
      yield;
      return yield* encoding(toV1Event(record, draft.placement), maxRecordBytes);
    } catch {
      return undefined;
    }
  }

  #encode(record: EventRecord, placement: Placement | undefined): Buffer {
    const { api, maxRecordBytes } = this.#options;
    return encode(api === 'v1' || isStepEvent(record) ? toV1Event(record, placement) : record, maxRecordBytes);
  }
}

const sessionOf = ({ head, rest, placement }: EventDraft): SessionStart | undefined =>
  placement && sessionStartOf(rest, head.project, placement);
