import type { Context, Tracer } from '@opentelemetry/api';
import { shared } from '../runtime/copies';
import type { Load } from '../runtime/load';
import type { EndedSpan, SpanOrigin } from './span/ended-span';

export type WireOptions = ListenerOptions & (TracerListener | SpanListener);

/** Read with each call, so that a listener may learn with the first one what it is to do. */
export interface ListenerOptions {
  /** Asked first of all as a call begins: `false` has it pass. */
  readonly takes?: () => boolean;
  /** `false` leaves messages, instructions, tools, and parameters that can quote them, out of the spans. */
  readonly captureContent: boolean;
  /** Bytes kept of one call, request and response together; 4 MiB. Of several listeners, the largest limit holds. */
  readonly maxCapturedBytes?: number | undefined;
  /**
   * Media in base64 of more bytes leave as their size and SHA-256 where a body is long; a quarter of `maxCapturedBytes`. Of several
   * listeners, the largest limit holds.
   */
  readonly maxMediaBytes?: number | undefined;
  /** Bounds the calls that are not spans yet. Of several listeners, the one with the most bytes holds. */
  readonly room?: Room | undefined;
  /** A call does not become a span, since it found no room, or was not read before the end. */
  readonly refused?: (reason: Refusal) => void;
  /** The context that a call is made in, which holds the parent of its span. Default: OpenTelemetry's active context. */
  readonly activeContext?: () => Context;
  /**
   * Called synchronously in each model call as it begins; what it returns is called as the call ends, with a promise that is
   * resolved once the call is a span, or turned out to be none of a model.
   */
  readonly began?: () => Ended | undefined;
}

export type Refusal = 'queue_full' | 'shutdown';

/** What calls that are observed, in flight or waiting to be read, may take of memory. */
export interface Room {
  readonly maxCalls: number;
  readonly maxBytes: number;
  /** What of it is taken by calls that are spans already. */
  readonly taken?: () => Load;
}

/** Gets each call as a span of an OpenTelemetry provider of the app. */
export interface TracerListener {
  /** Asked for each call, since an app may register its provider late. Two that name the same tracer get one span a call. */
  readonly tracer: () => Tracer;
}

/** Gets each call as a finished span, without any provider. */
export interface SpanListener {
  /** @param context that the call was made in */
  readonly record: (span: EndedSpan, context: Context) => void;
  readonly origin: SpanOrigin;
}

export type Ended = (recorded: Promise<void>) => void;

export interface Wire {
  /** Calls that begin from now on are not observed. When the last listener stops, what has arrived of open calls is recorded. */
  stop(): void;
  /** Number of model calls that are not spans yet. */
  inFlight(): number;
  /** Resolves once every call that has finished by now is a span. */
  settle(): Promise<void>;
  /** Calls that have ended and are no spans yet, and the bytes held for these and for the calls in flight. */
  load(): Load;
  /**
   * For the process's exit: makes spans of all finished calls, and of what has arrived of all others, before it returns.
   * @param until on the clock of `performance`; calls that are not read by then are refused
   */
  settleNow(until?: number): void;
}

/** What observes the process's model calls, once for all listeners; see {@link CallObserver}. */
export interface RunningWire {
  /** Makes spans of every call that begins from now on. */
  listen(options: WireOptions): Wire;
  /** Runs it as soon as the open calls of the trace are spans; see {@link SpanOrdering}. */
  afterCalls(traceId: string, run: () => void): void;
  /** Resolves once every call that has finished by now is a span. */
  settle(): Promise<void>;
  /** As {@link Wire.settleNow}; older copies have none. */
  settleNow?(until: number): void;
}

/** Shared by all copies of this package in the process: two that observe would record each call twice. */
const state = shared<{ wire: RunningWire | undefined }>();

export const runningWire = (): RunningWire | undefined => state.wire;

export function setRunningWire(wire: RunningWire | undefined): void {
  state.wire = wire;
}
