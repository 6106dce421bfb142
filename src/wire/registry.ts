import type { Wire, WireOptions } from './index';

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
