import type { FinalVerdict } from '../../delivery/record';
import type { Trouble } from '../../delivery/send/endpoint-state';
import type { SessionStart } from '../../delivery/session-start';
import type { SingleKind, SingleRequest } from '../../delivery/single/single-request';
import { type LossReason, lossAdvice } from '../../observability/loss-reason';
import type { Handover } from '../../pipeline/handover';

/** What the thread is started with. */
export interface DeliveryThreadData {
  readonly handover: Handover;
  /** The slots below. */
  readonly state: SharedArrayBuffer;
}

/** Counts verdicts, to be waited for. */
export const changesSlot = 0;
/** 1 once the thread has done what it can. */
export const finishedSlot = 1;
/** Why records are still pending, as far as is known: the place in {@link troubles}, from 1. */
export const troubleSlot = 2;
export const slots = 3;

export const troubles: readonly Trouble[] = ['misconfigured', 'unavailable', 'refused', 'no_time'];

/**
 * Records to be delivered; that they are not to wait for more, since the next ones wait for room; or the end: nothing follows, and so
 * many milliseconds are left.
 */
export type DeliveryThreadMessage =
  | RecordsMessage
  | SinglesMessage
  | { readonly kind: 'close batch' }
  | { readonly kind: 'end'; readonly timeoutMs: number };

export interface RecordsMessage {
  readonly kind: 'records';
  readonly ids: readonly string[];
  /** The records side by side, with a comma between. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly lengths: readonly number[];
  /** Of each record: the session whose start precedes it. */
  readonly sessions: readonly (SessionStart | undefined)[];
  /** One Int32 a record: 0 while it is pending, then {@link codeOf | its verdict}. */
  readonly verdicts: SharedArrayBuffer;
}

export interface SinglesMessage {
  readonly kind: 'singles';
  readonly singles: readonly HandedForm[];
  /** As of records. */
  readonly verdicts: SharedArrayBuffer;
}

/** A start or an update, as it survives the way to another thread, where URLs and Buffers do not. */
export interface HandedForm {
  readonly kind: SingleKind;
  readonly request: Omit<SingleRequest, 'forms'>;
  readonly forms: readonly { readonly method: 'POST' | 'PUT'; readonly url: string; readonly body: Uint8Array }[];
}

const finalVerdicts: readonly FinalVerdict[] = ['delivered', ...(Object.keys(lossAdvice) as LossReason[])];

export const codeOf = (verdict: FinalVerdict): number => 1 + finalVerdicts.indexOf(verdict);

/** `undefined` while the record is pending. */
export const verdictOf = (code: number): FinalVerdict | undefined => finalVerdicts[code - 1];
