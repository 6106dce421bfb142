import { asRecord, asText, fieldsOf, type JsonRecord, without } from '../../../json/json-record';
import type { Ending, OpenSession, SocketCall, SocketCalls, SocketSession } from '../../sockets/socket-calls';

/** The events that a response ends with. */
const lastEvents: ReadonlySet<string> = new Set([
  'response.completed',
  'response.incomplete',
  'response.failed',
  'response.cancelled',
  'error',
]);

export const responsesSession: OpenSession = (calls) => new ResponsesSession(calls);

/**
 * OpenAI's Responses API over a WebSocket: each `response.create` is a request, and is answered by the events that a stream would
 * have, one response after the other. https://platform.openai.com/docs/guides/websocket-mode
 */
class ResponsesSession implements SocketSession {
  readonly #calls: SocketCalls;
  readonly #open: SocketCall[] = [];
  #model: unknown;

  constructor(calls: SocketCalls) {
    this.#calls = calls;
  }

  get kept(): number {
    return this.#open.reduce((sum, { kept }) => sum + kept, 0);
  }

  sent(message: JsonRecord): void {
    if (message['type'] !== 'response.create') return;
    const asked = asRecord(message['response']) ?? without(message, 'type', 'event_id');
    this.#model = asked['model'] ?? this.#model;
    const request = { ...asked, model: this.#model, stream: true };
    this.#open.push(this.#calls.begin(this.#calls.now, () => request));
  }

  received(message: JsonRecord): void {
    const type = asText(message['type']) ?? '';
    const [call] = this.#open;
    if (call === undefined || !(type.startsWith('response.') || type === 'error')) return;
    call.push(message);
    const isOver =
      lastEvents.has(type) || (type === 'response.done' && fieldsOf(message['response'])['id'] !== undefined);
    if (!isOver) return;
    this.#open.shift();
    call.end();
  }

  settle(): void {
    // No call waits for more than its answer.
  }

  closed(ending: Ending): void {
    for (const call of this.#open.splice(0)) call.end(ending);
  }
}
