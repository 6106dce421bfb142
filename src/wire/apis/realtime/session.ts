import { asText, compact, fieldsOf, type JsonRecord, nonEmpty, recordsOf, without } from '../../../json/json-record';
import { systemRuntime, type Timer } from '../../../runtime/runtime';
import type { Ending, Moment, OpenSession, SocketCall, SocketCalls, SocketSession } from '../../sockets/socket-calls';
import { StreamedMedia } from '../fields/streamed-media';
import { Conversation, type Item } from './conversation';
import { SpokenAnswer } from './spoken-answer';

/** A response that the app has asked for, and the server has not begun. */
interface Asked {
  readonly from: Moment;
  readonly eventId: unknown;
  readonly options: JsonRecord;
}

/** A response that the server has begun. */
interface Response {
  readonly call: SocketCall;
  readonly spoken: SpokenAnswer;
  /** The conversation before it. */
  readonly items: readonly Item[];
  /** Its output becomes part of the conversation. */
  readonly isApart: boolean;
}

/** So long may the transcript of what the user has said come after the answer; milliseconds. */
const transcriptMs = 3000;

export const realtimeSession: OpenSession = (calls, { searchParams }) =>
  new RealtimeSession(calls, searchParams.get('model') ?? searchParams.get('deployment') ?? undefined);

/**
 * OpenAI's Realtime API: each response of a session is a call, with the conversation so far. The app asks for a response, or the
 * server begins one when the user has stopped to speak. https://platform.openai.com/docs/api-reference/realtime
 */
class RealtimeSession implements SocketSession {
  readonly #calls: SocketCalls;
  readonly #model: string | undefined;
  readonly #conversation = new Conversation();
  readonly #asked: Asked[] = [];
  /** By id; under `''` one whose id is unknown. */
  readonly #open = new Map<string, Response>();
  /** Responses that are complete, but for a transcript. */
  readonly #waiting = new Set<Response>();
  #timer: Timer | undefined;
  #settings: JsonRecord = {};
  #buffer = new StreamedMedia();
  /** Sound that the app has committed, and the server has not made an item of. */
  readonly #committed: StreamedMedia[] = [];
  /** When the user's speech was last committed. */
  #spokenTo: Moment | undefined;
  #lastSent: Moment;
  #lastError: JsonRecord | undefined;

  constructor(calls: SocketCalls, model: string | undefined) {
    this.#calls = calls;
    this.#model = model;
    this.#lastSent = calls.now;
  }

