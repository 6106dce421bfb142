import { contextOf } from '../../context/ids-of-span';
import type { ModelEventDraft } from '../../mapping/record/model-event-draft';
import { hasSameCounts } from '../../mapping/record/token-counts';
import { type EndedCall, idsAround, nearbyOf, type SiblingSpan } from '../ended-call';

/** A sibling that was read. */
export interface Candidate {
  readonly sibling: SiblingSpan;
  readonly draft: ModelEventDraft;
}

/** Whether a span is inside of another one, and not inside of a tool that it has run. */
export function isWithin({ call: inner }: Pick<SiblingSpan, 'call'>, { span }: Pick<EndedCall, 'span'>): boolean {
  const nearby = nearbyOf(inner);
  return nearby !== undefined && idsAround(inner.span, nearby).has(contextOf(span).spanId);
}

/**
 * Of the calls inside of a span, the one that it is about. One that was tried several times has a span inside for each try: it is
 * about the one that was answered, the last of them unless its response id or its counts say otherwise. `undefined` if there is none.
 */
export function innerCallOf(outer: ModelEventDraft, inside: readonly Candidate[]): Candidate | undefined {
  const possible = inside.filter(({ draft }) => mayBeSame(outer, draft));
  return (
    possible.find(({ draft }) => idOf(draft) !== undefined && idOf(draft) === idOf(outer)) ??
    possible.findLast(({ draft }) => usedSame(outer, draft)) ??
    possible.at(-1)
  );
}

function mayBeSame(outer: ModelEventDraft, inner: ModelEventDraft): boolean {
  const [id, own] = [idOf(inner), idOf(outer)];
  return (id === undefined || own === undefined || id === own) && (!hasFailed(inner) || hasFailed(outer));
}

export const idOf = ({ rest }: ModelEventDraft): unknown => rest.metadata?.['response_id'];
const hasFailed = ({ rest: { error } }: ModelEventDraft): boolean => (error ?? null) !== null;

const usedSame = ({ rest: { usage: one } }: ModelEventDraft, { rest: { usage: other } }: ModelEventDraft): boolean =>
  one['prompt_tokens'] !== undefined && hasSameCounts(one, other);
