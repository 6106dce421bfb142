import type { Diagnostics } from '../../observability/diagnostics';
import type { CallRecorder } from '../call-recorder';
import type { LateEngine } from '../late-engine';
import type { Reasons } from './undelivered';
import { leftBehind } from './undelivered-line';

/** The end of an invocation, after which the process may be frozen, thawed or ended. */
export class Invocation {
  readonly #recorder: CallRecorder;
  readonly #engine: LateEngine;
  readonly #diagnostics: Diagnostics;
  readonly #timeoutMs: () => number;

  constructor(recorder: CallRecorder, engine: LateEngine, diagnostics: Diagnostics, timeoutMs: () => number) {
    this.#recorder = recorder;
    this.#engine = engine;
    this.#diagnostics = diagnostics;
    this.#timeoutMs = timeoutMs;
  }

  /** Sends what has been recorded so far, as far as that is possible now, and logs how many records stay behind. */
  async flush(): Promise<void> {
    this.#logLeft(await this.#recorder.flushAtEnd(this.#timeoutMs(), false));
  }

  /** The same, of calls that are recorded. */
  async flushCalls(): Promise<void> {
    this.#logLeft(await this.#engine.flushAtEnd(this.#timeoutMs(), false));
  }

  #logLeft(reasons: Reasons): void {
    if (reasons.size === 0) return;
    for (const [why, records] of this.#engine.countUnsafeBy(reasons))
      if (why !== undefined && records > 0) this.#diagnostics.notice(`left_behind:${why}`, leftBehind(records, why));
  }
}
