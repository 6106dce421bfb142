import type { Ancestry } from './ancestry';
import { type Config, type HoneyHiveExporterOptions, resolveConfig } from './config';
import type { Verdict } from './delivery/record';
import { systemRuntime } from './delivery/runtime';
import { Diagnostics, type Log, type LossReason, type Stats } from './diagnostics';
import { encode } from './encode';
import { type Judged, Judgement } from './judgement';
import { LogEvents } from './log-events';
import { toModelEvent } from './mapping';
import type { Price } from './mapping/cost';
import type { CreateModelEvent } from './mapping/model-event';
import type { LogEvent, ReadableSpan } from './mapping/span';
import { toV1Event } from './mapping/v1-event';
import { Metrics } from './metrics';
import { flushAtNaturalEnd } from './natural-end';
import { OpenOutbox, type Undelivered } from './open-outbox';
import { priceFrom } from './prices';
import { type Redacted, Redactions } from './redactions';
import type { ExportResult } from './sdk';
import { Slices } from './slices';

type OnVerdict = (verdict: Verdict) => void;

interface Accepted {
  readonly span: ReadableSpan;
  readonly ancestry: Ancestry | undefined;
  readonly onVerdict: OnVerdict | undefined;
}

/**
 * Sends the model calls among the spans it is given to HoneyHive: map, encode, hand to the outbox. Register it behind any
 * span processor of SDK 1.30, 2.x or 3.x, or better through `HoneyHiveSpanProcessor`.
 */
