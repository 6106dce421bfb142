import type { SingleOutcome } from '../http/single-outcome';
import type { FinalVerdict } from '../record';
import type { BreakerState } from '../send/circuit-breaker';
import type { SessionStart } from '../session-start';

/** A request for one session or event, beside the batches of records. */
export interface SingleRequest {
  /** Of the session or the event. */
  readonly id: string;
  /** The same for each API of HoneyHive, in the order in which they are tried. */
  readonly forms: readonly Form[];
  /** That it starts, or adds to. */
  readonly session?: SessionStart;
}

export interface Form {
  readonly method: 'POST' | 'PUT';
  readonly url: URL;
  /** UTF-8 JSON. */
  readonly body: Buffer;
}

/** Makes one attempt. Never rejects; gives up when the signal aborts. */
export type SendSingle = (form: Form, id: string, signal: AbortSignal) => Promise<SingleOutcome>;

/** A request that another thread goes on with. It is pending until its verdict comes back. */
export interface HandedSingle {
  readonly kind: SingleKind;
  readonly request: SingleRequest;
  settle(verdict: FinalVerdict): void;
}

export type SingleKind = 'session' | 'update';

/** For another loop that goes on. */
export interface LearnedBySingles {
  readonly breaker: BreakerState;
  readonly form: number;
}
