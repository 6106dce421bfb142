import {
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  recordsIn,
  recordsOf,
  without,
} from '../../../json/json-record';
import { systemRuntime, type Timer } from '../../../runtime/runtime';
import type { Ending, Moment, OpenSession, SocketCalls, SocketSession } from '../../sockets/socket-calls';
import { withoutMedia } from '../fields/streamed-media';
import { camelCased } from '../gemini/content';
import { BoundedList } from '../realtime/bounded-list';
import { StreamedContent } from './streamed-content';
import { Turn } from './turn';

/** A content of the conversation, which can grow: transcripts come later than what they are of. */
interface Said {
  content: JsonRecord;
}

/** So long may the usage of a turn come after its end; milliseconds. */
const usageMs = 1000;
const mediaNames: ReadonlySet<string> = new Set(['data']);

export const liveSession: OpenSession = (calls) => new LiveSession(calls);

/**
 * Gemini's Live API: each turn of the model is a call, with the conversation so far. A turn that calls functions is over when the app
 * answers them, and what the model says then is another call. https://ai.google.dev/api/live
 */
class LiveSession implements SocketSession {
  readonly #calls: SocketCalls;
  readonly #said = new BoundedList<Said>();
  #setup: JsonRecord = {};
  /** What the user says and shows, of which no turn has been made. */
  #input = new StreamedContent();
  /** When the app asked for a turn that the model has not begun. */
  #asked: Moment | undefined;
  #lastSent: Moment;
  #turn: Turn | undefined;
  #timer: Timer | undefined;

  constructor(calls: SocketCalls) {
    this.#calls = calls;
    this.#lastSent = calls.now;
  }

  get kept(): number {
    return this.#said.kept + (this.#turn?.kept ?? 0);
  }

  sent(message: JsonRecord): void {
    this.#lastSent = this.#calls.now;
    const { setup, clientContent, realtimeInput, toolResponse } = camelCased(message);
    if (setup !== undefined) this.#setup = without(camelCased(setup), 'sessionResumption');
    if (clientContent !== undefined) this.#sentContent(camelCased(clientContent));
    if (realtimeInput !== undefined) this.#sentInput(camelCased(realtimeInput));
    if (toolResponse !== undefined) this.#sentResults(camelCased(toolResponse));
  }

  received(message: JsonRecord): void {
    const { serverContent, toolCall, toolCallCancellation, usageMetadata, goAway } = camelCased(message);
    const content = camelCased(serverContent);
    const calls = recordsOf(camelCased(toolCall)['functionCalls']);
    if (content['inputTranscription'] !== undefined) this.#transcribed(fieldsOf(content['inputTranscription'])['text']);
    const turn = this.#turnFor(content, calls);
    if (turn === undefined) return;
    turn.push(content, calls);
    turn.note(compact({ usageMetadata, goAway, toolCallCancellation }));
    if (turn.hasUsage && turn.isComplete) this.settle();
    else if (turn.isOver) this.#timer ??= systemRuntime.timer(usageMs, () => this.settle());
  }

  settle(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    const turn = this.#turn;
    if (turn === undefined || !(turn.isOver || turn.hasCalled)) return;
    this.#end(turn);
  }

  closed(ending: Ending): void {
    this.settle();
    if (this.#turn === undefined && this.#asked !== undefined) this.#begin();
    if (this.#turn !== undefined) this.#end(this.#turn, ending);
  }

  #sentContent({ turns, turnComplete }: JsonRecord): void {
    this.#add(turns);
    if (turnComplete === true) this.#ask();
  }

  #sentInput({ mediaChunks, audio, video, text, activityEnd, audioStreamEnd }: JsonRecord): void {
    for (const blob of [...recordsIn(mediaChunks), audio, video]) if (blob !== undefined) this.#input.add(blob);
    if (asText(text) !== undefined) {
      this.#add([{ role: 'user', parts: [{ text }] }]);
      this.#ask();
    }
    if (activityEnd !== undefined || audioStreamEnd === true) this.#ask();
  }

  #sentResults({ functionResponses }: JsonRecord): void {
    this.#ask();
    const parts = recordsIn(functionResponses).map((functionResponse) => ({ functionResponse }));
    this.#add([{ role: 'user', parts }]);
  }

  /** A turn that is over gets no more of what comes now. */
  #ask(): void {
    this.settle();
    this.#asked ??= this.#calls.now;
  }

  #add(turns: unknown): void {
    for (const content of recordsIn(turns)) {
      this.#said.add({ content: withoutMedia(content, mediaNames) as JsonRecord });
    }
  }

  /** Of what the user said before the turn that is open, or before the next one. */
  #transcribed(text: unknown): void {
    const { input, user } = this.#turn ?? {};
    if (input === undefined || user === undefined || this.#turn?.isOver === true) {
      this.#input.say(text);
      return;
    }
    input.say(text);
    user.content = contentOf(input);
    this.#said.changed(user);
  }

  /** The turn that a message of the server belongs to. */
  #turnFor(content: JsonRecord, calls: readonly JsonRecord[]): Turn | undefined {
    const isSaying = content['modelTurn'] !== undefined || content['outputTranscription'] !== undefined;
    if ((isSaying || calls.length > 0) && this.#turn?.isOver === true) this.settle();
    if (this.#turn !== undefined) return this.#turn;
    const isEnding =
      this.#asked !== undefined && (content['turnComplete'] === true || content['generationComplete'] === true);
    return isSaying || calls.length > 0 || isEnding ? this.#begin() : undefined;
  }

  #begin(): Turn {
    const input = this.#input;
    const user = input.isEmpty ? undefined : { content: contentOf(input) };
    if (user !== undefined) this.#said.add(user);
    this.#input = new StreamedContent();
    const from =
      this.#asked ??
      (user === undefined ? { at: this.#calls.now.at, context: this.#lastSent.context } : this.#lastSent);
    this.#asked = undefined;
    const said = this.#said.items;
    const { leftOut } = this.#said;
    const setup = this.#setup;
    const request = (): JsonRecord => ({
      ...setup,
      object: 'live.request',
      contents: said.map(({ content }) => content),
      ...(leftOut > 0 ? { contentsLeftOut: leftOut } : {}),
    });
    this.#turn = new Turn(this.#calls.begin(from, request), input, user);
    return this.#turn;
  }

  #end(turn: Turn, ending?: Ending): void {
    this.#turn = undefined;
    turn.end(ending);
    const parts = nonEmpty(turn.parts);
    if (parts !== undefined) this.#said.add({ content: { role: 'model', parts } });
  }
}

const contentOf = (input: StreamedContent): JsonRecord => ({ role: 'user', parts: input.parts });
