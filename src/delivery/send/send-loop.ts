import { setMaxListeners } from 'node:events';
import type { LossReason } from '../../observability/loss-reason';
import type { Runtime } from '../../runtime/runtime';
import { halves, toBatch } from '../batch';
import type { BatchDestination } from '../destination';
import type { Outcome } from '../http/outcome';
import type { Ledger } from '../ledger';
import type { QueuedRecord, RecordGroup } from '../queued-record';
import type { CircuitBreaker } from './circuit-breaker';
import type { Prospects } from './ending-flushes';
import { EndpointState, type Learned, type Trouble } from './endpoint-state';
import { InFlight } from './in-flight';
import { orUnavailable } from './or-unavailable';
import { PoisonIsolation } from './poison-isolation';
import { type Decision, decide, type RetryPolicy } from './retry-policy';
import { type QueueLimits, SendQueue } from './send-queue';
import { WakeUp } from './wake-up';

export interface SendLimits extends QueueLimits, RetryPolicy {
  /** Bytes of UTF-8 of a whole body. */
  readonly maxBatchBytes: number;
  readonly maxConcurrentRequests: number;
}

export interface SendLoopParts {
  readonly ledger: Ledger;
  readonly runtime: Runtime;
  /** Called when what is pending may have changed, or what may leave. */
  readonly onChange: () => void;
}

/** Empties the queue: decides what leaves when, and does with its records what the outcome asks for. */
export class SendLoop {
  readonly #destination: BatchDestination;
  readonly #limits: SendLimits;
  readonly #ledger: Ledger;
  readonly #runtime: Runtime;
  readonly #queue: SendQueue;
  readonly #endpoint: EndpointState;
  readonly #breaker: CircuitBreaker;
  readonly #isolation = new PoisonIsolation();
  readonly #abort = new AbortController();
  readonly #wakeUp: WakeUp;
  readonly #inFlight = new InFlight();
  readonly #onChange: () => void;
  #isClosing = false;
  #isStopped = false;

