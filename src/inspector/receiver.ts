import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import type { ScriptEntry } from './fault';
import { type Listening, listen } from './listen';
import { Memory } from './memory';
import type { ReceivedRecord } from './parse-request';
import { RequestHandler } from './request-handler';
import type { SeenRequest } from './seen-request';

export interface ReceiverOptions {
  /** Default: 0, which takes any free port. */
  readonly port?: number;
  /** Loopback only, since the receiver keeps prompts and accepts every key by default. Default: `127.0.0.1`. */
  readonly host?: '127.0.0.1' | '::1';
  /** The only key that is accepted; others are answered with 401. Default: every key is accepted. */
  readonly apiKey?: string;
  /** How many of the newest events, records and requests to keep. Default: all. */
  readonly keep?: number;
}

/** A local substitute for HoneyHive: strict about events, sessions and updates, with faults on request. */
export interface Receiver {
  /** Such as `http://127.0.0.1:43211`: the value for `HH_API_URL`. */
  readonly url: string;
  /** Events stored by `POST /events/model/batch`, one for each `event_id`, in the order in which they first arrived. */
  readonly events: readonly CreateModelEvent[];
  /** The same for `POST /v1/events/batch`. */
  readonly v1Events: readonly JsonObject[];
  /**
   * Sessions that were started, one for each `session_id`, in the order in which they first arrived. What is posted again, and updates,
   * are merged into them.
   */
  readonly sessions: readonly JsonObject[];
  /** Updates of stored events and sessions, in order, with the id of what they update as `event_id`. They are merged into it, too. */
  readonly updates: readonly JsonObject[];
  /** Every event of every request, including repeated, invalid and rejected ones. */
  readonly received: readonly ReceivedRecord[];
  readonly requests: readonly SeenRequest[];
  /** Faults for the next requests, in order; `{ always: … }` for all that follow them. */
  script(...entries: readonly ScriptEntry[]): void;
  /** Resolves once `count` events are stored; rejects after `timeoutMs` (default 10 s) or when the receiver closes. */
  waitForEvents(count: number, timeoutMs?: number): Promise<readonly CreateModelEvent[]>;
  /** The same for `POST /v1/events/batch`. */
  waitForV1Events(count: number, timeoutMs?: number): Promise<readonly JsonObject[]>;
  /** Resolves once `count` sessions are stored; rejects as `waitForEvents` does. */
  waitForSessions(count: number, timeoutMs?: number): Promise<readonly JsonObject[]>;
  /** Resolves once `count` updates are stored; rejects as `waitForEvents` does. */
  waitForUpdates(count: number, timeoutMs?: number): Promise<readonly JsonObject[]>;
  /** Resolves once `count` requests have arrived, answered or not; rejects as `waitForEvents` does. */
  waitForRequests(count: number, timeoutMs?: number): Promise<readonly SeenRequest[]>;
  /** Calls `listener` for every event as it is stored, including repeated ones. Returns a function that removes it. */
  onEvent(listener: (event: CreateModelEvent) => void): () => void;
  /** The same for the events of `POST /v1/events/batch`. */
  onV1Event(listener: (event: JsonObject) => void): () => void;
  /** Calls `listener` for every session as it is stored, and again when something is merged into it by another start. */
  onSession(listener: (session: JsonObject) => void): () => void;
  /** Calls `listener` for every update as it is stored. */
  onUpdate(listener: (update: JsonObject) => void): () => void;
  /** Calls `listener` for every request once it is answered or aborted. Returns a function that removes it. */
  onRequest(listener: (request: SeenRequest) => void): () => void;
  /** Stops at once and destroys every open connection. Closing again has no effect. */
  close(): Promise<void>;
}

/** Resolves once it listens; rejects with the system's error if the port is taken. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { port = 0, host = '127.0.0.1', apiKey, keep = Number.POSITIVE_INFINITY } = options;
  if (host !== '127.0.0.1' && host !== '::1') throw new RangeError('the receiver listens on 127.0.0.1 or ::1 only');
  const memory = new Memory(keep);
  const handler = new RequestHandler({ keeper: memory, apiKey });
  return receiverOf(handler, memory, await listen(handler, port, host));
}

function receiverOf(handler: RequestHandler, memory: Memory, { url, close }: Listening): Receiver {
  const { script, events, v1Events, sessions, updates, requests } = handler;
  return {
    url,
    get events() {
      return memory.events;
    },
    get v1Events() {
      return memory.v1Events;
    },
    get sessions() {
      return memory.sessions;
    },
    updates: memory.updates,
    received: memory.received,
    requests: memory.requests,
    script: (...entries) => script.add(entries),
    waitForEvents: (count, timeoutMs) => events.waitFor(() => memory.events, count, 'events', timeoutMs),
    waitForV1Events: (count, timeoutMs) => v1Events.waitFor(() => memory.v1Events, count, 'events', timeoutMs),
    waitForSessions: (count, timeoutMs) => sessions.waitFor(() => memory.sessions, count, 'sessions', timeoutMs),
    waitForUpdates: (count, timeoutMs) => updates.waitFor(() => memory.updates, count, 'updates', timeoutMs),
    waitForRequests: (count, timeoutMs) => requests.waitFor(() => memory.requests, count, 'requests', timeoutMs),
    onEvent: (listener) => events.add(listener),
    onV1Event: (listener) => v1Events.add(listener),
    onSession: (listener) => sessions.add(listener),
    onUpdate: (listener) => updates.add(listener),
    onRequest: (listener) => requests.add(listener),
    close,
  };
}
