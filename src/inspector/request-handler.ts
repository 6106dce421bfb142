import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { applicable, Script } from './fault';
import { asEvent, Memory } from './memory';
import { type ParsedRequest, parseRequest, type ReceivedRecord, readBody } from './parse-request';
import { respond } from './response';
import { describe, type SeenRequest } from './seen-request';
import { sendResponse } from './send-response';
import { Subscribers } from './subscribers';

/** Answers requests by a script of faults, keeps what they bring, and notifies those who listen. */
export class RequestHandler {
  readonly script = new Script();
  readonly memory: Memory;
  readonly events = new Subscribers<CreateModelEvent>();
  readonly v1Events = new Subscribers<JsonObject>();
  readonly sessions = new Subscribers<JsonObject>();
  readonly updates = new Subscribers<JsonObject>();
  readonly requests = new Subscribers<SeenRequest>();
  readonly #subscribers = [this.events, this.v1Events, this.sessions, this.updates, this.requests];
  readonly #apiKey: string | undefined;
  readonly #connections = new WeakMap<Socket, number>();
  readonly #closing = new AbortController();
  #opened = 0;

  /** @param keep see {@link Memory} */
  constructor(apiKey: string | undefined, keep: number) {
    this.#apiKey = apiKey;
    this.memory = new Memory(keep);
  }

  /** Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#answer(request, response);
    } catch (error) {
      response.socket?.destroy();
      // A client that disconnects is no news, but a script's function that throws is.
      if (request.complete && !this.#closing.signal.aborted) process.emitWarning(String(error), 'Receiver');
    }
  }

  connected(socket: Socket): void {
    this.#opened += 1;
    this.#connections.set(socket, this.#opened);
  }

  close(): void {
    this.#closing.abort();
    for (const subscribers of this.#subscribers) subscribers.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(request);
    const bytes = body?.length ?? 0;
    const parsed = this.#known(parseRequest(request, body, this.#apiKey));
    const seen = describe(request, bytes, this.#connections.get(request.socket) ?? 0, parsed);
    this.memory.addRequest(seen);

    const sent = parsed.records.map(({ record }) => record);
    const fault = applicable(this.script.take(parsed.route, parsed.api), bytes, sent);
    const planned = respond(parsed, fault, randomUUID);
    this.#store(parsed, planned.stored);
    for (const subscribers of this.#subscribers) subscribers.checkWaiters();
    try {
      seen.status = await sendResponse(response, planned, fault, this.#closing.signal);
    } finally {
      this.requests.notify(seen);
    }
  }

  /** Refuses an update of what was never stored, as HoneyHive does. */
  #known(request: ParsedRequest): ParsedRequest {
    const { route, records, refusal } = request;
    if (route !== 'update' || refusal !== undefined || this.memory.has(records[0]?.id)) return request;
    return { ...request, refusal: { status: 400, message: 'There is no event or session with this id.' } };
  }

  #store({ route, api }: ParsedRequest, records: readonly ReceivedRecord[]): void {
    if (route === 'events' && api !== undefined) this.memory.storeEvents(api, records);
    for (const received of records) {
      const { record } = received;
      if (route === 'session') this.sessions.notify(this.memory.storeSession(received));
      else if (route === 'update') {
        this.memory.update(received);
        this.updates.notify(record);
      } else if (api === 'model') this.events.notify(asEvent(record));
      else this.v1Events.notify(record);
    }
  }
}
