import type { LogEvent } from '../mapping/span/span-view';
import type { Stats } from '../observability/diagnostics';
import type { EndedSpan } from '../pipeline/ended-call';
import type { Undelivered } from '../pipeline/undelivered';
import { copies } from '../runtime/copies';
import type { Load } from '../runtime/load';
import type { ExportResult } from './export-result';

/**
 * How processors, `register` and other copies of this package reach what is behind an exporter; see `runtime/copies`. None of its
 * methods throws.
 */
export interface ExporterPort {
  /** Takes an ended span of any kind, with what is known of the spans around it. */
  acceptSpan(ended: EndedSpan): void;
  /** Takes a log event that belongs to a span which has not ended yet. */
  acceptLogEvent(traceId: string, spanId: string, event: LogEvent): void;
  /** Classifies the spans that have ended by now, before this turn of the event loop is over. */
  classifyEnded(): void;
  /** Resolves when everything accepted so far is delivered or lost; rejects at the deadline, and keeps what is pending. */
  flush(timeoutMs: number): Promise<void>;
  stats(): Stats;
  /** Leaves the end of the process to the caller: nothing is sent before the exit by itself from now on. */
  disableBeforeExit(): void;
  /** Saves what can be saved to the spool: how many records the end of the process would cost, those that are not on a disk. */
  countUnsafe(): number;
  /** For a process that ends now: turns everything accepted into records at once, and all that are pending into requests. */
  undelivered(): Undelivered;
  /** All requests of {@link undelivered} have been delivered. */
  markDelivered(): void;
  /** What calls that are spans take of the queue's limits. */
  load?(): Load;
  /** Has calls that are observed, and are no spans yet, count against the queue's limits; those that have ended are pending. */
  shareWith?(observed: () => Load): void;
  /** An observed call found no room: it is accepted and lost. */
  refuseCall?(): void;
}

/** What an exporter is a façade of. */
export interface ExporterEngine extends ExporterPort {
  /** @param done called exactly once, at the first verdict on all calls among the spans */
  export(spans: readonly EndedSpan['span'][], done: (result: ExportResult) => void): void;
  /** Accepts no more, and tries once more to deliver what is pending. Always resolves. */
  shutdown(): Promise<void>;
}

/** Lets processors and other copies of this package reach an engine through what the app holds of it. */
export function publishPort(holder: object, port: ExporterPort): void {
  Object.defineProperty(holder, copies, { value: port });
}

/** The engine behind an exporter or a processor, of whatever copy of this package; `undefined` for anything else. */
export const portOf = (holder: unknown): ExporterPort | undefined =>
  (Object(holder) as { readonly [copies]?: ExporterPort })[copies];

/** @throws TypeError if it is no exporter of this package */
export function requiredPort(exporter: object): ExporterPort {
  const port = portOf(exporter);
  if (port === undefined) throw new TypeError('The argument must be a HoneyHiveSpanExporter.');
  return port;
}
