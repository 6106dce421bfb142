import type { JsonObject } from '../../json/json';
import { text } from '../json';
import type { RequestHandler } from '../request-handler';
import type { SeenRequest } from '../seen-request';
import { harmless } from '../terminal/harmless';
import { shownModelEvent, shownV1Event } from '../terminal/shown-event';
import type { Output, StoredEvent } from './output';

interface Arrived {
  readonly events: StoredEvent[];
  readonly sessions: JsonObject[];
  readonly updates: JsonObject[];
}

const nothing = (): Arrived => ({ events: [], sessions: [], updates: [] });

/** Prints what requests bring, one after the other, and counts it. */
export class Arrivals {
  readonly #sessions = new Set<string>();
  #arrived = nothing();
  #events = 0;
  #requests = 0;

  constructor(handler: RequestHandler, output: Output, startOf: (id: string) => JsonObject | undefined) {
    handler.events.add((event) => this.#arrived.events.push({ shown: shownModelEvent(event), sent: event }));
    handler.v1Events.add((sent) => this.#arrived.events.push({ shown: shownV1Event(sent), sent }));
    handler.sessions.add((session) => this.#arrived.sessions.push(session));
    handler.updates.add((update) => this.#arrived.updates.push(update));
    handler.requests.add((request) => {
      const arrived = this.#take();
      output.show(arrived, startOf);
      for (const line of problemsOf(request)) output.remark(harmless(line));
    });
  }

  get counts(): { readonly events: number; readonly sessions: number; readonly requests: number } {
    return { events: this.#events, sessions: this.#sessions.size, requests: this.#requests };
  }

  #take(): Arrived {
    const arrived = this.#arrived;
    this.#arrived = nothing();
    this.#events += arrived.events.length;
    this.#requests += 1;
    for (const session of arrived.sessions) this.#sessions.add(text(session['session_id']) ?? '');
    return arrived;
  }
}

const problemsOf = ({ method, path, status, records, session, update }: SeenRequest): readonly string[] => [
  ...(status === 200 ? [] : [`${method} ${path} → ${status ?? 'no answer'}`]),
  ...[...records, ...(session === undefined ? [] : [session]), ...(update === undefined ? [] : [update])].flatMap(
    ({ id, problems }) => problems.map((problem) => `  ${id ?? 'a record'}: ${problem}`),
  ),
];
