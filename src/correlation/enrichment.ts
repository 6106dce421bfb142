import { enriched } from '../mapping/record/merge-drafts';
import type { ModelEventDraft } from '../mapping/record/model-event-draft';
import type { Diagnostics } from '../observability/diagnostics';
import { tellOfOne } from './duplicate-calls';
import type { Accepted, Witness, WitnessedCall } from './ended-call';
import type { Judgement } from './span-classifier';

/** Makes records of spans, each with what only other spans of its call say. */
export class Drafts {
  readonly #draft: (accepted: Accepted) => ModelEventDraft | undefined;
  readonly #judgement: Judgement;
  readonly #diagnostics: Diagnostics;
  readonly #accept: (accepted: Accepted) => void;
  /** A hundred calls may have the same hundred witnesses. */
  readonly #told = new WeakMap<Witness, ModelEventDraft | null>();

  /**
   * @param draft the record of one span alone; may throw
   * @param accept what becomes of a witness that turns out to be a call of its own
   */
  constructor(
    draft: (accepted: Accepted) => ModelEventDraft | undefined,
    judgement: Judgement,
    diagnostics: Diagnostics,
    accept: (accepted: Accepted) => void,
  ) {
    this.#draft = draft;
    this.#judgement = judgement;
    this.#diagnostics = diagnostics;
    this.#accept = accept;
  }

  /** @returns `told` when another span tells of the call, `undefined` when there is nothing to make a record of. May throw. */
  make(accepted: Accepted): ModelEventDraft | 'told' | undefined {
    const { call } = accepted;
    let draft: ModelEventDraft | undefined;
    let telling: readonly ModelEventDraft[] = [];
    try {
      draft = this.#draft(accepted);
      if (draft !== undefined && this.#judgement.isTold(draft)) return 'told';
    } finally {
      if (call !== undefined) telling = this.#tellingOf(draft, call);
    }
    return draft && enriched(draft, telling);
  }

  /** No record is made of the call, so that its witnesses are left to themselves. */
  leave(call: WitnessedCall): void {
    this.#tellingOf(undefined, call);
  }

  /**
   * What the witnesses say that tell of this call. Those that were taken for calls of their own are, if none of the calls that
   * had waited for them is the same.
   */
  #tellingOf(draft: ModelEventDraft | undefined, { witnesses, around }: WitnessedCall): readonly ModelEventDraft[] {
    const telling: ModelEventDraft[] = [];
    for (const witness of witnesses) {
      witness.asked -= 1;
      if (witness.isOfAnother) continue;
      const { accepted, isSuspect } = witness;
      const other = draft && this.#toldBy(witness);
      const isAround = !isSuspect && around.has(accepted.span.spanContext().spanId);
      if (draft !== undefined && other !== undefined && (isAround || tellOfOne(draft, other))) {
        telling.push(other);
        witness.isOfAnother = isSuspect;
        if (isSuspect) this.#diagnostics.suppressed(1);
      } else if (isSuspect && witness.asked === 0) this.#accept(accepted);
    }
    return telling;
  }

  /** What a witness says, if that can be read. */
  #toldBy(witness: Witness): ModelEventDraft | undefined {
    let told = this.#told.get(witness);
    if (told === undefined) {
      told = this.#readable(witness.accepted) ?? null;
      this.#told.set(witness, told);
    }
    return told ?? undefined;
  }

  #readable(accepted: Accepted): ModelEventDraft | undefined {
    try {
      return this.#draft(accepted);
    } catch {
      return undefined; // a span that nobody can read tells nothing
    }
  }
}
