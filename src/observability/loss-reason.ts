/** Why a record was given up. A closed list: what will be tried again is never called lost. */
export type LossReason =
  | 'queue_full'
  | 'spool_full'
  | 'spool_damaged'
  | 'too_large'
  | 'rejected'
  | 'unauthorized'
  | 'retries_exhausted'
  | 'unmappable'
  | 'redaction_failed'
  | 'shutdown';
