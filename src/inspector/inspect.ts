import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import type { Fault } from './fault';
import { startReceiver } from './receiver';
import type { SeenRequest } from './seen-request';
import { counted } from './terminal/figures';
import { harmless } from './terminal/harmless';
import { type ShownEvent, shownModelEvent, shownV1Event } from './terminal/shown-event';

/** Keeps a long session from filling the memory. */
const maxKept = 10_000;

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

export interface Inspection {
  /** Stops, and prints how much was received. */
  end(): Promise<void>;
}

/**
 * Starts a receiver, prints how to send to it, and prints what arrives.
 *
 * @param fault the fault with which every request is answered, if any
 */
export async function inspect(port: number, fault: Fault | undefined, output: Output): Promise<Inspection> {
  const receiver = await startReceiver({ port, keep: maxKept });
  if (fault !== undefined) receiver.script({ always: fault });
  for (const line of instructions(receiver.url)) output.remark(line);
  const startOf = (id: string): JsonObject | undefined =>
    receiver.sessions.find((session) => session['session_id'] === id);
  let arrived = nothing();
  let events = 0;
  let requests = 0;

  receiver.onEvent((event) => arrived.events.push({ shown: shownModelEvent(event), sent: event }));
  receiver.onV1Event((sent) => arrived.events.push({ shown: shownV1Event(sent), sent }));
  receiver.onSession((session) => arrived.sessions.push(session));
  receiver.onUpdate((update) => arrived.updates.push(update));
  receiver.onRequest((request) => {
    output.show(arrived, startOf);
    for (const line of problemsOf(request)) output.remark(harmless(line));
    events += arrived.events.length;
    requests += 1;
    arrived = nothing();
  });

  return {
    end: async () => {
      const sessions = receiver.sessions.length;
      await receiver.close();
      const ofSessions = sessions === 0 ? '' : ` of ${counted(sessions, 'session')}`;
      output.remark(`${counted(events, 'event')}${ofSessions} in ${counted(requests, 'request')}.`);
    },
  };
}

const nothing = (): { events: StoredEvent[]; sessions: JsonObject[]; updates: JsonObject[] } => ({
  events: [],
  sessions: [],
  updates: [],
});

const instructions = (url: string): readonly string[] => [
  `Waiting for events at ${url}. Run an app against it:`,
  '',
  `  HH_API_URL=${url} HH_API_KEY=local HH_PROJECT=demo node --import opentelemetry-exporter-honeyhive/register app.js`,
  '',
];

const problemsOf = ({ method, path, status, records, session, update }: SeenRequest): readonly string[] => [
  ...(status === 200 ? [] : [`${method} ${path} → ${status ?? 'no answer'}`]),
  ...[...records, ...(session === undefined ? [] : [session]), ...(update === undefined ? [] : [update])].flatMap(
    ({ id, problems }) => problems.map((problem) => `  ${id ?? 'a record'}: ${problem}`),
  ),
];
