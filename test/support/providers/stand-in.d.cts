/** One request to a stand-in and what it answered. */
export interface Exchanged {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly request: Readonly<Record<string, unknown>> | undefined;
  readonly status: number;
  /** The whole answer, also where it was sent as a stream. */
  readonly response: unknown;
  readonly isStream: boolean;
}

export interface StandIn {
  readonly url: string;
  /** Where else it listens: Bedrock's over HTTP/2. */
  readonly others: readonly string[];
  readonly exchanges: readonly Exchanged[];
  close(): Promise<void>;
}
