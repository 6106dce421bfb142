import type { MapOptions } from '../mapping';
import { type EventDraft, isStepDraft } from '../mapping/record/event-draft';
import type { ModelEventDraft } from '../mapping/record/model-event-draft';
import type { Diagnostics } from '../observability/diagnostics';
import type { PriceLookUp } from '../providers/cost';
import type { RateThread } from '../providers/rate-thread';
import { guarded } from '../runtime/guarded';
import type { Steps } from '../runtime/steps';
import type { Session } from '../session/session-of';
import { type CallInSteps, CallsInSteps } from './calls-in-steps';
import { CallDrafts, type Mapped, priced } from './drafts/call-drafts';
import type { Masking } from './drafts/masking';
import { draftingStep, stepDraftOf } from './drafts/step-draft';
import { DuplicateCalls } from './duplicate-calls';
import type { Encoder } from './encoder';
import type { EndedCall, EndedStep, SiblingSpan } from './ended-call';
import type { RecordHints } from './hints/record-hints';
import { sameCall } from './hints/unrecorded-spans';
import type { Redaction } from './redaction';
import type { SessionAssignment } from './session/assignment';
import type { Candidate } from './siblings/inner-call';
import { together } from './siblings/together';
import type { RecentEvents } from './single/recent-events';
import { estimateSize, largeChars } from './size-estimate';
import { lose, withdraw } from './verdicts';

export interface MapperOptions extends Omit<MapOptions, 'logs' | 'attributes' | 'maxMediaBytes' | 'price'>, CallLimits {
  readonly price: PriceLookUp | undefined;
  /** `false` exports a call once for each span that describes it. */
  readonly suppressNested: boolean;
  /** Conversations of up to so many characters are spliced into the record as JSON; `undefined` parses all. */
  readonly maxSplicedChars: number | undefined;
  readonly sessions: Pick<SessionAssignment, 'assign' | 'sessionFor'>;
  /** Told of each record. */
  readonly recent: Pick<RecentEvents, 'add'>;
  /** Looks at each record of a call. */
  readonly hints: Pick<RecordHints, 'look'>;
}

interface CallLimits {
  /** Calls are condensed to about as much. */
  readonly maxRecordBytes: number;
  readonly maxMediaBytes: number;
  /** A call counts as no more than half of it while it is mapped: a large one costs no others their room. */
  readonly maxQueueBytes: number;
}

/** What became of a call's siblings. */
interface Siblings {
  /** Calls of their own. */
  readonly others: EndedCall[];
  /** The spans that the record is made of. */
  readonly same: EndedCall[];
}

/** What is condensed to a little less than a record holds need not be shortened once more. */
const condensedShare = 7 / 8;

/** Makes the draft of a record of each call, with what only its siblings know. */
export class CallMapper {
  readonly #options: MapperOptions;
  readonly #rates: Pick<RateThread, 'answerHere'>;
  readonly #diagnostics: Diagnostics;
  readonly #next: Masking | Redaction | Encoder;
  readonly #drafts: CallDrafts;
  readonly #duplicates = new DuplicateCalls();
  /** A hundred calls may have the same hundred siblings. `null`: it cannot be read. */
  readonly #siblingDrafts = new WeakMap<EndedCall, ModelEventDraft | null>();
  readonly #inProgress = new CallsInSteps();

  constructor(
    options: MapperOptions,
    rates: Pick<RateThread, 'answerHere'>,
    diagnostics: Diagnostics,
    next: Masking | Redaction | Encoder,
  ) {
    this.#options = options;
    this.#drafts = new CallDrafts(options);
    this.#rates = rates;
    this.#diagnostics = diagnostics;
    this.#next = next;
  }

  /**
   * Calls being mapped now, since the app's `cost` may ask for `stats()` meanwhile, those that are set aside, and records in later
   * stages.
   */
  get waiting(): number {
    return this.#inProgress.count + this.#next.waiting;
  }

  /** Records that the app's `redact` has not answered. */
  get redacting(): number {
    return this.#next.waiting;
  }

  /** About how much memory those take. */
  get bytes(): number {
    return this.#next.bytes;
  }

  /** The same of calls that are being mapped, encoded in steps, or set aside. */
  get bytesInProgress(): number {
    return this.#inProgress.bytes;
  }

  /** No price is waited for from now on. */
  hurry(): void {
    this.#rates.answerHere();
  }

  /**
   * Never throws, nor do its steps. A call whose price is not found yet is set aside.
   * @param size about as many characters as the call's texts have
   * @returns what is left to do, if at once it would take long
   */
  push(call: EndedCall | EndedStep, size: number): Steps<void> | undefined {
    if ('step' in call) return this.#pushStep(call, size);
    if (size >= largeChars || call.siblings !== undefined) return this.#pushInSteps(call, size);
    this.#inProgress.enter();
    let mapped: Mapped;
    try {
      mapped = this.#drafts.draftOf(call);
    } finally {
      this.#inProgress.leave();
    }
    if (mapped.price?.isOpen === true) {
      this.#inProgress.setAside(this.#stepsOf(call, size, mapped), size, mapped.price);
      return undefined;
    }
    const record = this.#record([call], mapped.draft);
    if (record !== undefined) this.#next.push(record, size, call.onVerdict);
    return undefined;
  }

  /** The session that a call's record would be in. */
  sessionFor(call: EndedCall): Session | undefined {
    const { draft } = this.#drafts.draftOf(call);
    return draft && this.#options.sessions.sessionFor(draft, [call]);
  }

