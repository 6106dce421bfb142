import type { AnswerName, Refusal } from './answers';
import { refusals } from './answers';

/** How the app names its calls: `call-<life>-<number>`. */
export const callName = /call-\d+-\d+/;

/** What a server has seen of one call. */
interface Seen {
  /** More than one only if a record has got another id. */
  readonly ids: Set<string>;
  readonly refusals: Refusal[];
  isStored: boolean;
}

/** All that a server knows about the calls of a script. */
export class Records {
  readonly #calls = new Map<string, Seen>();
  readonly #callOf = new Map<string, string>();
  readonly #acknowledged = new Set<string>();
  readonly #settled = new Set<string>();
  /** Calls that were sent again although their acknowledgement had been read. */
  readonly sentAgain: string[] = [];
  stored = 0;

  /** Notes which ids a request has, and which of them must not have come. */
  arrived(body: string): void {
    for (const record of (JSON.parse(body) as { model_events: readonly { event_id: string }[] }).model_events) {
      const call = callName.exec(JSON.stringify(record))?.[0] ?? 'none of the calls';
      const seen = this.#calls.get(call) ?? { ids: new Set(), refusals: [], isStored: false };
      this.#calls.set(call, seen);
      this.#callOf.set(record.event_id, call);
      seen.ids.add(record.event_id);
      if (this.#settled.has(record.event_id)) this.sentAgain.push(call);
    }
  }

  store(ids: readonly string[]): void {
    for (const id of ids) {
      const seen = this.#of(id);
      if (seen === undefined) continue;
      if (!seen.isStored) this.stored += 1;
      seen.isStored = true;
    }
  }

  refuse(ids: readonly string[], by: AnswerName): void {
    const how = refusals[by];
    if (how === undefined || (how === 'alone' && ids.length > 1)) return;
    for (const id of ids) this.#of(id)?.refusals.push(how);
  }

  acknowledge(ids: readonly string[]): void {
    for (const id of ids) this.#acknowledged.add(id);
  }

  /** What another process has read of the answers is not known to the next one, unless it was quiet before its end. */
  processStarts(): void {
    this.#acknowledged.clear();
  }

  /** Whatever this process was given an acknowledgement of must not come again. @returns how many these are */
  processIsQuiet(): number {
    for (const id of this.#acknowledged) this.#settled.add(id);
    return this.#acknowledged.size;
  }

  #of(id: string): Seen | undefined {
    return this.#calls.get(this.#callOf.get(id) ?? '');
  }

  isStored(call: string): boolean {
    return this.#calls.get(call)?.isStored === true;
  }

  /** Whether docs/delivery.md lets it be lost after these refusals. */
  isExcused(call: string): boolean {
    const given = this.#calls.get(call)?.refusals ?? [];
    if (given.includes('at once') || given.includes('alone')) return true;
    return given.length >= (given.includes('missing') ? 2 : 3);
  }

  /** Calls that came with more than one id. */
  get ambiguous(): readonly string[] {
    return [...this.#calls].filter(([, { ids }]) => ids.size > 1).map(([call]) => call);
  }
}
