import type { Config } from '../config/config';
import { BatchSpans } from '../correlation/batch-spans';
import { EndOfTurnBuffer } from '../correlation/end-of-turn-buffer';
import { EnrichmentWindow } from '../correlation/enrichment-window';
import { LogEventStore } from '../correlation/log-event-store';
import { SpanClassifier } from '../correlation/span-classifier';
import { StepTree } from '../correlation/step-tree';
import { orNoTime, type Trouble } from '../delivery/send/endpoint-state';
import type { Update } from '../delivery/single/updates';
import { evaluationEvent } from '../mapping/read/evaluations';
import type { LogEvent } from '../mapping/span/span-view';
import type { Diagnostics, Stats } from '../observability/diagnostics';
import { Metrics } from '../observability/metrics';
import { CallMapper } from '../pipeline/call-mapper';
import { Delivery } from '../pipeline/delivery';
import { destinationLine } from '../pipeline/destination/endpoint';
import { Encoder } from '../pipeline/encoder';
import type { EndedSpan } from '../pipeline/ended-call';
import type { Handover, Unportable } from '../pipeline/handover';
import { openSpool } from '../pipeline/open-spool';
import { RecordQueue } from '../pipeline/record-queue';
import { LateEvaluations } from '../pipeline/single/late-evaluations';
import { RecentEvents } from '../pipeline/single/recent-events';
import { UpdatesAfterCalls } from '../pipeline/single/updates-after-calls';
import { type BeforeExit, sendBeforeExit } from '../runtime/before-exit';
import { guarded } from '../runtime/guarded';
import type { Load } from '../runtime/load';
import { systemRuntime } from '../runtime/runtime';
import type { Session } from '../session/session-of';
import { type Refusal, runningWire } from '../wire/registry';
import { delist } from './engines';
import type { ExportResult } from './export-result';
import type { ExporterEngine, TakenRecords } from './exporter-port';
import { mapperOptions, rateThread } from './mapper-options';
import { PendingExport } from './pending-export';
import { privacyStages } from './privacy-stages';
import { stillPending } from './still-pending';

/** At the end, calls may wait for `redact` and for prices for this share of the time. */
const mappingShare = 2 / 3;

/**
 * The chain that a span passes on its way to HoneyHive, each stage made with the next one: EndOfTurnBuffer → ObservedFirst →
 * StepTree, with `events: 'all'` → SpanClassifier → EnrichmentWindow → RecordQueue → CallMapper → … → Encoder → Outbox.
 */
export class Engine implements ExporterEngine {
  readonly #config: Config;
  readonly #diagnostics: Diagnostics;
  readonly #logEvents: LogEventStore;
  readonly #buffer: EndOfTurnBuffer;
  readonly #classifier: SpanClassifier;
  readonly #tree: StepTree | undefined;
  readonly #window: EnrichmentWindow;
  readonly #queue: RecordQueue;
  readonly #mapper: CallMapper;
  readonly #delivery: Delivery;
  readonly #updates: UpdatesAfterCalls;
  readonly #evaluations: LateEvaluations;
  readonly #beforeExit: BeforeExit;
  #shutdown: Promise<void> | undefined;
  #takesUpdates = true;

