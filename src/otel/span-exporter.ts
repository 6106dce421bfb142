import { TraceFlags } from '@opentelemetry/api';
import { type Config, type HoneyHiveExporterOptions, resolveConfig } from '../config/config';
import type { Ancestry } from '../context/span-ancestry';
import type { Accepted, OnVerdict } from '../correlation/ended-call';
import type { Judged } from '../correlation/span-classifier';
import type { Verdict } from '../delivery/record';
import type { LogEvent, ReadableSpan } from '../mapping/span/span-view';
import { Diagnostics, type Log, type Stats } from '../observability/diagnostics';
import { LogEvents } from '../pipeline/log-event-store';
import type { Undelivered } from '../pipeline/open-delivery';
import type { Pipeline } from '../pipeline/pipeline';
import { type EndWatch, watchEnd } from '../runtime/before-exit';
import type { ExportResult } from './sdk-types';

const none: readonly LogEvent[] = [];

/**
 * Sends the model calls among the spans it is given to HoneyHive: map, encode, hand to the outbox. Register it behind any
 * span processor of SDK 1.30, 2.x or 3.x, or better through `HoneyHiveSpanProcessor`.
 */
export class HoneyHiveSpanExporter {
  readonly #config: Config;
  readonly #diagnostics: Diagnostics;
  /** `undefined` without a key or a place to send to: nothing is taken then, and the app runs on. */
  readonly #pipeline: Pipeline | undefined;
  readonly #logEvents: LogEvents;
  readonly #end: EndWatch | undefined;
  #shutdown: Promise<void> | undefined;

