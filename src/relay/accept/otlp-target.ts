import { acceptLogRecord, isGenAiEvent } from '../../otel/accept-log-record';
import type { OtlpLogRecord, OtlpSpan } from '../../otlp';
import type { OtlpTarget } from '../../otlp/http/intake';
import type { OtlpOutcome } from '../../otlp/http/response';
import { systemRuntime } from '../../runtime/runtime';
import type { Queue } from '../queue/queue';
import type { SpanChain } from './span-chain';
import { type HoldLimits, TraceHold } from './trace-hold';

/** While log events have come within this time, a complete trace waits for those that may belong to it. */
const logsExpectedMs = 10 * 60_000;

const away = { status: 503, message: 'The queue cannot be reached. Send the request again.', retryAfterSeconds: 2 };
const untaken = { status: 503, message: 'The queue could not take all of it. Send it again.', retryAfterSeconds: 2 };

/** Has records made of what OTLP exporters send, and answers once the queue has them. */
export class RelayOtlpTarget implements OtlpTarget {
  readonly #queue: Queue;
  readonly #chain: SpanChain;
  readonly #hold: TraceHold;
  #logsAt = Number.NEGATIVE_INFINITY;

  constructor(queue: Queue, chain: SpanChain, limits: HoldLimits) {
    this.#queue = queue;
    this.#chain = chain;
    const expectsLogs = (): boolean => systemRuntime.now() - this.#logsAt < logsExpectedMs;
    this.#hold = new TraceHold(limits, (spans) => chain.take(spans), expectsLogs);
  }

  async takeSpans(spans: readonly OtlpSpan[]): Promise<OtlpOutcome> {
    if (this.#queue.isAway) return away;
    const { isUnavailable, rejected } = await this.#hold.take(spans);
    if (isUnavailable) return untaken;
    return rejected === 0 ? undefined : { rejected, message: 'No record could be made of these spans.' };
  }

  /** Events of model calls wait for their span in memory; other log records are none of the relay's. */
  takeLogRecords(records: readonly OtlpLogRecord[]): OtlpOutcome {
    for (const record of records) {
      if (!isGenAiEvent(record)) continue;
      this.#logsAt = systemRuntime.now();
      acceptLogRecord(this.#chain.engine, record);
    }
    return undefined;
  }

  /** What is held is mapped, and nothing more is taken. */
  async close(): Promise<void> {
    this.#hold.release();
    await this.#chain.shutdown();
  }
}
