import type { Context } from '@opentelemetry/api';
import { contextOf } from '../context/ids-of-span';
import { type ProcessPlaces, SpanAncestry } from '../context/span-ancestry';
import type { ExporterPort } from '../engine/exporter-port';
import type { ReadableSpan } from '../mapping/span/span-view';
import { acceptLogRecord, isGenAiEvent } from '../otel/accept-log-record';
import { sessionIn } from '../otel/current-session';
import type { EmittedLogRecord } from '../otel/sdk-types';
import { within } from '../runtime/deadline';
import { guarded } from '../runtime/guarded';
import { systemRuntime } from '../runtime/runtime';
import type { Session } from '../session/session-of';
import { runningWire } from '../wire/registry';
import { isWireSpan } from '../wire/scope';
import { routeThrough } from './attach/app-own-exporter';
import type { ProcessorHooks, SpanProcessor } from './attach/attached-processors';
import type { Reasons } from './exit/undelivered';
import type { LateEngine } from './late-engine';
import type { Settings } from './settings';

/** Hands the engine the calls that were observed, and the spans and log events of the app's own providers, in the right order. */
export class CallRecorder implements ProcessorHooks {
  readonly #engine: LateEngine;
  readonly #settings: Settings;
  readonly #ancestry: SpanAncestry;
  /** Of what keeps spans back, and hands them over within the call: stock processors of the app do. */
  readonly #flushes: (() => Promise<void>)[] = [];
  /** Exporters of the app that get its log events without us. */
  readonly #getLogEvents = new WeakSet<ExporterPort>();

  constructor(engine: LateEngine, settings: Settings, places: ProcessPlaces) {
    this.#engine = engine;
    this.#settings = settings;
    this.#ancestry = new SpanAncestry(places);
  }

  /** Takes the span of a call that was observed. */
  record(span: ReadableSpan, parentContext: Context): void {
    this.#ancestry.started(span, parentContext);
    this.#engine.use((engine) => engine.acceptSpan({ span, ancestry: this.#ancestry }), span);
  }

  /** See `currentSession`. */
  sessionIn(context: Context): Session | undefined {
    const engine = this.#engine.open();
    return engine && sessionIn(context, this.#ancestry, engine);
  }

  started(span: object, parentContext: Context): void {
    if (!this.#settings.isOff) this.#ancestry.started(span, parentContext);
  }

  ended(span: ReadableSpan, onTurn?: () => void): void {
    if (this.#settings.isOff) {
      onTurn?.();
      return;
    }
    // A second span of a call that we have one of: the app has our instrumentation in its provider, too.
    if (isWireSpan(span) || !this.#isOfUse(span)) {
      this.#ancestry.ended(span);
      return;
    }
    runningWire()?.afterCalls(contextOf(span).traceId, () => {
      if (onTurn === undefined) {
        this.#engine.use((engine) => engine.acceptSpan({ span, ancestry: this.#ancestry }), span);
        return;
      }
      this.#engine.opened?.classifyEnded(); // while this span still counts as open around them
      this.#ancestry.ended(span);
      onTurn();
    });
  }

  emitted(record: EmittedLogRecord): void {
    if (this.#settings.isOff || !isGenAiEvent(record)) return;
    this.#engine.use((engine) => {
      if (!this.#getLogEvents.has(engine)) acceptLogRecord(engine, record);
    });
  }

  /** Before the first model call, most spans of an app are none of an agent: these need no engine, and no settings. */
  #isOfUse(span: ReadableSpan): boolean {
    if (this.#engine.opened !== undefined || this.#settings.known !== undefined) return true;
    if (this.#settings.isDebug) return true; // what becomes of each span is to be said
    const { isModelCall, isModelStep, isToolCall, stepOfSpan } = require('../mapping') as typeof import('../mapping');
    return isModelCall(span) || isModelStep(span) || isToolCall(span) || stepOfSpan(span) !== undefined;
  }

  /** The app has registered an exporter of this package itself: its engine replaces ours. */
  useAppsExporter(processor: SpanProcessor, exporter: ExporterPort): void {
    if (!this.#settings.isOff && this.#engine.replaceBy(exporter)) this.#flushes.push(routeThrough(this, processor));
  }

  /** The app hands its log events to an exporter of this package itself. */
  leaveLogEventsTo(exporter: ExporterPort): void {
    this.#getLogEvents.add(exporter);
  }

  /** @param handOver has what waits elsewhere come to the engine, before everything is sent */
  addSource(handOver: () => void): void {
    this.#flushes.push(async () => handOver());
  }

  async settle(): Promise<void> {
    await runningWire()?.settle();
  }

  /** Has all that keeps spans back hand them over. */
  collect(): void {
    for (const flush of this.#flushes) guarded(() => flush().catch(() => {}));
  }

  /** Sends what has been recorded so far; rejects when that takes longer than an ending process waits. */
  async flush(): Promise<void> {
    await this.settle();
    this.collect();
    await this.#engine.flush(this.#settings.exitTimeoutMs);
  }

  async deliver(): Promise<void> {
    await this.#engine.flushAtEnd(this.#settings.exitTimeoutMs, false).catch(() => {});
  }

  /** The same for an end, within so many milliseconds; see {@link ExporterPort.flushAtEnd}. */
  async flushAtEnd(timeoutMs: number, isLast: boolean): Promise<Reasons> {
    const until = systemRuntime.now() + timeoutMs;
    await within(timeoutMs, this.settle(), systemRuntime);
    this.collect();
    return this.#engine.flushAtEnd(Math.max(0, until - systemRuntime.now()), isLast);
  }
}
