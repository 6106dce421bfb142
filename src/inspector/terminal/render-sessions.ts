import type { JsonObject } from '../../json/json';
import type { CreateModelEvent } from '../../mapping/record/model-event';
import { text } from '../json';
import { grouped } from './grouped';
import { dim, type Screen, show } from './line';
import { type ShownSession, sessionLines } from './session-lines';
import { type ShownEvent, shownModelEvent, shownV1Event } from './shown-event';

/** What a receiver has stored. */
export interface Stored {
  readonly events: readonly CreateModelEvent[];
  readonly v1Events: readonly JsonObject[];
  readonly sessions: readonly JsonObject[];
}

/**
 * Sessions as trees for a terminal: each by its name and user, and below it chains, tools and model calls as they stand in each other,
 * with the time of the day at which they began. A session without events is not shown.
 */
export function renderSessions({ events, v1Events, sessions }: Stored, screen: Screen): readonly string[] {
  const starts = new Map(sessions.map((session) => [text(session['session_id']), session]));
  const shown = [...events.map(shownModelEvent), ...v1Events.map(shownV1Event)].toSorted(byStart);
  return [...grouped(shown, ({ sessionId }) => sessionId)].flatMap(([id, ofSession]) =>
    sessionScreen({ id, start: starts.get(id), events: ofSession, drawn: new Set() }, screen),
  );
}

export const byStart = (one: ShownEvent, other: ShownEvent): number => one.event.start_time - other.event.start_time;

/** A terminal that is narrower has no room for the time of the day. */
const minWidthForTimes = 60;

/** The lines of a session as they are printed. */
export function sessionScreen(session: ShownSession, screen: Screen): readonly string[] {
  const clock = clockOf(screen);
  const gutter = ' '.repeat(clock(0).length);
  const lines = sessionLines(session, screen.width - gutter.length);
  const hasTimes = screen.width >= minWidthForTimes && lines.some(({ at }) => at !== undefined);
  return lines.map(({ line, at }, row) =>
    show(!hasTimes || row === 0 ? line : [dim(at === undefined ? gutter : clock(at)), ...line], screen),
  );
}

function clockOf({ timeZone }: Screen): (at: number) => string {
  const format = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone });
  return (at) => `${format.format(at)} `;
}
