import { enriched, withInner } from '../../mapping/record/merge-drafts';
import { hasConversation, type ModelEventDraft } from '../../mapping/record/model-event-draft';
import { isSameCall } from '../duplicate-calls';
import type { EndedCall, SiblingSpan } from '../ended-call';
import { type Candidate, innerCallOf, isInside } from './inner-call';

export interface Together {
  readonly record: ModelEventDraft;
  /** Those whose spans are about the same call. */
  readonly same: ReadonlySet<SiblingSpan>;
}

/** The record of a call with what its siblings know. Of two that have the conversation, that of the inner span stays. */
export function together(call: EndedCall, draft: ModelEventDraft, siblings: readonly Candidate[]): Together {
  const inside = siblings.filter(({ sibling }) => isInside(sibling, call));
  const inner = innerCallOf(draft, inside);
  const others = siblings.filter(
    (one) =>
      one !== inner &&
      (isAbout(call, one) || (inside.includes(one) ? isAround(inner, one) : isSameCall(draft, one.draft))),
  );
  const same = new Set([...others, ...(inner === undefined ? [] : [inner])].map(({ sibling }) => sibling));
  const drafts = others.map((one) => one.draft);
  if (inner === undefined) return { record: enriched(draft, drafts), same };
  const record = hasConversation(inner.draft)
    ? enriched(inner.draft, [draft, ...drafts])
    : enriched(withInner(draft, inner.draft), drafts);
  return { record, same };
}

/** A span around the call that was suppressed for it. */
const isAbout = (call: EndedCall, { sibling }: Candidate): boolean =>
  !sibling.mayBeOwnCall && isInside({ call }, sibling.call);

/** Of several spans inside, one around that which was taken is a part of the same call. */
const isAround = (inner: Candidate | undefined, { sibling }: Candidate): boolean =>
  inner !== undefined && isInside(inner.sibling, sibling.call);