export class HoneyHiveSpanExporter {
  readonly #config: Config;
  readonly #diagnostics: Diagnostics;
  /** `undefined` without a key or a place to send to: nothing is taken then, and the app runs on. */
  readonly #open: OpenOutbox | undefined;
  /** `undefined` if the app redacts nothing. */
  readonly #redactions: Redactions | undefined;
  readonly #price: Price | undefined;
  readonly #logEvents: LogEvents;
  readonly #judgement: Judgement;
  readonly #slices = new Slices<Accepted>((accepted) => this.#record(accepted));
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
    const { redact, redactTimeoutMs } = this.#config;
    this.#redactions = redact && new Redactions(redact, redactTimeoutMs, systemRuntime);
    this.#price = priceFrom(this.#config.cost, () =>
      notice('cost', 'The function given as `cost` throws, so calls are sent without one.'),
    );
    this.#logEvents = new LogEvents(now, (events) =>
      notice('log_events', `${events} log events were forgotten, since their span did not end in time.`),
    );
    this.#judgement = new Judgement(
      this.#config.suppressNested,
      (traceId, spanId) => this.#logEvents.has(traceId, spanId),
      (call, judged) => this.#take({ ...call, onVerdict: undefined }, judged),
    );
    if (this.#config.apiKey === undefined) {
      this.#diagnostics.notice('no_key', 'HH_API_KEY is not set, so no model calls are exported.', 'error');
      return;
    }
    if (this.#config.url === '') return; // an unreadable variable, and said so
    const metrics = new Metrics(this.#config.url, this.#config.maxQueueRecords);
    this.#diagnostics.observe(metrics);
    this.#open = new OpenOutbox(this.#config, this.#diagnostics, metrics);
    this.#stopWatching = flushAtNaturalEnd(
      () => this.#pending + this.#judgement.waiting,
      (timeoutMs) => this.#flush(timeoutMs),
    );
  }

  /**
   * Takes an ended span of any kind. `ancestry` knows what it inherits from the spans around it. Never throws.
   * @internal
   */
  accept(span: ReadableSpan, ancestry?: Ancestry): void {
    if (this.#open === undefined) return;
    this.#take({ span, ancestry, onVerdict: undefined }, this.#judgement.of(span, ancestry));
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
      const accepted = { span, ancestry: undefined, onVerdict: settle };
      if (this.#open === undefined || !this.#take(accepted, this.#judgement.of(span))) open -= 1;
    }
    // Batching was the processor's work, and its flush and shutdown wait for `done`.
    if (open > 1) this.#recorded().then(() => this.#open?.outbox.closeBatch());
    settle('delivered');
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
    this.#slices.drain();
    this.#redactions?.expire();
    return this.#open?.undelivered() ?? { url: this.#config.url, headers: {}, bodies: [] };
  }

  get #pending(): number {
    return this.#slices.waiting + (this.#redactions?.pending ?? 0) + (this.#open?.outbox.pending ?? 0);
  }

  /** Does as judged. Answers whether the span was accepted, so that a verdict on it will follow. */
  #take(accepted: Accepted, judged: Judged): boolean {
    if (judged === 'told') this.#diagnostics.suppressed(1);
    if (this.#open === undefined || judged !== 'send') return false;
    this.#diagnostics.accepted(1);
    if (this.#shutdown !== undefined) this.#lost('shutdown', accepted.onVerdict);
    else if (this.#pending >= this.#config.maxQueueRecords) this.#open.outbox.refuse('queue_full', accepted.onVerdict);
    else this.#slices.push(accepted);
    return true;
  }

  #record({ span, ancestry, onVerdict }: Accepted): void {
    const { project, source, captureContent, maxMediaBytes } = this.#config;
    try {
      const { traceId, spanId } = span.spanContext();
      const event = toModelEvent(span, {
        project,
        source,
        captureContent,
        maxMediaBytes,
        price: this.#price,
        logs: this.#logEvents.take(traceId, spanId),
        attributes: ancestry?.inheritedBy(span),
      });
      if (event === undefined) this.#lost('unmappable', onVerdict);
      else if (this.#judgement.isTold(event)) this.#withdraw(onVerdict);
      else if (this.#redactions === undefined) this.#send(event, onVerdict);
      else this.#redactions.add(event, (redacted) => this.#sendRedacted(redacted, onVerdict));
    } catch {
      // One span that cannot be read costs one record, never the batch, and never the app.
      this.#lost('unmappable', onVerdict);
    }
  }

  #sendRedacted({ record, isFailed }: Redacted, onVerdict: OnVerdict | undefined): void {
    if (isFailed) this.#diagnostics.redactionFailed();
    if (record === undefined) {
      this.#withdraw(onVerdict);
      return;
    }
    try {
      this.#send(record, onVerdict);
    } catch {
      this.#lost('redaction_failed', onVerdict);
    }
  }

  #send(event: CreateModelEvent, onVerdict: OnVerdict | undefined): void {
    const { api, maxRecordBytes } = this.#config;
    const bytes = encode(api === 'v1' ? toV1Event(event) : event, maxRecordBytes);
    this.#open?.outbox.add({ id: event.event_id, bytes, onVerdict });
  }

  #withdraw(onVerdict: OnVerdict | undefined): void {
    this.#diagnostics.withdrawn(1);
    onVerdict?.('delivered'); // nothing is left to be done for it
  }

  #lost(reason: LossReason, onVerdict: OnVerdict | undefined): void {
    this.#diagnostics.lost(1, reason);
    onVerdict?.(reason);
  }

  /** Everything accepted so far is in the outbox. */
  async #recorded(): Promise<void> {
    await this.#slices.settled();
    await this.#redactions?.settled();
  }

  async #flush(timeoutMs: number): Promise<void> {
    const until = performance.now() + timeoutMs;
    const left = (): number => Math.max(0, until - performance.now());
    this.#judgement.releaseAll();
    await this.#slices.settled();
    if (this.#redactions !== undefined && this.#redactions.pending > 0) {
      const [isRedacted] = await Promise.all([this.#redactions.settled(left()), this.#open?.outbox.flush(left())]);
      if (!isRedacted)
        throw new Error(`redact has not finished after ${timeoutMs} ms; what it has taken stays queued.`);
    }
    await this.#open?.outbox.flush(left());
  }

  async #close(): Promise<void> {
    const { shutdownTimeoutMs } = this.#config;
    const until = performance.now() + shutdownTimeoutMs;
    this.#stopWatching?.();
    await this.#slices.settled();
    // Half of the time is for sending: what is not redacted by then goes without content.
    await this.#redactions?.settled(shutdownTimeoutMs / 2);
    this.#redactions?.expire();
    await this.#open?.shutdown(Math.max(0, until - performance.now()));
  }
}
