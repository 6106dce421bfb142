/** One request to the stand-in and what it answered. */
export interface OpenAiExchange {
  readonly method: string;
  readonly path: string;
  /** Those that an API cares about; never a key. */
  readonly headers: Readonly<Record<string, string>>;
  /** The parsed body; `undefined` if it was no JSON. */
  readonly request: Readonly<Record<string, unknown>> | undefined;
  /** 0: the connection was dropped before an answer. */
  readonly status: number;
  /** The body of an answer that was not streamed. */
  readonly response?: unknown;
  /** What was sent of a streamed answer, in order. */
  readonly chunks?: readonly unknown[];
  /** The whole answer that a streamed one is made of, where the stand-in says so. */
  readonly whole?: unknown;
}

export interface OpenAiStandIn {
  /** Ends in `/v1`: what `OPENAI_BASE_URL` is set to. */
  readonly url: string;
  /** Without a path: what an Azure endpoint is set to. Also serves `GET /exchanges`. */
  readonly origin: string;
  readonly exchanges: readonly OpenAiExchange[];
  close(): Promise<void>;
}

export declare function startOpenAi(options?: { readonly port?: number }): Promise<OpenAiStandIn>;
