import type { Batch, Envelope } from './batch';
import type { Outcome } from './http/outcome';
import type { Shorten } from './record';
import type { Spool } from './spool/spool';

/** Where records go and how they are written there. */
export interface Destination {
  /** Sends a batch. Never rejects; gives up when the signal aborts. */
  send(batch: Batch, signal: AbortSignal): Promise<Outcome>;
  readonly envelope: Envelope;
  readonly shorten: Shorten;
  /** Where records are kept until their last verdict, if they are to survive the process. */
  readonly spool?: Spool | undefined;
}
