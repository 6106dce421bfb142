import { StringDecoder } from 'node:string_decoder';
import { asRecord, recoverJson } from '../json/json-record';
import { providerAt } from '../providers/hosts';
import { guarded } from '../runtime/guarded';
import type { Api } from './apis/api';
import { apisAt, apiWithoutBody } from './apis/index';
import type { Exchange, ModelRequest } from './exchange';
import { Decoding, pieceBytes } from './http/content-encoding';
import { type Bounds, LongText } from './http/long-text';
import type { Recorder } from './http/recording';
import { logFailure } from './log-failure';
import { emptyRequest, exchangeFrom } from './read-exchange';
import { ResponseReader } from './response-reader';

/** A request may use this much of the bound, so that room is left for its response, whose end has the usage. */
const requestShare = 0.75;

/** What is read of a {@link Recorder}. */
type Recorded = Pick<Recorder, 'request' | 'response' | 'recording' | 'isDone' | 'ignoreBodies'>;

/** The response while it is read. */
interface Response {
  readonly decoding: Decoding;
  readonly reader: ResponseReader;
}

/**
 * Reads one recorded exchange in steps, each of a millisecond or so, while it passes or afterwards: the request once a response has
 * begun, the response piece by piece. What is kept is bounded, what passes is not.
 */
export class ExchangeReader {
  readonly #recorder: Recorded;
  readonly #bounds: Bounds;
  readonly #requestDecoder = new StringDecoder('utf8');
  readonly #requestText: LongText;
  #hasRequestBody = false;
  #isRequestCut = false;
  #request:
    | { readonly api: Api; readonly read: ModelRequest; readonly bytes: number; readonly truncated: boolean }
    | undefined;
  #response: Response | undefined;
  #exchange: Exchange | undefined;
  #isOver = false;

  /** @param bounds of both bodies together */
  constructor(recorder: Recorded, bounds: Bounds) {
    this.#recorder = recorder;
    this.#bounds = bounds;
    this.#requestText = new LongText({
      ...bounds,
      maxBytes: bounds.maxBytes * requestShare,
      onCut: () => {
        this.#isRequestCut = true;
      },
    });
  }

  /** About how many bytes are kept of what was read. */
  get kept(): number {
    return (this.#request?.bytes ?? this.#requestText.kept) + (this.#response?.reader.kept ?? 0);
  }

  /** The exchange, once it is over; `undefined` if it is no model call: another body at such a path, or a redirect on the way to one. */
  get exchange(): Exchange | undefined {
    return this.#exchange;
  }

  /** Reads on. @returns whether there is more to read now */
  step(): boolean {
    if (this.#isOver) return false;
    try {
      return this.#response === undefined ? this.#stepRequest() : this.#stepResponse(this.#response);
    } catch (error) {
      logFailure(error);
      this.#end();
      return false;
    }
  }

  #stepRequest(): boolean {
    const piece = this.#recorder.request.take(4 * pieceBytes);
    if (piece !== undefined) {
      this.#hasRequestBody = true;
      this.#requestText.write(this.#requestDecoder.write(piece));
      return true;
    }
    // A server that answers has the request: what the app sends after that is not read.
    if (this.#recorder.response.bytes === 0 && !this.#recorder.isDone) return false;
    this.#endRequest();
    return !this.#isOver;
  }

  #endRequest(): void {
    this.#requestText.write(this.#requestDecoder.end());
    const text = this.#requestText.end();
    const { recording } = this.#recorder;
    const { status, url, headers } = recording;
    const { pathname } = new URL(url);
    const sent = asRecord(recoverJson(text));
    const isRedirect = status !== undefined && status >= 300 && status < 400;
    const api = isRedirect ? undefined : this.#apiOf(sent, pathname);
    if (api === undefined) {
      this.#end();
      return;
    }
    const read = guarded(() => api.readRequest(sent ?? {}, pathname), logFailure) ?? emptyRequest;
    this.#request = { api, read, bytes: text.length, truncated: this.#isRequestCut };
    const bounds = { ...this.#bounds, maxBytes: this.#bounds.maxBytes - text.length };
    const isStreamAsked = read.attributes['gen_ai.request.stream'] === true;
    this.#response = {
      decoding: new Decoding(() => this.#recorder.response.take(pieceBytes), headers.contentEncoding),
      reader: new ResponseReader(api, recording, isStreamAsked, bounds),
    };
  }

  /** Some requests are refused before their body is sent. */
  #apiOf(sent: ReturnType<typeof asRecord>, pathname: string): Api | undefined {
    if (sent !== undefined) return apisAt(pathname).find((each) => each.recognises(sent, pathname));
    const { status = 400, url } = this.#recorder.recording;
    return !this.#hasRequestBody && status >= 400
      ? apiWithoutBody(pathname, providerAt(new URL(url).hostname))
      : undefined;
  }

  #stepResponse({ decoding, reader }: Response): boolean {
    const piece = decoding.next();
    if (piece !== undefined) {
      reader.write(piece);
      return true;
    }
    if (decoding.isOver) this.#recorder.response.clear();
    if (!this.#recorder.isDone) return false;
    const body = reader.end();
    const request = this.#request;
    if (request !== undefined) {
      const isReadable = decoding.isKnown && !decoding.isCut;
      const flaw = body.flaw ?? (decoding.isBroken ? 'The response is not encoded as its header claims' : undefined);
      this.#exchange = exchangeFrom(this.#recorder.recording, request, {
        ...body,
        complete: body.complete || !isReadable,
        flaw: isReadable ? flaw : undefined,
        truncated: body.truncated || decoding.isCut,
      });
    }
    this.#end();
    return false;
  }

  #end(): void {
    this.#isOver = true;
    this.#response?.decoding.close();
    this.#response = undefined;
    this.#recorder.ignoreBodies();
  }
}