  get kept(): number {
    const waiting = [...this.#open.values(), ...this.#waiting].reduce((sum, { call }) => sum + call.kept, 0);
    return this.#conversation.kept + waiting;
  }

  sent(message: JsonRecord): void {
    this.#lastSent = this.#calls.now;
    switch (message['type']) {
      case 'session.update':
        this.#settings = { ...this.#settings, ...fieldsOf(message['session']) };
        return;
      case 'conversation.item.create':
        this.#conversation.put(fieldsOf(message['item']), message['previous_item_id']);
        return;
      case 'input_audio_buffer.append':
        this.#buffer.add(message['audio']);
        return;
      case 'input_audio_buffer.commit':
        this.#committed.push(this.#buffer);
        this.#buffer = new StreamedMedia();
        return;
      case 'input_audio_buffer.clear':
        this.#buffer = new StreamedMedia();
        return;
      case 'response.create':
        this.#asked.push({
          from: this.#calls.now,
          eventId: message['event_id'],
          options: fieldsOf(message['response']),
        });
    }
  }

  received(message: JsonRecord): void {
    const type = asText(message['type']) ?? '';
    if (type.startsWith('response.')) this.#answered(type, message);
    else if (type === 'error') this.#failed(message);
    else if (type.startsWith('conversation.item.')) this.#changed(type.slice('conversation.item.'.length), message);
    else if (type === 'session.created' || type === 'session.updated') this.#settings = fieldsOf(message['session']);
    else if (type === 'input_audio_buffer.committed') this.#committedAs(message);
  }

  settle(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { call, items } of this.#waiting) {
      call.end();
      for (const item of items) item.isTranscribed = true; // later responses do not wait for it once more
    }
    this.#waiting.clear();
  }

  closed(ending: Ending): void {
    this.settle();
    for (const asked of this.#asked.splice(0)) this.#begin(String(this.#open.size), asked);
    for (const response of this.#open.values()) {
      if (this.#lastError !== undefined) response.call.push(this.#lastError);
      response.spoken.finish(response.call);
      response.call.end(ending);
    }
    this.#open.clear();
  }

  /** An item is there, or more is known of one. */
  #changed(what: string, message: JsonRecord): void {
    const { item_id: id, content_index: index } = message;
    switch (what) {
      case 'created':
      case 'added':
      case 'done':
        this.#conversation.put(fieldsOf(message['item']), message['previous_item_id'] ?? undefined);
        return;
      case 'deleted':
        this.#conversation.delete(id);
        return;
      case 'truncated':
        this.#conversation.setFields(id, compact({ audio_end_ms: message['audio_end_ms'] }));
        return;
      case 'input_audio_transcription.completed':
        this.#transcribed(this.#conversation.setContent(id, index, { transcript: message['transcript'] }));
        return;
      case 'input_audio_transcription.failed':
        this.#transcribed(this.#conversation.find(id));
    }
  }

  #transcribed(item: Item | undefined): void {
    if (item === undefined) return;
    item.isTranscribed = true;
    for (const response of this.#waiting) {
      if (this.#isAwaited(response)) continue;
      this.#waiting.delete(response);
      response.call.end();
    }
  }

  /** The server has made an item of the sound in its buffer; where it finds the ends of speech itself, of about what was sent by now. */
  #committedAs({ item_id: id, previous_item_id: previous }: JsonRecord): void {
    const isAsked = this.#committed.length > 0;
    const sound = this.#committed.shift() ?? this.#buffer;
    if (!isAsked) this.#buffer = new StreamedMedia();
    this.#spokenTo = { at: this.#calls.now.at, context: this.#lastSent.context };
    this.#conversation.put({ id, type: 'message', role: 'user' }, previous ?? undefined);
    this.#conversation.setContent(id, 0, compact({ audio: sound.marker }));
  }

  #answered(type: string, message: JsonRecord): void {
    const { response: body, response_id: named } = message;
    const id = asText(named) ?? asText(fieldsOf(body)['id']) ?? '';
    const response = this.#open.get(id) ?? this.#begin(id, this.#asked.shift());
    response.spoken.push(type, message, response.call);
    if (type === 'response.done') this.#done(id, response, fieldsOf(body));
  }

  #begin(id: string, asked: Asked | undefined): Response {
    this.settle();
    const from = asked?.from ?? this.#spokenTo ?? { at: this.#calls.now.at, context: this.#lastSent.context };
    this.#spokenTo = undefined;
    const options = asked?.options ?? {};
    const items = this.#inputOf(options);
    const settings = { ...this.#settings, ...compact(options) };
    const leftOut = options['input'] === undefined ? this.#conversation.leftOut : 0;
    const request = (): JsonRecord => ({
      ...without(settings, 'id', 'object', 'type', 'client_secret', 'expires_at', 'input', 'conversation'),
      object: 'realtime.request',
      model: settings['model'] ?? this.#model,
      input: items.map(({ fields }) => fields),
      ...(leftOut > 0 ? { items_left_out: leftOut } : {}),
    });
    const response = {
      call: this.#calls.begin(from, request),
      spoken: new SpokenAnswer(),
      items,
      isApart: options['conversation'] === 'none',
    };
    this.#open.set(id, response);
    return response;
  }

  /** What a response answers: the conversation, unless it has an input of its own. */
  #inputOf({ input }: JsonRecord): readonly Item[] {
    if (input === undefined || input === null) return this.#conversation.items;
    const apart = new Conversation();
    return recordsOf(input).map((fields) =>
      fields['type'] === 'item_reference' ? (this.#conversation.find(fields['id']) ?? { fields }) : apart.put(fields),
    );
  }

  #done(id: string, response: Response, body: JsonRecord): void {
    this.#open.delete(id);
    if (!response.isApart) for (const item of recordsOf(body['output'])) this.#conversation.put(item);
    if (!this.#isAwaited(response)) {
      response.call.end();
      return;
    }
    this.#waiting.add(response);
    this.#timer ??= systemRuntime.timer(transcriptMs, () => this.settle());
  }

  /** Whether the transcript of what the user has said is still to come. */
  #isAwaited({ items }: Response): boolean {
    const input = fieldsOf(fieldsOf(this.#settings['audio'])['input']);
    if (nonEmpty(fieldsOf(input['transcription'] ?? this.#settings['input_audio_transcription'])) === undefined) {
      return false;
    }
    return items.some(
      ({ fields, isTranscribed }) =>
        isTranscribed !== true &&
        fields['role'] === 'user' &&
        recordsOf(fields['content']).some((each) => each['type'] === 'input_audio' && each['transcript'] === undefined),
    );
  }

  /** Of what the app has asked for; of a session, if it says no more. */
  #failed(message: JsonRecord): void {
    const cause = fieldsOf(message['error'])['event_id'] ?? undefined;
    const at = this.#asked.findIndex(({ eventId }) => cause === undefined || eventId === cause);
    if (at === -1) {
      if (cause === undefined) this.#lastError = message;
      return;
    }
    const [asked] = this.#asked.splice(at, 1);
    const id = 'failed';
    const { call } = this.#begin(id, asked);
    this.#open.delete(id);
    call.push(message);
    call.end();
  }
}
