import type { JsonObject } from '../../json/json';
import type { CreateModelEvent } from '../../mapping/record/model-event';
import { DrawnSessions } from '../terminal/drawn-sessions';
import { harmlessJson } from '../terminal/harmless';
import type { ShownEvent } from '../terminal/shown-event';

/** A stored event of either format. */
export interface StoredEvent {
  readonly shown: ShownEvent;
  /** The same event as it was sent. */
  readonly sent: CreateModelEvent | JsonObject;
}

/** What a request has brought, as far as it was stored. */
export interface Arrival {
  readonly events: readonly StoredEvent[];
  /** Sessions that it has started, with what earlier starts have said of them. */
  readonly sessions: readonly JsonObject[];
  /** Updates of events and sessions, with the id of what they update as `event_id`. */
  readonly updates: readonly JsonObject[];
}

/** Where an inspection prints. */
export interface Output {
  /**
   * Prints what one request has brought.
   *
   * @param startOf what a session was started with, if it was
   */
  show(arrival: Arrival, startOf: (id: string) => JsonObject | undefined): void;
  /** Prints a line about something else: instructions, problems, the final count. */
  remark(line: string): void;
}

const print = (line: string): void => void process.stdout.write(`${line}\n`);

export function treeOutput(): Output {
  const drawn = new DrawnSessions(() => ({
    // A pipe has no columns, and some pseudo-terminals have 0.
    width: process.stdout.columns > 0 ? process.stdout.columns : 120,
    colour: process.stdout.isTTY === true && !process.env['NO_COLOR'],
  }));
  return {
    show: ({ events, sessions, updates }, startOf) => {
      const lines = [
        ...drawn.draw(
          events.map(({ shown }) => shown),
          startOf,
        ),
        ...sessions.flatMap((session) => drawn.drawStart(session)),
        ...updates.flatMap((update) => drawn.drawUpdate(update)),
      ];
      for (const line of lines) print(line);
    },
    remark: print,
  };
}

/** Nothing but JSON on the standard output. */
export const jsonOutput: Output = {
  show: ({ events, sessions, updates }) => {
    for (const { sent } of events) print(harmlessJson(sent));
    // As HoneyHive stores a session: as an event.
    for (const session of sessions) {
      print(harmlessJson({ event_type: 'session', event_id: session['session_id'], ...session }));
    }
    for (const update of updates) print(harmlessJson({ update }));
  },
  remark: (line) => void process.stderr.write(`${line}\n`),
};
