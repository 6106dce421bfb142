import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';
import { isSame } from '../otlp/http/is-same';
import { applicable, noFault, Script } from './fault';
import { asEvent, type Keeper, UnkeptError } from './memory';
import { type ParsedRequest, parseRequest, type ReceivedRecord, readBody } from './parse-request';
import { type EndpointResponse, respond } from './response';
import { describe, type SeenRequest } from './seen-request';
import { sendResponse } from './send-response';
import { Subscribers } from './subscribers';

export type ForwardedResponse = Omit<EndpointResponse, 'stored'>;

export interface HandlerOptions {
  readonly keeper: Keeper;
  /** The only key that is accepted. Default: every key is. */
  readonly apiKey?: string | undefined;
  /** The key of requests by the inspector itself: they are accepted, and no fault is for them. */
  readonly ownKey?: string;
  /** Requests may come from other machines. */
  readonly isOpen?: boolean;
  /** Takes requests that are for none of HoneyHive's routes. @returns whether it did */
  readonly routes?: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Has requests answered by another server. Never rejects. */
  readonly forward?: (request: IncomingMessage, body: Buffer) => Promise<ForwardedResponse>;
}

/** Records that are refused for what is wrong with them, or with the body around them. */
function refusedOf({ route, records, refusal }: ParsedRequest): readonly ReceivedRecord[] {
  if (refusal !== undefined && refusal.status !== 400) return [];
  return records.flatMap(({ id, record, problems }) => {
    const reasons = problems.length > 0 || refusal === undefined ? problems : [refusal.message];
    if (reasons.length === 0) return [];
    return [{ id, record: route === 'session' ? { event_type: 'session', ...record } : record, problems: reasons }];
  });
}

function sendUnkept(response: ServerResponse, { message }: UnkeptError): void {
  response.writeHead(503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ success: false, message }));
}

/** Answers requests by a script of faults, keeps what they bring, and notifies those who listen. */
export class RequestHandler {
  readonly script = new Script();
  readonly events = new Subscribers<CreateModelEvent>();
  readonly v1Events = new Subscribers<JsonObject>();
  readonly sessions = new Subscribers<JsonObject>();
  readonly updates = new Subscribers<JsonObject>();
  readonly requests = new Subscribers<SeenRequest>();
  readonly #subscribers = [this.events, this.v1Events, this.sessions, this.updates, this.requests];
  readonly #options: HandlerOptions;
  readonly #connections = new WeakMap<Socket, number>();
  readonly #closing = new AbortController();
  #opened = 0;

  constructor(options: HandlerOptions) {
    this.#options = options;
  }

  /** Never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await this.#answer(request, response);
    } catch (error) {
      if (error instanceof UnkeptError && !response.headersSent) return sendUnkept(response, error);
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
    const { apiKey, ownKey, isOpen, routes, keeper } = this.#options;
    if (routes?.(request, response) === true) return;
    const body = await readBody(request);
    const bytes = body?.length ?? 0;
    const isOwn = ownKey !== undefined && isSame(`Bearer ${ownKey}`, request.headers.authorization);
    const parsed = this.#known(parseRequest(request, body, isOwn ? ownKey : apiKey, isOpen));
    const seen = describe(request, bytes, this.#connections.get(request.socket) ?? 0, parsed);
    keeper.addRequest(seen);

    const sent = parsed.records.map(({ record }) => record);
    const fault = isOwn ? noFault : applicable(this.script.take(parsed.route, parsed.api), bytes, sent);
    const own = respond(parsed, fault, randomUUID);
    this.#store(parsed, own.stored);
    keeper.storeRefused?.(parsed.api ?? 'model', refusedOf(parsed));
    for (const subscribers of this.#subscribers) subscribers.checkWaiters();
    try {
      const answer = body && fault === noFault ? await this.#forwarded(parsed, request, body) : undefined;
      seen.status = await sendResponse(response, { ...own, ...answer }, fault, this.#closing.signal);
    } finally {
      this.requests.notify(seen);
    }
  }

  /** The answer of the other server: what is not valid here, or was never stored here, may well be there. */
  async #forwarded(
    { records, refusal }: ParsedRequest,
    request: IncomingMessage,
    body: Buffer,
  ): Promise<ForwardedResponse | undefined> {
    if (records.length === 0 || refusal?.status === 401) return undefined;
    return this.#options.forward?.(request, body);
  }

  /** Refuses an update of what was never stored, as HoneyHive does. */
  #known(request: ParsedRequest): ParsedRequest {
    const { route, records, refusal } = request;
    if (route !== 'update' || refusal !== undefined || this.#options.keeper.has(records[0]?.id)) return request;
    return { ...request, refusal: { status: 400, message: 'There is no event or session with this id.' } };
  }

  #store({ route, api }: ParsedRequest, records: readonly ReceivedRecord[]): void {
    const { keeper } = this.#options;
    if (route === 'events' && api !== undefined) keeper.storeEvents(api, records);
    for (const received of records) {
      const { record } = received;
      if (route === 'session') this.sessions.notify(keeper.storeSession(received));
      else if (route === 'update') {
        keeper.update(received);
        this.updates.notify(record);
      } else if (api === 'model') this.events.notify(asEvent(record));
      else this.v1Events.notify(record);
    }
  }
}
