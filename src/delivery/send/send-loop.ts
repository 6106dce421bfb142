import { setMaxListeners } from 'node:events';
import type { LossReason } from '../../observability/loss-reason';
import type { Runtime } from '../../runtime/runtime';
import { type Batch, type Envelope, halves, toBatch } from '../batch';
import type { Outcome } from '../http/outcome';
import type { Ledger } from '../ledger';
import type { Shorten } from '../record';
import type { Spool } from '../spool/spool';
import { SizeLimit } from './adaptive-size-limit';
import { Gate } from './circuit-breaker';
import { Isolation } from './poison-isolation';
import { type Decision, decide, type RetryPolicy } from './retry-policy';
import { type Group, type Item, Queue, type QueueLimits } from './send-queue';
import { Alarm } from './wake-timer';

/** Sends a batch and says what came of it. Never rejects; gives up when the signal aborts. */
export type Send = (batch: Batch, signal: AbortSignal) => Promise<Outcome>;

/** Where records go and how they are written there. */
export interface Destination {
  readonly send: Send;
  readonly envelope: Envelope;
  readonly shorten: Shorten;
  /** Where records lie until they have their last verdict, if they are to survive the process. */
  readonly spool?: Spool | undefined;
}

export interface DrainLimits extends QueueLimits, RetryPolicy {
  /** Bytes of UTF-8 of a whole body. */
  readonly maxBatchBytes: number;
  readonly maxConcurrentRequests: number;
}

/** The loop that empties the queue: what leaves when, and what becomes of it by its outcome. */
export class Drain {
  readonly #destination: Destination;
  readonly #limits: DrainLimits;
  readonly #ledger: Ledger;
  readonly #runtime: Runtime;
  readonly #queue: Queue;
  readonly #gate: Gate;
  readonly #size: SizeLimit;
  readonly #isolation = new Isolation();
  readonly #alarm: Alarm;
  readonly #abort = new AbortController();
  #inFlight = 0;
  /** While the configuration is refused: what the records that wait for a better one are lost for in the end. */
  #heldFor: LossReason | undefined;
  /** When the configuration was last found right again. */
  #releasedAt = 0;
  #isClosing = false;

