import { bothPlacements, type ModelEventDraft } from '../../mapping/record/model-event-draft';
import { isWireSpan } from '../../wire/scope';
import type { EndedCall } from '../ended-call';

/** A span of a call, and what was read of it. */
interface SpanOfCall {
  readonly span: EndedCall['span'];
  readonly draft: ModelEventDraft;
}

/**
 * Puts a record where the span of its call stands that belongs to the app: in that one's trace, below its parent, in its session.
 * A span made on the wire is none of the app's: where an instrumentation keeps its spans out of the context, it has a trace of its
 * own. The id of the event stays that of the span whose record it is.
 */
export function inPlaceOfApp(record: ModelEventDraft, own: SpanOfCall, others: readonly SpanOfCall[]): ModelEventDraft {
  const best = others.reduce((one, other) => (rankOf(other) > rankOf(one) ? other : one), own);
  if (best === own) return record;
  const { rest, placement } = best.draft;
  const { trace_id, parent_span_id, session_id } = rest.metadata ?? {};
  const place = { trace_id, parent_span_id, ...(rest.session_id === undefined ? {} : { session_id }) };
  return {
    ...record,
    placement: bothPlacements(placement, record.placement && { sessionName: record.placement.sessionName }),
    rest: {
      ...record.rest,
      session_id: rest.session_id ?? record.rest.session_id,
      metadata: { ...record.rest.metadata, ...place },
    },
  };
}

/** Of several spans of the app, one inside of others. */
function rankOf({ span, draft }: SpanOfCall): number {
  const { placement, rest } = draft;
  const isInSpan = rest.metadata?.['parent_span_id'] !== undefined;
  return (isWireSpan(span) ? 0 : 4) + (placement?.parentId === undefined ? 0 : 2) + (isInSpan ? 1 : 0);
}
