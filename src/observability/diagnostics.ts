import { diag } from '@opentelemetry/api';
import type { LossReason } from './loss-reason';
import type { Metrics } from './metrics';

/** `accepted = delivered + pending + (sum of lost)` holds at every moment. Counts are records. */
export interface Stats {
  /** Model calls taken for delivery. */
  readonly accepted: number;
  readonly delivered: number;
  /**
   * Not delivered and not given up: waiting to be mapped, queued, in flight, parked for a retry, or in the spool. There they
   * stay after a shutdown, for the next process; what dead processes have left there counts once it is read in.
   */
  readonly pending: number;
  readonly lost: Readonly<Partial<Record<LossReason, number>>>;
  /**
   * Model spans that nobody wants sent: another span tells of the same call, or `redact` answered nothing. The latter were
   * accepted before, and are not counted there any more.
   */
  readonly suppressed: number;
  /** Records that went on their way without what `redact` should have seen to, since it failed. */
  readonly redactionFailed: number;
}

/** What to do about a loss, said in its log line. */
const advice: Readonly<Record<LossReason, string>> = {
  queue_full:
    'The queue is full: HoneyHive is unreachable or slower than the app. Check HH_API_URL, or raise maxQueueBytes and maxQueueRecords.',
  spool_full:
    'The files in spoolDirectory are maxSpoolBytes long. HoneyHive is unreachable or slower than the app: check HH_API_URL, or raise maxSpoolBytes.',
  spool_damaged: 'What lay in spoolDirectory cannot be read any more.',
  too_large: 'HoneyHive refuses a record of this size even after shortening. Lower maxRecordBytes.',
  rejected: 'HoneyHive refused these records.',
  unauthorized: 'HoneyHive refused the key, or the address is not HoneyHive’s. Check HH_API_KEY and HH_API_URL.',
  retries_exhausted: 'HoneyHive was unreachable for longer than maxRetryAgeMs.',
  unmappable:
    'These spans could not be turned into records; please report this with the name and version of the instrumentation.',
  redaction_failed: 'The redact function failed, so these records could not be sent.',
  shutdown: 'The shutdown deadline passed before HoneyHive took them. Raise shutdownTimeoutMs.',
};

const quietMs = 60_000;

/** How a sentence reaches a person. Never given prompts, answers or keys. */
export type Log = (level: 'error' | 'warn' | 'info', sentence: string) => void;

/** Whether the app has a logger for OpenTelemetry's `diag`. The API does not tell; this is where it keeps what is registered. */
const hasDiagLogger = (): boolean => {
  const api: unknown = Reflect.get(globalThis, Symbol.for('opentelemetry.js.api.1'));
  return typeof api === 'object' && api !== null && Reflect.get(api, 'diag') !== undefined;
};

/** Few apps have one, and without it even a missing key would be a secret: problems are then warnings of Node's own. */
const toDiag: Log = (level, sentence) => {
  if (level === 'info' || hasDiagLogger()) diag[level](`honeyhive: ${sentence}`);
  else process.emitWarning(sentence, 'HoneyHive');
};

/** The exporter's counters and log lines: one line a reason a minute. */
export class Diagnostics {
  #accepted = 0;
  #delivered = 0;
  #suppressed = 0;
  #redactionFailed = 0;
  readonly #lost = new Map<LossReason, number>();
  readonly #lines = new Map<string, { saidAt: number; unsaid: number }>();
  readonly #now: () => number;
  readonly #log: Log;
  #metrics: Metrics | undefined;

  /** @param now a monotonic clock, in milliseconds */
  constructor(now: () => number, log: Log = toDiag) {
    this.#now = now;
    this.#log = log;
  }

  /** Counts for the app's meter provider, too. */
  observe(metrics: Metrics): void {
    this.#metrics = metrics;
  }

  accepted(records: number): void {
    this.#accepted += records;
    this.#metrics?.accepted(records);
  }

  delivered(records: number): void {
    this.#delivered += records;
    this.#metrics?.settled(records);
  }

  suppressed(records: number): void {
    this.#suppressed += records;
  }

  /** Accepted records that the app wants not to be sent. */
  withdrawn(records: number): void {
    this.#accepted -= records;
    this.#suppressed += records;
    this.#metrics?.withdrawn(records);
  }

  redactionFailed(): void {
    this.#redactionFailed += 1;
    this.#say(
      'redaction_failed',
      'error',
      1,
      (count) =>
        `redact threw, took too long or answered no record, ${count} time${count === 1 ? '' : 's'}. What it should have seen to is not sent.`,
    );
  }

  /** @param detail the server's own words, already cut and free of the user's content */
  lost(records: number, reason: LossReason, detail?: string): void {
    this.#lost.set(reason, (this.#lost.get(reason) ?? 0) + records);
    this.#metrics?.settled(records, reason);
    this.#say(`lost:${reason}`, 'error', records, (count) => {
      const words = detail === undefined ? '' : ` It said: ${detail}`;
      return `lost ${count} record${count === 1 ? '' : 's'} (${reason}). ${advice[reason]}${words}`;
    });
  }

  /** Says a sentence at most once a minute for the same key. */
  notice(key: string, sentence: string, level: 'error' | 'warn' | 'info' = 'warn'): void {
    this.#say(key, level, 1, () => sentence);
  }

  stats(pending: number): Stats {
    return {
      accepted: this.#accepted,
      delivered: this.#delivered,
      pending,
      lost: Object.fromEntries(this.#lost),
      suppressed: this.#suppressed,
      redactionFailed: this.#redactionFailed,
    };
  }

  #say(key: string, level: 'error' | 'warn' | 'info', count: number, sentence: (count: number) => string): void {
    const now = this.#now();
    const line = this.#lines.get(key);
    if (line !== undefined && now - line.saidAt < quietMs) {
      line.unsaid += count;
      return;
    }
    const total = count + (line?.unsaid ?? 0);
    this.#lines.set(key, { saidAt: now, unsaid: 0 });
    try {
      this.#log(level, sentence(total));
    } catch {
      // The app's own logger failed; telemetry has no better place to say so.
    }
  }
}
