import type { Redact } from '../config/options';
import { isJsonObject, toJson } from '../json/json';
import { completedRecord, type EventDraft } from '../mapping/record/event-draft';
import type { CreateModelEvent } from '../mapping/record/model-event';
import type { Placement } from '../mapping/record/model-event-draft';
import type { EventRecord } from '../mapping/record/step-event';
import type { Diagnostics } from '../observability/diagnostics';
import { isId } from '../privacy/plain-values';
import { withoutTracing } from '../runtime/otel/suppress-tracing';
import type { Runtime, Timer } from '../runtime/runtime';
import { contentFree } from './content-free-record';
import type { Encoder } from './encoder';
import type { OnVerdict } from './ended-call';
import { validRecord } from './record-validation';
import { withdraw } from './verdicts';

export interface RedactionOptions {
  readonly redact: Redact;
  readonly redactTimeoutMs: number;
  /** Called whenever {@link Redaction.bytes} has become less. */
  readonly onRoom: () => void;
}

/** What the app's function has made of a record. */
interface Redacted {
  /** `undefined`: the app wants none sent. */
  readonly record: EventRecord | undefined;
  /** It lacks what could not be redacted. */
  readonly isFailed: boolean;
}

/** A record that the app's function is working on. Only the function has its content: of that, nothing is kept here. */
interface Pending {
  readonly contentFree: EventRecord;
  readonly placement: Placement | undefined;
  readonly bytes: number;
  readonly onVerdict: OnVerdict;
  readonly whenPassedOn: (() => void)[];
  result: Redacted | undefined;
  deadline: Timer | undefined;
}

/**
 * Has the app's own function change each record before it is encoded, and keeps their order. A function that throws, rejects, takes
 * too long or answers no record costs the record its content and nothing else. Its own model calls are not traced.
 */
export class Redaction {
  readonly #options: RedactionOptions;
  readonly #diagnostics: Diagnostics;
  readonly #runtime: Runtime;
  readonly #next: Pick<Encoder, 'pushRedacted'>;
  /** In the order of arrival, in which they are passed on. */
  readonly #pending = new Set<Pending>();
  #bytes = 0;

  constructor(
    options: RedactionOptions,
    diagnostics: Diagnostics,
    runtime: Runtime,
    next: Pick<Encoder, 'pushRedacted'>,
  ) {
    this.#options = options;
    this.#diagnostics = diagnostics;
    this.#runtime = runtime;
    this.#next = next;
  }

  /** Records that are not passed on yet. */
  get waiting(): number {
    return this.#pending.size;
  }

  /** About how much memory the app's function is holding. */
  get bytes(): number {
    return this.#bytes;
  }

  /** @param bytes about as much as the record takes in memory */
  push(draft: EventDraft, bytes: number, onVerdict: OnVerdict): void {
    const record = completedRecord(draft);
    const substitute = contentFree(record);
    const pending: Pending = {
      contentFree: substitute,
      placement: draft.placement,
      bytes,
      onVerdict,
      whenPassedOn: [],
      result: undefined,
      deadline: undefined,
    };
    this.#pending.add(pending);
    this.#bytes += bytes;
    const succeed = (answer: unknown): void => this.#settle(pending, redactedFrom(answer, substitute));
    const fail = (): void => this.#settle(pending, failed(substitute));
    const { redact, redactTimeoutMs } = this.#options;
    try {
      // A copy, since parts of a record may be parts of its span, which other exporters read.
      // Apps that set `events: 'all'` know that they get steps, too.
      const copy = toJson(record) as unknown as CreateModelEvent;
      const answer: unknown = withoutTracing(() => redact(copy));
      if (!isThenable(answer)) {
        succeed(answer);
        return;
      }
      pending.deadline = this.#runtime.timer(redactTimeoutMs, fail);
      answer.then(succeed, fail);
    } catch {
      fail();
    }
  }

  /** The same for a large record: what the app's function does takes as long as it takes, and leaves no steps. */
  pushInSteps(draft: EventDraft, onVerdict: OnVerdict, bytes: number): undefined {
    this.push(draft, bytes, onVerdict);
  }

  /** Resolves when everything pushed so far is passed on. */
  settled(): Promise<void> {
    const last = [...this.#pending].at(-1);
    return last === undefined ? Promise.resolve() : new Promise((resolve) => last.whenPassedOn.push(resolve));
  }

  /** Passes on all records at once, without content: no time is left for the app's function. */
  expire(): void {
    for (const pending of this.#pending) pending.result ??= failed(pending.contentFree);
    this.#passOn();
  }

  #settle(pending: Pending, result: Redacted): void {
    if (pending.result !== undefined) return; // too late, or a promise that settles twice
    pending.result = result;
    this.#passOn();
  }

  #passOn(): void {
    for (const pending of this.#pending) {
      const { result, placement, onVerdict } = pending;
      if (result === undefined) return;
      this.#pending.delete(pending);
      this.#bytes -= pending.bytes;
      pending.deadline?.cancel();
      if (result.isFailed) this.#diagnostics.redactionFailed();
      if (result.record === undefined) {
        withdraw(this.#diagnostics, onVerdict);
        this.#diagnostics.debug?.line('a record is not sent: `redact` returned nothing.');
      } else {
        const shown = result.isFailed ? withPlainName(placement, result.record) : placement;
        this.#next.pushRedacted(result.record, shown, onVerdict);
      }
      this.#options.onRoom();
      for (const resolve of pending.whenPassedOn) resolve();
    }
  }
}

const failed = (contentFreeRecord: EventRecord): Redacted => ({
  record: { ...contentFreeRecord, metadata: { ...contentFreeRecord.metadata, redaction_failed: true } },
  isFailed: true,
});

/** What should have looked at the call's texts has not: a session that is called by more than a word gets its id as its name. */
function withPlainName(placement: Placement | undefined, { session_id: id }: EventRecord): Placement | undefined {
  const { sessionName } = placement ?? {};
  return sessionName === undefined || isId(sessionName) ? placement : { ...placement, sessionName: id };
}

/** The app's answer is copied: the app may change it later, and it may be no JSON. */
function redactedFrom(answer: unknown, substitute: EventRecord): Redacted {
  if (answer === undefined || answer === null) return { record: undefined, isFailed: false };
  const copy = toJson(answer);
  if (!isJsonObject(copy)) return failed(substitute);
  const { record, isRepaired } = validRecord(copy, substitute);
  return { record, isFailed: isRepaired };
}

const isThenable = (value: unknown): value is PromiseLike<unknown> =>
  typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
