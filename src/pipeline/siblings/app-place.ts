import { bothPlacements, type ModelEventDraft } from '../../mapping/record/model-event-draft';
import { isWireSpan } from '../../wire/scope';
import type { EndedCall } from '../ended-call';

/** A span of a call, and what was read of it. */
interface SpanOfCall {
  readonly span: EndedCall['span'];
  readonly draft: ModelEventDraft;
  /** It is about several calls, of which one alone can have the id of its event. */
  readonly isOfAnother?: boolean;
}

/**
 * Puts a record where the span of its call stands that belongs to the app: in that one's trace, below its parent, in its session.
 * A span made on the wire is none of the app's: where an instrumentation keeps its spans out of the context, it has a trace of its
 * own, and the app cannot name the id of its event.
 */
export function inPlaceOfApp(record: ModelEventDraft, own: SpanOfCall, others: readonly SpanOfCall[]): ModelEventDraft {
  const places = others.filter((other) => !isBelow(other, own));
  const best = places.reduce((one, other) => (rankOf(other) > rankOf(one) ? other : one), own);
  return withIdOfApp(best === own ? record : inPlaceOf(best, record), [own, ...others]);
}

/** The parent of such a span is the call itself. */
const isBelow = ({ draft: inner }: SpanOfCall, { draft: outer }: SpanOfCall): boolean =>
  inner.rest.metadata?.['parent_span_id'] === outer.rest.metadata?.['span_id'];

function inPlaceOf({ draft: { rest, placement } }: SpanOfCall, record: ModelEventDraft): ModelEventDraft {
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

/** The id by which the app knows the call: of the innermost of its spans, as `eventIdOf` says it. */
function withIdOfApp(record: ModelEventDraft, spans: readonly SpanOfCall[]): ModelEventDraft {
  const { event_id: id } = record.rest;
  if (spans.some(({ span, draft }) => draft.rest.event_id === id && !isWireSpan(span))) return record;
  const [innermost] = spans
    .filter(({ span, isOfAnother }) => !isWireSpan(span) && isOfAnother !== true)
    .sort((one, other) => other.draft.rest.start_time - one.draft.rest.start_time);
  const rest = innermost?.draft.rest;
  if (rest === undefined || rest.event_id === record.placement?.parentId) return record;
  const metadata = { ...record.rest.metadata, span_id: rest.metadata?.['span_id'] };
  return { ...record, rest: { ...record.rest, event_id: rest.event_id, metadata } };
}

/** Of several spans of the app, one inside of others. */
function rankOf({ span, draft }: SpanOfCall): number {
  const { placement, rest } = draft;
  const isInSpan = rest.metadata?.['parent_span_id'] !== undefined;
  return (isWireSpan(span) ? 0 : 4) + (placement?.parentId === undefined ? 0 : 2) + (isInSpan ? 1 : 0);
}