  constructor(destination: BatchDestination, limits: SendLimits, { ledger, runtime, onChange }: SendLoopParts) {
    this.#destination = destination;
    this.#limits = limits;
    this.#ledger = ledger;
    this.#runtime = runtime;
    this.#onChange = onChange;
    this.#endpoint = new EndpointState(limits, ledger, runtime);
    this.#breaker = this.#endpoint.breaker;
    this.#queue = new SendQueue(limits, destination.envelope, () => this.#endpoint.sizeLimit.bytes);
    this.#wakeUp = new WakeUp(runtime, () => this.#pump());
    setMaxListeners(0, this.#abort.signal); // one for every request in flight
  }

  /** A lasting outage, or a rejected configuration. */
  get isDown(): boolean {
    return this.#endpoint.isDown;
  }

  get trouble(): Trouble {
    return this.#endpoint.trouble(this.#inFlight.isUnanswered(this.#runtime.now()));
  }

  /** Whether a flush could send anything now. */
  get mayProbe(): boolean {
    return this.#breaker.mayProbe(this.#runtime.now());
  }

  get prospects(): Prospects {
    return {
      pending: this.#ledger.records,
      isAwaiting: this.#inFlight.isAwaited,
      isRejected: this.#breaker.isConfigRejected,
      isDown: this.isDown,
      nextChanceAt: this.#nextChanceAt(),
    };
  }

  /** When other requests may leave than those of this loop: while one of its own probes, they do not. */
  get opensAt(): number {
    if (!this.#breaker.isHalfOpen) return 0;
    return this.#ledger.records > 0 ? Number.POSITIVE_INFINITY : this.#breaker.nextRequestAt;
  }

  get learned(): Learned {
    return this.#endpoint.learned;
  }

  /** Goes on where another loop was. */
  resume(learned: Learned): void {
    this.#endpoint.resume(learned);
  }

  push(record: QueuedRecord): void {
    const mayBeReady = this.#queue.push(record);
    if (this.#breaker.isHalfOpen) this.#ledger.park([record]);
    if (mayBeReady) this.#pump();
  }

  /** Ends all waits for a flush: for a batch to fill, for backoffs, and once for the circuit breaker. */
  hurry(): void {
    this.#queue.endWaits();
    if (this.#inFlight.size === 0) this.#breaker.allowOne(this.#runtime.now());
    this.#pump();
  }

  /** An end has tried in vain. */
  endedInVain(): void {
    this.#breaker.endedInVain();
  }

  /** An end has waited for answers for as long as it may: the next one does not wait for them again. */
  giveUpWaiting(): void {
    if (this.#inFlight.isAwaited) this.#breaker.unanswered(this.#runtime.now());
    this.#inFlight.giveUpWaiting();
    this.#pump();
  }

  /** Sends nothing more, since another loop goes on. */
  stop(): void {
    this.#isStopped = true;
    this.#pump();
  }

  /** The open batch leaves as it is. Backoffs and the circuit breaker are respected. */
  closeBatch(): void {
    this.#queue.closeBatch();
    this.#pump();
  }

  /** From now on every attempt is the last one. */
  close(): void {
    this.#isClosing = true;
    this.hurry();
  }

  /** Everything that is pending is lost, unless it is on the disk. */
  giveUp(reason: LossReason): void {
    this.#abort.abort();
    this.#queue.clear();
    this.#isolation.release();
    this.#wakeUp.at(Number.POSITIVE_INFINITY);
    this.#ledger.giveUp(this.#ledger.pending, reason);
  }

  /** Sends what may leave now, and sets the timer for the rest. */
  #pump(): void {
    for (let group = this.#next(); group !== undefined; group = this.#next()) void this.#attempt(group);
    if (this.#isOutOfAttempts) this.giveUp(this.#endpoint.holdReason ?? 'shutdown');
    this.#wakeUp.at(this.#nextChanceAt());
    this.#onChange();
  }

  /** The last attempt was made, and the server allows no other one for now. */
  get #isOutOfAttempts(): boolean {
    if (!this.#isClosing || this.#inFlight.size > 0 || this.#ledger.records === 0) return false;
    return this.#breaker.isServerPaused && this.#runtime.now() < this.#breaker.nextRequestAt;
  }

  #next(): RecordGroup | undefined {
    const now = this.#runtime.now();
    if (this.#isStopped || this.#inFlight.size >= this.#maxInFlight(now)) return undefined;
    if (this.#breaker.isConfigRejected) return this.#queue.takeOne(this.#runtime.random());
    return this.#isolation.isActive ? this.#isolation.nextTrial(this.#runtime.random()) : this.#queue.take(now);
  }

  /** At the end, only a wait that the server asked for is respected. */
  get #ignoresBreaker(): boolean {
    return this.#isClosing && !this.#breaker.isServerPaused;
  }

  #maxInFlight(now: number): number {
    const max = this.#ignoresBreaker ? this.#limits.maxConcurrentRequests : this.#breaker.maxInFlight(now);
    return this.#isolation.isActive ? Math.min(1, max) : max;
  }

  /** When there may be something to send, unless an answer arrives before. */
  #nextChanceAt(): number {
    if (this.#isStopped || (this.#queue.isEmpty && !this.#isolation.isActive)) return Number.POSITIVE_INFINITY;
    const now = this.#runtime.now();
    const allowedAt = this.#ignoresBreaker ? 0 : this.#breaker.nextRequestAt;
    if (now >= allowedAt && this.#inFlight.size >= this.#maxInFlight(now)) return Number.POSITIVE_INFINITY;
    const sendsSingles = this.#breaker.isConfigRejected || this.#isolation.isActive;
    return sendsSingles ? allowedAt : Math.max(allowedAt, this.#queue.readyAt);
  }

  async #attempt(group: RecordGroup): Promise<void> {
    const batch = toBatch(group.records, this.#destination.envelope);
    const round = this.#breaker.start(this.#runtime.now());
    const answered = this.#inFlight.start(this.#runtime.now());
    const outcome = await orUnavailable(this.#destination.send(batch, this.#abort.signal));
    answered();
    if (this.#ledger.records === 0) return; // given up meanwhile
    this.#endpoint.learn(outcome, batch.bytes, round);
    this.#settle(group, outcome, batch.bytes, round);
    // The stock batch processor waits 30 s for verdicts and drops spans meanwhile: what waits for a probe is parked.
    if (this.#breaker.isHalfOpen) this.#ledger.park(this.#queue.waiting);
    this.#lose(this.#isolation.undecidable(this.#ledger.records), 'rejected');
    this.#pump();
  }

  /** What it means for the records that were sent. */
  #settle(group: RecordGroup, outcome: Outcome, bytes: number, round: number): void {
    if ('note' in outcome && outcome.note !== undefined) this.#ledger.noticeOnce(outcome.note);
    const rest = this.#acknowledge(group, outcome);
    const attempt = { history: group.history, records: rest.records.length, isLast: this.#isClosing };
    const decision = decide(outcome, attempt, this.#limits, this.#runtime.random());
    switch (decision.kind) {
      case 'done':
        break;
      case 'retry':
        this.#retry(rest, decision);
        break;
      case 'split':
        this.#split({ ...rest, history: decision.next }, decision.afterMs);
        break;
      case 'shorten':
        this.#shorten({ ...rest, history: decision.next }, bytes);
        break;
      case 'isolate':
        this.#isolate({ ...rest, detail: decision.detail }, round);
        break;
      case 'hold':
        this.#hold([rest], decision.problem, 'unauthorized');
        break;
      case 'drop':
        if (decision.reason === 'shutdown' || decision.reason === 'unauthorized')
          this.#ledger.giveUp(rest.records, decision.reason);
        else this.#lose([{ ...rest, detail: decision.detail }], decision.reason);
        break;
    }
  }

  /** Delivers what the outcome acknowledges. @returns the others */
  #acknowledge(group: RecordGroup, outcome: Outcome): RecordGroup {
    if (outcome.kind !== 'delivered' && outcome.kind !== 'partial') return group;
    const isAcked = outcome.kind === 'delivered' ? () => true : (id: string) => outcome.acked.has(id);
    const acked = group.records.filter(({ id }) => isAcked(id));
    this.#ledger.settle(acked, 'delivered');
    if (acked.length > 0) {
      const { bad, mixed } = this.#isolation.accepted();
      this.#lose(bad, 'rejected');
      for (const batch of mixed) this.#split({ ...batch, history: { ...batch.history, suspected: true } }, 0);
    }
    return { ...group, records: group.records.filter(({ id }) => !isAcked(id)) };
  }

  #retry(group: RecordGroup, { afterMs, maxAgeMs, next }: Extract<Decision, { kind: 'retry' }>): void {
    const now = this.#runtime.now();
    // While the configuration was rejected no record could be delivered, so that time does not count.
    const isTooOld = ({ addedAt }: QueuedRecord): boolean =>
      !this.#breaker.isConfigRejected && now - Math.max(addedAt, this.#endpoint.releasedAt) > maxAgeMs;
    const records = group.records.filter((record) => !isTooOld(record));
    this.#lose([{ ...group, records: group.records.filter(isTooOld) }], 'retries_exhausted');
    if (records.length > 0) this.#putBack({ ...group, records, history: next, readyAt: now + afterMs });
  }

  #split(group: RecordGroup, afterMs: number): void {
    const readyAt = this.#runtime.now() + afterMs;
    const parts = halves(group.records).filter((records) => records.length > 0);
    this.#putBack(...parts.map((records) => ({ ...group, records, readyAt })));
  }

  #shorten(group: RecordGroup, bytes: number): void {
    for (const record of group.records) {
      const shorter = this.#destination.shorten(record.bytes, this.#endpoint.sizeLimit.shortened(bytes));
      if (shorter === undefined) this.#ledger.settle([record], 'too_large');
      else this.#putBack({ ...group, records: [this.#ledger.replace(record, shorter)] });
    }
  }

  #isolate(group: RecordGroup, round: number): void {
    this.#ledger.park(group.records);
    if (!this.#isolation.refused(group)) return;
    this.#breaker.configRejected(round, this.#runtime.now());
    const problem = `HoneyHive rejects every event (${group.detail}). Check HH_PROJECT and HH_API_URL.`;
    this.#hold(this.#isolation.release(), problem, 'rejected');
  }

  #hold(groups: readonly RecordGroup[], problem: string, reason: LossReason): void {
    this.#endpoint.hold(problem, reason);
    this.#putBack(...groups.map((group) => ({ ...group, readyAt: 0 })), ...this.#isolation.release());
  }

  #putBack(...groups: readonly RecordGroup[]): void {
    for (const { records } of groups) this.#ledger.park(records);
    this.#queue.put(...groups);
  }

  #lose(groups: readonly RecordGroup[], reason: LossReason): void {
    for (const { records, detail } of groups) this.#ledger.settle(records, reason, detail);
  }
}