  constructor(destination: Destination, limits: DrainLimits, ledger: Ledger, runtime: Runtime) {
    this.#destination = destination;
    this.#limits = limits;
    this.#ledger = ledger;
    this.#runtime = runtime;
    this.#size = new SizeLimit(limits.maxBatchBytes);
    this.#queue = new Queue(limits, destination.envelope, () => this.#size.bytes);
    this.#gate = new Gate(limits.maxConcurrentRequests, () => runtime.random());
    this.#alarm = new Alarm(runtime, () => this.#pump());
    setMaxListeners(0, this.#abort.signal); // one for every request under way
  }

  get isDown(): boolean {
    return this.#gate.outages > 1 || this.#gate.held;
  }

  push(item: Item): void {
    const changesSomething = this.#queue.push(item);
    if (this.#gate.probes) this.#ledger.parked([item]);
    if (changesSomething) this.#pump();
  }

  /** Waits end now: for the batch to fill, after failures and, for a single request, at the gate. */
  hurry(): void {
    this.#queue.urge();
    if (this.#inFlight === 0) this.#gate.grant(this.#runtime.now());
    this.#pump();
  }

  /** The open batch leaves as it is. Backoffs and gates are waited for. */
  closeBatch(): void {
    this.#queue.closeBatch();
    this.#pump();
  }

  /** From now on every try is the last one. */
  close(): void {
    this.#isClosing = true;
    this.hurry();
  }

  /** Everything that is not delivered is lost, unless it is on the disk. */
  giveUp(reason: LossReason): void {
    this.#abort.abort();
    this.#queue.clear();
    this.#isolation.release();
    this.#alarm.setTo(Number.POSITIVE_INFINITY);
    this.#ledger.giveUp(this.#ledger.pending, reason);
  }

  /** Holds the process until released, which is to be done once, also at the deadline. Answers how. */
  wait(timeoutMs: number, atDeadline: () => void): () => void {
    return this.#alarm.wait(timeoutMs, atDeadline);
  }

  /** Sends what may be sent now, and sets the alarm for the rest. */
  #pump(): void {
    for (let group = this.#next(); group !== undefined; group = this.#next()) void this.#attempt(group);
    if (this.#isStranded) this.giveUp(this.#heldFor ?? 'shutdown');
    this.#alarm.setTo(this.#nextChance());
  }

  /** The last try is made, and the server wants no other one for now. */
  get #isStranded(): boolean {
    if (!this.#isClosing || this.#inFlight > 0 || this.#ledger.records === 0) return false;
    return this.#gate.told && this.#runtime.now() < this.#gate.opensAt;
  }

  #next(): Group | undefined {
    const now = this.#runtime.now();
    if (this.#inFlight >= this.#width(now)) return undefined;
    if (this.#gate.held) return this.#queue.takeOne(this.#runtime.random());
    return this.#isolation.isOpen ? this.#isolation.trial(this.#runtime.random()) : this.#queue.take(now);
  }

  /** In the end only a wait that the server asked for is still respected. */
  get #ignoresGate(): boolean {
    return this.#isClosing && !this.#gate.told;
  }

  #width(now: number): number {
    const width = this.#ignoresGate ? this.#limits.maxConcurrentRequests : this.#gate.width(now);
    return this.#isolation.isOpen ? Math.min(1, width) : width;
  }

  /** When there may be something to send, unless an answer arrives first. */
  #nextChance(): number {
    if (this.#queue.isEmpty && !this.#isolation.isOpen) return Number.POSITIVE_INFINITY;
    const now = this.#runtime.now();
    const opensAt = this.#ignoresGate ? 0 : this.#gate.opensAt;
    if (now >= opensAt && this.#inFlight >= this.#width(now)) return Number.POSITIVE_INFINITY;
    return this.#gate.held || this.#isolation.isOpen ? opensAt : Math.max(opensAt, this.#queue.readyAt);
  }

  async #attempt(group: Group): Promise<void> {
    const batch = toBatch(group.items, this.#destination.envelope);
    const round = this.#gate.depart();
    this.#inFlight += 1;
    const outcome = await this.#send(batch);
    this.#inFlight -= 1;
    if (this.#ledger.records === 0) return; // given up meanwhile
    this.#learn(outcome, batch.bytes, round);
    this.#settle(group, outcome, batch.bytes, round);
    // Whoever waits behind a probe is told so: a batch processor gives an export up after 30 s, and drops spans meanwhile.
    if (this.#gate.probes) this.#ledger.parked(this.#queue.waiting);
    this.#lose(this.#isolation.hopeless(this.#ledger.records), 'rejected');
    this.#pump();
  }

  async #send(batch: Batch): Promise<Outcome> {
    try {
      return await this.#destination.send(batch, this.#abort.signal);
    } catch {
      return { kind: 'unavailable', detail: 'the request failed unexpectedly' }; // a bug of ours must not wedge the queue
    }
  }

  /** What an outcome says about the time and the size of other requests. */
  #learn(outcome: Outcome, bytes: number, round: number): void {
    const now = this.#runtime.now();
    if (outcome.kind === 'misconfigured') {
      this.#gate.hold(round, now);
      return;
    }
    if (outcome.kind === 'unavailable') {
      this.#gate.unavailable(round, now, outcome.retryAfterMs);
      if (this.#gate.outages > 1) this.#ledger.say({ key: 'outage', sentence: outage(outcome.detail) });
      return;
    }
    if (outcome.kind === 'delivered') this.#size.accepted(bytes);
    if (outcome.kind === 'too_large') this.#size.refused(bytes);
    if (this.#gate.held) {
      if (outcome.kind === 'invalid') return;
      this.#heldFor = undefined;
      this.#releasedAt = now;
      this.#ledger.say({
        key: 'released',
        sentence: `HoneyHive takes records again; ${this.#ledger.records} are on their way.`,
      });
    }
    this.#gate.open(round, now);
  }

  /** What it says about the records it is about. */
  #settle(group: Group, outcome: Outcome, bytes: number, round: number): void {
    if ('note' in outcome && outcome.note !== undefined) this.#ledger.sayOnce(outcome.note);
    const rest = this.#acknowledge(group, outcome);
    const attempt = { history: group.history, records: rest.items.length, isLast: this.#isClosing };
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
          this.#ledger.giveUp(rest.items, decision.reason);
        else this.#lose([{ ...rest, detail: decision.detail }], decision.reason);
        break;
    }
  }

  /** Takes out what the outcome acknowledges; answers what it leaves. */
  #acknowledge(group: Group, outcome: Outcome): Group {
    if (outcome.kind !== 'delivered' && outcome.kind !== 'partial') return group;
    const isAcked = outcome.kind === 'delivered' ? () => true : (id: string) => outcome.acked.has(id);
    const acked = group.items.filter(({ id }) => isAcked(id));
    this.#ledger.delivered(acked);
    if (acked.length > 0) {
      const { bad, mixed } = this.#isolation.proven();
      this.#lose(bad, 'rejected');
      for (const batch of mixed) this.#split({ ...batch, history: { ...batch.history, suspected: true } }, 0);
    }
    return { ...group, items: group.items.filter(({ id }) => !isAcked(id)) };
  }

  #retry(group: Group, { afterMs, maxAgeMs, next }: Extract<Decision, { kind: 'retry' }>): void {
    const now = this.#runtime.now();
    // What waited for a better configuration is not to suffer from the first failure after it.
    const isTooOld = ({ addedAt }: Item): boolean =>
      !this.#gate.held && now - Math.max(addedAt, this.#releasedAt) > maxAgeMs;
    const items = group.items.filter((item) => !isTooOld(item));
    this.#lose([{ ...group, items: group.items.filter(isTooOld) }], 'retries_exhausted');
    if (items.length > 0) this.#putBack({ ...group, items, history: next, readyAt: now + afterMs });
  }

