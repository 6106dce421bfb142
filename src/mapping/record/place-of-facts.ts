import { withoutSecrets } from '../../privacy/without-secrets';
import type { KnownFacts } from '../read/facts';
import type { SpanView } from '../span/span-view';
import { eventId, uuidOf } from './ids';
import type { Placement } from './model-event-draft';

// What an app says of an event's id and place, for events of every kind.

export const eventIdFrom = ({ eventId: said }: KnownFacts, { traceId, spanId }: SpanView): string =>
  said === undefined ? eventId(traceId, spanId) : uuidOf(said);

export function placementOf({ sessionName, parentId }: KnownFacts): Placement | undefined {
  if (sessionName === undefined && parentId === undefined) return undefined;
  return { sessionName: sessionName && withoutSecrets(sessionName), parentId: parentId && uuidOf(parentId) };
}
