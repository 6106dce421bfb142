import { getEnvironmentData, isMainThread, setEnvironmentData } from 'node:worker_threads';
import type { Session } from './session-of';

/** Every thread inherits what is stored here from the one that starts it. */
const key = 'opentelemetry-exporter-honeyhive.process-session/2';

/** Seconds since the epoch of the process's first session, but for the first and the last. */
const slots = { number: 0, begunAt: 1, usedUntil: 2, serves: 3, seed: 4 } as const;
const seedWords = 4;

interface Shared {
  readonly name: string;
  /** Milliseconds since the epoch. */
  readonly origin: number;
  readonly state: Int32Array<SharedArrayBuffer>;
}

/** A queue worker must not put a day's jobs into one session. Seconds. */
const maxPause = 30 * 60;
const maxAge = 60 * 60;

/**
 * The session of calls that are made for no inbound request, in a process that serves none: of a script, an agent in a terminal, a
 * queue worker. The threads of a process have it together.
 */
export class ProcessSession {
  readonly #shared: Shared;
  readonly #ownName: () => string | undefined;
  readonly #isListening: () => boolean;

  /**
   * @param name of the session, for all threads that this one starts
   * @param ownName in its place, as this thread is told to call it
   * @param isListening whether this thread has a server
   * @param data where the threads of a process share what they know
   */
  constructor(
    name: string,
    ownName: () => string | undefined,
    isListening: () => boolean = hasServer,
    data: ThreadData = threadData,
  ) {
    const inherited = data.get() as Shared | undefined;
    this.#shared = inherited ?? {
      name,
      origin: Date.now(),
      state: new Int32Array(new SharedArrayBuffer((slots.seed + seedWords) * Int32Array.BYTES_PER_ELEMENT)),
    };
    if (inherited === undefined) data.set(this.#shared);
    this.#ownName = ownName;
    this.#isListening = isListening;
  }

  /** The process has got a request: what it does without one is no session. */
  serves(): void {
    Atomics.store(this.#shared.state, slots.serves, 1);
  }

  /**
   * The session of a call; `undefined` in a process that has a server. A pause of 30 minutes between two calls begins a new one, and so
   * does an hour.
   * @param start of the call, milliseconds since the epoch
   * @param end of the call
   */
  sessionAt(start: number, end: number): Session | undefined {
    const { state } = this.#shared;
    if (!this.#hasSessions) return undefined;
    const [begins, ends] = [this.#seconds(start), this.#seconds(Math.max(start, end))];
    const number = Atomics.load(state, slots.number);
    // Only one of several threads begins it.
    if (this.#isOver(begins) && Atomics.compareExchange(state, slots.number, number, number + 1) === number) {
      Atomics.store(state, slots.begunAt, begins);
      Atomics.store(state, slots.usedUntil, ends);
    }
    if (ends > Atomics.load(state, slots.usedUntil)) Atomics.store(state, slots.usedUntil, ends);
    return this.#session(Atomics.load(state, slots.number));
  }

  /** That which a call would be in that began at this time. Asking begins none, and does not make one last longer. */
  sessionFor(start: number): Session | undefined {
    const number = Atomics.load(this.#shared.state, slots.number);
    return this.#hasSessions ? this.#session(this.#isOver(this.#seconds(start)) ? number + 1 : number) : undefined;
  }

  get #hasSessions(): boolean {
    return Atomics.load(this.#shared.state, slots.serves) === 0 && !this.#isListening();
  }

  #seconds(time: number): number {
    return Math.round((time - this.#shared.origin) / 1000);
  }

  /** Whether a call that begins then is the first of another session. */
  #isOver(begins: number): boolean {
    const [number, begunAt, usedUntil] = [slots.number, slots.begunAt, slots.usedUntil].map((slot) =>
      Atomics.load(this.#shared.state, slot),
    ) as [number, number, number];
    return number === 0 || begins - usedUntil >= maxPause || begins - begunAt >= maxAge;
  }

  #session(number: number): Session {
    const { idOfProcessSession } = ids();
    return { id: idOfProcessSession(this.#seed, number), name: this.#ownName() ?? this.#shared.name };
  }

  /** What the ids of the process's sessions are made of. Each word of it is written once, by the thread that first has no other. */
  get #seed(): string {
    const { state } = this.#shared;
    if (Atomics.load(state, slots.seed + seedWords - 1) === 0)
      for (const [index, word] of ids().randomWords(seedWords).entries())
        Atomics.compareExchange(state, slots.seed + index, 0, word || 1);
    return state.subarray(slots.seed).join();
  }
}

/** Loaded with the first session: what makes random numbers takes as long to load as the start of a process without calls. */
const ids = (): typeof import('./process-ids') => require('./process-ids') as typeof import('./process-ids');

/** Where values stand that a thread inherits. */
export interface ThreadData {
  readonly get: () => unknown;
  readonly set: (value: unknown) => void;
}

const threadData: ThreadData = {
  get: () => (isMainThread ? undefined : getEnvironmentData(key)),
  set: (value) => setEnvironmentData(key, value as never),
};

/** A process that listens by the primary of a cluster shows no server, and a socket of the file system is not distinguished. */
const hasServer = (): boolean => process.getActiveResourcesInfo().includes('TCPServerWrap');
