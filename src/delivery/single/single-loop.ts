import type { LossReason } from '../../observability/loss-reason';
import type { Runtime } from '../../runtime/runtime';
import type { SingleOutcome } from '../http/single-outcome';
import type { Ledger } from '../ledger';
import { CircuitBreaker } from '../send/circuit-breaker';
import type { Prospects } from '../send/ending-flushes';
import { InFlight } from '../send/in-flight';
import { backoff } from '../send/retry-policy';
import { WakeUp } from '../send/wake-up';
import { KnownForm } from './known-form';
import { bytesOf, type Hooks, type PendingSingle, readyAtOf, SingleBook } from './single-book';
import { lossSentence } from './single-notices';
import type { HandedSingle, LearnedBySingles, SendSingle, SingleKind, SingleRequest } from './single-request';

export interface SingleLimits {
  readonly maxConcurrentRequests: number;
  /** Of requests that are not answered for good. */
  readonly maxQueueRecords: number;
  readonly maxQueueBytes: number;
  readonly maxRetryAgeMs: number;
}

/** What the loop depends on beside its own requests. */
export interface Surroundings {
  readonly ledger: Pick<Ledger, 'enterOther' | 'leaveOther' | 'noticeOnce' | 'delivered'>;
  readonly runtime: Runtime;
  readonly send: SendSingle;
  /** When requests may leave as far as the state of the batches allows it. */
  readonly opensAt: () => number;
  /** Called when what is pending may have changed. */
  readonly onChange: () => void;
}

/**
 * Makes requests of one kind, each until it is answered for good. They fail for reasons of their own, which neither hold nor lose a
 * record; but none leaves while a batch probes, or in a pause that the server asked for.
 */
export class SingleLoop {
  readonly #kind: SingleKind;
  readonly #limits: SingleLimits;
  readonly #around: Surroundings;
  readonly book: SingleBook;
  readonly #inFlight = new InFlight();
  readonly #breaker: CircuitBreaker;
  readonly #wakeUp: WakeUp;
  readonly #abort = new AbortController();
  readonly #form: KnownForm;
  /** Records delivered when a request was first refused for its key or address. If there are more by the next time, it is neither. */
  #deliveredAtRefusal: number | undefined;
  /** Requests of this kind are refused for this reason while records are accepted. Some probe; the others are given up. */
  #refusedFor: LossReason | undefined;
  #isClosing = false;
  #isStopped = false;

  constructor(kind: SingleKind, limits: SingleLimits, around: Surroundings) {
    this.#kind = kind;
    this.#limits = limits;
    this.#around = around;
    this.#form = new KnownForm(around.send);
    this.book = new SingleBook(around.ledger);
    this.#breaker = new CircuitBreaker(limits.maxConcurrentRequests, () => around.runtime.random());
    this.#wakeUp = new WakeUp(around.runtime, () => this.pump());
  }

  /** Whether a request that is added now is sent at once. */
  get isPrompt(): boolean {
    return !this.#isStopped && !this.#breaker.isHalfOpen && this.#around.opensAt() <= this.#now;
  }

  /** Whether a flush could send one now. */
  get mayProbe(): boolean {
    return this.#breaker.mayProbe(this.#now);
  }

  /** Whether the answers to requests are missing. */
  get isUnavailable(): boolean {
    return this.#inFlight.isUnanswered(this.#now) || this.#breaker.outages > 1;
  }

