import type { JsonRecord } from '../json/json-record';
import { guarded } from '../runtime/guarded';
import type { Api } from './apis/api';
import { typed } from './apis/fields/typed';
import { askedIn } from './apis/universal';
import { callsIn } from './calls-in-results';
import type { Exchange } from './exchange';
import { Decoding, pieceBytes } from './http/content-encoding';
import type { Bounds } from './http/long-text';
import type { Recorder } from './http/recording';
import { nothingSent, type Sent, type SentBody, sentAs } from './http/sent-body';
import { laterAnswerOf } from './later-answer';
import { logFailure } from './log-failure';
import { emptyRequest, exchangeFrom, type ReadRequest } from './read-exchange';
import { isModelCall, type Recognised, recognise } from './recognition';
import { type ResponseBody, ResponseReader } from './response-reader';

/** A request may use this much of the bound, so that room is left for its response, whose end has the usage. */
const requestShare = 0.75;

/** What is read of a {@link Recorder}. */
type Recorded = Pick<Recorder, 'request' | 'response' | 'recording' | 'isDone' | 'ignoreBodies'>;

/** A request that has been read. */
interface Read extends ReadRequest {
  readonly recognised: Recognised;
  readonly bytes: number;
}

/**
 * Reads one recorded exchange in steps, each of a millisecond or so, while it passes or afterwards: the request once a response has
 * begun, the response piece by piece. What is kept is bounded, what passes is not.
 */
export class ExchangeReader {
  readonly #recorder: Recorded;
  readonly #bounds: Bounds;
  readonly #steps = this.#read();
  #sent: Sent | undefined;
  #requestBytes: number | undefined;
  #decoding: Decoding | undefined;
  #response: ResponseReader | undefined;
  readonly #exchanges: Exchange[] = [];

  /** @param bounds of both bodies together */
  constructor(recorder: Recorded, bounds: Bounds) {
    this.#recorder = recorder;
    this.#bounds = bounds;
  }

  /** About how many bytes are kept of what was read. */
  get kept(): number {
    return (this.#requestBytes ?? this.#sent?.kept ?? 0) + (this.#response?.kept ?? 0);
  }

  /**
   * The exchange, once it is over; none if it is no model call: another body at such a path, or a redirect on the way to one. Several, one
   * after another, if it has brought the results of several calls. Each is given once.
   */
  take(): readonly Exchange[] {
    return this.#exchanges.splice(0);
  }

  /** Reads on. @returns whether there is more to read now */
  step(): boolean {
    const { done = false, value } = guarded(() => this.#steps.next(), logFailure) ?? { done: true };
    if (done) this.#end();
    return !done && value === true;
  }

  /** Yields whether there is more to read now. */
  *#read(): Generator<boolean, void> {
    const sent = yield* this.#readRequestBody();
    const request = this.#readRequest(sent);
    if (request === undefined) return;
    this.#requestBytes = request.bytes;
    this.#sent = undefined;
    yield true;
    const body = yield* this.#readResponse(request);
    yield true;
    const { recording } = this.#recorder;
    const { recognised } = request;
    if (guarded(() => isModelCall(recognised, recording.status, body), logFailure) !== true) return;
    const { later, read } = laterAnswerOf(recording, request, body);
    if (recognised.asksForAnswer && later === undefined) return;
    const whole = { ...request, read };
    if (recognised.api.calls === undefined) this.#exchanges.push({ ...exchangeFrom(recording, whole, body), later });
    else
      for (const call of callsIn(recording, recognised.api, body)) {
        this.#exchanges.push(call);
        yield true;
      }
  }

  *#readRequestBody(): Generator<boolean, SentBody> {
    const { contentType } = this.#recorder.recording.requestHeaders ?? {};
    for (;;) {
      const piece = this.#recorder.request.take(4 * pieceBytes);
      if (piece !== undefined) {
        const bounds = { ...this.#bounds, maxBytes: this.#bounds.maxBytes * requestShare };
        this.#sent ??= sentAs(piece, contentType, bounds);
        this.#sent.write(piece);
        yield true;
      } else if (this.#recorder.response.bytes > 0 || this.#recorder.isDone) {
        break; // a server that answers has the request: what the app sends after that is not read
      } else yield false;
    }
    const body = this.#sent === undefined ? nothingSent : yield* this.#sent.end();
    yield true;
    return body;
  }

  #readRequest(sent: SentBody): Read | undefined {
    const { recording } = this.#recorder;
    const asked = guarded(() => askedIn(recording, sent.body), logFailure);
    const recognised = asked && guarded(() => recognise(recording, asked, sent.isEmpty), logFailure);
    if (recognised === undefined) return undefined;
    const { api, path } = recognised;
    const body = { ...askedInQuery(api, recording.query), ...asked?.body };
    const read = guarded(() => api.readRequest(body, path, recording.requestHeaders), logFailure) ?? emptyRequest;
    return { recognised, api, read, bytes: sent.bytes, truncated: sent.isCut };
  }

  *#readResponse({ api, read, bytes }: Read): Generator<boolean, ResponseBody> {
    const { recording, response } = this.#recorder;
    const bounds = { ...this.#bounds, maxBytes: this.#bounds.maxBytes - bytes };
    const reader = new ResponseReader(api, recording, read, bounds);
    const decoding = new Decoding(() => response.take(pieceBytes), recording.headers.contentEncoding);
    this.#response = reader;
    this.#decoding = decoding;
    for (;;) {
      const piece = decoding.next();
      if (piece !== undefined) reader.write(piece);
      else if (decoding.isOver) response.clear();
      if (piece === undefined && this.#recorder.isDone) break;
      yield piece !== undefined;
    }
    for (const ending = reader.end(); ; ) {
      const { done, value } = ending.next();
      if (done) return withFlawOf(decoding, value);
      yield true;
    }
  }

  #end(): void {
    this.#decoding?.close();
    this.#response = undefined;
    this.#recorder.ignoreBodies();
  }
}

/** What the API has in the query of a request, where others have it in the body. */
const askedInQuery = ({ query: names = [] }: Api, query: string): JsonRecord => {
  const asked = new URLSearchParams(query);
  return Object.fromEntries(names.flatMap((name) => (asked.has(name) ? [[name, typed(asked.get(name))]] : [])));
};

/** A body in an encoding that is unknown here is read if it can be, since the header may be wrong. */
function withFlawOf({ unknown, isCut, isBroken }: Decoding, body: ResponseBody): ResponseBody {
  if (isCut) return { ...body, complete: true, flaw: undefined, truncated: true };
  if (unknown.length > 0 && !body.isRead) return { ...body, excerpt: '', flaw: unknownEncoding(unknown) };
  return { ...body, flaw: isBroken ? brokenEncoding : body.flaw };
}

const brokenEncoding = 'The response could not be read: it is not encoded as its header claims';

/** What a server names an encoding can be any text. */
const unknownEncoding = (names: readonly string[]): string =>
  names.every((name) => /^[\w-]{1,20}$/.test(name))
    ? `The response could not be read: its encoding ${names.join(', ')} is unknown here`
    : 'The response could not be read: its encoding is unknown here';
