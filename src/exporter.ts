import { TraceFlags } from '@opentelemetry/api';
import type { Ancestry } from './ancestry';
import { type Config, type HoneyHiveExporterOptions, resolveConfig } from './config';
import type { Verdict } from './delivery/record';
import { Diagnostics, type Log, type Stats } from './diagnostics';
import { encode, encodeDraft } from './encode';
import { type Accepted, Intake, type OnVerdict } from './intake';
import { type Judged, Judgement } from './judgement';
import { LogEvents } from './log-events';
import { toModelEventDraft } from './mapping';
import type { Price } from './mapping/cost';
import type { CreateModelEvent } from './mapping/model-event';
import { completed, type ModelEventDraft } from './mapping/model-event-draft';
import type { LogEvent, ReadableSpan } from './mapping/span';
import { toV1Event } from './mapping/v1-event';
import { Metrics } from './metrics';
import { flushAtNaturalEnd } from './natural-end';
import { OpenOutbox, type Undelivered } from './open-outbox';
import { priceFrom } from './prices';
import type { ExportResult } from './sdk';

const none: readonly LogEvent[] = [];

/**
 * Sends the model calls among the spans it is given to HoneyHive: map, encode, hand to the outbox. Register it behind any
 * span processor of SDK 1.30, 2.x or 3.x, or better through `HoneyHiveSpanProcessor`.
 */
