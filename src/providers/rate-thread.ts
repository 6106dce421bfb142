import { Worker } from 'node:worker_threads';
import { plugAndPlay } from '../runtime/plug-and-play';
import type { Runtime, Timer } from '../runtime/runtime';
import { type FoundRates, loadLibrary, type RateQuestion, type RateSource, ratesOf } from './rates';

/** To the thread. */
export interface RateRequest {
  readonly id: number;
  readonly question: RateQuestion;
}

/** From the thread. */
export interface RateAnswer {
  readonly id: number;
  readonly found: FoundRates;
}

interface OpenQuestion {
  readonly question: RateQuestion;
  readonly take: (found: FoundRates) => void;
}

/** A busy machine takes a second to start a thread. */
const maxWaitMs = 5000;
/** A thread takes some 10 MB. Other models are asked for soon after the first, or seldom. */
const maxIdleMs = 10_000;

/**
 * Has the price library looked up in by another thread: loading it holds the event loop for a tenth of a second, in which an app's
 * streams run together. Where no thread can be started, such as in bundles, or none answers, it is loaded here.
 */
export class RateThread implements RateSource {
  readonly #runtime: Runtime;
  readonly #onAnswer: () => void;
  readonly #onMissing: (() => void) | undefined;
  readonly #open = new Map<number, OpenQuestion>();
  #asked = 0;
  #worker: Worker | undefined;
  #isStarting = false;
  #timer: Timer | undefined;
  /** Set where answers cannot come from a thread. */
  #here: RateSource | undefined;

  /**
   * @param onAnswer called when a question is answered that was not at once
   * @param onMissing called once there is a question, if the library is not installed
   */
  constructor(runtime: Runtime, onAnswer: () => void, onMissing?: () => void) {
    this.#runtime = runtime;
    this.#onAnswer = onAnswer;
    this.#onMissing = onMissing;
  }

  find(question: RateQuestion, take: (found: FoundRates) => void): void {
    if (this.#worker === undefined && !this.#isStarting && workerFile() === undefined) this.answerHere();
    if (this.#here !== undefined) {
      this.#here.find(question, take);
      return;
    }
    const request: RateRequest = { id: this.#asked, question };
    this.#asked += 1;
    if (this.#open.size === 0) this.#after(maxWaitMs, this.answerHere); // those that follow put it off no further
    this.#open.set(request.id, { question, take });
    if (this.#worker !== undefined) ask(this.#worker, request);
    else if (!this.#isStarting) {
      this.#isStarting = true;
      // In a turn of its own: it takes as long as mapping the first call, which asks.
      setImmediate(this.#start);
    }
  }

  /** All questions are answered at once, and so they are for ever: no time is left for a thread, or it does not answer. */
  readonly answerHere = (): void => {
    this.#stop();
    const here = this.#here ?? ratesOf(() => loadLibrary(this.#onMissing));
    this.#here = here;
    if (this.#open.size === 0) return;
    const open = [...this.#open.values()];
    this.#open.clear();
    for (const { question, take } of open) here.find(question, take);
    this.#onAnswer();
  };

  readonly #start = (): void => {
    this.#isStarting = false;
    if (this.#open.size === 0) return; // answered here meanwhile
    this.#worker = started((answer) => this.#answer(answer), this.answerHere);
    if (this.#worker === undefined) this.answerHere();
    else for (const [id, { question }] of this.#open) ask(this.#worker, { id, question });
  };

  #answer({ id, found }: RateAnswer): void {
    this.#open.get(id)?.take(found);
    this.#open.delete(id);
    if (this.#open.size > 0)
      this.#after(maxWaitMs, this.answerHere); // it does answer
    else {
      this.#worker?.unref();
      this.#after(maxIdleMs, () => this.#stop());
    }
    this.#onAnswer();
  }

  #after(ms: number, run: () => void): void {
    this.#timer?.cancel();
    this.#timer = this.#runtime.timer(ms, run);
  }

  #stop(): void {
    this.#timer?.cancel();
    const worker = this.#worker;
    this.#worker = undefined;
    worker?.removeAllListeners().on('error', () => undefined);
    void worker?.terminate();
  }
}

/** A record waits for the answer. */
function ask(worker: Worker, request: RateRequest): void {
  worker.ref();
  worker.postMessage(request);
}

/** `undefined` where there is no library, or no file for a thread: a bundler takes this file without the thread's. */
function workerFile(): string | undefined {
  try {
    require.resolve('@pydantic/genai-prices');
    return require.resolve('./rate-worker.js');
  } catch {
    return undefined;
  }
}

/**
 * `undefined` where there is no thread.
 * @param onFailure called if the thread ends by itself
 */
function started(onAnswer: (answer: RateAnswer) => void, onFailure: () => void): Worker | undefined {
  try {
    const worker = new Worker(workerFile() ?? '', { env: {}, execArgv: plugAndPlay() });
    worker.on('message', onAnswer);
    worker.once('error', onFailure);
    worker.once('exit', onFailure);
    return worker;
  } catch {
    return undefined;
  }
}
