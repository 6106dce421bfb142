import type { JsonObject } from '../json/json';

// What the store keeps, the page's server answers and the page shows. Times are milliseconds since the epoch, costs US dollars.

/** One kept event, without its content: a line of a list. */
export interface CallRow {
  /** Its `event_id`; made where the record has none. */
  readonly id: string;
  /** Grows with everything that this store takes in, updates included: of two rows with one id the larger is newer. */
  readonly seq: number;
  readonly kind: Kind;
  /** Whether it came by the older route or by its successor. */
  readonly format: 'model' | 'v1';
  /** '' where it has none, like the other texts. */
  readonly sessionId: string;
  readonly traceId: string;
  /** The id of the event around it; '' where that is the session. */
  readonly parentId: string;
  readonly name: string;
  /** Of model calls only, like the provider, the tokens and the cost: other events repeat those of the calls below them. */
  readonly model: string;
  readonly provider: string;
  readonly user: string;
  /** Its arrival, where the record says none. */
  readonly startTime: number;
  readonly duration: number;
  readonly timeToFirstToken: number | null;
  readonly promptTokens: number | null;
  readonly completionTokens: number | null;
  readonly totalTokens: number | null;
  readonly cachedTokens: number | null;
  readonly reasoningTokens: number | null;
  readonly cost: number | null;
  /** Its first 300 characters. */
  readonly error: string | null;
  /** Names of the tools that a call asks for, or of the tool that ran; at most 20. */
  readonly tools: readonly string[];
  /** Of the last text of the user, or of what a step was given; 200 characters. */
  readonly preview: string;
  /** Of the answer, or of what a step gave; 200 characters. */
  readonly answer: string;
  /** How often the record violates its schema. */
  readonly problems: number;
  /** Of the record as JSON. */
  readonly bytes: number;
}

export type Kind = 'model' | 'tool' | 'chain' | 'session' | 'other';

/** A record as it was sent, with later updates merged, and each violation of its schema in a sentence. */
export interface KeptCall {
  readonly row: CallRow;
  readonly record: JsonObject;
  readonly problems: readonly string[];
}

/** The id '' stands for all events without a session, so that no list hides them. */
export interface SessionRow {
  readonly id: string;
  readonly name: string;
  readonly user: string;
  /** From the start of its first event to the end of its last. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** Model calls. */
  readonly calls: number;
  /** Of all kinds. */
  readonly events: number;
  /** Events with an error, and events that violate their schema. */
  readonly errors: number;
  readonly problems: number;
  readonly totalTokens: number;
  readonly cost: number;
  /** In the order of the alphabet, at most 20. */
  readonly models: readonly string[];
  /** Of its first event that has one. */
  readonly preview: string;
}

/** All members together (and); the items of a list are alternatives (or). An empty filter, list or text means everything. */
export interface Filter {
  /** Words and "quoted phrases", each of which occurs somewhere in a value of the record, in any case, also within words. */
  readonly text?: string;
  /** '' for events without a session. */
  readonly session?: string;
  readonly trace?: string;
  readonly user?: readonly string[];
  readonly model?: readonly string[];
  readonly provider?: readonly string[];
  readonly tool?: readonly string[];
  readonly kind?: readonly Kind[];
  /** With an error, or without one. */
  readonly error?: boolean;
  /** With violations of the schema, or without. */
  readonly problem?: boolean;
  /** `from` <= start < `to`. */
  readonly from?: number;
  readonly to?: number;
}

export interface Page<T> {
  readonly rows: readonly T[];
  /** An opaque cursor; `null` on the last page. */
  readonly next: string | null;
}

export type Order = 'newest' | 'oldest';

/** Of the events that match a filter; tokens, costs, buckets and models of the model calls among them. */
export interface Totals {
  readonly calls: number;
  readonly events: number;
  readonly sessions: number;
  /** Events with an error, and events that violate their schema. */
  readonly errors: number;
  readonly problems: number;
  readonly promptTokens: number;
  readonly completionTokens: number;
  readonly cachedTokens: number;
  readonly reasoningTokens: number;
  readonly totalTokens: number;
  readonly cost: number;
  /** Model calls over time: at most 120 of equal width without a gap; none where there are no calls. */
  readonly buckets: readonly Bucket[];
  readonly bucketMs: number;
  /** Those with the most calls first, at most 100. */
  readonly models: readonly ModelTotals[];
}

export interface Bucket {
  readonly from: number;
  readonly calls: number;
  readonly errors: number;
  readonly tokens: number;
  readonly cost: number;
}

export interface ModelTotals {
  readonly model: string;
  readonly provider: string;
  readonly calls: number;
  readonly errors: number;
  readonly cost: number;
  readonly latency: Quantiles;
  readonly tokens: Quantiles;
  readonly costs: Quantiles;
}

/** The least, p50, p90, p99 and the greatest of the values that are known; zeros where none is. */
export type Quantiles = readonly [number, number, number, number, number];

/**
 * What a filter can be set to, with how many events would be left by each: of those that match the filter without the list itself, so
 * that alternatives to what is chosen stay in sight.
 */
export interface Facets {
  readonly users: readonly Facet[];
  readonly models: readonly Facet[];
  readonly providers: readonly Facet[];
  readonly tools: readonly Facet[];
}

/** The most frequent first, at most 200. */
export interface Facet {
  readonly value: string;
  readonly count: number;
}

export interface KeptSession {
  readonly session: SessionRow;
  /** What it was started with; `null` if it was not. */
  readonly start: JsonObject | null;
  /** The oldest first, at most 10,000. */
  readonly rows: readonly CallRow[];
}

/** The answer of `/api/status`. */
export interface Status {
  readonly version: string;
  readonly receiverUrl: string;
  /** The value for `HH_API_KEY`: any key, or the token that apps on other machines need. */
  readonly apiKey: string;
  /** A path, or `memory`. */
  readonly where: string;
  readonly kept: number;
  /** Whether older events had to go. */
  readonly capped: boolean;
  readonly note: string | null;
}

/** What `event: rows` of `/api/live` has as its data: new and changed rows, and the ids of sessions that changed. */
export interface LiveRows {
  readonly rows: readonly CallRow[];
  readonly sessions: readonly string[];
}
