import type { RequestCounts } from '../../observability/diagnostics';
import type { LossReason } from '../../observability/loss-reason';
import { type Linked, LinkedList } from '../../runtime/linked-list';
import type { SingleOutcome } from '../http/single-outcome';
import type { Ledger } from '../ledger';
import type { FinalVerdict } from '../record';
import type { SingleRequest } from './single-request';

export type OnSettled = (verdict: FinalVerdict, detail?: string) => void;

/** What goes with a request. None of it must throw. */
export interface Hooks {
  /** Absent: at once. */
  readonly mayLeave?: () => boolean;
  /** Called after each attempt. */
  readonly onAttempted?: (outcome: SingleOutcome) => void;
  /**
   * Called once, with the last verdict, unless the request is left to the next process.
   * @param detail the server's message about it
   */
  readonly onSettled?: OnSettled;
  /** Whether the next process will make the request, if this one gives it up. */
  readonly isKept?: () => boolean;
  /** When it was made, by the runtime's clock; absent: now. */
  readonly addedAt?: number;
}

export interface PendingSingle extends Linked<PendingSingle> {
  readonly request: SingleRequest;
  readonly hooks: Hooks;
  readonly addedAt: number;
  /** What it leaves the flush barrier with. */
  readonly epoch: number;
  isInFlight: boolean;
  isHandedOver: boolean;
  failures: number;
  /** Not to be sent before this time. */
  readyAt: number;
}

/** The books of the requests of one kind: each that enters leaves once, as delivered or lost, or left to the next process. */
export class SingleBook {
  readonly pending = new LinkedList<PendingSingle>();
  /** Length of the bodies of what is pending. */
  bytes = 0;
  readonly #ledger: Pick<Ledger, 'enterOther' | 'leaveOther'>;
  readonly #lost = new Map<LossReason, number>();
  #accepted = 0;
  #delivered = 0;
  /** Left to the next process. */
  #kept = 0;

  constructor(ledger: Pick<Ledger, 'enterOther' | 'leaveOther'>) {
    this.#ledger = ledger;
  }

  get counts(): RequestCounts {
    return {
      accepted: this.#accepted,
      delivered: this.#delivered,
      pending: this.pending.size + this.#kept,
      lost: Object.fromEntries(this.#lost),
    };
  }

  /** How many are lost if the process ends now. */
  get unsafe(): number {
    return [...this.pending].filter(({ hooks }) => hooks.isKept?.() !== true).length;
  }

  has(id: string): boolean {
    for (const { request } of this.pending) if (request.id === id) return true;
    return false;
  }

  /** When one of them may leave; if some may now, not when the first of them could. */
  readyAt(now: number): number {
    let earliest = Number.POSITIVE_INFINITY;
    for (const each of this.pending) {
      earliest = Math.min(earliest, readyAtOf(each));
      if (earliest <= now) break;
    }
    return earliest;
  }

  enter(request: SingleRequest, hooks: Hooks, now: number): void {
    this.#accepted += 1;
    const links = { list: undefined, older: undefined, newer: undefined };
    const own = { isInFlight: false, isHandedOver: false, failures: 0, readyAt: 0 };
    const { addedAt = now } = hooks;
    this.pending.add({ request, hooks, addedAt, epoch: this.#ledger.enterOther(), ...own, ...links });
    this.bytes += bytesOf(request);
  }

  /** One that is accepted and lost. */
  refuse(reason: LossReason, { onSettled }: Hooks): void {
    this.#accepted += 1;
    this.#count(reason);
    onSettled?.(reason);
  }

  settle(each: PendingSingle, verdict: FinalVerdict, detail?: string): void {
    if (each.list === undefined) return;
    if (verdict === 'delivered') this.#delivered += 1;
    else this.#count(verdict);
    this.#remove(each);
    each.hooks.onSettled?.(verdict, detail);
  }

  /** It is not tried again by this process. */
  giveUp(each: PendingSingle, reason: LossReason): void {
    if (each.list === undefined) return;
    if (each.hooks.isKept?.() !== true) {
      this.settle(each, reason);
      return;
    }
    this.#kept += 1;
    this.#remove(each);
  }

  /** Those that were not returned before. */
  handOver(): readonly PendingSingle[] {
    const given = [...this.pending].filter(({ isHandedOver }) => !isHandedOver);
    for (const each of given) each.isHandedOver = true;
    return given;
  }

  #count(reason: LossReason): void {
    this.#lost.set(reason, (this.#lost.get(reason) ?? 0) + 1);
  }

  #remove(each: PendingSingle): void {
    this.pending.remove(each);
    this.bytes -= bytesOf(each.request);
    this.#ledger.leaveOther(each.epoch);
  }
}

/** When it may leave; infinite while it is in flight, or waits for something else. */
export const readyAtOf = ({ isInFlight, hooks, readyAt }: PendingSingle): number =>
  isInFlight || hooks.mayLeave?.() === false ? Number.POSITIVE_INFINITY : readyAt;

export const bytesOf = ({ forms }: SingleRequest): number => forms.reduce((sum, { body }) => sum + body.length, 0);
