import type { HandedRecord } from '../delivery/record';
import type { Trouble } from '../delivery/send/endpoint-state';
import type { HandedSingle } from '../delivery/single/single-request';
import type { Update } from '../delivery/single/updates';
import type { LogEvent } from '../mapping/span/span-view';
import type { Stats } from '../observability/diagnostics';
import type { EndedSpan } from '../pipeline/ended-call';
import type { Handover, Unportable } from '../pipeline/handover';
import { copies } from '../runtime/copies';
import type { Load } from '../runtime/load';
import type { Session } from '../session/session-of';
import type { Refusal } from '../wire/registry';
import type { ExportResult } from './export-result';

/**
 * How processors, `register` and other copies of this package reach what is behind an exporter; see `runtime/copies`. None of its
 * methods throws.
 */
export interface ExporterPort {
  /** Takes an ended span of any kind, with what is known of the spans around it. */
  acceptSpan(ended: EndedSpan): void;
  /**
   * Takes a log event that belongs to a span which has not ended yet, and results of evaluations later, too. Those may name a response
   * instead: the ids are empty then.
   * @param isRemote the span is not of this process
   */
  acceptLogEvent(traceId: string, spanId: string, event: LogEvent, isRemote?: boolean): void;
  /** Takes what is added to an event or a session after it was recorded. Older copies have no such member. */
  update?(update: Update): void;
  /** Classifies the spans that have ended by now, before this turn of the event loop is over. */
  classifyEnded(): void;
  /** Resolves when everything accepted so far is delivered or lost; rejects at the deadline, and keeps what is pending. */
  flush(timeoutMs: number): Promise<void>;
  /**
   * For the end of a process or an invocation: the same, but never rejects, and ends as soon as nothing more can be delivered in
   * time, since the endpoint refuses everything or is known to be down.
   * @param isLast whether the process ends, so that calls which wait for `redact` or a price for too long become records without
   * @returns why records are still pending; `undefined` if there are none
   */
  flushAtEnd(timeoutMs: number, isLast: boolean): Promise<Trouble | undefined>;
  stats(): Stats;
  /** The session that the record of a call would be in; `undefined` if in none. Nothing becomes of the span. */
  sessionOf(call: EndedSpan): Session | undefined;
  /** Leaves the end of the process to the caller: nothing is sent before the exit by itself from now on. */
  disableBeforeExit(): void;
  /** Saves what can be saved to the spool: how many records the end of the process would cost, those that are not on a disk. */
  countUnsafe(): number;
  /** For the end of the process: log lines on the losses that no line has named so far. */
  takeLossLines(): readonly string[];
  /** Gets what {@link handOver} could not wait for. */
  prepareHandover(): void;
  /**
   * For a process that ends now: what another thread needs to deliver as this one would have; why it could not; `undefined` if
   * nothing is pending. Nothing is sent by this thread from now on, and no loss logged but by {@link takeLossLines}.
   */
  handOver(): Handover | Unportable | Trouble | undefined;
  /**
   * Turns what has been accepted into records, as far as there are room and time, and writes them to the spool.
   * @param until by `performance.now()`
   */
  takeRecords(until: number, isLast?: boolean): TakenRecords;
  /**
   * Writes to the spool, if there is one, what can be mapped in time. Nothing else changes: the process may go on.
   * @param until by `performance.now()`
   */
  save(until: number): void;
  /** What calls that are spans take of the queue's limits. */
  load(): Load;
  /** Has calls that are observed, and are no spans yet, count against the queue's limits; those that have ended are pending. */
  shareWith(observed: () => Load): void;
  /** An observed call found no room, or no time at the end: it is accepted and lost. Older copies know the first reason only. */
  refuseCall(reason?: Refusal): void;
}

export interface TakenRecords {
  /** Those that are pending and were not taken before. */
  readonly records: readonly HandedRecord[];
  /** Starts of sessions, and updates, of which the same holds. Of an older copy, none. */
  readonly singles?: readonly HandedSingle[];
  /** Calls that are not records yet. */
  readonly waiting: number;
  /** They wait for room, which only verdicts on records make. */
  readonly isFull: boolean;
}

/** What an exporter is a façade of. */
export interface ExporterEngine extends ExporterPort {
  /**
   * @param done called exactly once, at the first verdict on all calls among the spans
   * @param onParked called before, for each record that waits for another try, which counts as a success
   */
  export(spans: readonly EndedSpan['span'][], done: (result: ExportResult) => void, onParked?: () => void): void;
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
  if (port === undefined)
    throw new TypeError(
      'The argument must be a HoneyHiveSpanExporter, such as the `exporter` of a HoneyHiveSpanProcessor.',
    );
  return port;
}
