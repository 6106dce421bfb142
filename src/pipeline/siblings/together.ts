import { isModelStep } from '../../mapping';
import { enriched, withInner, withStepsAround } from '../../mapping/record/merge-drafts';
import { hasConversation, type ModelEventDraft } from '../../mapping/record/model-event-draft';
import { isSameCall } from '../duplicate-calls';
import type { EndedCall, SiblingSpan } from '../ended-call';
import { inPlaceOfApp } from './app-place';
import { type Candidate, idOf, innerCallOf, isWithin } from './inner-call';

export interface Together {
  readonly record: ModelEventDraft;
  /** Those whose spans are about the same call. */
  readonly same: ReadonlySet<SiblingSpan>;
}

/** The record of a call with what its siblings know. Of two that have the conversation, that of the inner span stays. */
export function together(call: EndedCall, draft: ModelEventDraft, siblings: readonly Candidate[]): Together {
  const inside = siblings.filter(({ sibling }) => isWithin(sibling, call));
  const inner = innerCallOf(draft, inside);
  const beside = new Beside(draft, inner?.draft);
  const others = siblings.filter(
    (one) =>
      one !== inner &&
      (isAbout(call, one) || (inside.includes(one) ? isPartOf(inner, one, beside) : beside.has(draft, one.draft))),
  );
  const same = new Set([...others, ...(inner === undefined ? [] : [inner])].map(({ sibling }) => sibling));
  const around = others.find((one) => isAroundStep(call, one));
  const own = around === undefined ? draft : withStepsAround(draft, around.draft, around.sibling.stepsInside === 'one');
  const merged = mergedOf(
    own,
    inner?.draft,
    others.map((one) => one.draft),
  );
  const spans = [...others, ...(inner === undefined ? [] : [inner])].map(({ sibling, draft: read }) => ({
    span: sibling.call.span,
    draft: read,
    isOfAnother: sibling.stepsInside !== 'none' || !sibling.isLastClaim,
  }));
  return { record: inPlaceOfApp(merged, { span: call.span, draft }, spans), same };
}

function mergedOf(
  draft: ModelEventDraft,
  inner: ModelEventDraft | undefined,
  others: readonly ModelEventDraft[],
): ModelEventDraft {
  if (inner === undefined) return enriched(draft, others);
  return hasConversation(inner) ? enriched(inner, [draft, ...others]) : enriched(withInner(draft, inner), others);
}

/** A span around the call that was suppressed for it. */
const isAbout = (call: EndedCall, { sibling }: Pick<Candidate, 'sibling'>): boolean =>
  !sibling.mayBeOwnCall && isWithin({ call }, sibling.call);

/** A span that describes the call together with other steps. */
const isAroundStep = (call: EndedCall, { sibling }: Candidate): boolean =>
  sibling.stepsInside !== 'none' && isModelStep(call.span) && isAbout(call, { sibling });

/** Of several spans inside, one around or beside that which was taken may be a part of the same call. */
const isPartOf = (inner: Candidate | undefined, one: Candidate, beside: Beside): boolean =>
  inner !== undefined && (isWithin(inner.sibling, one.sibling.call) || beside.has(inner.draft, one.draft));

/** Finds spans of the same call by comparing them. All of one call have one response id, if any. */
class Beside {
  #id: unknown;

  constructor(call: ModelEventDraft, inner: ModelEventDraft | undefined) {
    this.#id = idOf(call) ?? (inner && idOf(inner));
  }

  has(call: ModelEventDraft, other: ModelEventDraft): boolean {
    const id = idOf(other);
    if (id !== undefined && this.#id !== undefined && id !== this.#id) return false;
    if (!isSameCall(call, other)) return false;
    this.#id ??= id;
    return true;
  }
}