export class HoneyHiveSpanExporter {
  readonly #config: Config;
  readonly #diagnostics: Diagnostics;
  /** `undefined` without a key or a place to send to: nothing is taken then, and the app runs on. */
  readonly #open: OpenOutbox | undefined;
  /** The way into it. */
  readonly #intake: Intake | undefined;
  readonly #price: Price | undefined;
  readonly #logEvents: LogEvents;
  readonly #judgement: Judgement;
  readonly #stopWatching: (() => void) | undefined;
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
    this.#price = priceFrom(this.#config.cost, () =>
      notice('cost', 'The function given as `cost` throws, so calls are sent without one.'),
    );
    this.#logEvents = new LogEvents(now, (events) =>
      notice('log_events', `${events} log events were forgotten, since their span did not end in time.`),
    );
    this.#judgement = new Judgement(
      this.#config.suppressNested,
      (traceId, spanId) => this.#logEvents.has(traceId, spanId),
      ({ span, ancestry }, judged) => this.#take(judged, span, ancestry),
    );
    if (this.#config.apiKey === undefined) {
      this.#diagnostics.notice('no_key', 'HH_API_KEY is not set, so no model calls are exported.', 'error');
      return;
    }
    if (this.#config.url === '') return; // an unreadable variable, and said so
    const metrics = new Metrics(this.#config.url, this.#config.maxQueueRecords);
    this.#diagnostics.observe(metrics);
    this.#open = new OpenOutbox(this.#config, this.#diagnostics, metrics, () => this.#intake?.resume());
    const making = {
      map: (accepted: Accepted) => this.#map(accepted),
      encode: (draft: ModelEventDraft) => this.#encodeDraft(draft),
      encodeRedacted: (record: CreateModelEvent) => this.#encode(record),
    };
    this.#intake = new Intake(this.#config, making, this.#open.outbox, this.#diagnostics);
    this.#stopWatching = flushAtNaturalEnd(
      () => this.#pending + this.#judgement.waiting,
      (timeoutMs) => this.#flush(timeoutMs),
    );
  }

  /**
   * Takes an ended span of any kind, unless it was recorded but not sampled. `ancestry` knows what it inherits from the spans around it. Never throws.
   * @internal
   */
  accept(span: ReadableSpan, ancestry?: Ancestry): void {
    if (this.#open === undefined || !isSampled(span)) return;
    this.#take(this.#judgement.of(span, ancestry), span, ancestry);
  }

  /**
   * Takes a log event that belongs to a span which has not ended yet. Never throws.
   * @internal
   */
  acceptLogEvent(traceId: string, spanId: string, event: LogEvent): void {
    if (this.#open === undefined || !this.#config.captureContent) return;
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
    for (const span of spans) {
      open += 1;
      if (this.#open === undefined || !this.#take(this.#judgement.of(span), span, undefined, settle)) open -= 1;
    }
    // Batching was the processor's work, and its flush and shutdown wait for `done`.
    if (open > 1) this.#intake?.emptied().then(() => this.#closeBatch());
    settle('delivered');
  }

  #closeBatch(): void {
    if (this.#intake?.waiting === 0) this.#open?.outbox.closeBatch();
  }

  /** Resolves when everything accepted so far is delivered or lost; rejects at the deadline, giving nothing up. */
  forceFlush(): Promise<void> {
    return this.#flush(this.#config.flushTimeoutMs);
  }

  /** Stops the intake, tries what is pending once more within the deadline, and counts the rest as lost. Always resolves. */
  shutdown(): Promise<void> {
    if (this.#shutdown === undefined) {
      this.#judgement.releaseAll();
      this.#shutdown = this.#close();
    }
    return this.#shutdown;
  }

  stats(): Stats {
    return this.#diagnostics.stats(this.#pending);
  }

  /**
   * Leaves the natural end of the program to `register`, which sees to every other end, too.
   * @internal
   */
  leaveEnd(): void {
    this.#stopWatching?.();
  }

  /**
   * For a process that ends now: at once makes records of all that was accepted, and requests of what is pending.
   * @internal
   */
  undelivered(): Undelivered {
    this.#judgement.releaseAll();
    this.#intake?.finish();
    return this.#open?.undelivered() ?? { url: this.#config.url, headers: {}, bodies: [] };
  }

  get #pending(): number {
    return (this.#intake?.waiting ?? 0) + (this.#open?.outbox.pending ?? 0);
  }

  /** Does as judged. Answers whether the span was accepted, so that a verdict on it will follow. */
  #take(judged: Judged, span: ReadableSpan, ancestry?: Ancestry, onVerdict?: OnVerdict): boolean {
    if (judged === 'told') this.#diagnostics.suppressed(1);
    if (this.#intake === undefined || judged !== 'send') return false;
    this.#diagnostics.accepted(1);
    if (this.#shutdown === undefined) {
      this.#intake.take({ span, logs: this.#logsOf(span), ancestry, onVerdict });
    } else {
      this.#diagnostics.lost(1, 'shutdown');
      onVerdict?.('shutdown');
    }
    return true;
  }

  #logsOf(span: ReadableSpan): readonly LogEvent[] {
    if (this.#logEvents.isEmpty) return none;
    try {
      const { traceId, spanId } = span.spanContext();
      return this.#logEvents.take(traceId, spanId);
    } catch {
      return none; // no SDK makes such a span, and this runs inside the app's `span.end()`
    }
  }

  #map({ span, logs, ancestry }: Accepted): ModelEventDraft | 'told' | undefined {
    const { project, source, captureContent, maxMediaBytes, maxRecordBytes } = this.#config;
    span.spanContext(); // a record takes its id from there: one without could not be told from others
    const options = {
      project,
      source,
      captureContent,
      maxMediaBytes,
      price: this.#price,
      logs,
      attributes: ancestry?.inheritedBy(span),
    };
    const draft = toModelEventDraft(span, options, maxRecordBytes);
    return draft !== undefined && this.#judgement.isTold(draft) ? 'told' : draft;
  }

  #encodeDraft(draft: ModelEventDraft): Buffer {
    const { api, maxRecordBytes } = this.#config;
    return api === 'v1' ? this.#encode(completed(draft)) : encodeDraft(draft, maxRecordBytes);
  }

  #encode(record: CreateModelEvent): Buffer {
    const { api, maxRecordBytes } = this.#config;
    return encode(api === 'v1' ? toV1Event(record) : record, maxRecordBytes);
  }

  async #flush(timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs;
    const left = (): number => Math.max(0, until - performance.now());
    this.#judgement.releaseAll();
    if ((await this.#intake?.flush(timeoutMs)) === false) throw new Error(this.#stillPending(timeoutMs));
    await this.#open?.outbox.flush(left());
  }

  #stillPending(timeoutMs: number): string {
    const held = this.#intake?.held ?? 0;
    const why = held === 0 ? '' : ` redact has not finished with ${held} of them.`;
    return `${this.#pending} records are still pending after ${timeoutMs} ms; they stay queued.${why}`;
  }

  async #close(): Promise<void> {
    const { shutdownTimeoutMs } = this.#config;
    const until = performance.now() + shutdownTimeoutMs;
    this.#stopWatching?.();
    await this.#intake?.close(shutdownTimeoutMs / 2); // half of the time is for sending
    await this.#open?.shutdown(Math.max(0, until - performance.now()));
  }
}

/** Exporters get no others (the specification of samplers); the stock processors see to that by themselves. */
function isSampled(span: ReadableSpan): boolean {
  try {
    const { traceFlags = TraceFlags.SAMPLED } = span.spanContext();
    return (traceFlags & TraceFlags.SAMPLED) !== 0;
  } catch {
    return true; // no SDK makes such a span, and this runs inside the app's `span.end()`
  }
}
