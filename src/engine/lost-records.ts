import type { LossReason } from '../observability/loss-reason';

/** Why an export has failed. */
export class LostRecords extends Error {
  override readonly name = 'LostRecords';

  /** @param lost how many of the spans were lost for which reason; the first came first */
  constructor(readonly lost: ReadonlyMap<LossReason, number>) {
    super(`HoneyHive records were lost: ${[...lost.keys()][0]}.`);
  }
}
