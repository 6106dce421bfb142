import type { Update } from '../delivery/single/updates';
import { isJsonObject, type JsonObject, toJson } from '../json/json';
import { uuidOf } from '../mapping/record/ids';

/** What is known of a model call, or of a session, after it was recorded. At least one of the last four is needed. */
export interface HoneyHiveFeedback {
  /** `event_id` of a call's event, as `eventIdOf(span)` returns it. */
  readonly eventId?: string | undefined;
  /** Instead of an event: the session, by the id that `withHoneyHive` takes. */
  readonly sessionId?: string | undefined;
  /** What people say, such as `{ rating: 5, comment: '…' }`. */
  readonly feedback?: Readonly<Record<string, unknown>> | undefined;
  /** What was measured, such as `{ relevance: 0.8 }`. */
  readonly metrics?: Readonly<Record<string, unknown>> | undefined;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly userProperties?: Readonly<Record<string, unknown>> | undefined;
}

const fields = {
  feedback: 'feedback',
  metrics: 'metrics',
  metadata: 'metadata',
  userProperties: 'user_properties',
} as const;

/** @throws TypeError if neither or both ids are given, or nothing to add */
export function updateFrom(given: HoneyHiveFeedback): Update {
  const { eventId, sessionId } = Object(given) as HoneyHiveFeedback;
  if ((eventId === undefined) === (sessionId === undefined))
    throw new TypeError('sendFeedback needs either an eventId or a sessionId.');
  const id = eventId === undefined ? uuidOf(sessionFrom(sessionId)) : eventFrom(eventId);
  return { id, bytes: Buffer.from(JSON.stringify(additionsIn(given))) };
}

/** It stands in an address, so that it may have no other characters than ids have. */
function eventFrom(value: unknown): string {
  if (typeof value === 'string' && /^[\w-]{1,64}$/.test(value)) return value;
  throw new TypeError('sendFeedback: eventId must be the id of an event, as eventIdOf(span) returns it.');
}

function sessionFrom(value: unknown): string {
  if ((typeof value === 'string' && value !== '') || typeof value === 'number') return String(value);
  throw new TypeError('sendFeedback: sessionId must be a string that is not empty, or a number.');
}

function additionsIn(given: HoneyHiveFeedback): JsonObject {
  const additions: Record<string, JsonObject> = {};
  for (const [option, name] of Object.entries(fields)) {
    const value = given[option as keyof typeof fields];
    if (value === undefined) continue;
    const json = toJson(value);
    if (json === undefined || !isJsonObject(json) || Object.keys(json).length === 0)
      throw new TypeError(`sendFeedback: ${option} must be an object with at least one entry.`);
    additions[name] = json;
  }
  if (Object.keys(additions).length === 0)
    throw new TypeError('sendFeedback needs feedback, metrics, metadata or userProperties.');
  return additions;
}
