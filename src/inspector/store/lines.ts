import { isJsonObject, isList, type Json, type JsonObject } from '../../json/json';
import { validate } from '../../json/validate-schema';
import { modelEventSchema, v1EventSchema } from '../../mapping/record/event-schemas';
import type { Arrived, Store } from './store';

// The lines that are exported and imported, and that a store without SQLite keeps: `{"format","record",…}`, `{"session"}` and
// `{"update"}`, which is one that has come before its event.

/** @param id by which it is kept; written only where the record does not say it */
export const eventLine = ({ format, record, problems, at }: Arrived, id: string): JsonObject => ({
  format,
  at,
  ...(record['event_id'] === id ? {} : { id }),
  ...(problems.length === 0 ? {} : { problems }),
  record,
});

/** The event in such a line; `undefined` for any other. */
export function eventOf({ format, record, problems, at, id }: JsonObject): Arrived | undefined {
  if ((format !== 'model' && format !== 'v1') || !isJsonObject(record)) return undefined;
  return {
    format,
    record,
    problems: isList(problems) ? problems.filter((each) => typeof each === 'string') : [],
    at: typeof at === 'number' ? at : 0,
    ...(typeof id === 'string' ? { id } : {}),
  };
}

/** What became of an import. */
export interface Imported {
  readonly events: number;
  readonly sessions: number;
  readonly updates: number;
  /** The numbers of the lines, from 1, that could not be read. Of many only the first are listed. */
  readonly unread: readonly number[];
  readonly unreadCount: number;
}

const maxListed = 20;
/** So many events are added at once. */
const maxAtOnce = 100;

/**
 * Takes in the lines of an export, and those that `inspect --json` prints, which are bare events of either format, sessions as events
 * and updates. Empty lines are no lines.
 *
 * @param now the time of events that say none
 */
export async function importLines(
  lines: AsyncIterable<string> | Iterable<string>,
  store: Store,
  now: number,
): Promise<Imported> {
  const counts = { events: 0, sessions: 0, updates: 0, unreadCount: 0 };
  const unread: number[] = [];
  const waiting: Arrived[] = [];
  const addWaiting = (): void => {
    if (waiting.length > 0) store.addEvents(waiting.splice(0));
  };
  let number = 0;
  for await (const line of lines) {
    number += 1;
    if (line.trim() === '') continue;
    const found = meaningOf(line, now);
    if (found === undefined) {
      counts.unreadCount += 1;
      if (unread.length < maxListed) unread.push(number);
    } else if ('event' in found) {
      waiting.push(found.event);
      counts.events += 1;
      if (waiting.length >= maxAtOnce) addWaiting();
    } else {
      addWaiting(); // an update is one of an event before it
      if ('session' in found) store.addSession(found.session);
      else store.update(found.update);
      counts['session' in found ? 'sessions' : 'updates'] += 1;
    }
  }
  addWaiting();
  return { ...counts, unread };
}

type Meaning =
  | { readonly event: Arrived }
  | { readonly session: JsonObject }
  | { readonly update: JsonObject }
  | undefined;

function meaningOf(text: string, now: number): Meaning {
  const line = parsed(text.replace(/^\ufeff/, ''));
  if (!isJsonObject(line)) return undefined;
  const { session, update, record } = line;
  const event = eventOf(line);
  if (event !== undefined) return { event: checked({ ...event, at: event.at || now }) };
  if (isJsonObject(session)) return { session };
  if (isJsonObject(update)) return { update };
  return record === undefined ? bareMeaning(line, now) : undefined;
}

/** Of a record as it is sent, or of a session as HoneyHive keeps it: as an event. */
function bareMeaning(record: JsonObject, at: number): Meaning {
  if (record['event_type'] === 'session') {
    const { event_type: _, event_id, ...session } = record;
    return { session: { ...(event_id === undefined ? {} : { session_id: event_id }), ...session } };
  }
  if (typeof record['event_type'] === 'string') return { event: checked({ format: 'v1', record, problems: [], at }) };
  const isModelEvent = isList(record['messages']) || isJsonObject(record['response']);
  return isModelEvent ? { event: checked({ format: 'model', record, problems: [], at }) } : undefined;
}

/** Against the schemas of today, which may not be those under which it was exported. */
const checked = (event: Arrived): Arrived => ({
  ...event,
  problems: validate(event.format === 'model' ? modelEventSchema : v1EventSchema, event.record),
});

/** JSON as it is, however deep it is nested; `undefined` for what is none, such as half of a line. */
export function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
