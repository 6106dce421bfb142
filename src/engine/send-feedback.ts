import type { JsonObject } from '../json/json';
import { uuidOf } from '../mapping/record/ids';
import { Diagnostics } from '../observability/diagnostics';
import { updateAll } from './engines';

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

/** As long as ids in records. */
const maxIdLength = 1024;

const diagnostics = new Diagnostics(() => performance.now());

/**
 * Adds to an event or a session that was recorded before, also minutes later and in another process. Returns at once; the update is
 * queued, retried and flushed like records, leaves after the event if that is still on its way, and is counted in `stats().updates`.
 * It goes where `register` or this process's exporters send to; without any, it is lost with a warning.
 * @throws TypeError if neither or both ids are given, or nothing to add
 */
export function sendFeedback(given: HoneyHiveFeedback): void {
  const { eventId, sessionId } = Object(given) as HoneyHiveFeedback;
  if ((eventId === undefined) === (sessionId === undefined))
    throw new TypeError('sendFeedback needs either an eventId or a sessionId.');
  const id = eventId === undefined ? uuidOf(idFrom('sessionId', sessionId)) : idFrom('eventId', eventId);
  const bytes = Buffer.from(JSON.stringify(additionsIn(given)));
  if (updateAll({ id, bytes })) return;
  const sentence = 'sendFeedback is called without `register` or an exporter in this process, so it is lost.';
  diagnostics.notice('no_engine', sentence);
}

function idFrom(name: 'eventId' | 'sessionId', value: unknown): string {
  const isId = typeof value === 'string' && value !== '' && value.length <= maxIdLength;
  if (!isId) throw new TypeError(`sendFeedback: ${name} must be a string of 1 to ${maxIdLength} characters.`);
  return value;
}

function additionsIn(given: HoneyHiveFeedback): JsonObject {
  const { isJsonObject, toJson } = require('../json/json') as typeof import('../json/json'); // few apps need it so early
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
