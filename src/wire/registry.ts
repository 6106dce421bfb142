import type { Context, Tracer } from '@opentelemetry/api';

export interface WireOptions {
  /** Asked for each call, since an app may register its provider late. Two that name the same tracer get one span a call. */
  readonly tracer: () => Tracer;
  /** The tracer keeps nested attribute values; otherwise they are written as JSON strings. */
  readonly structured: boolean;
  /** `false` leaves prompts, answers and tools out of the spans. */
  readonly captureContent: boolean;
  /** Bytes observed of one call, request and answer together; 4 MiB. Of several that observe, the most generous decides. */
  readonly maxCapturedBytes?: number | undefined;
  /** The context that a call is made in: parent of its span. The context that OpenTelemetry has active. */
  readonly activeContext?: () => Context;
  /**
   * Called inside each model call as it begins; what it answers is called as the call ends, with a promise that is resolved once
   * it is a span, or was none after all.
   */
  readonly began?: () => Ended | undefined;
}

export type Ended = (recorded: Promise<void>) => void;

export interface Wire {
  /** Stops listening to calls that begin from now on. The last one who stops records what has arrived of those under way. */
  stop(): void;
  /** Model calls that are not spans yet. */
  inFlight(): number;
  /** Resolves once every call that has finished by now is a span. */
  settle(): Promise<void>;
  /** For the process's exit: at once makes spans of all calls that have finished, and of what has arrived of all others. */
  settleNow(): void;
}

/** The name of the instrumentation scope of all spans that are made of what passed on the wire. */
export const scopeName = 'opentelemetry-exporter-honeyhive/wire';

interface Scoped {
  readonly instrumentationScope?: { readonly name: string } | undefined;
  /** SDK 1.x. */
  readonly instrumentationLibrary?: { readonly name: string } | undefined;
}

export const isOfWire = ({ instrumentationScope, instrumentationLibrary }: Scoped): boolean =>
  (instrumentationScope ?? instrumentationLibrary)?.name === scopeName;

/** What observes the process's model calls: the taps, once, and everybody who makes spans of what they see. */
export interface RunningWire {
  /** Makes spans of every call that begins from now on. */
  listen(options: WireOptions): Wire;
  /** Does it as soon as the calls that are under way in the trace are spans; see {@link CallsFirst}. */
  afterCalls(traceId: string, run: () => void): void;
  /** Resolves once every call that has finished by now is a span. */
  settle(): Promise<void>;
}

/** Known to every copy of this package in the process: two that tapped would copy each call twice. */
const running = Symbol.for('opentelemetry-exporter-honeyhive.wire');
const shared = globalThis as { [running]?: RunningWire | undefined };

export const runningWire = (): RunningWire | undefined => shared[running];

export function setRunningWire(wire: RunningWire | undefined): void {
  shared[running] = wire;
}
