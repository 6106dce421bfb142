import type { JsonRecord } from '../json/json-record';

/** One finished HTTP exchange with a model API, in no provider's format: what the readers of an API make of a recording. */
export interface Exchange {
  /** `chat`, `text_completion`, `generate_content`, `embeddings`: the conventions' operation. */
  readonly operation: string;
  /** The conventions' name of the provider. */
  readonly provider: string;
  /** Without its query. */
  readonly url: string;
  /** Milliseconds since the epoch, fractional. */
  readonly startTime: number;
  readonly endTime: number;
  /** Seconds from the start to the first chunk of a streamed response. */
  readonly timeToFirstChunk?: number | undefined;
  readonly status?: number | undefined;
  /** The provider's own id of the HTTP request, from the response's headers. */
  readonly requestId?: string | undefined;
  readonly request: ModelRequest;
  readonly response: ModelResponse;
  readonly error?: ExchangeError | undefined;
  /** More bytes passed than are observed of one call. */
  readonly truncated: boolean;
  /** How many times the SDK had sent this request before. */
  readonly resendCount?: number | undefined;
  /** Of an answer that may come to another request than the one that has asked for it. */
  readonly later?: LaterAnswer | undefined;
}

export interface LaterAnswer {
  /** Where it is asked for. */
  readonly url: string;
  /** Where else. */
  readonly alias?: string | undefined;
  /** This is a request for it, and not the one that began the call. */
  readonly isAskedFor: boolean;
  /** It is there, as far as it will ever be. */
  readonly isDone: boolean;
  /** The app has asked for it to come later. */
  readonly isLater: boolean;
  /** When the server began and ended, by its clock: milliseconds since the epoch. */
  readonly ms?: { readonly from: number; readonly to: number } | undefined;
  /** Set if it was streamed, and put together from what has come: a stream that goes on after another one has only the rest. */
  readonly pieces?: Pieces | undefined;
}

export interface Pieces {
  /** In the API's own form. */
  readonly body: JsonRecord;
  readonly response: ModelResponse;
  /** With those that came before. */
  after(earlier: Pieces): Pieces;
}

export interface ExchangeError {
  /** An HTTP status, a provider's error type, a network code, `aborted`, `cut`, `unreadable`. */
  readonly type: string;
  readonly message?: string | undefined;
}

/**
 * A message as the conventions have it (v1.37 and newer): `{role, parts, name?}`. Other fields of the provider's message
 * (`annotations`, `reasoning_details`) are kept beside these, by their own names.
 */
export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly name?: string;
  readonly [field: string]: unknown;
}
export type OutputMessage = Message & { readonly finish_reason?: string };
export type Part = { readonly type: string } & Readonly<Record<string, unknown>>;

export interface ModelRequest {
  readonly model?: string | undefined;
  readonly messages: readonly Message[];
  readonly systemInstructions?: readonly Part[] | undefined;
  readonly tools?: readonly unknown[] | undefined;
  /** `gen_ai.request.*` and other attributes of the conventions, by full name. */
  readonly attributes: JsonRecord;
  /** What has no attribute in the conventions, by its name in the API: attributes `honeyhive.request.*`. */
  readonly extra: JsonRecord;
}

export interface ModelResponse {
  readonly id?: string | undefined;
  readonly model?: string | undefined;
  readonly messages: readonly OutputMessage[];
  readonly finishReasons?: readonly string[] | undefined;
  /** `gen_ai.usage.*`, `openai.response.*` and other attributes of the conventions, by full name. */
  readonly attributes: JsonRecord;
  /** What has no attribute in the conventions, by its name in the API: attributes `honeyhive.response.*`. */
  readonly extra: JsonRecord;
}
