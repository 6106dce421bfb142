import type { Config } from '../../config/config';
import type { ExporterEngine } from '../../engine/exporter-port';
import { LostRecords } from '../../engine/lost-records';
import { openEngine } from '../../engine/open-engine';
import { Diagnostics } from '../../observability/diagnostics';
import type { LossReason } from '../../observability/loss-reason';
import type { OtlpSpan } from '../../otlp';
import type { Log } from '../../runtime/log';
import { systemRuntime } from '../../runtime/runtime';
import { RefusedRequest } from './entries-of';
import { type Intake, refusalAnswer } from './intake';
import { routeAt } from './routes';
import type { TraceOutcome } from './trace-hold';

/** No address: what the chain sends stays in this process. */
const url = 'http://relay.invalid';

const MiB = 2 ** 20;

/** Reasons for which a span would be lost again if it were sent again. */
const lasting: ReadonlySet<LossReason> = new Set(['unmappable', 'too_large', 'redaction_failed']);

/** The exporter's own chain, from spans to records, with the relay's queue in the place of HoneyHive. */
export class SpanChain {
  readonly engine: ExporterEngine;

  /** @param maxRecordBytes of which the queue takes a record */
  constructor(config: Config, intake: Intake, maxRecordBytes: number, log: Log) {
    const local = {
      url,
      apiKey: 'relay',
      fetch: fetchOf(intake),
      compression: 'none',
      enabled: true,
      allowInsecure: true,
    } as const;
    const limits = {
      maxRecordBytes: Math.min(config.maxRecordBytes, maxRecordBytes),
      maxBatchDelayMs: 10,
      maxConcurrentRequests: 32,
      maxQueueBytes: 128 * MiB,
      maxQueueRecords: 100_000,
    };
    const none = { spoolDirectory: undefined, agent: undefined, tls: undefined, debug: false, hints: false };
    this.engine = openEngine(
      { ...config, ...local, ...limits, ...none },
      new Diagnostics(systemRuntime.now, ownLog(log)),
    );
    this.engine.disableBeforeExit();
  }

  /** Never rejects. A record that is not in the queue by now is asked for again, though it may come there later. */
  take(spans: readonly OtlpSpan[]): Promise<TraceOutcome> {
    let isParked = false;
    return new Promise((resolve) =>
      this.engine.export(
        spans,
        ({ error }) => {
          const { isUnavailable, rejected } = error instanceof LostRecords ? outcomeOf(error) : taken;
          resolve({ isUnavailable: isUnavailable || isParked, rejected });
        },
        () => {
          isParked = true;
        },
      ),
    );
  }

  shutdown(): Promise<void> {
    return this.engine.shutdown();
  }
}

const taken: TraceOutcome = { isUnavailable: false, rejected: 0 };

function outcomeOf({ lost }: LostRecords): TraceOutcome {
  const rejected = [...lost].reduce((sum, [reason, spans]) => (lasting.has(reason) ? sum + spans : sum), 0);
  return { isUnavailable: [...lost.keys()].some((reason) => !lasting.has(reason)), rejected };
}

/** Events that find the queue away or full are dropped: their sender has the spans, and sends them again. */
const dropped = 409;

/** Requests of the chain are taken like those of apps. */
const fetchOf =
  (intake: Intake): typeof globalThis.fetch =>
  async (input, init) => {
    const route = routeAt(new URL(String(input)).pathname);
    if (route === undefined) return new Response(null, { status: 404 });
    try {
      const { status, headers, body } = await intake.take(route, init?.body as Buffer);
      return new Response(body, { status, headers });
    } catch (error) {
      if (!(error instanceof RefusedRequest)) throw error;
      const { status, headers, body } = refusalAnswer(error);
      return new Response(body, { status: status === 503 && route.kind === 'event' ? dropped : status, headers });
    }
  };

/** What was dropped is not lost, so nothing is said of it. */
const ownLog =
  (log: Log): Log =>
  (level, sentence) => {
    if (!/^lost \d+ records? \(rejected\)/.test(sentence)) log(level, sentence);
  };
