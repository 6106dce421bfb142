import { getEnvironmentData, isMainThread, setEnvironmentData, threadId, type Worker } from 'node:worker_threads';

/** Every thread inherits what is stored here from the one that starts it. */
const key = 'opentelemetry-exporter-honeyhive.threads/1';
/** The first slot counts changes, to be waited for; the others, the records that each thread has yet to deliver. */
const slots = 256;
const changes = 0;
/** How often to check whether a thread that is waited for has stopped. */
const checkMs = 20;
const slotOf = (thread: number): number => 1 + (thread % (slots - 1));

/**
 * What the threads of a process know of each other: a thread gets no chance to send when its process ends, so the thread that ends
 * the process waits for it.
 */
export class WorkerThreads {
  readonly #undelivered: Int32Array<SharedArrayBuffer>;
  /** Those that this thread has started, with their slots. */
  readonly #running = new Map<Worker, number>();

  /** @param onThread called when this thread has started another */
  constructor(onThread: () => void) {
    const inherited = getEnvironmentData(key) as unknown;
    const isInherited = inherited instanceof SharedArrayBuffer;
    const shared = isInherited ? inherited : new SharedArrayBuffer(slots * Int32Array.BYTES_PER_ELEMENT);
    if (!isInherited) setEnvironmentData(key, shared);
    this.#undelivered = new Int32Array(shared);
    process.on('worker', (worker) => {
      const slot = slotOf(worker.threadId);
      this.#running.set(worker, slot);
      worker.once('exit', () => {
        this.#running.delete(worker);
        this.#set(slot, 0); // a terminated thread could not do so itself
      });
      onThread();
    });
  }

  /** Has the end of the process wait while `sent` is pending, which must settle by itself. */
  async countUntilSent(sent: Promise<void>): Promise<void> {
    if (isMainThread) return sent;
    const slot = slotOf(threadId);
    this.#set(slot, Atomics.load(this.#undelivered, slot) + 1);
    return sent.finally(() => this.#set(slot, Math.max(0, Atomics.load(this.#undelivered, slot) - 1)));
  }

  /**
   * To be called last in a thread. The main thread ends all others with itself, so it blocks until they have delivered.
   * @returns the records that they have not
   */
  waitForDelivery(timeoutMs: number): number {
    if (!isMainThread) {
      this.#set(slotOf(threadId), 0);
      return 0;
    }
    const end = performance.now() + timeoutMs;
    for (;;) {
      for (const [worker, slot] of this.#running) if (hasStopped(worker)) Atomics.store(this.#undelivered, slot, 0);
      const seen = Atomics.load(this.#undelivered, changes);
      const undelivered = this.#undelivered.reduce((sum, records, slot) => (slot === changes ? sum : sum + records), 0);
      const left = end - performance.now();
      if (left <= 0 || undelivered === 0) return undelivered;
      Atomics.wait(this.#undelivered, changes, seen, Math.min(left, checkMs));
    }
  }

  #set(slot: number, records: number): void {
    Atomics.store(this.#undelivered, slot, records);
    Atomics.add(this.#undelivered, changes, 1);
    Atomics.notify(this.#undelivered, changes);
  }
}

/** Terminated just now: its `exit` event would come too late. Node then reports no event loop, or a negative time of one. */
function hasStopped({ performance }: Worker): boolean {
  const { idle, active } = performance.eventLoopUtilization();
  return active === 0 || idle < 0;
}
