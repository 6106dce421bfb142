import { BatchSpans } from '../../correlation/batch-spans';
import { RecentIds } from '../../correlation/recent-ids';
import { hasContent, isModelCall } from '../../mapping';
import { acceptLogRecord } from '../../otel/accept-log-record';
import type { OtlpLogRecord, OtlpSpan } from '../../otlp';
import { ClaudeCodeEvents, withAttributes } from '../../otlp/claude-code/claude-code-events';
import { OtlpIntake, type OtlpTarget } from '../../otlp/http/intake';
import type { OtlpRequest } from '../../otlp/http/request';
import type { OtlpResponse } from '../../otlp/http/response';
import type { Session } from '../../session/session-of';
import type { LateEngine } from '../late-engine';
import { maxBodyBytes } from './child-server';

const limits = { maxBytes: maxBodyBytes, maxItems: 100_000 };

/** Exporters send log events on their own schedule, each second as the environment of a child asks for it. */
const maxWaitMs = 2000;
const maxSpans = 5000;

/** The spans of one request. */
interface Batch {
  readonly spans: readonly OtlpSpan[];
  readonly timer: NodeJS.Timeout;
}

/**
 * Hands the engine the spans and log events of child processes: in the session of the parent, and spans of calls when the log events with
 * their content have come, or do not come.
 */
export class ChildCalls {
  readonly #engine: LateEngine;
  readonly #hasContent: () => boolean;
  readonly #claudeCode = new ClaudeCodeEvents();
  /** Spans that log events have come for. */
  readonly #withEvents = new RecentIds();
  /** In the order of their arrival: a span comes after those inside of it. */
  readonly #waiting: Batch[] = [];

  /** @param hasContent whether content is captured */
  constructor(engine: LateEngine, hasContent: () => boolean) {
    this.#engine = engine;
    this.#hasContent = hasContent;
  }

  /** @param session that the child was started in */
  accept(request: OtlpRequest, session: Session | undefined): Promise<OtlpResponse> {
    return new OtlpIntake(this.#targetIn(session), limits).accept(request);
  }

  /** For a flush: nothing waits any longer. */
  release(): void {
    while (this.#waiting.length > 0) this.#passOldest();
  }

  #targetIn(session: Session | undefined): OtlpTarget {
    return {
      takeSpans: (spans) => {
        const timer = setTimeout(() => this.#passOldest(), maxWaitMs).unref();
        this.#waiting.push({ spans: spans.map((span) => inSession(span, session)), timer });
        this.#passComplete();
        return undefined;
      },
      takeLogRecords: (logRecords) => {
        for (const logRecord of logRecords) this.#takeLogRecord(logRecord);
        this.#passComplete();
        return undefined;
      },
    };
  }

  #takeLogRecord(logRecord: OtlpLogRecord): void {
    if (this.#claudeCode.take(logRecord)) return;
    const { spanContext } = logRecord;
    if (spanContext !== undefined) this.#withEvents.add(spanContext.traceId + spanContext.spanId);
    this.#engine.use((engine) => acceptLogRecord(engine, logRecord));
  }

  #passComplete(): void {
    let spans = this.#waiting.reduce((sum, batch) => sum + batch.spans.length, 0);
    for (let [oldest] = this.#waiting; oldest !== undefined; [oldest] = this.#waiting) {
      if (spans <= maxSpans && oldest.spans.some((span) => this.#isAwaited(span))) return;
      spans -= oldest.spans.length;
      this.#passOldest();
    }
  }

  /** Whether log events of a call are still to come. */
  #isAwaited(span: OtlpSpan): boolean {
    const isCaptured = this.#hasContent();
    if (this.#claudeCode.isAwaited(span, isCaptured)) return true;
    if (!isCaptured || !isModelCall(span) || this.#claudeCode.isOfClaudeCode(span) || hasContent(span)) return false;
    const { traceId, spanId } = span.spanContext();
    return !this.#withEvents.has(traceId + spanId);
  }

  #passOldest(): void {
    const batch = this.#waiting.shift();
    if (batch === undefined) return;
    clearTimeout(batch.timer);
    const spans = batch.spans.map((span) => this.#claudeCode.joined(span));
    const nearby = BatchSpans.of(spans, 0);
    for (const span of spans) this.#engine.use((engine) => engine.acceptSpan({ span, batch: nearby }), span);
  }
}

/** What the child says of its session goes before that. */
const inSession = (span: OtlpSpan, session: Session | undefined): OtlpSpan =>
  session === undefined ? span : withAttributes(span, { 'honeyhive.session_id': session.id, ...nameOf(session) });

const nameOf = ({ name }: Session) => (name === undefined ? {} : { 'honeyhive.session_name': name });
