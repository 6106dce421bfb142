import type { Linked } from '../runtime/linked-list';
import type { EncodedRecord } from './record';
import type { History } from './send/retry-policy';
import type { SpoolPosition } from './spool/segment-set';

/** A record in the outbox. */
export interface QueuedRecord extends EncodedRecord, Linked<QueuedRecord> {
  /** Milliseconds, by the runtime's clock. */
  readonly addedAt: number;
  /** What the record leaves the {@link FlushBarrier} with. */
  readonly epoch: number;
  /** Whether its first verdict, that it waits for another try, was given. */
  isParked: boolean;
  /** `undefined` if it is in memory only. */
  position: SpoolPosition | undefined;
}

/** Records that are sent together, and what happened to them before. */
export interface RecordGroup {
  readonly records: readonly QueuedRecord[];
  readonly history: History;
  /** Not to be sent before this time. */
  readonly readyAt: number;
  /** The server's last error message about them. */
  readonly detail?: string | undefined;
}

/** Takes one record at random out of the groups. @param random from 0 up to, not including, 1 */
export function drawOne(groups: readonly RecordGroup[], random: number): [RecordGroup | undefined, RecordGroup[]] {
  const all = groups.flatMap((group) => group.records.map((record) => ({ group, record })));
  const pick = all[Math.floor(random * all.length)];
  if (pick === undefined) return [undefined, []];
  const { group, record } = pick;
  const rest = { ...group, records: group.records.filter((other) => other !== record) };
  const others = groups.map((other) => (other === group ? rest : other)).filter(({ records }) => records.length > 0);
  return [{ ...group, records: [record] }, others];
}
