import { orNoTime } from '../../delivery/send/endpoint-state';
import type { ExporterPort } from '../../engine/exporter-port';
import { guarded } from '../../runtime/guarded';
import { DeliveryThread } from './delivery-thread';
import type { Reasons, Undelivered } from './undelivered';

/** Calls are mapped for so long at a time, before their records are handed to the thread that sends them. */
const sliceMs = 100;
/** The last part of the time is for sending alone, a third of it at most. */
const sendingMs = 1000;

/**
 * Delivers what is pending, from other threads, and blocks this one meanwhile. The engines share the time: all threads are started
 * before any is waited for.
 * @param until by `performance.now()`: by then it returns, whatever is left
 */
export function deliverLast(engines: readonly ExporterPort[], until: number): Reasons {
  const mapUntil = until - Math.min(sendingMs, (until - performance.now()) / 3);
  const deliveries = engines.flatMap((engine) => LastDelivery.of(engine) ?? []);
  let unfinished = deliveries;
  while (unfinished.length > 0) {
    const share = unfinished.length;
    unfinished = unfinished.filter((delivery) => delivery.handOver(mapUntil, share));
  }
  for (const delivery of deliveries) delivery.end(until);
  return new Map(
    deliveries.flatMap((delivery) => {
      const why = delivery.waitForEnd(until);
      return why === undefined ? [] : [[delivery.engine, why]];
    }),
  );
}

/** What is pending of one engine. */
class LastDelivery {
  readonly engine: ExporterPort;
  /** `undefined`: its records can only be saved. */
  readonly #thread: DeliveryThread | undefined;
  readonly #why: Undelivered | undefined;
  /** Calls that are not records yet. */
  #waiting = 0;
  /** They wait for verdicts. */
  #isFull = false;

  private constructor(engine: ExporterPort, thread: DeliveryThread | undefined, why: Undelivered | undefined) {
    this.engine = engine;
    this.#thread = thread;
    this.#why = why;
  }

  /** `undefined` if nothing is pending. */
  static of(engine: ExporterPort): LastDelivery | undefined {
    const handover = engine.handOver();
    if (handover === undefined) return undefined;
    if (typeof handover === 'string') return new LastDelivery(engine, undefined, handover);
    const script: unknown = guarded(() => require.resolve('./delivery-thread-worker'));
    if (typeof script !== 'string') return new LastDelivery(engine, undefined, 'bundled');
    const thread = guarded(() => new DeliveryThread(script, handover));
    return new LastDelivery(engine, thread, thread === undefined ? 'forbidden' : undefined);
  }

  /**
   * Maps for a slice of time, and gives the thread what is a record by then.
   * @param share the number of deliveries that take turns
   * @returns whether there is more to map
   */
  handOver(until: number, share: number): boolean {
    if (this.#thread === undefined) return false;
    this.#takeRecords(Math.min(performance.now() + sliceMs, until));
    if (this.#waiting === 0) return false;
    const left = until - performance.now();
    if (this.#isFull && left > 0) this.#thread.waitForVerdict(share > 1 ? Math.min(sliceMs, left) : left);
    return left > 0;
  }

  /** Nothing more is mapped; but what no thread sends, in the time that is left: it goes to the spool. */
  end(until: number): void {
    this.#takeRecords(this.#thread === undefined ? until : performance.now(), true);
    this.#thread?.end(Math.max(0, until - performance.now()));
  }

  /** @returns why something is left, if that is known */
  waitForEnd(until: number): Undelivered | undefined {
    const why = this.#thread?.waitForEnd(Math.max(0, until - performance.now())) ?? this.#why;
    if (this.#waiting === 0) return why;
    return this.#isFull ? (why ?? 'no_time') : orNoTime(why);
  }

  /** @param isLast updates do not wait for calls that are not mapped any more */
  #takeRecords(until: number, isLast = false): void {
    const { singles = [], records, waiting, isFull } = this.engine.takeRecords(until, isLast);
    this.#waiting = waiting;
    this.#isFull = isFull;
    this.#thread?.giveSingles(singles.filter(({ kind }) => kind === 'session'));
    this.#thread?.give(records);
    this.#thread?.giveSingles(singles.filter(({ kind }) => kind === 'update')); // each after its event
  }
}