  get learned(): LearnedBySingles {
    return { breaker: this.#breaker.state(this.#now), form: this.#form.place };
  }

  get prospects(): Prospects {
    return {
      pending: this.book.pending.size,
      isAwaiting: this.#inFlight.isAwaited,
      isRejected: this.#breaker.isConfigRejected,
      isDown: this.#breaker.outages > 1,
      nextChanceAt: this.#nextChanceAt,
    };
  }

  /** Goes on where another loop was. */
  resume({ breaker, form }: LearnedBySingles): void {
    this.#breaker.resume(breaker, this.#now);
    this.#form.place = form;
  }

  /** Takes a request, or reports it lost. */
  add(request: SingleRequest, hooks: Hooks = {}): void {
    const reason = this.#reasonToRefuse(request);
    if (reason !== undefined) {
      this.book.refuse(reason, hooks);
      return;
    }
    this.book.enter(request, hooks, this.#now);
    this.pump();
  }

  /** Sends what may leave now, and sets the timer for the rest. */
  pump(): void {
    for (let next = this.#next(); next !== undefined; next = this.#next()) void this.#attempt(next);
    if (this.#isOutOfAttempts) this.giveUp('shutdown');
    this.#wakeUp.at(this.#nextChanceAt);
    this.#around.onChange();
  }

  /** Ends all waits for a flush: for backoffs, and once for the circuit breaker. */
  hurry(): void {
    for (const each of this.book.pending) each.readyAt = 0;
    if (this.#inFlight.size === 0) this.#breaker.allowOne(this.#now);
    this.pump();
  }

  /** An end has tried in vain. */
  endedInVain(): void {
    this.#breaker.endedInVain();
  }

  /** An end has waited for answers for as long as it may. */
  giveUpWaiting(): void {
    if (this.#inFlight.isAwaited) this.#breaker.unanswered(this.#now);
    this.#inFlight.giveUpWaiting();
  }

  /** From now on every attempt is the last one. */
  close(): void {
    this.#isClosing = true;
    this.hurry();
  }

  /** Sends nothing more, since another loop goes on. */
  stop(): void {
    this.#isStopped = true;
    this.pump();
  }

  /** Everything that is pending is lost, unless the next process makes it. */
  giveUp(reason: LossReason): void {
    this.#abort.abort();
    for (const each of this.book.pending) this.book.giveUp(each, reason);
    this.#wakeUp.at(Number.POSITIVE_INFINITY);
  }

  /** Those that were not returned before, for another loop. */
  handOver(): readonly HandedSingle[] {
    return this.book.handOver().map((each) => ({
      kind: this.#kind,
      request: each.request,
      settle: (verdict) => this.book.settle(each, verdict),
    }));
  }

  get #now(): number {
    return this.#around.runtime.now();
  }

  #reasonToRefuse(request: SingleRequest): LossReason | undefined {
    const { maxQueueRecords, maxQueueBytes } = this.#limits;
    if (this.#isClosing) return 'shutdown';
    const mayProbe = this.book.pending.size === 0 && this.#now >= this.#breaker.nextRequestAt;
    if (this.#refusedFor !== undefined && !mayProbe) return this.#refusedFor;
    const fits = this.book.pending.size < maxQueueRecords && this.book.bytes + bytesOf(request) <= maxQueueBytes;
    return fits ? undefined : 'queue_full';
  }

  /** At the end, only a wait that the server asked for is respected. */
  get #ignoresBreaker(): boolean {
    return this.#isClosing && !this.#breaker.isServerPaused;
  }

  get #allowedAt(): number {
    return Math.max(this.#around.opensAt(), this.#ignoresBreaker ? 0 : this.#breaker.nextRequestAt);
  }

  get #maxInFlight(): number {
    return this.#ignoresBreaker ? this.#limits.maxConcurrentRequests : this.#breaker.maxInFlight(this.#now);
  }

  #next(): PendingSingle | undefined {
    if (this.#isStopped || this.book.pending.size === 0 || this.#inFlight.size >= this.#maxInFlight) return undefined;
    const now = this.#now;
    if (this.#around.opensAt() > now) return undefined;
    for (const each of this.book.pending) if (readyAtOf(each) <= now) return each;
    return undefined;
  }

  get #nextChanceAt(): number {
    if (this.#isStopped || this.book.pending.size === 0) return Number.POSITIVE_INFINITY;
    const [now, allowedAt] = [this.#now, this.#allowedAt];
    if (now >= allowedAt && this.#inFlight.size >= this.#maxInFlight) return Number.POSITIVE_INFINITY;
    return Math.max(allowedAt, this.book.readyAt(now));
  }

  /** The last attempt was made, and none may follow for now. */
  get #isOutOfAttempts(): boolean {
    if (!this.#isClosing || this.#inFlight.size > 0 || this.book.pending.size === 0) return false;
    const allowedAt = this.#allowedAt;
    return allowedAt > this.#now && allowedAt !== Number.POSITIVE_INFINITY;
  }

  async #attempt(each: PendingSingle): Promise<void> {
    each.isInFlight = true;
    const round = this.#breaker.start(this.#now);
    const answered = this.#inFlight.start(this.#now);
    const outcome = await this.#form.send(each.request, this.#abort.signal);
    answered();
    each.isInFlight = false;
    if (each.list !== undefined) this.#judge(each, outcome, round); // else given up meanwhile
    each.hooks.onAttempted?.(outcome);
    this.pump();
  }

  #judge(each: PendingSingle, outcome: SingleOutcome, round: number): void {
    switch (outcome.kind) {
      case 'delivered':
        if (outcome.note !== undefined) this.#around.ledger.noticeOnce(outcome.note);
        this.#answered(round);
        this.book.settle(each, 'delivered');
        break;
      case 'invalid':
      case 'rejected':
      case 'too_large':
        this.#answered(round);
        if (outcome.kind === 'too_large') this.#lose(each, 'too_large');
        else this.#lose(each, 'rejected', outcome.detail);
        break;
      case 'unavailable':
        this.#retry(each, outcome.retryAfterMs, round);
        break;
      case 'misconfigured':
        this.#refused(each, outcome.problem, round);
        break;
      case 'unknown':
        this.#unknown(each, outcome.detail, round);
        break;
    }
  }

  /** That an event is unknown says nothing of others; a route does. */
  #unknown(each: PendingSingle, detail: string, round: number): void {
    if (this.#kind === 'update') this.#lose(each, 'rejected', detail);
    else {
      this.#breaker.configRejected(round, this.#now);
      this.#loseAll('rejected', detail);
    }
  }

  #answered(round: number): void {
    this.#breaker.accepted(round, this.#now);
    this.#deliveredAtRefusal = undefined;
    this.#refusedFor = undefined;
  }

  #retry(each: PendingSingle, retryAfterMs: number | undefined, round: number): void {
    const afterMs = Math.max(retryAfterMs ?? 0, backoff(each.failures, this.#around.runtime.random()));
    this.#breaker.unavailable(round, this.#now, retryAfterMs);
    each.failures += 1;
    const isTooOld = this.#now + afterMs - each.addedAt > this.#limits.maxRetryAgeMs;
    if (this.#isClosing && (each.failures > 1 || retryAfterMs !== undefined)) this.book.giveUp(each, 'shutdown');
    else if (isTooOld) this.#lose(each, 'retries_exhausted');
    else each.readyAt = this.#now + afterMs;
  }

  /** For the key, or for the address as a whole: batches find that out by themselves. If they do not, this kind is refused. */
  #refused(each: PendingSingle, problem: string, round: number): void {
    this.#breaker.configRejected(round, this.#now);
    if (this.#isClosing) {
      this.book.giveUp(each, 'unauthorized');
      return;
    }
    const { delivered } = this.#around.ledger;
    this.#deliveredAtRefusal ??= delivered;
    if (delivered > this.#deliveredAtRefusal) this.#loseAll('unauthorized', problem);
  }

  #loseAll(reason: LossReason, detail: string): void {
    this.#refusedFor = reason;
    for (const each of this.book.pending) if (!each.isInFlight) this.#lose(each, reason, detail);
  }

  #lose(each: PendingSingle, reason: LossReason, detail?: string): void {
    this.#around.ledger.noticeOnce({
      key: `${this.#kind}:${reason}`,
      sentence: lossSentence(this.#kind, reason, detail),
    });
    this.book.settle(each, reason, detail);
  }
}
