import { randomUUID } from 'node:crypto';
import { contextOf } from '../context/ids-of-span';
import { inheritedAttributes } from '../context/inherited-attributes';
import { type MapOptions, toModelEventDraft } from '../mapping';
import { enriched } from '../mapping/record/merge-drafts';
import type { ModelEventDraft } from '../mapping/record/model-event-draft';
import type { Diagnostics } from '../observability/diagnostics';
import type { RateThread } from '../providers/rate-thread';
import { guarded } from '../runtime/guarded';
import type { Steps } from '../runtime/steps';
import { DuplicateCalls, isSameCall } from './duplicate-calls';
import type { Encoder } from './encoder';
import type { EndedCall, SiblingSpan } from './ended-call';
import type { Redaction } from './redaction';
import { estimateSize } from './size-estimate';
import { lose, withdraw } from './verdicts';

export interface MapperOptions extends Omit<MapOptions, 'logs' | 'attributes' | 'maxMediaBytes'>, CallLimits {
  /** `false` exports a call once for each span that describes it. */
  readonly suppressNested: boolean;
  /** Conversations of up to so many characters are spliced into the record as JSON; `undefined` parses all. */
  readonly maxSplicedChars: number | undefined;
}

interface CallLimits {
  /** Calls are condensed to about as much. */
  readonly maxRecordBytes: number;
  readonly maxMediaBytes: number;
}

/** A call of less is mapped and encoded at once, within a slice. */
const largeChars = 2 ** 18;
/** What is condensed to a little less than a record holds need not be shortened once more. */
const condensedShare = 7 / 8;

/** Makes the draft of a record of each call, with what only its siblings know. */
export class CallMapper {
  readonly #options: MapperOptions;
  readonly #prices: Pick<RateThread, 'isWaiting' | 'answerHere'>;
  readonly #diagnostics: Diagnostics;
  readonly #next: Redaction | Encoder;
  readonly #duplicates = new DuplicateCalls();
  /** A hundred calls may have the same hundred siblings. `null`: it cannot be read. */
  readonly #siblingDrafts = new WeakMap<SiblingSpan, ModelEventDraft | null>();
  #inProgress = 0;
  #bytesInProgress = 0;

  constructor(
    options: MapperOptions,
    prices: Pick<RateThread, 'isWaiting' | 'answerHere'>,
    diagnostics: Diagnostics,
    next: Redaction | Encoder,
  ) {
    this.#options = options;
    this.#prices = prices;
    this.#diagnostics = diagnostics;
    this.#next = next;
  }

  /** Calls being mapped now, since the app's `cost` may ask for `stats()` meanwhile, and records in later stages. */
  get waiting(): number {
    return this.#inProgress + this.#next.waiting;
  }

  /** Whether the price of the call that is being mapped is not found yet. */
  get isWaiting(): boolean {
    return this.#prices.isWaiting;
  }

  /** Records that the app's `redact` has not answered. */
  get redacting(): number {
    return this.#next.waiting;
  }

  /** About how much memory those take. */
  get bytes(): number {
    return this.#next.bytes;
  }

  /** The same of calls that are being mapped. */
  get bytesInProgress(): number {
    return this.#bytesInProgress;
  }

  /** No price is waited for from now on. */
  hurry(): void {
    this.#prices.answerHere();
  }

  /**
   * Never throws, nor do its steps.
   * @param size about as many characters as the call's texts have
   * @returns what is left to do, if at once it would take long, or is to be done when a price is found
   */
  push(call: EndedCall, size: number): Steps<void> | undefined {
    if (size >= largeChars || call.siblings !== undefined) return this.#pushInSteps(call, size);
    this.#inProgress += 1;
    let draft: ModelEventDraft | undefined;
    try {
      draft = this.#draft(call, call);
    } finally {
      this.#inProgress -= 1;
    }
    // Its price is missing, which is looked up when it is mapped, and is found the next time.
    if (this.#prices.isWaiting) return this.#pushInSteps(call, size);
    const record = this.#record(call, draft, []);
    if (record !== undefined) this.#next.push(record, size, call.onVerdict);
    return undefined;
  }

  /** Counts the call from now on, and not from the first step. */
  #pushInSteps(call: EndedCall, size: number): Steps<void> {
    this.#inProgress += 1;
    this.#bytesInProgress += size;
    return this.#stepsOf(call, size);
  }