  constructor(config: Config, diagnostics: Diagnostics) {
    const { redact, suppressNested } = config;
    this.#config = config;
    this.#diagnostics = diagnostics;
    const metrics = new Metrics(config.url, config.maxQueueRecords, () => this.classifyEnded());
    diagnostics.observe(metrics);
    diagnostics.debug?.line(destinationLine(config));
    const onRoom = (): void => this.#queue.resume();
    this.#delivery = new Delivery(config, openSpool(config, diagnostics), diagnostics, (seconds, { kind }) => {
      metrics.attempted(seconds, kind === 'delivered' ? undefined : kind);
      onRoom();
    });
    const { outbox } = this.#delivery;
    const encoder = new Encoder(config, diagnostics, outbox);
    const { first, updates } = privacyStages(config, diagnostics, encoder, outbox.singles.updates, onRoom);
    const rates = rateThread(diagnostics, onRoom);
    const recent = new RecentEvents();
    const options = mapperOptions(config, diagnostics, rates, recent);
    this.#mapper = new CallMapper(options, rates, diagnostics, first);
    this.#queue = new RecordQueue(config, this.#mapper, outbox, diagnostics);
    const unrecorded = (): number => {
      this.classifyEnded(); // a call that became a span just now is counted nowhere
      return this.#queue.observed.calls + this.#held + this.#queue.waiting;
    };
    this.#updates = new UpdatesAfterCalls(unrecorded, updates, systemRuntime);
    // What `redact` sees no more may have no text in it.
    const withTexts = config.captureContent && redact === undefined;
    this.#evaluations = new LateEvaluations(recent, withTexts, this.#updates, diagnostics);
    this.#logEvents = new LogEventStore(systemRuntime.now, this.#evaluations);
    this.#window = new EnrichmentWindow(suppressNested, this.#logEvents, diagnostics, this.#queue);
    this.#classifier = new SpanClassifier(config, this.#logEvents, this.#window);
    this.#tree = config.events === 'all' ? new StepTree(this.#logEvents, this.#classifier, this.#queue) : undefined;
    this.#buffer = new EndOfTurnBuffer(this.#tree ?? this.#classifier);

    this.#beforeExit = sendBeforeExit({
      pending: () => this.#pending + this.#singles + this.#held,
      flush: () => this.flushAtEnd(config.exitTimeoutMs, true),
      settle: () => {
        runningWire()?.settleNow?.(performance.now() + config.exitTimeoutMs);
        this.#release(true);
      },
      countUnsafe: () => this.countUnsafe(),
      save: config.spoolDirectory === undefined ? undefined : () => this.#save(),
    });
  }

  acceptSpan(ended: EndedSpan): void {
    this.#buffer.push(ended);
  }

  acceptLogEvent(traceId: string, spanId: string, event: LogEvent, isRemote = false): void {
    const isEvaluation = event.name === evaluationEvent;
    if (!isEvaluation && (!this.#config.captureContent || spanId === '')) return;
    this.classifyEnded(); // ended spans take their events along, which makes room
    const isTaken = this.#logEvents.isTaken(traceId, spanId);
    const isLate = isEvaluation && (isTaken || isRemote || spanId === '');
    if (isLate) this.#evaluations.push({ traceId, spanId, events: [event] }, isTaken || undefined);
    else this.#logEvents.add(traceId, spanId, event);
  }

  update(update: Update): void {
    if (!this.#takesUpdates) return;
    this.classifyEnded(); // the call may have ended just now
    this.#updates.push(update);
  }

  classifyEnded(): void {
    this.#buffer.release();
  }

  export(spans: readonly EndedSpan['span'][], done: (result: ExportResult) => void, onParked?: () => void): void {
    const pending = new PendingExport(done, this.#shutdown === undefined ? undefined : 'shutdown', onParked);
    this.classifyEnded();
    const batch = this.#batchOf(spans);
    const first = this.#tree ?? this.#classifier;
    for (const span of spans) {
      pending.add();
      first.push({ span, batch, onVerdict: pending.settle });
    }
    // A processor that keeps spans back has been waited for long enough.
    if (batch !== undefined) this.#classifier.release();
    this.#window.release();
    // The processor did the batching, and its flush and shutdown wait for `done`.
    if (!pending.isEmpty) void this.#queue.drained().then(() => this.#closeBatch());
    pending.close();
  }

  async flush(timeoutMs: number): Promise<void> {
    const until = systemRuntime.now() + timeoutMs;
    this.#release();
    const passUpdates = this.#updates.heldNow();
    if (!(await this.#queue.flush(timeoutMs))) throw stillPending(this.#pending, timeoutMs, this.#queue.redacting);
    passUpdates();
    await this.#delivery.outbox.flush(Math.max(0, until - systemRuntime.now()));
  }

  async flushAtEnd(timeoutMs: number, isLast: boolean): Promise<Trouble | undefined> {
    const until = systemRuntime.now() + timeoutMs;
    this.#release(isLast);
    const passUpdates = isLast ? () => this.#updates.release() : this.#updates.heldNow();
    const isMapped = await this.#queue.flush(isLast ? timeoutMs * mappingShare : timeoutMs);
    if (!isMapped && isLast) this.#queue.finishUntil(until - (timeoutMs * (1 - mappingShare)) / 2);
    if (isMapped || isLast) passUpdates();
    // The rest of the time is for sending: while a slow `redact` has the event loop, no answer is read.
    const goOn = isLast ? this.#queue.pause() : () => {};
    const trouble = await this.#delivery.outbox.flushAtEnd(Math.max(0, until - systemRuntime.now()));
    goOn();
    // Those that came meanwhile are another flush's, unless there is none.
    if ((isMapped && !isLast) || this.#queue.waiting === 0) return trouble;
    return this.#queue.isFull ? (trouble ?? 'no_time') : orNoTime(trouble);
  }

  shutdown(): Promise<void> {
    this.classifyEnded();
    if (this.#shutdown === undefined) {
      this.#release(true);
      this.#shutdown = this.#close();
    }
    return this.#shutdown;
  }

  stats(): Stats {
    this.classifyEnded();
    const singles = this.#updates.counted(this.#delivery.outbox.singles.counts);
    return this.#diagnostics.stats(this.#pending, this.#queue.observed.calls, singles);
  }

  sessionOf(call: EndedSpan): Session | undefined {
    return guarded(() => this.#mapper.sessionFor({ ...call, logs: [] }));
  }

  load(): Load {
    return this.#queue.load;
  }

  shareWith(observed: () => Load): void {
    this.#queue.shareWith(observed);
  }

  refuseCall(reason: Refusal = 'queue_full'): void {
    this.#queue.refuse(reason);
  }

  disableBeforeExit(): void {
    this.#beforeExit.disable();
  }

  countUnsafe(): number {
    return this.#queue.waiting + this.#delivery.outbox.save();
  }

  takeLossLines(): readonly string[] {
    const left = this.#delivery.outbox.singles.linesOnLeft(this.#pending === 0);
    return [...this.#diagnostics.takeLossLines(), ...left];
  }

  prepareHandover(): void {
    this.#delivery.prepareHandover();
  }

  handOver(): Handover | Unportable | Trouble | undefined {
    this.#diagnostics.processEnds();
    this.#release(true);
    const hasWork = this.#queue.waiting > 0 || this.#updates.waiting > 0 || this.#delivery.outbox.hasWork;
    return hasWork ? this.#delivery.handOver() : undefined;
  }

  takeRecords(until: number, isLast = false): TakenRecords {
    this.#release(true);
    this.#queue.finishUntil(until);
    if (isLast || this.#queue.waiting === 0) this.#updates.release();
    const { waiting, isFull } = this.#queue;
    const { outbox } = this.#delivery;
    return { singles: outbox.singles.handOver(), records: outbox.handOver(), waiting, isFull };
  }

  save(until: number): void {
    if (this.#delivery.spool === undefined) return;
    this.#release();
    this.#queue.mapUntil(until);
    if (this.#queue.waiting === 0) this.#updates.release();
    this.#delivery.outbox.save();
  }

  #batchOf(spans: readonly EndedSpan['span'][]): BatchSpans | undefined {
    if (this.#tree === undefined && spans.length < 2) return undefined;
    return guarded(() => BatchSpans.of(spans, this.#tree === undefined ? 1 : 0));
  }

  /** Calls that wait for other spans. */
  get #held(): number {
    return this.#classifier.waiting + this.#window.waiting;
  }

  get #pending(): number {
    return this.#queue.waiting + this.#delivery.outbox.pending;
  }

  /** Starts of sessions, and updates, with those that may become some. */
  get #singles(): number {
    return this.#logEvents.evaluated + this.#updates.waiting + this.#delivery.outbox.singles.open;
  }

  /** No span waits for others any longer; those that others stand in, not for their ends either, if the process ends. */
  #release(isLast = false): void {
    this.#buffer.release();
    if (isLast) this.#tree?.finish();
    this.#classifier.release();
    this.#window.release();
    if (isLast) this.#logEvents.finish();
  }

  /** Writes to the spool what is only in memory, in the time by which an exit may be delayed. */
  #save(): void {
    this.#queue.finishUntil(performance.now() + this.#config.exitTimeoutMs);
    this.#updates.release();
    this.#delivery.outbox.save();
  }

  #closeBatch(): void {
    if (this.#queue.waiting === 0) this.#delivery.outbox.closeBatch();
  }

  async #close(): Promise<void> {
    const { shutdownTimeoutMs } = this.#config;
    const until = systemRuntime.now() + shutdownTimeoutMs;
    this.#beforeExit.closing();
    this.#window.close();
    await this.#queue.close(shutdownTimeoutMs / 2); // half of the time is for sending
    this.#updates.release();
    this.#takesUpdates = false;
    await this.#delivery.shutdown(Math.max(0, until - systemRuntime.now()));
    delist(this); // until now, an end of the process has something to deliver
    this.#beforeExit.disable();
  }
}
