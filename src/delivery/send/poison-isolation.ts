import { drawOne, type Group } from './send-queue';

const convincing = 3;

/**
 * A batch was refused as invalid: is it a record in it, or the configuration? Single records are tried until one is taken
 * (it is the records: the batch is halved until the bad ones stand alone) or three were refused (it is the configuration).
 * Until then every refused record stays pending.
 */
export class Isolation {
  /** Refused batches, not split yet. */
  #parked: Group[] = [];
  /** Records refused while they stood alone. */
  #suspects: Group[] = [];
  /** Records refused alone since the last one that was taken. */
  #refusedAlone = 0;

  /** Refused batches wait for a verdict: their records are to be tried one by one, and nothing else. */
  get isOpen(): boolean {
    return this.#parked.length > 0;
  }

  /** The next record to be tried by itself. */
  trial(random: number): Group | undefined {
    const { drawn, others } = drawOne(this.#parked, random);
    this.#parked = others;
    return drawn;
  }

  /** Takes a refused group. Answers whether three single records in a row were refused: it is the configuration. */
  refused(group: Group): boolean {
    if (group.items.length > 1) {
      this.#parked.push(group);
      return false;
    }
    this.#suspects.push(group);
    this.#refusedAlone += 1;
    return this.#refusedAlone >= convincing;
  }

  /** A record was taken. Answers the records that are bad for certain and the batches to be split. */
  proven(): { readonly bad: readonly Group[]; readonly mixed: readonly Group[] } {
    this.#refusedAlone = 0;
    return this.#takeAll();
  }

  /** Answers everything that waits for a verdict, to be tried again as if nothing had happened. */
  release(): readonly Group[] {
    const { bad, mixed } = this.#takeAll();
    return [...bad, ...mixed];
  }

  /** Answers the suspects when nothing else is left that could speak for or against them. */
  hopeless(pending: number): readonly Group[] {
    return this.#suspects.length > 0 && this.#suspects.length === pending ? this.#takeAll().bad : [];
  }

  #takeAll(): { readonly bad: readonly Group[]; readonly mixed: readonly Group[] } {
    const taken = { bad: this.#suspects, mixed: this.#parked };
    this.#suspects = [];
    this.#parked = [];
    return taken;
  }
}
