import { RecentIds } from '../../correlation/recent-ids';
import { within } from '../../runtime/deadline';
import { systemRuntime } from '../../runtime/runtime';
import type { RelayMetrics } from '../metrics';
import type { PulledEntry, Queue } from '../queue/queue';
import { keyOf, type QueueEntry } from '../queue/queue-entry';
import type { RelayLog } from '../relay-log';
import { Order } from './order';
import type { Outlet } from './outlet';

export interface DrainLimits {
  /** Of entries that are pulled and have no verdict. */
  readonly maxRecords: number;
  readonly maxBytes: number;
}

/** Pulled at once. */
const maxPull = 100;
const pauseMs = 250;
const lullMs = 10;
/** What the outlet had no room for comes again after so long. */
const nakMs = 1000;
/** An update may overtake its event where several relays drain: HoneyHive is asked so often, ever less often. */
const maxUpdateDeliveries = 5;

type Verdict = Parameters<Parameters<Outlet['send']>[1]>[0];

/** Pulls entries as there is room for them, has them delivered, and settles each by what became of it. */
export class Drain {
  readonly #queue: Queue;
  readonly #outlet: Outlet;
  readonly #metrics: RelayMetrics;
  readonly #log: RelayLog;
  readonly #limits: DrainLimits;
  readonly #order = new Order();
  /** Keys of what was delivered lately: to be pulled again, it need not be posted again. */
  readonly #delivered = new RecentIds();
  readonly #inHand = new Map<string, number>();
  #bytes = 0;
  #wake: (() => void) | undefined;
  #isStopping = false;
  #wasDown = false;
  #running: Promise<void> = Promise.resolve();

  constructor(
    queue: Queue,
    outlet: Outlet,
    limits: DrainLimits,
    { metrics, log }: { readonly metrics: RelayMetrics; readonly log: RelayLog },
  ) {
    this.#queue = queue;
    this.#outlet = outlet;
    this.#limits = limits;
    this.#metrics = metrics;
    this.#log = log;
  }

  start(): void {
    this.#running = this.#run();
  }

  /** An attempt to deliver was answered, or not. What that says of HoneyHive, the outlet knows a moment later. */
  readonly attempted = (): void => void setImmediate(this.#look);

  readonly #look = (): void => {
    const { isDown } = this.#outlet;
    if (isDown !== this.#wasDown) this.#log(isDown ? 'warn' : 'info', isDown ? 'endpoint_down' : 'endpoint_back');
    this.#wasDown = isDown;
    this.#wake?.();
  };

  /** Pulls no more, finishes what is on its way, and gives the rest back to the queue. */
  async stop(timeoutMs: number): Promise<void> {
    this.#isStopping = true;
    this.#wake?.();
    this.#order.release();
    const until = systemRuntime.now() + timeoutMs;
    await within(timeoutMs / 4, this.#running, systemRuntime);
    await this.#outlet.shutdown(Math.max(0, until - systemRuntime.now()));
  }

  async #run(): Promise<void> {
    while (!this.#isStopping) {
      if (!this.#mayPull) {
        await this.#change();
        continue;
      }
      const pulled = await this.#pull();
      for (const one of pulled) this.#take(one);
      if (pulled.length === 0 && this.#queue.isAway) await this.#change();
    }
  }

  /** Entries that come one after the other share a batch. If none comes for a moment, what there is leaves. */
  async #pull(): Promise<readonly PulledEntry[]> {
    const lull = systemRuntime.timer(lullMs, () => this.#outlet.closeBatches());
    const pulled = await this.#queue.pull(maxPull);
    lull.cancel();
    return pulled;
  }

  get #mayPull(): boolean {
    const { maxRecords, maxBytes } = this.#limits;
    return !this.#outlet.isDown && this.#inHand.size + maxPull <= maxRecords && this.#bytes < maxBytes;
  }

  /** Resolves when something was settled, and after a while. */
  #change(): Promise<void> {
    return new Promise((resolve) => {
      const timer = systemRuntime.timer(pauseMs, () => this.#wake?.());
      timer.ref();
      this.#wake = () => {
        this.#wake = undefined;
        timer.cancel();
        resolve();
      };
    });
  }

  #take(pulled: PulledEntry): void {
    const { entry, deliveries } = pulled;
    const key = keyOf(entry);
    if (deliveries > 1) this.#metrics.redelivered.add();
    if (this.#delivered.has(key)) pulled.ack();
    else if (this.#isStopping) pulled.nak(0);
    else if (this.#inHand.has(key))
      pulled.nak(nakMs); // the same entry is on its way
    else this.#send(key, pulled);
  }

  #send(key: string, pulled: PulledEntry): void {
    const { entry } = pulled;
    this.#inHand.set(key, entry.bytes.length);
    this.#bytes += entry.bytes.length;
    this.#inOrder(entry, () =>
      this.#outlet.send(entry, (verdict, detail) => this.#settled(key, pulled, verdict, detail)),
    );
  }

  #inOrder({ kind, id, session }: QueueEntry, pass: () => void): void {
    if (kind === 'session') this.#order.lead(nameOf('session', id));
    const event = nameOf('event', id);
    if (kind === 'update' && this.#inHand.has(event)) this.#order.lead(event);
    if (kind === 'update') this.#order.follow(event, pass);
    else if (kind === 'event' && session !== undefined) this.#order.follow(nameOf('session', session), pass);
    else pass();
  }

  #settled(key: string, pulled: PulledEntry, verdict: Verdict, detail: string | undefined): void {
    const bytes = this.#inHand.get(key);
    if (bytes === undefined) return;
    this.#inHand.delete(key);
    this.#bytes -= bytes;
    const { entry } = pulled;
    if (entry.kind !== 'update') this.#order.answered(nameOf(entry.kind, entry.id));
    if (verdict === 'delivered') {
      this.#delivered.add(key);
      this.#metrics.delivered.add();
      pulled.ack();
    } else if (this.#isStopping) pulled.nak(0);
    else if (verdict === 'queue_full' || verdict === 'shutdown') pulled.nak(nakMs);
    else if (entry.kind === 'update' && pulled.deliveries < maxUpdateDeliveries) {
      pulled.nak(nakMs * 2 ** pulled.deliveries);
    } else void this.#putAside(pulled, detail === undefined ? verdict : `${verdict}: ${detail}`);
    this.#wake?.();
  }

  async #putAside(pulled: PulledEntry, reason: string): Promise<void> {
    const { kind } = pulled.entry;
    const isKept = await pulled.deadLetter(reason);
    if (isKept) this.#metrics.dead.add();
    this.#log('error', isKept ? 'dead_letter' : 'dead_letter_not_kept', { kind, reason });
  }
}

/** What an entry is called by those that follow it. Of an event, its key. */
const nameOf = (kind: 'event' | 'session', id: string): string => `${kind}/${id}`;
