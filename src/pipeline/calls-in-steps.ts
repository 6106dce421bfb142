import type { Steps, Wait } from '../runtime/steps';

/** A call that is mapped in steps. */
export interface CallInSteps {
  readonly steps: Steps<void>;
  /** What it counts as. */
  readonly bytes: number;
  /** What its next step waits for. */
  until: Wait | undefined;
  readonly whenDone: (() => void)[];
}

/** Counts calls while they are mapped. Those with a step that has to wait are set aside, so that others are mapped meanwhile. */
export class CallsInSteps {
  readonly #setAside = new Set<CallInSteps>();
  #count = 0;
  #bytes = 0;

  get count(): number {
    return this.#count;
  }

  get bytes(): number {
    return this.#bytes;
  }

  enter(bytes = 0): void {
    this.#count += 1;
    this.#bytes += bytes;
  }

  /** A call counts elsewhere from now on; its bytes to the end of its steps. */
  leave(bytes = 0): void {
    this.#count -= 1;
    this.#bytes -= bytes;
  }

  /** @param until what the first step waits for */
  setAside(steps: Steps<void>, bytes: number, until: Wait): void {
    this.enter(bytes);
    this.#setAside.add({ steps, bytes, until, whenDone: [] });
  }

  /** Those that can go on, which do not count here before they do. */
  takeReady(): readonly CallInSteps[] {
    if (this.#setAside.size === 0) return [];
    const ready = [...this.#setAside].filter(({ until }) => until?.isOpen !== true);
    for (const call of ready) {
      this.#setAside.delete(call);
      this.leave(call.bytes);
    }
    return ready;
  }

  /** Counts the call from now on, and not from the first step. */
  goOn(call: CallInSteps): Steps<void> {
    this.enter(call.bytes);
    return this.#untilSetAside(call);
  }

  /** Resolves when all steps of those that are set aside now are done. */
  async settled(): Promise<void> {
    await Promise.all([...this.#setAside].map(({ whenDone }) => new Promise<void>((done) => whenDone.push(done))));
  }

  *#untilSetAside(call: CallInSteps): Steps<void> {
    for (let step = call.steps.next(); step.done !== true; step = call.steps.next()) {
      if (step.value?.isOpen === true) {
        call.until = step.value;
        this.#setAside.add(call);
        return;
      }
      yield;
    }
    this.#bytes -= call.bytes;
    for (const done of call.whenDone) done();
  }
}
