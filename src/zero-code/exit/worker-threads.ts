import { getEnvironmentData, isMainThread, setEnvironmentData, threadId, type Worker } from 'node:worker_threads';

/** Every thread inherits what is stored here from the one that starts it. */
const key = 'opentelemetry-exporter-honeyhive.threads/1';
/**
 * The first slot counts changes, to be waited for. The others have two numbers for each thread: its calls that it is sending, and
 * its records that would be lost with it.
 */
const threadSlots = 255;
const changes = 0;
/** How often to check whether a thread that is waited for has stopped. */
const checkMs = 20;
/** How often a thread counts again what it could not deliver. */
const recountMs = 500;
const awaitedSlot = (thread: number): number => 1 + (thread % threadSlots);
const leftSlot = (thread: number): number => awaitedSlot(thread) + threadSlots;

/**
 * What the threads of a process know of each other: a thread gets no chance to send when its process ends, so the thread that ends
 * the process waits for it.
 */
export class WorkerThreads {
  readonly #counts: Int32Array<SharedArrayBuffer>;
  readonly #countLeft: () => number;
  /** Those that this thread has started. */
  readonly #running = new Map<Worker, number>();
  /** Calls of this thread that have ended and are not records yet. */
  #unrecorded = 0;
  #recount: NodeJS.Timeout | undefined;

  /**
   * @param onThread called when this thread has started another
   * @param countLeft the records of this thread that would be lost with it
   */
  constructor(onThread: () => void, countLeft: () => number) {
    this.#countLeft = countLeft;
    const inherited = getEnvironmentData(key) as unknown;
    const isInherited = inherited instanceof SharedArrayBuffer;
    const bytes = (1 + 2 * threadSlots) * Int32Array.BYTES_PER_ELEMENT;
    const shared = isInherited ? inherited : new SharedArrayBuffer(bytes);
    if (!isInherited) setEnvironmentData(key, shared);
    this.#counts = new Int32Array(shared);
    process.on('worker', (worker) => {
      const id = worker.threadId;
      this.#running.set(worker, id);
      worker.once('exit', () => {
        this.#running.delete(worker);
        this.#clear(id); // a terminated thread could not do so itself
      });
      onThread();
    });
  }

  /** Has the end of the process wait while `sent` is pending, which must settle by itself, and say what it has left. */
  async countUntilSent(sent: Promise<void>): Promise<void> {
    if (isMainThread) return sent;
    const slot = awaitedSlot(threadId);
    this.#unrecorded += 1;
    this.#publishLeft();
    this.#set(slot, Atomics.load(this.#counts, slot) + 1);
    return sent.finally(() => {
      this.#publishLeft();
      this.#set(slot, Math.max(0, Atomics.load(this.#counts, slot) - 1));
    });
  }

  /** One of the calls that are counted has become a record. */
  recorded(): void {
    if (isMainThread) return;
    this.#unrecorded -= 1;
    this.#publishLeft();
  }

  /**
   * To be called last in a thread. The main thread ends all others with itself, so it blocks until they have delivered.
   * @returns the records that they have not
   */
  waitForDelivery(timeoutMs: number): number {
    if (!isMainThread) {
      this.#clear(threadId);
      return 0;
    }
    const end = performance.now() + timeoutMs;
    for (;;) {
      for (const [worker, id] of this.#running) if (hasStopped(worker)) this.#clear(id);
      const seen = Atomics.load(this.#counts, changes);
      const awaited = this.#counts.subarray(1, 1 + threadSlots);
      const left = end - performance.now();
      if (left <= 0 || awaited.every((records) => records === 0)) return this.#countLost();
      Atomics.wait(this.#counts, changes, seen, Math.min(left, checkMs));
    }
  }

  #countLost(): number {
    return this.#counts.subarray(1 + threadSlots).reduce((sum, records) => sum + records, 0);
  }

  /** Until nothing is left, since it may be delivered later. */
  #publishLeft(): void {
    clearTimeout(this.#recount);
    const records = this.#unrecorded + this.#countLeft();
    this.#set(leftSlot(threadId), records);
    if (records > 0) this.#recount = setTimeout(() => this.#publishLeft(), recountMs).unref();
  }

  #clear(thread: number): void {
    this.#set(awaitedSlot(thread), 0);
    this.#set(leftSlot(thread), 0);
  }

  #set(slot: number, records: number): void {
    Atomics.store(this.#counts, slot, records);
    Atomics.add(this.#counts, changes, 1);
    Atomics.notify(this.#counts, changes);
  }
}

/** Terminated just now: its `exit` event would come too late. Node then reports no event loop, or a negative time of one. */
function hasStopped({ performance }: Worker): boolean {
  const { idle, active } = performance.eventLoopUtilization();
  return active === 0 || idle < 0;
}