  *#stepsOf(call: EndedCall, size: number): Steps<void> {
    const others: EndedCall[] = [];
    let record: ModelEventDraft | undefined;
    try {
      const draft = yield* this.#pricedDraft(call, size);
      record = this.#record(call, draft, yield* this.#sameCalls(call, draft, others));
    } finally {
      this.#inProgress -= 1;
      this.#bytesInProgress -= size;
    }
    if (record !== undefined && size < largeChars) this.#next.push(record, size, call.onVerdict);
    else if (record !== undefined) yield* this.#next.pushInSteps(record, size, call.onVerdict);
    for (const other of others) {
      this.#diagnostics.accepted(1);
      const rest = this.push(other, estimateSize(other.span, other.logs));
      if (rest !== undefined) yield* rest;
    }
  }

  /** Resolves when all records pushed so far have left. */
  settled(): Promise<void> {
    return this.#next.settled();
  }

  /** All records leave at once. */
  expire(): void {
    this.#next.expire();
  }

  /** What is to be sent for a call; `undefined` where its verdict has been given. */
  #record(
    call: EndedCall,
    draft: ModelEventDraft | undefined,
    same: readonly ModelEventDraft[],
  ): ModelEventDraft | undefined {
    if (draft === undefined) lose(this.#diagnostics, 'unmappable', call.onVerdict);
    else if (this.#options.suppressNested && this.#duplicates.isDuplicate(draft)) {
      withdraw(this.#diagnostics, call.onVerdict);
    } else return enriched(draft, same);
    return undefined;
  }

  /** Steps that wait for a price are not continued before it is found. */
  *#pricedDraft(call: EndedCall, size: number): Steps<ModelEventDraft | undefined> {
    const short = size < largeChars ? call : yield* this.#condensed(call);
    for (;;) {
      const draft = this.#draft(call, short);
      yield;
      if (!this.#prices.isWaiting) return draft;
    }
  }

  *#condensed(call: EndedCall): Steps<Pick<EndedCall, 'span' | 'logs'>> {
    const { maxRecordBytes, maxMediaBytes } = this.#options;
    // Loaded when it is first needed, as in few apps it is.
    const { condensed } = require('./condensed-call') as typeof import('./condensed-call');
    try {
      return yield* condensed(call, { maxBytes: Math.floor(maxRecordBytes * condensedShare), maxMediaBytes });
    } catch {
      return call; // only getters and proxies throw; the mapping has a way to read such spans
    }
  }

  /**
   * `undefined` for a span that cannot be read: it costs one record, never the batch, and never the app.
   * @param readable the call as it is mapped
   */
  #draft({ span, ancestry }: EndedCall, readable: Pick<EndedCall, 'span' | 'logs'>): ModelEventDraft | undefined {
    try {
      span.spanContext(); // a record has its id from there: one without could not be distinguished from others
      const { maxSplicedChars, suppressNested: _, maxRecordBytes: __, ...options } = this.#options;
      const attributes = ancestry && guarded(() => inheritedAttributes(span, ancestry)); // of other spans, too
      const mapped = { ...options, logs: readable.logs, attributes };
      return identified(toModelEventDraft(readable.span, mapped, maxSplicedChars));
    } catch {
      return undefined;
    }
  }

  /** The drafts of siblings that are about the same call. Those that are calls of their own are added to `others`. */
  *#sameCalls(
    call: EndedCall,
    draft: ModelEventDraft | undefined,
    others: EndedCall[],
  ): Steps<readonly ModelEventDraft[]> {
    const same: ModelEventDraft[] = [];
    for (const sibling of call.siblings ?? []) {
      const other = draft === undefined || sibling.isMerged ? undefined : yield* this.#siblingDraft(sibling);
      const isSame =
        draft !== undefined && other !== undefined && (isAncestor(sibling, call) || isSameCall(draft, other));
      if (isSame) {
        same.push(other);
        if (sibling.mayBeOwnCall) this.#diagnostics.suppressed(1);
      }
      const own = sibling.answer(isSame);
      if (own !== undefined) others.push(own);
    }
    return same;
  }

  *#siblingDraft(sibling: SiblingSpan): Steps<ModelEventDraft | undefined> {
    let draft = this.#siblingDrafts.get(sibling);
    if (draft === undefined) {
      const { call } = sibling;
      draft = (yield* this.#pricedDraft(call, estimateSize(call.span, call.logs))) ?? null;
      this.#siblingDrafts.set(sibling, draft);
    }
    return draft ?? undefined;
  }
}

/** A span around the call that was suppressed for it is about the same call. */
const isAncestor = ({ mayBeOwnCall, call: { span } }: SiblingSpan, { ancestorIds }: EndedCall): boolean =>
  !mayBeOwnCall && ancestorIds?.has(contextOf(span).spanId) === true;

/** Calls whose spans have no valid id are different calls nevertheless. */
function identified(draft: ModelEventDraft | undefined): ModelEventDraft | undefined {
  if (draft === undefined || draft.rest.metadata?.['span_id'] !== undefined) return draft;
  return { ...draft, rest: { ...draft.rest, event_id: randomUUID() } };
}
