import { drawOne, type RecordGroup } from '../queued-record';

/** So many single records in a row must be refused to show that it is the configuration. */
const refusalsToConvince = 3;

/**
 * After a batch was refused as invalid: is one of its records bad, or the configuration? Single records are sent until
 * one is accepted (then records are bad: batches are halved until the bad ones are alone) or three were refused (then
 * it is the configuration). Until that is known, every refused record stays pending.
 */
export class PoisonIsolation {
  /** Refused batches, not split yet. */
  #batches: RecordGroup[] = [];
  /** Records that were refused alone. */
  #suspects: RecordGroup[] = [];
  #refusedInARow = 0;

  /** While this is so, single records of the refused batches are sent, and nothing else. */
  get isActive(): boolean {
    return this.#batches.length > 0;
  }

  /** The next record to send alone. */
  nextTrial(random: number): RecordGroup | undefined {
    const [drawn, others] = drawOne(this.#batches, random);
    this.#batches = others;
    return drawn;
  }

  /** Takes a refused group. @returns whether it is the configuration by now */
  refused(group: RecordGroup): boolean {
    if (group.records.length > 1) {
      this.#batches.push(group);
      return false;
    }
    this.#suspects.push(group);
    this.#refusedInARow += 1;
    return this.#refusedInARow >= refusalsToConvince;
  }

  /** A record was accepted, so it is the records. @returns those that are bad for certain, and the batches to split */
  accepted(): { readonly bad: readonly RecordGroup[]; readonly mixed: readonly RecordGroup[] } {
    this.#refusedInARow = 0;
    return this.#takeAll();
  }

  /** Ends the isolation without a result. @returns all of its groups */
  release(): readonly RecordGroup[] {
    const { bad, mixed } = this.#takeAll();
    return [...bad, ...mixed];
  }

  /** @returns the suspects, if they are all that is pending: no other record is left whose fate could clear them */
  undecidable(pending: number): readonly RecordGroup[] {
    return this.#suspects.length > 0 && this.#suspects.length === pending ? this.#takeAll().bad : [];
  }

  #takeAll(): { readonly bad: readonly RecordGroup[]; readonly mixed: readonly RecordGroup[] } {
    const taken = { bad: this.#suspects, mixed: this.#batches };
    this.#suspects = [];
    this.#batches = [];
    return taken;
  }
}
