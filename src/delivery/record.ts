import type { LossReason } from '../observability/loss-reason';
import type { SessionStart } from './session-start';

/** The first thing that is certain about a record. `parked`: it waits for another try, or is in the spool. */
export type Verdict = FinalVerdict | 'parked';

/** What became of a record in the end. */
export type FinalVerdict = 'delivered' | LossReason;

/** One record as it is sent: encoded once, and changed by nothing but {@link Shorten}. */
export interface EncodedRecord {
  /** The record's `event_id`: recognises it in the endpoint's answer and in a repeated delivery. */
  readonly id: string;
  /** The record as UTF-8 JSON. */
  readonly bytes: Buffer;
  /** The session to be started ahead of it; absent if none is. */
  readonly session?: SessionStart | undefined;
  /** Called once, with the first verdict. Must not throw. */
  readonly onVerdict?: ((verdict: Verdict) => void) | undefined;
  /**
   * Called once, with the last verdict, unless the record is refused at once or left in the spool. Must not throw.
   * @param detail the server's message about it, without content
   */
  readonly onSettled?: ((verdict: FinalVerdict, detail?: string) => void) | undefined;
}

/** A record that another thread goes on delivering. It is pending until its verdict comes back. */
export interface HandedRecord {
  readonly id: string;
  readonly bytes: Buffer;
  /** Whose start is handed over, too. */
  readonly session?: SessionStart | undefined;
  settle(verdict: FinalVerdict): void;
}

/** Makes a record's JSON fit `maxBytes`, with its ids and counts intact; `undefined` if it cannot. */
export type Shorten = (bytes: Buffer, maxBytes: number) => Buffer | undefined;

/** Counts what becomes of records, and logs a sentence at most once a minute per key. */
export interface Report {
  /** Records that this process did not make, but found in the spool. */
  accepted(records: number): void;
  delivered(records: number): void;
  lost(records: number, reason: LossReason, detail?: string): void;
  /** The queue was full, which has cost so many records. */
  roomAgain(lost: number): void;
  notice(key: string, sentence: string): void;
}
