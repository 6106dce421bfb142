import { asList, asRecord, fieldsOf, type JsonRecord, parseJson, recoverJson, without } from '../json/json-record';
import { thinned } from '../json/thinned-json';
import { guarded } from '../runtime/guarded';
import type { Api, Folded } from './apis/api';
import { errorIn } from './apis/fields/error-forms';
import { isDone } from './apis/fields/stream';
import { boundedBody, knownMembers } from './bounded-body';
import type { ModelRequest } from './exchange';
import { DecodedText } from './http/decoded-text';
import { FileDigest } from './http/file-digest';
import { type Framer, type Framing, serverSentEvents, withoutMark } from './http/framing';
import type { Bounds } from './http/long-text';
import type { Recording } from './http/recording';
import { isWords, type ServerEvent } from './http/server-event';
import { logFailure } from './log-failure';
import { StreamFold } from './stream-fold';

export interface ResponseBody extends Folded {
  /** The beginning of what it says. */
  readonly excerpt: string;
  readonly streamed: boolean;
  /** It says something in a form that is known. */
  readonly isRead: boolean;
  /** What is wrong with bytes that the app cannot read either. */
  readonly flaw?: string | undefined;
  /** The last that came of a stream, if no API has such events: what a server or a proxy says as it gives up. */
  readonly lastWords?: string | undefined;
  /** Texts were cut. */
  readonly truncated: boolean;
}

/** How a body is read, once its beginning has shown what it is. */
interface Form {
  write(piece: Buffer): void;
  end(): Generator<void, ResponseBody>;
  /** About how many bytes are kept. */
  readonly kept: number;
}

/** Reads the body of a response as it passes: as the events of a stream, if it is framed like one, or as one JSON text. */
export class ResponseReader {
  readonly #api: Api;
  readonly #recording: Recording;
  readonly #request: ModelRequest;
  readonly #mayBeStream: boolean;
  readonly #bounds: Bounds;
  #beginning: Buffer = Buffer.alloc(0);
  #form: Form | undefined;

  constructor(api: Api, recording: Recording, request: ModelRequest, bounds: Bounds) {
    this.#api = api;
    this.#request = request;
    this.#recording = recording;
    this.#bounds = bounds;
    const isStreamAsked = request.attributes['gen_ai.request.stream'] === true;
    const isStream = isStreamAsked || isStreamed.test(recording.headers.contentType ?? '');
    this.#mayBeStream = (isStream || api.calls !== undefined) && api.fold !== undefined;
  }

  get kept(): number {
    return this.#form?.kept ?? this.#beginning.length;
  }

  /** A piece of the body, decoded. */
  write(piece: Buffer): void {
    if (this.#form !== undefined) {
      this.#form.write(piece);
      return;
    }
    this.#beginning = this.#beginning.length === 0 ? piece : Buffer.concat([this.#beginning, piece]);
    this.#form = this.#formOf(false);
    this.#form?.write(this.#beginning);
  }

  /** The body is over, complete or cut. Yields where it may be interrupted. */
  *end(): Generator<void, ResponseBody> {
    if (this.#form === undefined) {
      this.#form = this.#formOf(true) ?? new WholeBody(this.#isError, this.#bounds, this.#isError ? {} : this.#api);
      this.#form.write(this.#beginning);
    }
    return yield* this.#form.end();
  }

  get #isError(): boolean {
    return (this.#recording.status ?? 0) >= 400;
  }

