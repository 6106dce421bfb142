import { guarded } from '../../runtime/guarded';
import type { CallObserver } from '../call-observer';
import { logFailure } from '../log-failure';
import type { RunningWire, Wire, WireOptions } from '../registry';

/** The {@link CallObserver}, loaded when there is something to observe: most processes under `NODE_OPTIONS` never call a model. */
export class LateObserver implements RunningWire {
  readonly #onLastStop: () => void;
  #onFirstCall: (() => void) | undefined;
  #loaded: CallObserver | undefined;

  /**
   * @param onLastStop called when the last listener stops
   * @param onFirstCall called before the first call is observed
   */
  constructor(onLastStop: () => void, onFirstCall?: () => void) {
    this.#onLastStop = onLastStop;
    this.#onFirstCall = onFirstCall;
  }

  /** For the taps, as a request begins that may be a model call. */
  observe(): CallObserver {
    const first = this.#onFirstCall;
    this.#onFirstCall = undefined;
    if (first !== undefined) guarded(first, logFailure);
    return this.#load();
  }

  listen(options: WireOptions): Wire {
    return this.#load().listen(options);
  }

  afterCalls(traceId: string, run: () => void): void {
    if (this.#loaded === undefined) run();
    else this.#loaded.afterCalls(traceId, run);
  }

  async settle(): Promise<void> {
    await this.#loaded?.settle();
  }

  settleNow(until: number): void {
    this.#loaded?.settleNow(until);
  }

  #load(): CallObserver {
    if (this.#loaded === undefined) {
      const { CallObserver: Observer } = require('../call-observer') as typeof import('../call-observer');
      this.#loaded = new Observer(() => {
        if (this.#onFirstCall === undefined) this.#onLastStop(); // else one is going to listen
      });
    }
    return this.#loaded;
  }
}
