import type { JsonRecord } from '../../json/json-record';
import type { ExchangeError, ModelRequest, ModelResponse } from '../exchange';
import type { Framing } from '../http/framing';
import type { ResponseHeaders } from '../http/headers';
import type { ServerEvent } from '../http/sse';

/** One model API: which requests are its, and how its bodies are read. All functions are total. */
export interface Api {
  /** The conventions' operation: `chat`, `text_completion`, `generate_content`, `embeddings`. */
  readonly operation: string;
  /** Who answers when the host does not say: the one whose API it is. */
  readonly provider: string;
  /** How the paths of its requests end, without a query. */
  readonly paths: readonly string[];
  /** Those of its paths that nobody else has: at them, a request whose body never was sent is a call, too. */
  readonly ownPath?: RegExp;
  /** How its streams may be framed: the first that an answer's body is in. Server-sent events, if it does not say. */
  readonly framings?: readonly Framing[];
  /** Whether a body that was sent to such a path is a call of this API. */
  recognises(body: JsonRecord, path: string): boolean;
  readRequest(body: JsonRecord, path: string): ModelRequest;
  /** Reads a whole answer, or what {@link fold} made of a stream. */
  readResponse(body: JsonRecord, headers?: ResponseHeaders): ModelResponse;
  /** The provider's own error, wherever its answers have it. */
  readError(body: JsonRecord): ExchangeError | undefined;
  fold(events: readonly ServerEvent[]): Folded;
}

export interface Folded {
  /** The answer as it would have been without streaming. */
  readonly body: JsonRecord;
  /** The stream said that it was at its end. */
  readonly complete: boolean;
}