  /** @returns `undefined` if it takes more of the body to say */
  #formOf(isAll: boolean): Form | undefined {
    const whole = (): Form => new WholeBody(this.#isError, this.#bounds, this.#isError ? {} : this.#api);
    const { contentType } = this.#recording.headers;
    const isText = isJson.test(this.#beginning.toString('latin1', 0, 256)) || /json|^text\//.test(contentType ?? '');
    if (this.#api.files === true && !this.#isError && !isText && this.#beginning.length > 0)
      return new FileBody(contentType);
    if (!this.#mayBeStream || (this.#isError && isJson.test(this.#beginning.toString('latin1', 0, 256))))
      return whole();
    for (const framing of this.#api.framings ?? [serverSentEvents]) {
      const fits = framing.fits(this.#beginning) ?? (isAll || undefined);
      if (fits === undefined) return undefined;
      if (fits) return new EventBody(this.#api, framing, this.#bounds, this.#request);
    }
    return this.#api.calls === undefined ? whole() : otherFile;
  }
}

/** Server-sent events, or AWS's event stream. */
const isStreamed = /event-?stream/;
const isJson = /^\s*[[{]/;
const excerptChars = 2048;

class EventBody implements Form {
  readonly #fold: StreamFold;
  readonly #framer: Framer;
  readonly #hasFrames: boolean;
  #excerpt = '';
  #isCut = false;
  /** The first event, if it has no frame though others have: all of the response, unless others follow. */
  #first: ServerEvent | undefined;
  #hasEvents = false;

  constructor(api: Api, framing: Framing, bounds: Bounds, request: ModelRequest) {
    this.#fold = new StreamFold(api, bounds.maxBytes, request);
    this.#hasFrames = framing === serverSentEvents;
    this.#framer = framing.open({
      ...bounds,
      onEvent: (event) => this.#push(event),
      onCut: () => {
        this.#isCut = true;
      },
    });
  }

  get kept(): number {
    return this.#fold.kept + (this.#first?.data.length ?? 0);
  }

  write(piece: Buffer): void {
    if (this.#excerpt === '') this.#excerpt = piece.toString('utf8', 0, excerptChars);
    guarded(() => this.#framer.write(piece), logFailure);
  }

  *end(): Generator<void, ResponseBody> {
    guarded(() => this.#framer.end(), logFailure);
    if (this.#first !== undefined) {
      const body = yield* readWhole(this.#first.data, false);
      return { ...body, truncated: body.truncated || this.#isCut };
    }
    const folded = yield* this.#fold.result();
    const { isRead, isCut, lastWords } = this.#fold;
    const truncated = this.#isCut || isCut;
    return { ...folded, excerpt: this.#excerpt, streamed: true, isRead, lastWords, truncated };
  }

  #push(event: ServerEvent): void {
    const first = this.#first;
    const isText = isWords(event.data);
    if (first !== undefined && (isDone(event) || isText)) return;
    this.#first = this.#hasFrames && !this.#hasEvents && event.isBare && !isText ? event : undefined;
    this.#hasEvents ||= !isText;
    if (first !== undefined) this.#fold.push(first);
    if (this.#first === undefined) this.#fold.push(event);
  }
}

/** A file that has no results of calls. */
const otherFile: Form = {
  kept: 0,
  write: () => undefined,
  *end() {
    yield;
    return { body: {}, complete: true, excerpt: '', streamed: false, isRead: false, truncated: false };
  },
};

/** Bytes of a file, such as speech or a picture. */
class FileBody implements Form {
  readonly kept = 0;
  readonly #file: FileDigest;

  constructor(contentType: string | undefined) {
    this.#file = new FileDigest(contentType);
  }

  write(piece: Buffer): void {
    this.#file.write(piece);
  }

  *end(): Generator<void, ResponseBody> {
    yield;
    const body = { file: this.#file.end() };
    return { body, complete: true, excerpt: '', streamed: false, isRead: true, truncated: false };
  }
}

class WholeBody implements Form {
  readonly #isError: boolean;
  readonly #mayBeText: boolean;
  readonly #takesLists: boolean;
  readonly #text: DecodedText;

  /** @param api whose other forms of answers it may have */
  constructor(isError: boolean, bounds: Bounds, { files = false, lists = false }: Pick<Api, 'files' | 'lists'>) {
    this.#isError = isError;
    this.#mayBeText = files;
    this.#takesLists = lists;
    this.#text = new DecodedText(bounds);
  }

  get kept(): number {
    return this.#text.kept;
  }

  write(piece: Buffer): void {
    this.#text.write(piece);
  }

  *end(): Generator<void, ResponseBody> {
    this.#text.close();
    yield;
    const text = withoutMark(this.#text.end());
    yield;
    const { isCut } = this.#text;
    if (this.#mayBeText && text.trim() !== '' && !isJson.test(text)) return textBody(text, isCut);
    const body = yield* readWhole(text, this.#takesLists);
    return { ...body, flaw: this.#isError ? undefined : body.flaw, truncated: body.truncated || isCut };
  }
}

/** Of an API that has texts beside JSON: subtitles, a transcript. */
const textBody = (text: string, truncated: boolean): ResponseBody => ({
  body: { text },
  complete: true,
  excerpt: text.slice(0, excerptChars),
  streamed: false,
  isRead: true,
  truncated,
});

/** Reads a response that is one JSON text, of which the end may be missing. */
function* readWhole(given: string, takesLists: boolean): Generator<void, ResponseBody> {
  const { text, isCut: isThinned } = yield* thinned(given, knownMembers);
  yield;
  const whole = parseJson(text);
  yield;
  const value = whole ?? recoverJson(text);
  const { body, isCut } = boundedBody(recordIn(value, takesLists));
  yield;
  const found = errorIn(body, true);
  return {
    body: found === undefined ? without(body, 'error') : { ...found.rest, error: found.error },
    complete: true,
    excerpt: text.slice(0, excerptChars),
    streamed: false,
    isRead: value !== undefined,
    flaw: whole !== undefined ? undefined : text.trim() === '' ? nothing : notJson,
    truncated: isCut || isThinned,
  };
}

/** Some gateways write an error as a list of one. */
function recordIn(value: unknown, takesLists: boolean): JsonRecord {
  const list = asList(value);
  const isError = list?.length === 1 && fieldsOf(list[0])['error'] !== undefined;
  return list !== undefined && takesLists && !isError ? { list } : (asRecord(value) ?? fieldsOf(list?.[0]));
}

const nothing = 'The response is empty';
const notJson = 'The response is not JSON, or was cut off';
