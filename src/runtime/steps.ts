/** What the next step has to wait for. */
export interface Wait {
  /** Becomes `false` once. */
  readonly isOpen: boolean;
}

/** Work that is done step by step, so that a step never holds the event loop for long, and what comes of it. */
export type Steps<Result> = Generator<Wait | undefined, Result, void>;

/** Does all steps at once. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
}
