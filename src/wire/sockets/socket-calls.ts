import type { AsyncResource } from 'node:async_hooks';
import type { JsonRecord } from '../../json/json-record';
import { guarded } from '../../runtime/guarded';
import type { Clock, Recorder, RequestStart, Verdict } from '../http/recording';
import { logFailure } from '../log-failure';

/** When something passed, and in which asynchronous context of the app, if it was sent. */
export interface Moment {
  /** On the monotonic clock, in milliseconds. */
  readonly at: number;
  readonly context: AsyncResource | undefined;
}

/** What reads the messages of one socket. All of it is total. */
export interface SocketSession {
  /** About how many bytes are kept of what was said. */
  readonly kept: number;
  sent(message: JsonRecord): void;
  received(message: JsonRecord): void;
  /** Ends the calls that have their answer, and wait for words that may still come about them. */
  settle(): void;
  /** No more will pass: ends all calls. */
  closed(ending: Ending): void;
}

/** How a socket ended, for calls that had no answer until then. */
export interface Ending {
  readonly verdict: Verdict;
  readonly error: { readonly name?: string; readonly code: string; readonly message: string } | undefined;
}

/** @param url of the socket, with its query */
export type OpenSession = (calls: SocketCalls, url: URL) => SocketSession;

/** What records the calls of sockets. */
export interface CallStarter {
  readonly clock: Clock;
  startRecording(request: RequestStart, clock: Clock): Recorder;
}

/** Makes a recording of each call on a socket, as if it were a request of its own, with a stream of events as its response. */
export class SocketCalls {
  readonly #url: string;
  readonly #starter: CallStarter;
  /** From the monotonic clock to the wall clock. */
  #offset: number;
  /** Of the message that is read. */
  now: Moment;

  /** @param url without its query */
  constructor(url: string, starter: CallStarter) {
    this.#url = url;
    this.#starter = starter;
    this.#offset = offsetOf(starter.clock);
    this.now = { at: starter.clock.monotonic(), context: undefined };
  }

  /**
   * @param from when it was asked
   * @param request what was asked, in the form that the API's readers know; taken when the call ends, or earlier if much is answered
   */
  begin(from: Moment, request: () => JsonRecord): SocketCall {
    const time = { at: from.at };
    const virtual: Clock = { wall: () => this.#wallAt(time.at), monotonic: () => time.at };
    const start = (): Recorder => this.#starter.startRecording({ url: this.#url }, virtual);
    const recorder = from.context === undefined ? start() : from.context.runInAsyncScope(start);
    return new SocketCall(this, { recorder, time, request });
  }

  /** By one offset for all calls, so that they keep their order: a process that is interrupted between the two clocks reads a wrong one. */
  #wallAt(at: number): number {
    const offset = offsetOf(this.#starter.clock);
    if (Math.abs(offset - this.#offset) > clockSetMs) this.#offset = offset;
    return this.#offset + at;
  }
}

/** A wall clock that is so far from where it was has been set. */
const clockSetMs = 1000;

const offsetOf = ({ wall, monotonic }: Clock): number => wall() - monotonic();

interface Recording {
  readonly recorder: Recorder;
  /** What its clock says. */
  readonly time: { at: number };
  readonly request: () => JsonRecord;
}

/** So much of an answer waits for what is still said about its request, such as the transcript of the user's speech. */
const maxWaitingChars = 128 * 1024;

export class SocketCall {
  readonly #calls: Pick<SocketCalls, 'now'>;
  readonly #recording: Recording;
  #waiting: string[] | undefined = [];
  #waitingChars = 0;
  #firstAt: number | undefined;
  #lastAt: number;

  constructor(calls: Pick<SocketCalls, 'now'>, recording: Recording) {
    this.#calls = calls;
    this.#recording = recording;
    this.#lastAt = recording.time.at;
  }

  /** About how many characters wait. */
  get kept(): number {
    return this.#waitingChars;
  }

  /** An event of the answer, which has come now. */
  push(event: JsonRecord): void {
    this.touch();
    this.#firstAt ??= this.#lastAt;
    const text = `data: ${JSON.stringify(event)}\n\n`;
    if (this.#waiting === undefined) this.#recording.recorder.responseChunk(text);
    else {
      this.#waiting.push(text);
      this.#waitingChars += text.length;
      if (this.#waitingChars > maxWaitingChars) this.#release();
    }
  }

  /** Something of the answer has come now that is not to be kept. */
  touch(): void {
    this.#lastAt = this.#calls.now.at;
    this.#firstAt ??= this.#lastAt;
  }

  /** It ended when its last event came; if the socket ended it, now. */
  end({ verdict, error }: Ending = { verdict: 'end', error: undefined }): void {
    this.#release();
    const { recorder, time } = this.#recording;
    time.at = verdict === 'end' ? this.#lastAt : this.#calls.now.at;
    recorder.done(verdict, error);
  }

  #release(): void {
    const { recorder, time, request } = this.#recording;
    const waiting = this.#waiting;
    if (waiting === undefined) return;
    this.#waiting = undefined;
    this.#waitingChars = 0;
    recorder.requestChunk(JSON.stringify(guarded(request, logFailure) ?? {}));
    if (this.#firstAt === undefined) return;
    time.at = this.#firstAt;
    recorder.responseHead(switchingProtocols, { contentType: 'text/event-stream' });
    for (const text of waiting) recorder.responseChunk(text);
  }
}

/** The status of the one HTTP response that there was. */
const switchingProtocols = 101;
