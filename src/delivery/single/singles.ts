import type { SingleCounts } from '../../observability/diagnostics';
import type { LossReason } from '../../observability/loss-reason';
import type { Runtime } from '../../runtime/runtime';
import type { Destination } from '../destination';
import type { Ledger } from '../ledger';
import type { Prospects } from '../send/ending-flushes';
import type { SendLoop } from '../send/send-loop';
import { Sessions } from './sessions';
import type { OnSettled } from './single-book';
import { type SingleLimits, SingleLoop } from './single-loop';
import { leftSentences } from './single-notices';
import type { HandedSingle, LearnedBySingles, SingleKind, SingleRequest } from './single-request';
import { Updates } from './updates';

/** What the single requests go beside. */
export interface Beside {
  readonly ledger: Ledger;
  readonly sendLoop: SendLoop;
  readonly runtime: Runtime;
  readonly onChange: () => void;
}

/** What leaves beside the batches: starts of sessions, ahead of their records, and updates of events, after them. */
export class Singles {
  readonly sessions: Sessions;
  readonly updates: Updates;
  readonly #loops: Readonly<Record<SingleKind, SingleLoop>>;

  constructor({ singles, spool }: Destination, limits: SingleLimits, { ledger, sendLoop, runtime, onChange }: Beside) {
    const around = { ledger, runtime, send: singles.send.bind(singles), opensAt: () => sendLoop.opensAt, onChange };
    const session = new SingleLoop('session', limits, around);
    const update = new SingleLoop('update', limits, around);
    this.#loops = { session, update };
    this.sessions = new Sessions(session, (start) => singles.startOf(start), sendLoop, runtime);
    this.updates = new Updates(update, session.book, (each) => singles.updateOf(each), { ledger, spool });
  }

  /** How many are still to be delivered. */
  get open(): number {
    return this.#all.reduce((sum, { book }) => sum + book.pending.size, 0);
  }

  get counts(): SingleCounts {
    return { sessions: this.#loops.session.book.counts, updates: this.#loops.update.book.counts };
  }

  get prospects(): readonly Prospects[] {
    return [this.sessions.prospects, ...this.#all.map(({ prospects }) => prospects)];
  }

  /** Whether records may be left because of them. */
  get areUnavailable(): boolean {
    return this.#all.some(({ isUnavailable }) => isUnavailable);
  }

  /** Lines on those that are lost if the process ends now. @param isOfDelivered whether the records of the sessions are not lost */
  linesOnLeft(isOfDelivered: boolean): readonly string[] {
    const { session, update } = this.#loops;
    const starts = isOfDelivered ? session.book.unsafe : 0; // else the line on the records says enough
    return [...leftSentences('session', starts), ...leftSentences('update', update.book.unsafe)];
  }

  /** Whether a flush could send one of them now. */
  get mayProbe(): boolean {
    return this.#busy.some(({ mayProbe }) => mayProbe);
  }

  get learned(): Readonly<Record<SingleKind, LearnedBySingles>> {
    return { session: this.#loops.session.learned, update: this.#loops.update.learned };
  }

  resume({ session, update }: Readonly<Record<SingleKind, LearnedBySingles>>): void {
    this.#loops.session.resume(session);
    this.#loops.update.resume(update);
  }

  /** The state of the batches may have changed. */
  pump(): void {
    for (const loop of this.#busy) loop.pump();
  }

  /** Ends all waits for a flush, but for those of records for their sessions. */
  hurry(): void {
    this.sessions.closeBatch();
    for (const loop of this.#busy) loop.hurry();
  }

  endedInVain(): void {
    for (const loop of this.#busy) loop.endedInVain();
  }

  giveUpWaiting(): void {
    for (const loop of this.#all) loop.giveUpWaiting();
  }

  close(): void {
    this.sessions.closeBatch();
    for (const loop of this.#all) loop.close();
  }

  stop(): void {
    for (const loop of this.#all) loop.stop();
  }

  giveUp(reason: LossReason): void {
    this.sessions.clear();
    for (const loop of this.#all) loop.giveUp(reason);
  }

  /** Those that were not returned before, for another thread. */
  handOver(): readonly HandedSingle[] {
    return this.#all.flatMap((loop) => loop.handOver());
  }

  /** One that another thread hands over. */
  takeOver(kind: SingleKind, request: SingleRequest, onSettled: OnSettled): void {
    if (kind === 'session') this.sessions.takeOver(request, onSettled);
    else this.updates.takeOver(request, onSettled);
  }

  /** Whether the start of this session is on its way. */
  isStarting(id: string): boolean {
    return this.#loops.session.book.has(id);
  }

  get #busy(): readonly SingleLoop[] {
    return this.#all.filter(({ book }) => book.pending.size > 0);
  }

  get #all(): readonly SingleLoop[] {
    return [this.#loops.session, this.#loops.update];
  }
}
