import { withoutSecrets } from '../../privacy/without-secrets';
import type { KnownFacts } from '../read/facts';
import type { SpanView } from '../span/span-view';
import { eventId, uuidOf } from './ids';
import {
  completed,
  type ModelEventDraft,
  type OrUndefined,
  type Placement,
  withoutUndefined,
} from './model-event-draft';
import type { EventRecord, StepEvent } from './step-event';

/** A step's record, in the form that the drafts of model calls have: what gives records their place needs no other. */
export interface StepEventDraft {
  readonly head: Pick<StepEvent, 'project' | 'event_name'>;
  readonly placement?: Placement | undefined;
  readonly rest: OrUndefined<Omit<StepEvent, 'project' | 'event_name'>>;
}

export type EventDraft = ModelEventDraft | StepEventDraft;

export const isStepDraft = (draft: EventDraft): draft is StepEventDraft => 'event_type' in draft.rest;

/** The same below an event, unless it names one itself. */
export function below<Draft extends EventDraft>(draft: Draft, parentId: string | undefined): Draft {
  const { placement } = draft;
  if (parentId === undefined || placement?.parentId !== undefined) return draft;
  return { ...draft, placement: { ...placement, parentId } };
}

export const completedRecord = (draft: EventDraft): EventRecord =>
  isStepDraft(draft) ? ({ ...draft.head, ...withoutUndefined(draft.rest) } as StepEvent) : completed(draft);

/** As the app names it, or made of the span's ids. */
export const eventIdFrom = ({ eventId: said }: KnownFacts, { traceId, spanId }: SpanView): string =>
  said === undefined ? eventId(traceId, spanId) : uuidOf(said);

export function placementOf({ sessionName, parentId }: KnownFacts): Placement | undefined {
  if (sessionName === undefined && parentId === undefined) return undefined;
  return { sessionName: sessionName && withoutSecrets(sessionName), parentId: parentId && uuidOf(parentId) };
}
