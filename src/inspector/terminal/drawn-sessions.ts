import type { JsonObject } from '../../json/json';
import { text } from '../json';
import { grouped } from './grouped';
import { dim, type Screen, show } from './line';
import { byStart, sessionScreen } from './render-sessions';
import { nameOf } from './session-lines';
import { type ShownEvent, updateLine } from './shown-event';

/** The oldest sessions are forgotten: what comes later for one of them is drawn as if it was new. */
const maxEvents = 10_000;

interface DrawnSession {
  start: JsonObject | undefined;
  events: readonly ShownEvent[];
}

/** Draws sessions while they go on: what arrives is drawn in its place, and what was drawn before is not repeated. */
export class DrawnSessions {
  /** In the order in which they were drawn last. */
  readonly #sessions = new Map<string, DrawnSession>();
  readonly #screen: () => Screen;

  constructor(screen: () => Screen) {
    this.#screen = screen;
  }

  /** @param startOf what a session was started with, if it was */
  draw(added: readonly ShownEvent[], startOf: (id: string) => JsonObject | undefined): readonly string[] {
    const lines = [...grouped(added, ({ sessionId }) => sessionId)].flatMap(([id, events]) =>
      id === undefined
        ? sessionScreen({ id, start: undefined, events: events.toSorted(byStart), drawn: new Set() }, this.#screen())
        : this.#drawSession(id, events, startOf(id)),
    );
    this.#forgetOldest();
    return lines;
  }

  /** What is new about the name or the user of a session that was drawn without them; nothing of others. */
  drawStart(start: JsonObject): readonly string[] {
    const id = text(start['session_id']) ?? '';
    const drawn = this.#sessions.get(id);
    if (drawn === undefined) return [];
    const before = nameOf(id, drawn.start);
    const now = nameOf(id, start);
    drawn.start = start;
    if (JSON.stringify(before) === JSON.stringify(now)) return [];
    return [show([...before, dim(' is now '), ...now], this.#screen())];
  }

  drawUpdate(update: JsonObject): readonly string[] {
    const id = text(update['event_id']) ?? '';
    return [show(updateLine(update, this.#nameOf(id) ?? id), this.#screen())];
  }

  #drawSession(id: string, added: readonly ShownEvent[], start: JsonObject | undefined): readonly string[] {
    const ids = new Set(added.map((event) => event.id));
    const before = (this.#sessions.get(id)?.events ?? []).filter((event) => !ids.has(event.id));
    const events = [...before, ...added].toSorted(byStart);
    this.#sessions.delete(id);
    this.#sessions.set(id, { start, events: events.slice(-maxEvents) });
    return sessionScreen({ id, start, events, drawn: new Set(before.map((event) => event.id)) }, this.#screen());
  }

  #forgetOldest(): void {
    let kept = 0;
    for (const { events } of this.#sessions.values()) kept += events.length;
    for (const [id, { events }] of this.#sessions) {
      if (kept <= maxEvents) return;
      kept -= events.length;
      this.#sessions.delete(id);
    }
  }

  #nameOf(id: string): string | undefined {
    const session = this.#sessions.get(id);
    if (session !== undefined)
      return nameOf(id, session.start)
        .map((piece) => piece.text)
        .join('');
    for (const { events } of this.#sessions.values()) {
      const event = events.find((one) => one.id === id);
      if (event !== undefined) return event.name;
    }
    return undefined;
  }
}
