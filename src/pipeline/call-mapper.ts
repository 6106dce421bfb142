import { randomUUID } from 'node:crypto';
import { contextOf } from '../context/ids-of-span';
import { inheritedAttributes } from '../context/inherited-attributes';
import { type MapOptions, toModelEventDraft } from '../mapping';
import { enriched } from '../mapping/record/merge-drafts';
import type { ModelEventDraft } from '../mapping/record/model-event-draft';
import type { Diagnostics } from '../observability/diagnostics';
import { guarded } from '../runtime/guarded';
import { DuplicateCalls, isSameCall } from './duplicate-calls';
import type { Encoder } from './encoder';
import type { EndedCall, SiblingSpan } from './ended-call';
import type { Redaction } from './redaction';
import { estimateSize } from './size-estimate';
import { lose, withdraw } from './verdicts';

export interface MapperOptions extends Omit<MapOptions, 'logs' | 'attributes'> {
  /** `false` exports a call once for each span that describes it. */
  readonly suppressNested: boolean;
  /** Conversations of up to so many characters are spliced into the record as JSON; `undefined` parses all. */
  readonly maxSplicedChars: number | undefined;
}

/** Makes the draft of a record of each call, with what only its siblings know. */
export class CallMapper {
  readonly #options: MapperOptions;
  readonly #diagnostics: Diagnostics;
  readonly #next: Redaction | Encoder;
  readonly #duplicates = new DuplicateCalls();
  /** A hundred calls may have the same hundred siblings. `null`: it cannot be read. */
  readonly #siblingDrafts = new WeakMap<SiblingSpan, ModelEventDraft | null>();
  #inProgress = 0;

  constructor(options: MapperOptions, diagnostics: Diagnostics, next: Redaction | Encoder) {
    this.#options = options;
    this.#diagnostics = diagnostics;
    this.#next = next;
  }

  /** Calls being mapped now, since the app's `cost` may ask for `stats()` meanwhile, and records in later stages. */
  get waiting(): number {
    return this.#inProgress + this.#next.waiting;
  }

  /** Records that the app's `redact` has not answered. */
  get redacting(): number {
    return this.#next.waiting;
  }

  /** About how much memory those take. */
  get bytes(): number {
    return this.#next.bytes;
  }

  /** Never throws. @param size about as many characters as the call's texts have; 0 if that is not known */
  push(call: EndedCall, size: number): void {
    const others: EndedCall[] = [];
    try {
      const draft = this.#map(call, others);
      if (draft === undefined) lose(this.#diagnostics, 'unmappable', call.onVerdict);
      else if (draft === 'duplicate') withdraw(this.#diagnostics, call.onVerdict);
      else this.#next.push(draft, size, call.onVerdict);
    } catch {
      lose(this.#diagnostics, 'unmappable', call.onVerdict);
    }
    for (const other of others) {
      this.#diagnostics.accepted(1);
      this.push(other, estimateSize(other.span, other.logs));
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

  /** `undefined` for a span that cannot be read: it costs one record, never the batch, and never the app. */
  #map(call: EndedCall, others: EndedCall[]): ModelEventDraft | 'duplicate' | undefined {
    this.#inProgress += 1;
    try {
      const draft = this.#draft(call);
      const siblings = this.#sameCalls(call, draft, others);
      if (draft === undefined) return undefined;
      const isDuplicate = this.#options.suppressNested && this.#duplicates.isDuplicate(draft);
      return isDuplicate ? 'duplicate' : enriched(draft, siblings);
    } finally {
      this.#inProgress -= 1;
    }
  }

  #draft({ span, logs, ancestry }: EndedCall): ModelEventDraft | undefined {
    try {
      span.spanContext(); // a record has its id from there: one without could not be distinguished from others
      const { maxSplicedChars, suppressNested: _, ...options } = this.#options;
      const attributes = ancestry && guarded(() => inheritedAttributes(span, ancestry)); // of other spans, too
      return identified(toModelEventDraft(span, { ...options, logs, attributes }, maxSplicedChars));
    } catch {
      return undefined;
    }
  }

  /** The drafts of siblings that are about the same call. Those that are calls of their own are added to `others`. */
  #sameCalls(call: EndedCall, draft: ModelEventDraft | undefined, others: EndedCall[]): readonly ModelEventDraft[] {
    const same: ModelEventDraft[] = [];
    for (const sibling of call.siblings ?? []) {
      const other = draft === undefined || sibling.isMerged ? undefined : this.#siblingDraft(sibling);
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

  #siblingDraft(sibling: SiblingSpan): ModelEventDraft | undefined {
    let draft = this.#siblingDrafts.get(sibling);
    if (draft === undefined) {
      draft = this.#draft(sibling.call) ?? null;
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