  #pushStep(step: EndedStep, size: number): Steps<void> | undefined {
    if (size >= largeChars) return this.#inSteps(this.#stepsOfStep(step, size), size);
    const record = this.#record([step], stepDraftOf(step, step, this.#options));
    if (record !== undefined) this.#next.push(record, size, step.onVerdict);
    return undefined;
  }

  *#stepsOfStep(step: EndedStep, size: number): Steps<void> {
    const short = yield* this.#condensed(step);
    yield;
    const record = this.#record([step], yield* draftingStep(step, short, this.#options));
    this.#inProgress.leave();
    if (record !== undefined) yield* this.#next.pushInSteps(record, step.onVerdict, size) ?? [];
  }

  /** The calls whose prices are found, to {@link goOn} with. They count no longer here until then. */
  takePriced(): readonly CallInSteps[] {
    return this.#inProgress.takeReady();
  }

  goOn(call: CallInSteps): Steps<void> {
    return this.#inProgress.goOn(call);
  }

  /** Resolves when all calls that are set aside, and all records pushed so far, have left. */
  async settled(): Promise<void> {
    await this.#inProgress.settled();
    await this.#next.settled();
  }

  /** All records leave at once. */
  expire(): void {
    this.#next.expire();
  }

  #pushInSteps(call: EndedCall, size: number): Steps<void> {
    return this.#inSteps(this.#stepsOf(call, size), size);
  }

  #inSteps(steps: Steps<void>, size: number): Steps<void> {
    const bytes = Math.min(size, this.#options.maxQueueBytes / 2);
    return this.goOn({ steps, bytes, until: undefined, whenDone: [] });
  }

  *#stepsOf(call: EndedCall, size: number, mapped?: Mapped): Steps<void> {
    const siblings: Siblings = { others: [], same: [call] };
    const draft = yield* this.#mergedDraft(call, size, siblings, mapped);
    if (size >= largeChars) yield;
    this.#inProgress.leave();
    const record = this.#record(siblings.same, draft);
    if (record !== undefined && size < largeChars) this.#next.push(record, size, call.onVerdict);
    else if (record !== undefined) yield* this.#next.pushInSteps(record, call.onVerdict, size) ?? [];
    for (const other of siblings.others) {
      this.#inProgress.leave();
      yield* this.#pushInSteps(other, estimateSize(other.span, other.logs));
    }
  }

  /** What is to be sent for the first of the spans; `undefined` where its verdict has been given. */
  #record<Draft extends EventDraft>(
    spans: readonly (EndedCall | EndedStep)[],
    draft: Draft | undefined,
  ): Draft | undefined {
    const { suppressNested, sessions, recent, hints } = this.#options;
    const [{ onVerdict, span } = { onVerdict: undefined, span: undefined }] = spans;
    if (draft === undefined) lose(this.#diagnostics, 'unmappable', onVerdict);
    else if (!isStepDraft(draft) && suppressNested && this.#duplicates.isDuplicate(draft)) {
      withdraw(this.#diagnostics, onVerdict);
      if (span !== undefined) this.#diagnostics.debug?.unrecorded(span, sameCall);
    } else {
      if (span !== undefined && !isStepDraft(draft)) hints.look(draft, span);
      const record = guarded(() => sessions.assign(draft, spans)) ?? draft;
      recent.add(spans, record);
      return record;
    }
    return undefined;
  }

  *#pricedDraft(call: EndedCall, size: number): Steps<ModelEventDraft | undefined> {
    const short = size < largeChars ? call : yield* this.#condensed(call);
    const mapped = yield* this.#drafts.drafting(call, short);
    yield;
    return yield* priced(mapped);
  }

  *#condensed(call: Pick<EndedCall, 'span' | 'logs'>): Steps<Pick<EndedCall, 'span' | 'logs'>> {
    const { maxRecordBytes, maxMediaBytes } = this.#options;
    // Loaded when it is first needed, as in few apps it is.
    const { condensed } = require('./condensed-call') as typeof import('./condensed-call');
    try {
      return yield* condensed(call, { maxBytes: Math.floor(maxRecordBytes * condensedShare), maxMediaBytes });
    } catch {
      return call; // only getters and proxies throw; the mapping has a way to read such spans
    }
  }

  /** Made of the call and its siblings, which are added to what they turn out to be. */
  *#mergedDraft(call: EndedCall, size: number, found: Siblings, mapped?: Mapped): Steps<ModelEventDraft | undefined> {
    const known = this.#siblingDrafts.get(call);
    if (known !== undefined) return known ?? undefined;
    const draft = yield* mapped === undefined ? this.#pricedDraft(call, size) : priced(mapped);
    const { siblings = [] } = call;
    if (draft === undefined) this.#answer(siblings, new Set(), found);
    if (draft === undefined || siblings.length === 0) return draft;
    const read: Candidate[] = [];
    for (const sibling of siblings) {
      const other = sibling.isMerged ? undefined : yield* this.#siblingDraft(sibling, found);
      if (other !== undefined) read.push({ sibling, draft: other });
    }
    const { record, same } = together(call, draft, read);
    this.#answer(siblings, same, found);
    return record;
  }

  #answer(siblings: readonly SiblingSpan[], same: ReadonlySet<SiblingSpan>, found: Siblings): void {
    for (const sibling of siblings) {
      if (same.has(sibling)) found.same.push(sibling.call);
      if (sibling.mayBeOwnCall && same.has(sibling)) this.#diagnostics.suppressed(1);
      const own = sibling.answer(same.has(sibling));
      if (own === undefined) continue;
      found.others.push(own);
      this.#diagnostics.accepted(1);
      this.#inProgress.enter();
    }
  }

  *#siblingDraft({ call }: SiblingSpan, { others }: Siblings): Steps<ModelEventDraft | undefined> {
    const draft = yield* this.#mergedDraft(call, estimateSize(call.span, call.logs), { others, same: [] });
    this.#siblingDrafts.set(call, draft ?? null);
    return draft;
  }
}
