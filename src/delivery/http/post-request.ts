export interface PostRequest {
  readonly method: 'POST' | 'PUT';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: readonly Buffer[];
  readonly signal: AbortSignal;
}

/** A request that got no answer. */
export interface Failure {
  /** Of its error, such as `ECONNREFUSED`. */
  readonly code: string;
}