  #split(group: Group, afterMs: number): void {
    const readyAt = this.#runtime.now() + afterMs;
    const parts = halves(group.items).filter((items) => items.length > 0);
    this.#putBack(...parts.map((items) => ({ ...group, items, readyAt })));
  }

  #shorten(group: Group, bytes: number): void {
    for (const item of group.items) {
      const shorter = this.#destination.shorten(item.bytes, this.#size.below(bytes));
      if (shorter === undefined) this.#ledger.lost([item], 'too_large');
      else this.#putBack({ ...group, items: [this.#ledger.replace(item, shorter)] });
    }
  }

  #isolate(group: Group, round: number): void {
    this.#ledger.parked(group.items);
    if (!this.#isolation.refused(group)) return;
    this.#gate.hold(round, this.#runtime.now());
    const problem = `HoneyHive refuses every record (${group.detail}). Check HH_PROJECT and HH_API_URL.`;
    this.#hold(this.#isolation.release(), problem, 'rejected');
  }

  #hold(groups: readonly Group[], problem: string, reason: LossReason): void {
    if (this.#heldFor === undefined) {
      this.#ledger.say({ key: 'held', sentence: `${problem} Records are kept and tried again now and then.` });
    }
    this.#heldFor = reason;
    this.#putBack(...groups.map((group) => ({ ...group, readyAt: 0 })), ...this.#isolation.release());
  }

  #putBack(...groups: readonly Group[]): void {
    for (const { items } of groups) this.#ledger.parked(items);
    this.#queue.put(...groups);
  }

  #lose(groups: readonly Group[], reason: LossReason): void {
    for (const { items, detail } of groups) this.#ledger.lost(items, reason, detail);
  }
}

const outage = (detail: string): string => `HoneyHive cannot be reached (${detail}). Records are kept and tried again.`;
