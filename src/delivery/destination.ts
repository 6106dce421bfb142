import type { Batch, Envelope } from './batch';
import type { Outcome } from './http/outcome';
import type { Shorten } from './record';
import type { SessionStart } from './session-start';
import type { SendSingle, SingleRequest } from './single/single-request';
import type { Update } from './single/updates';
import type { Spool } from './spool/spool';

/** Where batches of records go and how they are written there. */
export interface BatchDestination {
  /** Sends a batch. Never rejects; gives up when the signal aborts. */
  send(batch: Batch, signal: AbortSignal): Promise<Outcome>;
  readonly envelope: Envelope;
  readonly shorten: Shorten;
}

/** Where starts of sessions and updates of events go. */
export interface SingleDestination {
  readonly send: SendSingle;
  startOf(start: SessionStart): SingleRequest;
  updateOf(update: Update): SingleRequest;
}

export interface Destination extends BatchDestination {
  readonly singles: SingleDestination;
  /** Where records are kept until their last verdict, if they are to survive the process. */
  readonly spool?: Spool | undefined;
}
