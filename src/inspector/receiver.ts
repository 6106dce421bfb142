import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { answer } from './answer';
import { type ReceivedRecord, readBody, understand } from './arrival';
import { applicable, Script, type ScriptEntry } from './fault';
import { asEvent, Memory } from './memory';
import { describe, type SeenRequest } from './request';
import { transmit } from './transmit';
import { Watchers } from './watchers';

export interface ReceiverOptions {
  /** 0, the default, takes any that is free. */
  readonly port?: number;
  /** The receiver keeps prompts in memory and asks for no real key, so it is never reachable from elsewhere. */
  readonly host?: '127.0.0.1' | '::1';
  /** The only key that is accepted; others get a 401. Without it every key is. */
  readonly apiKey?: string;
  /** How many of the newest events, records and requests to remember. Default: all. */
  readonly keep?: number;
}

/** A stand-in of HoneyHive's endpoint on this machine: strict about records, misbehaving on request. */
export interface Receiver {
  /** Such as `http://127.0.0.1:43211`: what `HH_API_URL` is set to. */
  readonly url: string;
  /** What was stored by `POST /events/model/batch`, one for each `event_id`, in the order in which they first arrived. */
  readonly events: readonly CreateModelEvent[];
  /** What was stored by `POST /v1/events/batch`, likewise. */
  readonly v1Events: readonly JsonObject[];
  /** Every record of every request, repeated, invalid and refused ones included. */
  readonly received: readonly ReceivedRecord[];
  readonly requests: readonly SeenRequest[];
  /** Faults for the next requests, in order; `{ always: … }` for all that follow them. */
  script(...entries: readonly ScriptEntry[]): void;
  /** Resolves once so many events are stored; rejects after `timeoutMs` (default 10 s) or when the receiver closes. */
  waitForEvents(count: number, timeoutMs?: number): Promise<readonly CreateModelEvent[]>;
  /** Resolves once so many requests have arrived, answered or not; rejects as `waitForEvents` does. */
  waitForRequests(count: number, timeoutMs?: number): Promise<readonly SeenRequest[]>;
  /** Calls `listener` for every event as it is stored, repeats included. Returns the way to stop that. */
  onEvent(listener: (event: CreateModelEvent) => void): () => void;
  /** The same for the events of `POST /v1/events/batch`. */
  onV1Event(listener: (event: JsonObject) => void): () => void;
  /** Calls `listener` for every request once it is answered or given up. Returns the way to stop that. */
  onRequest(listener: (request: SeenRequest) => void): () => void;
  /** Stops at once and destroys every open connection. Twice is once. */
  close(): Promise<void>;
}

/** Resolves once it listens; rejects with the system's error if the port is taken. */
export async function startReceiver(options: ReceiverOptions = {}): Promise<Receiver> {
  const { port = 0, host = '127.0.0.1', apiKey, keep = Number.POSITIVE_INFINITY } = options;
  if (host !== '127.0.0.1' && host !== '::1') throw new RangeError('the receiver listens on 127.0.0.1 or ::1 only');

  const script = new Script();
  const memory = new Memory(keep);
  const events = new Watchers<CreateModelEvent>();
  const v1Events = new Watchers<JsonObject>();
  const requests = new Watchers<SeenRequest>();
  const connections = new WeakMap<Socket, number>();
  const closing = new AbortController();

  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    const bytes = body?.length ?? 0;
    const arrival = understand(request, body, apiKey);
    const { api, records } = arrival;
    const seen = {
      ...describe(request, bytes, connections.get(request.socket) ?? 0, records),
      status: undefined as number | undefined,
    };
    memory.note(seen, records);

    const fault = applicable(
      script.take(),
      bytes,
      records.map((one) => one.record),
    );
    const said = answer(arrival, fault, randomUUID);
    if (api !== undefined) memory.store(api, said.kept);
    for (const { record } of said.kept) {
      if (api === 'model') events.tell(asEvent(record));
      else v1Events.tell(record);
    }
    events.arrived();
    requests.arrived();
    try {
      seen.status = await transmit(response, said, fault, closing.signal);
    } finally {
      requests.tell(seen);
    }
  };

  const server = createServer((request, response) => {
    serve(request, response).catch((error: unknown) => {
      response.socket?.destroy();
      // A caller that goes away is its own business; a script's function that throws is news to whoever wrote it.
      if (request.complete && !closing.signal.aborted) process.emitWarning(String(error), 'Receiver');
    });
  });
  let opened = 0;
  server.on('connection', (socket) => connections.set(socket, ++opened));
  // Idle connections stay open: only a fault closes one, so that a test knows when.
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => resolve());
  });
  const { address, port: taken } = server.address() as AddressInfo;

  return {
    url: `http://${host === '::1' ? `[${address}]` : address}:${taken}`,
    get events() {
      return memory.events;
    },
    get v1Events() {
      return memory.v1Events;
    },
    received: memory.received,
    requests: memory.requests,
    script: (...entries) => script.add(entries),
    waitForEvents: (count, timeoutMs) => events.until(() => memory.events, count, 'events', timeoutMs),
    waitForRequests: (count, timeoutMs) => requests.until(() => memory.requests, count, 'requests', timeoutMs),
    onEvent: (listener) => events.add(listener),
    onV1Event: (listener) => v1Events.add(listener),
    onRequest: (listener) => requests.add(listener),
    close: () =>
      new Promise((resolve) => {
        closing.abort();
        events.close();
        v1Events.close();
        requests.close();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
