import type { JsonObject } from '../json/json';
import type { ModelEventDraft } from '../mapping/record/model-event-draft';
import { WrittenJson } from '../mapping/splice/written-json';

const maxRemembered = 1000;
const maxRecent = 100;

/**
 * Knows the answers that were told of before. Instrumentations built on callbacks start traces of their own, so the span of a
 * framework need not enclose the provider's: the same response id, from different instrumentation scopes, in overlapping time
 * is one call. Never the id alone, since caches and stand-ins repeat ids.
 */
export class RepeatedCalls {
  readonly #answers = new LatestAnswers();
  /** What nothing has repeated yet, the latest last. */
  readonly #recent: Told[] = [];

  /** Notes the record of a model call, in the order of ending. Answers whether another instrumentation has told of it. */
  repeats(draft: ModelEventDraft): boolean {
    const told = toldBy(draft);
    return this.#repeatsId(told) || this.#repeatsWords(told);
  }

  #repeatsId(told: Told): boolean {
    if (told.id === undefined) return false;
    const { id, scope, start, end } = told;
    const before = this.#answers.otherThan(scope, id);
    if (before !== undefined && before.scope !== scope && overlap(before, told)) return true;
    this.#answers.push({ id, scope, start, end });
    return false;
  }

  /** A framework that knows no response id asked the same model the same, around a call. Each is repeated once at the most. */
  #repeatsWords(told: Told): boolean {
    if (told.words === undefined) return false;
    const index = told.id !== undefined ? -1 : this.#recent.findIndex((inner) => isInside(inner, told));
    if (index >= 0) {
      this.#recent.splice(index, 1);
      return true;
    }
    this.#recent.push(told);
    if (this.#recent.length > maxRecent) this.#recent.shift();
    return false;
  }
}

interface Answer {
  readonly id: string;
  readonly scope: unknown;
  readonly start: number;
  readonly end: number;
}

/** The last thousand answers at least, without what was said. Listed by id only once a second instrumentation tells of some. */
class LatestAnswers {
  #latest: Answer[] = [];
  #before: readonly Answer[] = [];
  #byId: Map<string, Answer> | undefined;
  #only: { readonly scope: unknown } | undefined;

  push(answer: Answer): void {
    if (this.#latest.length >= maxRemembered) {
      this.#before = this.#latest;
      this.#latest = [];
      if (this.#byId !== undefined) this.#byId = byId(this.#before);
    }
    this.#latest.push(answer);
    this.#byId?.set(answer.id, answer);
  }

  /** The answer of this id, unless only the asking instrumentation has told of any: most apps have no other. */
  otherThan(scope: unknown, id: string): Answer | undefined {
    this.#only ??= { scope };
    if (this.#byId === undefined && this.#only.scope !== scope) this.#byId = byId([...this.#before, ...this.#latest]);
    return this.#byId?.get(id);
  }
}

const byId = (answers: readonly Answer[]): Map<string, Answer> => new Map(answers.map((answer) => [answer.id, answer]));

/** Whether the spans of two instrumentations tell of one call: they have its response id, or `outer` asks the same around it. */
export function tellOfOne(inner: ModelEventDraft, outer: ModelEventDraft): boolean {
  const [one, other] = [toldBy(inner), toldBy(outer)];
  if (other.id !== undefined) return other.id === one.id && other.scope !== one.scope && overlap(other, one);
  return isInside(one, other);
}

interface Told {
  readonly scope: unknown;
  readonly start: number;
  readonly end: number;
  /** Of the response. */
  readonly id: string | undefined;
  readonly model: unknown;
  /** JSON of the last message, abridged; where content is off, how much was asked and answered. */
  readonly words: (() => string) | undefined;
}

function toldBy({ head: { model }, messages, rest }: ModelEventDraft): Told {
  const { metadata = {}, usage, start_time, end_time } = rest;
  const { scope, response_id: id } = metadata;
  return {
    scope: typeof scope === 'object' && scope !== null && 'name' in scope ? scope['name'] : undefined,
    start: start_time,
    end: end_time,
    id: typeof id === 'string' && id !== '' ? id : undefined,
    model: metadata['request_model'] ?? model,
    words: wordsOf(messages, usage),
  };
}

/** Hardly any are ever compared. What was copied out of a long text is abridged at once, since it holds all of that in memory. */
function wordsOf(messages: ModelEventDraft['messages'], usage: JsonObject): Told['words'] {
  const isWritten = messages instanceof WrittenJson;
  const content = isWritten ? messages.lastContent : messages.at(-1)?.['content'];
  if (typeof content !== 'string') return kept(countsOf(usage));
  const held = isWritten ? messages.sourceChars : content.length;
  return held <= maxHeldChars ? putOff(content, isWritten) : kept(abridged(content, isWritten));
}

// Functions of their own, so that neither holds what the other one needs.
const kept = (words: string | undefined): Told['words'] => (words === undefined ? undefined : () => words);
const putOff =
  (content: string, isJson: boolean): Told['words'] =>
  () =>
    abridged(content, isJson);

/** Of what is kept for a hundred calls. */
const maxChars = 1024;
const maxHeldChars = 8192;

/** A long text is known by its length and its ends. In a copy, since a part of a text holds all of it in memory. */
function abridged(content: string, isJson: boolean): string {
  const text = isJson ? content : JSON.stringify(content);
  const ends =
    text.length <= maxChars ? text : `${text.length} ${text.slice(0, maxChars / 2)} ${text.slice(-maxChars / 2)}`;
  return Buffer.from(ends).toString();
}

const countsOf = ({ prompt_tokens: prompt, completion_tokens: completion }: JsonObject): string | undefined =>
  prompt === undefined || completion === undefined ? undefined : `${prompt} and ${completion} tokens`;

function isInside(inner: Told, outer: Told): boolean {
  if (inner.scope === outer.scope || inner.model !== outer.model) return false;
  if (outer.start > inner.start + skewMs || inner.end > outer.end + skewMs) return false;
  return outer.words !== undefined && outer.words() === inner.words?.();
}

/** Clocks of two instrumentations in one process differ by what they round away. */
const skewMs = 2;

const overlap = (a: Pick<Told, 'start' | 'end'>, b: Pick<Told, 'start' | 'end'>): boolean =>
  a.end >= b.start && b.end >= a.start;
