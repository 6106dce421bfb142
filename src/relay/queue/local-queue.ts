import { RecentIds } from '../../correlation/recent-ids';
import { systemRuntime, type Timer } from '../../runtime/runtime';
import type { DeadStore } from './dead-store';
import { Fifo } from './fifo';
import type { LocalLog } from './local-log';
import type { Published, PulledEntry, Queue, QueueEvents, QueueStats } from './queue';
import { keyOf, type QueueEntry } from './queue-entry';

const pullWaitMs = 1000;
/** Entries are read from a disk that fails, and dead letters written to it, again after so long. */
const retryMs = 1000;

/** A queue of this process alone, in memory or in a directory. */
export class LocalQueue<Place extends object> implements Queue {
  readonly maxEntryBytes = Number.POSITIVE_INFINITY;
  readonly #log: LocalLog<Place>;
  readonly #dead: DeadStore;
  readonly #events: QueueEvents;
  readonly #ready = new Fifo<Place>();
  readonly #inHand = new Set<Place>();
  /** Those that come again later. */
  readonly #delayed = new Map<Place, Timer>();
  /** How often the others than first ones were pulled. */
  readonly #deliveries = new Map<Place, number>();
  /** What was published lately: the same entry again counts once. */
  readonly #published = new RecentIds();
  #wake: (() => void) | undefined;
  #isClosed = false;

  constructor(log: LocalLog<Place>, dead: DeadStore, events: QueueEvents) {
    this.#log = log;
    this.#dead = dead;
    this.#events = events;
    log.listen((places) => {
      for (const place of places) this.#push(place);
    });
  }

  get isAway(): boolean {
    return !this.#log.works || this.#isClosed;
  }

  async publish(entries: readonly QueueEntry[]): Promise<readonly Published[]> {
    if (this.#isClosed) return entries.map(() => 'away');
    const appended = entries.map((entry) => {
      const key = keyOf(entry);
      return this.#published.has(key) ? 'stored' : { key, place: this.#log.append(entry) };
    });
    this.#log.commit();
    return appended.map((one) => {
      if (one === 'stored') return one;
      const { key, place } = one;
      if (place === 'full') return 'full';
      if (place === undefined || !this.#log.holds(place)) return 'away';
      if (this.#published.has(key))
        this.#log.forget(place); // twice in one call
      else this.#push(place);
      this.#published.add(key);
      return 'stored';
    });
  }

  async pull(max: number): Promise<readonly PulledEntry[]> {
    if (this.#ready.size === 0) await this.#arrival();
    const pulled: PulledEntry[] = [];
    while (pulled.length < max && !this.#isClosed) {
      const place = this.#ready.shift();
      if (place === undefined) break;
      const read = this.#log.read(place);
      if (read === 'disk_fails') {
        this.#delay(place, retryMs);
        break;
      }
      if (read === undefined) {
        this.#log.forget(place);
        this.#events.damaged(1);
      } else pulled.push(this.#pulled(place, read.entry));
    }
    return pulled;
  }

  async stats(): Promise<QueueStats> {
    const [inHand] = this.#inHand;
    const [delayed] = this.#delayed.keys();
    const ages = [inHand, delayed, this.#ready.oldest].map((place) => this.#ageOf(place));
    return {
      pending: this.#ready.size + this.#inHand.size + this.#delayed.size,
      dead: await this.#dead.count(),
      oldestAgeMs: Math.max(...ages),
    };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    for (const timer of this.#delayed.values()) timer.cancel();
    this.#wake?.();
    this.#log.close();
  }

  #ageOf(place: Place | undefined): number {
    const read = place && this.#log.read(place);
    return read === undefined || read === 'disk_fails' ? 0 : read.ageMs;
  }

  #push(place: Place): void {
    this.#ready.push(place);
    this.#wake?.();
  }

  #arrival(): Promise<void> {
    return new Promise((resolve) => {
      const arrived = (): void => {
        this.#wake = undefined;
        timer.cancel();
        resolve();
      };
      const timer = systemRuntime.timer(pullWaitMs, arrived);
      this.#wake = arrived;
    });
  }

  #pulled(place: Place, entry: QueueEntry): PulledEntry {
    const deliveries = (this.#deliveries.get(place) ?? 0) + 1;
    this.#inHand.add(place);
    return {
      entry,
      deliveries,
      ack: () => this.#settle(place),
      nak: (delayMs) => {
        if (!this.#inHand.delete(place)) return;
        this.#deliveries.set(place, deliveries);
        this.#delay(place, delayMs);
      },
      deadLetter: async (reason) => {
        const isKept = await this.#dead.add({ entry, reason, at: Date.now() });
        if (isKept) this.#settle(place);
        else if (this.#inHand.delete(place)) this.#delay(place, retryMs);
        return isKept;
      },
    };
  }

  #settle(place: Place): void {
    if (!this.#inHand.delete(place)) return;
    this.#deliveries.delete(place);
    this.#log.forget(place);
  }

  #delay(place: Place, delayMs: number): void {
    if (this.#isClosed) return; // the next process has it
    const timer = systemRuntime.timer(delayMs, () => {
      this.#delayed.delete(place);
      this.#push(place);
    });
    this.#delayed.set(place, timer);
  }
}
