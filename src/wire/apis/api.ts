import type { JsonRecord } from '../../json/json-record';
import type { ExchangeError, LaterAnswer, ModelRequest, ModelResponse } from '../exchange';
import type { Framing } from '../http/framing';
import type { RequestHeaders, ResponseHeaders } from '../http/headers';
import type { ServerEvent } from '../http/server-event';
import type { Growth } from './fields/growth';

/** One model API: which requests are its, and how its bodies are read. All functions are total. */
export interface Api {
  /** The conventions' operation: `chat`, `text_completion`, `generate_content`, `embeddings`. */
  readonly operation: string;
  /** The conventions' name of the API's provider; another host can have another one. */
  readonly provider: string;
  /** Hosts, with their port, that are its own beside those of its provider. */
  readonly hosts?: RegExp;
  /** Its paths have models of other kinds, too: only the answer shows that it is one of language, wherever it comes from. */
  readonly needsAnswer?: boolean;
  /**
   * Those of its paths that no app has for itself: a request of the right form to them is a call whatever came of it, also one that
   * was refused before its body was sent.
   */
  readonly ownPath?: RegExp;
  /** It answers with files, or with texts that are no JSON: the body is then an object with the one field `file` or `text`. */
  readonly files?: boolean;
  /** It answers with lists: the body is then an object with the one field `list`. */
  readonly lists?: boolean;
  /** What of a request it has in the query of the URL. Nothing else of a query is looked at. */
  readonly query?: readonly string[];
  /** How its streams may be framed: the first that fits the body of a response. Default: server-sent events. */
  readonly framings?: readonly Framing[];
  /** Whether a body that was sent to such a path has the form of a call of this API. */
  recognises(body: JsonRecord, path: string): boolean;
  /** Whether a response, or what {@link fold} made of one, has a form that is this API's: an app's own API may have such requests. */
  answers(body: JsonRecord): boolean;
  /** @param headers of the request, where the body and the path do not say all */
  readRequest(body: JsonRecord, path: string, headers?: RequestHeaders): ModelRequest;
  /** Reads a whole response, or what {@link fold} made of a stream. */
  readResponse(body: JsonRecord, headers?: ResponseHeaders, request?: ModelRequest): ModelResponse;
  /** The provider's own error. Those that any server can send have been made one object by then, the field `error`. */
  readError(body: JsonRecord): ExchangeError | undefined;
  /** Absent where an answer always comes to the request that asks. */
  readonly later?: LaterAnswers;
  /** The calls whose results a response is: it is then no call itself. */
  calls?(body: JsonRecord): readonly ResultOfCall[];
  /**
   * Starts to fold the events of a streamed response, which keeps as much of them as may grow. Absent where none is streamed.
   * @param request that was streamed, where the events do not say all
   */
  fold?(growth: Growth, request?: ModelRequest): Folder;
}

/** How an API answers requests that do not wait. */
export interface LaterAnswers {
  /**
   * What a response says about the answer; `undefined` if it says nothing.
   * @param request that began the call; absent where the answer was asked for
   * @param path that the request went to
   */
  read(body: JsonRecord, request?: ModelRequest, path?: string): Answer | undefined;
  /** What a response repeats of the request that it answers. */
  readRequest(body: JsonRecord): ModelRequest;
  /** What {@link Api.fold} made of a stream that was cut, and of the one that went on. Absent where no stream goes on. */
  joined?(before: JsonRecord, after: JsonRecord): JsonRecord;
}

export interface Answer extends Pick<LaterAnswer, 'isDone' | 'isLater' | 'ms'> {
  /** Where it is asked for, from the path of the request on: an id, `../other/<id>`. Without meaning in an answer that was asked for. */
  readonly at: string;
  /** Another address at which it comes, too. */
  readonly alias?: string | undefined;
  /** An address that stands for it, if that is not the path of the requests that ask for it. */
  readonly key?: string | undefined;
}

/** One of the calls of a batch. */
export interface ResultOfCall {
  /** That the call was one of, if it has that form. */
  readonly api: Api;
  readonly body: JsonRecord;
  readonly status?: number | undefined;
  /** The name that the app has given it. */
  readonly id: unknown;
}

/** Folds the events of a stream as they pass; what a later one repeats or replaces is not kept. */
export interface Folder {
  /** @param fields of the event's data, without an error: none if it is no JSON */
  push(event: ServerEvent, fields: JsonRecord): void;
  /** Of the events until now. Nothing is pushed after it. */
  result(): Folded;
}

export interface Folded {
  /** The response as it would have been without streaming. */
  readonly body: JsonRecord;
  /** The stream has reached its end. */
  readonly complete: boolean;
  /** No event had all of the response: it is what the pieces that came make. */
  readonly isPieced?: boolean;
}
