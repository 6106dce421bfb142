import type { Diagnostics } from '../../observability/diagnostics';
import type { CallRecorder } from '../call-recorder';
import type { LateEngine } from '../late-engine';
import type { Undelivered } from './last-delivery';
import { leftBehind } from './undelivered-line';

/** The end of an invocation, after which the process may be frozen, thawed or ended. */
export class Invocation {
  readonly #recorder: CallRecorder;
  readonly #engine: LateEngine;
  readonly #diagnostics: Diagnostics;
  readonly #timeoutMs: number;

  constructor(recorder: CallRecorder, engine: LateEngine, diagnostics: Diagnostics, timeoutMs: number) {
    this.#recorder = recorder;
    this.#engine = engine;
    this.#diagnostics = diagnostics;
    this.#timeoutMs = timeoutMs;
  }

  /** Sends what has been recorded so far, as far as that is possible now, and logs how many records stay behind. */
  async flush(): Promise<void> {
    this.#logLeft(await this.#recorder.flushAtEnd(this.#timeoutMs, false));
  }

  /** The same, of calls that are recorded. */
  async flushCalls(): Promise<void> {
    this.#logLeft(await this.#engine.flushAtEnd(this.#timeoutMs, false));
  }

  #logLeft(why: Undelivered | undefined): void {
    const records = why === undefined ? 0 : this.#engine.countUnsafe();
    if (records > 0) this.#diagnostics.notice('left_behind', leftBehind(records, why));
  }
}
