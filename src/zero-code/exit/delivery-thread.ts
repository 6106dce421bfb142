import { Worker } from 'node:worker_threads';
import type { FinalVerdict, HandedRecord } from '../../delivery/record';
import type { Trouble } from '../../delivery/send/endpoint-state';
import type { HandedSingle } from '../../delivery/single/single-request';
import type { Handover } from '../../pipeline/handover';
import { plugAndPlay } from '../../runtime/plug-and-play';
import {
  changesSlot,
  type DeliveryThreadData,
  type DeliveryThreadMessage,
  finishedSlot,
  type RecordsMessage,
  slots,
  troubleSlot,
  troubles,
  verdictOf,
} from './delivery-thread-message';

/** Variables that a request depends on. Not `NODE_OPTIONS`: it would load the app's preloads once more. */
const inherited =
  /^(https?_proxy|no_proxy|all_proxy|node_extra_ca_certs|node_tls_reject_unauthorized|ssl_cert_(file|dir))$/i;

interface Settled {
  settle(verdict: FinalVerdict): void;
}

interface Given {
  readonly item: Settled;
  readonly verdicts: Int32Array;
  readonly place: number;
}

/**
 * A thread that delivers as this one would, while this one is blocked: which is all that an `exit` listener can do. Verdicts come
 * back through shared memory, and can be read whenever the time is up.
 */
export class DeliveryThread {
  readonly #worker: Worker;
  readonly #state = new Int32Array(new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT));
  #pending: Given[] = [];

  /** @throws where Node's permission model forbids threads */
  constructor(script: string, handover: Handover) {
    const workerData: DeliveryThreadData = { handover, state: this.#state.buffer };
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => inherited.test(name)));
    this.#worker = new Worker(script, { workerData, env, execArgv: plugAndPlay() });
  }

  give(records: readonly HandedRecord[]): void {
    if (records.length === 0) return;
    const verdicts = this.#verdictsOf(records);
    const bytes = joined(records);
    const lengths = records.map((record) => record.bytes.length);
    const ids = records.map(({ id }) => id);
    const sessions = records.map(({ session }) => session);
    this.#post({ kind: 'records', ids, bytes, lengths, sessions, verdicts: verdicts.buffer }, [bytes.buffer]);
  }

  /** Starts of sessions go before their records, updates after their events. */
  giveSingles(singles: readonly HandedSingle[]): void {
    if (singles.length === 0) return;
    const verdicts = this.#verdictsOf(singles);
    const handed = singles.map(({ kind, request: { forms, ...request } }) => ({
      ...{ kind, request },
      forms: forms.map(({ method, url, body }) => ({ method, url: url.href, body })),
    }));
    this.#post({ kind: 'singles', singles: handed, verdicts: verdicts.buffer });
  }

  #verdictsOf(items: readonly Settled[]): Int32Array<SharedArrayBuffer> {
    const verdicts = new Int32Array(new SharedArrayBuffer(items.length * Int32Array.BYTES_PER_ELEMENT));
    for (const [place, item] of items.entries()) this.#pending.push({ item, verdicts, place });
    return verdicts;
  }

  /** Takes the verdicts over that there are. */
  settle(): void {
    this.#pending = this.#pending.filter(({ item, verdicts, place }) => {
      const verdict = verdictOf(Atomics.load(verdicts, place));
      if (verdict !== undefined) item.settle(verdict);
      return verdict === undefined;
    });
  }

  /** Blocks until a record has its verdict. */
  waitForVerdict(timeoutMs: number): void {
    if (this.#pending.length === 0) return;
    this.#post({ kind: 'close batch' });
    const seen = Atomics.load(this.#state, changesSlot);
    const before = this.#pending.length;
    this.settle();
    if (this.#pending.length < before) return;
    Atomics.wait(this.#state, changesSlot, seen, timeoutMs);
    this.settle();
  }

  /** Nothing more is given. What can be delivered within so many milliseconds is. */
  end(timeoutMs: number): void {
    this.#post({ kind: 'end', timeoutMs });
  }

  /** Blocks until everything is delivered, or nothing more can be in time. @returns why not */
  waitForEnd(timeoutMs: number): Trouble | undefined {
    Atomics.wait(this.#state, finishedSlot, 0, timeoutMs);
    this.settle();
    return this.#pending.length === 0 ? undefined : this.#trouble;
  }

  get #trouble(): Trouble {
    return troubles[Atomics.load(this.#state, troubleSlot) - 1] ?? 'no_time';
  }

  #post(message: DeliveryThreadMessage, transfer: readonly ArrayBuffer[] = []): void {
    this.#worker.postMessage(message, transfer);
  }
}

/** A copy, in memory that can be moved to another thread: the records' own may hold much else. */
function joined(records: readonly HandedRecord[]): RecordsMessage['bytes'] {
  const length = records.reduce((sum, { bytes }) => sum + bytes.length + 1, 0);
  const all = new Uint8Array(length).fill(comma);
  let at = 0;
  for (const { bytes } of records) {
    all.set(bytes, at);
    at += bytes.length + 1;
  }
  return all;
}

const comma = 0x2c;
