import { guarded } from '../runtime/guarded';
import { isNews, type Level, type Log, logToApp } from '../runtime/log';
import type { DebugLog } from './debug-log';
import { type LossReason, lossAdvice } from './loss-reason';
import type { Metrics } from './metrics';

/** Counts of requests; the law of {@link Stats} holds for them, too. */
export interface RequestCounts {
  readonly accepted: number;
  readonly delivered: number;
  /** Waiting to be sent or retried, in flight, or in the spool. */
  readonly pending: number;
  readonly lost: Readonly<Partial<Record<LossReason, number>>>;
}

const noRequests: RequestCounts = { accepted: 0, delivered: 0, pending: 0, lost: {} };

/** `accepted = delivered + pending + (sum of lost)` holds at every moment. Counts are records. */
export interface Stats {
  /** Model calls accepted for delivery. */
  readonly accepted: number;
  readonly delivered: number;
  /**
   * Neither delivered nor lost: waiting to be mapped, sent or retried, in flight, or in the spool. What an ended
   * process has left in the spool is counted once it is read from there.
   */
  readonly pending: number;
  readonly lost: Readonly<Partial<Record<LossReason, number>>>;
  /** Model spans that are not sent, and not counted as accepted: duplicates, and records that `redact` dropped. */
  readonly suppressed: number;
  /** Records that were sent without the content that `redact` should have processed, because it failed. */
  readonly redactionFailed: number;
  /** Starts of sessions, and what became known of a session later. They are no records. */
  readonly sessions: RequestCounts;
  /** Calls of `sendFeedback`. */
  readonly updates: RequestCounts;
}

/** What is counted where it is sent. */
export type SingleCounts = Pick<Stats, 'sessions' | 'updates'>;

const logIntervalMs = 60_000;

const hintsOff = '(HH_HINTS=false turns hints off)';

const lossKey = (reason: LossReason): string => `lost:${reason}`;
const lossLine = (records: number, reason: LossReason): string =>
  `lost ${records} record${records === 1 ? '' : 's'} (${reason}). ${lossAdvice[reason]}`;

/** A line that is written at most once a minute. */
interface Line {
  loggedAt: number;
  /** Events since then that it has not named. */
  notLogged: number;
}

/** The exporter's counters and log lines, of which each kind is written at most once a minute. */
export class Diagnostics {
  #accepted = 0;
  #delivered = 0;
  #suppressed = 0;
  #redactionFailed = 0;
  readonly #lost = new Map<LossReason, number>();
  readonly #lines = new Map<string, Line>();
  readonly #now: () => number;
  readonly #log: Log;
  #metrics: Metrics | undefined;
  #isEnding = false;
  #hints = true;
  /** `undefined` unless the option `debug` is set. */
  debug: DebugLog | undefined;

  /** @param now a monotonic clock, in milliseconds */
  constructor(now: () => number, log: Log = logToApp) {
    this.#now = now;
    this.#log = log;
  }

  /** From now on, counters are also reported as metrics of the app's meter provider. */
  observe(metrics: Metrics): void {
    this.#metrics = metrics;
  }

  configure({ debug, hints }: { readonly debug: boolean; readonly hints: boolean }): void {
    if (debug) this.debug ??= new (require('./debug-log') as typeof import('./debug-log')).DebugLog();
    this.#hints = hints;
  }

  /** Logs what an app probably wants to know of its set-up: once per process, whatever number of exporters there is. */
  hint(key: string, sentence: string): void {
    if (!this.#hints || !isNews(`hint:${key}`)) return;
    guarded(() => this.#log('warn', `hint: ${sentence} ${hintsOff}`));
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

  /** Accepted records that turn out to be duplicates, or that `redact` drops. */
  withdrawn(records: number): void {
    this.#accepted -= records;
    this.#suppressed += records;
    this.#metrics?.withdrawn(records);
  }

  redactionFailed(): void {
    this.#redactionFailed += 1;
    this.#logOncePerMinute('redaction_failed', 'error', 1, (count) => {
      const [times, events] = count === 1 ? ['once', 'that event was'] : [`${count} times`, 'those events were'];
      const cause = 'it threw, timed out or returned an invalid record';
      return `\`redact\` failed ${times} (${cause}); ${events} sent without the content concerned.`;
    });
  }

  /** @param detail the server's message, already shortened and free of the user's content */
  lost(records: number, reason: LossReason, detail?: string): void {
    this.#lost.set(reason, (this.#lost.get(reason) ?? 0) + records);
    this.#metrics?.settled(records, reason);
    const message = detail === undefined ? '' : ` The server's message: ${detail}`;
    const key = lossKey(reason);
    if (this.#isEnding) this.#lineOf(key).notLogged += records;
    else this.#logOncePerMinute(key, 'error', records, (count) => `${lossLine(count, reason)}${message}`);
  }

  /** The process ends: losses are counted, and no line names them until {@link takeLossLines} does. */
  processEnds(): void {
    this.#isEnding = true;
  }

  /** For the end of a process, after which no minute passes: a line for each reason, on the losses that no line has named yet. */
  takeLossLines(): readonly string[] {
    return [...this.#lost.keys()].flatMap((reason) => {
      const line = this.#lines.get(lossKey(reason));
      if (line === undefined || line.notLogged === 0) return [];
      const { notLogged } = line;
      line.notLogged = 0;
      return [lossLine(notLogged, reason)];
    });
  }

  /** Logs a sentence at most once a minute for the same key. */
  notice(key: string, sentence: string, level: Level = 'warn'): void {
    this.#logOncePerMinute(key, level, 1, () => sentence);
  }

  /** The queue was full, which has cost so many records. No later line names them again. */
  roomAgain(lost: number): void {
    const sentence = `The queue has room again. Records lost while it was full: ${lost}.`;
    if (!this.#logOncePerMinute('queue_has_room', 'warn', 1, () => sentence)) return;
    for (const reason of ['queue_full', 'spool_full'] as const) this.#lineOf(lossKey(reason)).notLogged = 0;
  }

  /** @param observed calls that have ended and are no spans yet: accepted and pending, but not counted here so far */
  stats(pending: number, observed = 0, singles?: SingleCounts): Stats {
    return {
      accepted: this.#accepted + observed,
      delivered: this.#delivered,
      pending: pending + observed,
      lost: Object.fromEntries(this.#lost),
      suppressed: this.#suppressed,
      redactionFailed: this.#redactionFailed,
      sessions: singles?.sessions ?? noRequests,
      updates: singles?.updates ?? noRequests,
    };
  }

  /**
   * @param count of events that the line is about; the next line adds those of the lines that were not logged
   * @returns whether it is logged
   */
  #logOncePerMinute(key: string, level: Level, count: number, sentence: (count: number) => string): boolean {
    const now = this.#now();
    const line = this.#lineOf(key);
    line.notLogged += count;
    if (now - line.loggedAt < logIntervalMs) return false;
    const { notLogged } = line;
    line.loggedAt = now;
    line.notLogged = 0;
    // A logger of the app's that fails must not become the app's error.
    guarded(() => this.#log(level, sentence(notLogged)));
    return true;
  }

  #lineOf(key: string): Line {
    const line = this.#lines.get(key) ?? { loggedAt: Number.NEGATIVE_INFINITY, notLogged: 0 };
    this.#lines.set(key, line);
    return line;
  }
}