  /** @throws HoneyHiveOptionsError that lists every bad option */
  constructor(options?: HoneyHiveExporterOptions);
  /**
   * @internal
   * @param log where lines for people go; OpenTelemetry's `diag` unless given
   */
  constructor(options?: HoneyHiveExporterOptions, log?: Log);
  constructor(options: HoneyHiveExporterOptions = {}, log?: Log) {
    const now = (): number => performance.now();
    this.#diagnostics = new Diagnostics(now, log);
    const notice = (key: string, sentence: string): void => this.#diagnostics.notice(key, sentence);
    this.#config = resolveConfig(options, process.env, (problem) => notice(problem, problem));
    this.#logEvents = new LogEvents(now, (events) =>
      notice('log_events', `${events} log events were forgotten, since their span did not end in time.`),
    );
    if (this.#config.apiKey === undefined) {
      this.#diagnostics.notice('no_key', 'HH_API_KEY is not set, so no model calls are exported.', 'error');
      return;
    }
    if (this.#config.url === '') return; // an unreadable variable, and said so
    // Most of this package, loaded with the first exporter that has a use for it: an import costs little.
    const { openPipeline } = require('../pipeline/pipeline') as typeof import('../pipeline/pipeline');
    const pipeline = openPipeline(this.#config, this.#diagnostics, this.#logEvents, {
      arrived: (span, ancestry) => this.#judge(span, ancestry),
      settle: ({ span, ancestry }, judged) => this.#take(judged, span, ancestry),
      witnessed: (call) => this.#accept({ ...call, logs: this.#logsOf(call.span), onVerdict: undefined, call }),
      accept: (accepted) => this.#enter(accepted),
    });
    this.#pipeline = pipeline;
    this.#end = watchEnd({
      pending: () => this.#pending + pipeline.judgement.waiting + pipeline.witnesses.size,
      flush: (timeoutMs) => this.#flush(timeoutMs),
      unsafe: () => this.unsafe(),
      save: this.#config.spoolDirectory === undefined ? undefined : () => this.#save(),
    });
  }

  /**
   * Takes an ended span of any kind, unless it was recorded but not sampled. `ancestry` knows what it inherits from the spans
   * around it. Never throws.
   * @internal
   */
  accept(span: ReadableSpan, ancestry?: Ancestry): void {
    if (this.#pipeline === undefined) ancestry?.ended(span);
    else this.#pipeline.arrivals.push(span, ancestry);
  }

  /**
   * Judges what has ended by now: for whoever ends spans that `accept` is not told of.
   * @internal
   */
  judgeArrivals(): void {
    this.#pipeline?.arrivals.settle();
  }

  /**
   * Takes a log event that belongs to a span which has not ended yet. Never throws.
   * @internal
   */
  acceptLogEvent(traceId: string, spanId: string, event: LogEvent): void {
    if (this.#pipeline === undefined || !this.#config.captureContent) return;
    this.judgeArrivals(); // ended spans take their events along, and make room
    this.#logEvents.add(traceId, spanId, event);
  }

  /**
   * The call that span processors make. `done` is called exactly once, at the first verdict on all of the model calls:
   * delivered or parked for a retry (success), or one of them lost (failure).
   */
  export(spans: readonly ReadableSpan[], done: (result: ExportResult) => void): void {
    let open = 1;
    let failure: Verdict | undefined = this.#shutdown === undefined ? undefined : 'shutdown';
    const settle = (verdict: Verdict): void => {
      if (verdict !== 'delivered' && verdict !== 'parked') failure ??= verdict;
      open -= 1;
      if (open > 0) return;
      try {
        done(
          failure === undefined
            ? { code: 0 }
            : { code: 1, error: new Error(`HoneyHive records were lost: ${failure}.`) },
        );
      } catch {
        // The processor's own fault; it must not undo our verdict.
      }
    };
    this.judgeArrivals();
    for (const span of spans) {
      open += 1;
      const judged = this.#pipeline?.judgement.of(span) ?? 'none';
      if (!this.#take(judged, span, undefined, settle)) open -= 1;
    }
    this.#pipeline?.witnesses.releaseAll(); // a processor that keeps spans back has been waited for long enough
    // Batching was the processor's work, and its flush and shutdown wait for `done`.
    if (open > 1) this.#pipeline?.intake.emptied().then(() => this.#closeBatch());
    settle('delivered');
  }

  #closeBatch(): void {
    if (this.#pipeline?.intake.waiting === 0) this.#pipeline?.delivery.outbox.closeBatch();
  }

  /** Resolves when everything accepted so far is delivered or lost; rejects at the deadline, giving nothing up. */
  forceFlush(): Promise<void> {
    return this.#flush(this.#config.flushTimeoutMs);
  }

  /**
   * Stops the intake, and tries what is pending once more within the deadline. The rest stays in the spool, or is lost. Always
   * resolves.
   */
  shutdown(): Promise<void> {
    this.judgeArrivals();
    if (this.#shutdown === undefined) {
      this.#releaseAll();
      this.#shutdown = this.#close();
    }
    return this.#shutdown;
  }

  stats(): Stats {
    this.judgeArrivals();
    return this.#diagnostics.stats(this.#pending);
  }

  /**
   * Leaves the natural end of the program to `register`, which sees to every other end, too.
   * @internal
   */
  leaveEnd(): void {
    this.#end?.stop();
  }

  /**
   * For a process that ends now: at once makes records of all that was accepted, and requests of what is pending.
   * @internal
   */
  undelivered(): Undelivered {
    this.#releaseAll();
    this.#pipeline?.intake.finish();
    return this.#pipeline?.delivery.undelivered() ?? { url: this.#config.url, headers: {}, bodies: [] };
  }

  /**
   * All of that has been delivered by somebody else.
   * @internal
   */
  posted(): void {
    this.#pipeline?.delivery.outbox.drained();
  }

  /**
   * How many records are nowhere but in memory: lost if the process ended now.
   * @internal
   */
  unsafe(): number {
    if (this.#pipeline === undefined) return 0;
    const { intake, delivery } = this.#pipeline;
    return intake.waiting + delivery.outbox.unsafe;
  }

  /** At once brings to the disk what is nowhere but in memory. */
  #save(): void {
    this.#releaseAll();
    this.#pipeline?.intake.finish();
    this.#pipeline?.delivery.outbox.save();
  }

  get #pending(): number {
    if (this.#pipeline === undefined) return 0;
    const { intake, delivery } = this.#pipeline;
    return intake.waiting + delivery.outbox.pending;
  }

  /** For a flush: no span waits any longer, for the end of the turn or for others. */
  #releaseAll(): void {
    this.judgeArrivals();
    this.#pipeline?.judgement.releaseAll();
    this.#pipeline?.witnesses.releaseAll();
  }

  #judge(span: ReadableSpan, ancestry: Ancestry | undefined): void {
    ancestry?.ended(span);
    if (this.#pipeline === undefined || !isSampled(span)) return;
    this.#take(this.#pipeline.judgement.of(span, ancestry), span, ancestry);
  }

  /** Does as judged. Answers whether the span was accepted, so that a verdict on it will follow. */
  #take(judged: Judged, span: ReadableSpan, ancestry?: Ancestry, onVerdict?: OnVerdict): boolean {
    if (this.#pipeline === undefined || judged === 'wait') return false;
    const { witnesses } = this.#pipeline;
    const isCall = judged === 'send';
    if (judged === 'told') this.#diagnostics.suppressed(1);
    const accepted = (): Accepted => ({ span, logs: this.#logsOf(span), ancestry, onVerdict });
    if (witnesses.size > 0) {
      const { spanId } = contextOf(span);
      const canBeHeard = judged === 'told' || (isCall && onVerdict === undefined);
      const isHeard = canBeHeard && witnesses.heard(spanId, isCall, accepted);
      witnesses.ended(spanId);
      if (isHeard) return isCall;
    }
    if (!isCall)
      this.#logsOf(span); // nobody else asks for them
    else if (!this.#waitsForWitnesses(span, ancestry)) this.#accept(accepted());
    return isCall;
  }

  #waitsForWitnesses(span: ReadableSpan, ancestry: Ancestry | undefined): boolean {
    if (ancestry === undefined || !this.#config.suppressNested || this.#shutdown !== undefined) return false;
    try {
      return this.#pipeline?.witnesses.wait(span, ancestry) === true;
    } catch {
      return false; // a span that nobody can read tells nothing
    }
  }

  #accept(accepted: Accepted): void {
    if (this.#shutdown === undefined) {
      this.#enter(accepted);
      return;
    }
    this.#diagnostics.accepted(1);
    this.#diagnostics.lost(1, 'shutdown');
    accepted.onVerdict?.('shutdown');
  }

  /** Also while the shutdown is under way: what was kept as the witness of another call has ended before it. */
  #enter(accepted: Accepted): void {
    this.#diagnostics.accepted(1);
    if (this.#pipeline?.intake.take(accepted) === true || accepted.call === undefined) return;
    this.#pipeline?.drafts.leave(accepted.call);
  }

  #logsOf(span: ReadableSpan): readonly LogEvent[] {
    if (this.#logEvents.isEmpty) return none;
    const { traceId, spanId } = contextOf(span);
    return this.#logEvents.take(traceId, spanId);
  }

  async #flush(timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs;
    const left = (): number => Math.max(0, until - performance.now());
    this.#releaseAll();
    if ((await this.#pipeline?.intake.flush(timeoutMs)) === false) throw new Error(this.#stillPending(timeoutMs));
    await this.#pipeline?.delivery.outbox.flush(left());
  }

  #stillPending(timeoutMs: number): string {
    const held = this.#pipeline?.intake.held ?? 0;
    const why = held === 0 ? '' : ` redact has not finished with ${held} of them.`;
    return `${this.#pending} records are still pending after ${timeoutMs} ms; they stay queued.${why}`;
  }

  async #close(): Promise<void> {
    const { shutdownTimeoutMs } = this.#config;
    const until = performance.now() + shutdownTimeoutMs;
    this.#end?.closing();
    await this.#pipeline?.intake.close(shutdownTimeoutMs / 2); // half of the time is for sending
    await this.#pipeline?.delivery.shutdown(Math.max(0, until - performance.now()));
    this.#end?.stop();
  }
}

/** Exporters get no others (the specification of samplers); the stock processors see to that by themselves. */
function isSampled(span: ReadableSpan): boolean {
  const { traceFlags = TraceFlags.SAMPLED } = contextOf(span);
  return (traceFlags & TraceFlags.SAMPLED) !== 0;
}

/** No SDK makes a span that throws here, and whoever is given one stands alone: the app's event loop calls us. */
function contextOf(span: ReadableSpan): ReturnType<ReadableSpan['spanContext']> {
  try {
    return span.spanContext();
  } catch {
    return { traceId: '', spanId: '' };
  }
}
