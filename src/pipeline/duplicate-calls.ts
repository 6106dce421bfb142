import type { JsonObject } from '../json/json';
import { isAnswer, isSaid, type ModelEventDraft } from '../mapping/record/model-event-draft';
import { hasSameCounts } from '../mapping/record/token-counts';
import { skewMs } from '../mapping/span/span-view';
import { WrittenJson } from '../mapping/splice/written-json';

const maxAnswers = 1000;
const maxUnmatched = 100;

/**
 * Recognises calls that were exported before. Instrumentations built on callbacks start traces of their own, so the span of a
 * framework need not enclose the provider's: the same response id, from different instrumentation scopes, in overlapping time is
 * one call. Never the id alone, since caches and stand-ins repeat ids. A record that says more is no duplicate of one that says less:
 * a second record is a smaller loss than an answer.
 */
export class DuplicateCalls {
  readonly #answers = new LatestAnswers();
  /** Calls that no other one has matched yet, the latest last. */
  readonly #unmatched: CallSignature[] = [];
  /** How many of them at least, counted from the latest, are of one instrumentation. */
  #ofOneScope = 0;

  /** Notes the record of a call, in the order of ending. Answers whether another instrumentation's span of it was noted before. */
  isDuplicate(draft: ModelEventDraft): boolean {
    const signature = signatureOf(draft);
    return this.#repeatsId(signature) || this.#repeatsContent(signature);
  }

  #repeatsId({ responseId: id, scope, start, end, says }: CallSignature): boolean {
    if (id === undefined) return false;
    const before = this.#answers.fromOtherScope(scope, id);
    const isSame = before !== undefined && before.scope !== scope && overlap(before, { start, end });
    if (isSame && before.says >= says) return true;
    this.#answers.push({ id, scope, start, end, says });
    return false;
  }

  /** A span of another instrumentation asked the same model the same, or used as much. Each call is matched at most once. */
  #repeatsContent(signature: CallSignature): boolean {
    const { asked, usage } = signature;
    if (asked === undefined && !isCounted(usage)) return false;
    const isOfSameScope = this.#unmatched.at(-1)?.scope === signature.scope;
    const isAlone = isOfSameScope && this.#ofOneScope >= this.#unmatched.length;
    const index = isAlone ? -1 : this.#unmatched.findIndex((before) => repeats(signature, before));
    if (index >= 0) {
      this.#unmatched.splice(index, 1);
      this.#ofOneScope = 0;
      return true;
    }
    this.#unmatched.push(signature);
    this.#ofOneScope = isOfSameScope ? this.#ofOneScope + 1 : 1;
    if (this.#unmatched.length > maxUnmatched) this.#unmatched.shift();
    return false;
  }
}

interface Answer {
  readonly id: string;
  readonly scope: unknown;
  readonly start: number;
  readonly end: number;
  readonly says: number;
}

/** The last thousand answers at least. Indexed by id only once a second instrumentation reports any: most apps have one. */
class LatestAnswers {
  #latest: Answer[] = [];
  #before: readonly Answer[] = [];
  #byId: Map<string, Answer> | undefined;
  #first: { readonly scope: unknown } | undefined;

  push(answer: Answer): void {
    if (this.#latest.length >= maxAnswers) {
      this.#before = this.#latest;
      this.#latest = [];
      if (this.#byId !== undefined) this.#byId = byId(this.#before);
    }
    this.#latest.push(answer);
    this.#byId?.set(answer.id, answer);
  }

  /** The answer of this id; `undefined` as long as the asking instrumentation is the only one. */
  fromOtherScope(scope: unknown, id: string): Answer | undefined {
    this.#first ??= { scope };
    if (this.#byId === undefined && this.#first.scope !== scope) this.#byId = byId([...this.#before, ...this.#latest]);
    return this.#byId?.get(id);
  }
}

const byId = (answers: readonly Answer[]): Map<string, Answer> => new Map(answers.map((answer) => [answer.id, answer]));

/**
 * Whether the spans of two instrumentations are about one call: they have its response id, `outer` asks the same around it, or, where
 * one has no content, they used as much in one place of a trace.
 */
export function isSameCall(inner: ModelEventDraft, outer: ModelEventDraft): boolean {
  const [one, other] = [signatureOf(inner), signatureOf(outer)];
  if (one.responseId === undefined || other.responseId === undefined) {
    return asksSameAround(one, other) || usedSameBeside(one, other);
  }
  return other.responseId === one.responseId && other.scope !== one.scope && overlap(other, one);
}

/** What two records of one call have in common. */
interface CallSignature {
  readonly traceId: unknown;
  readonly spanId: unknown;
  readonly parentId: unknown;
  readonly scope: unknown;
  readonly start: number;
  readonly end: number;
  readonly responseId: string | undefined;
  readonly model: unknown;
  /** JSON of the last message, abridged. Computed when asked for: hardly any is. */
  readonly asked: (() => string) | undefined;
  /** How much of the conversation: nothing, what was asked, or the answer. */
  readonly says: number;
  readonly usage: JsonObject;
}

function signatureOf({ head: { model }, messages, response, rest }: ModelEventDraft): CallSignature {
  const { metadata = {}, usage, start_time, end_time } = rest;
  const { scope, response_id: id } = metadata;
  return {
    traceId: metadata['trace_id'],
    spanId: metadata['span_id'],
    parentId: metadata['parent_span_id'],
    scope: typeof scope === 'object' && scope !== null && 'name' in scope ? scope['name'] : undefined,
    start: start_time,
    end: end_time,
    responseId: typeof id === 'string' && id !== '' ? id : undefined,
    model: metadata['request_model'] ?? model,
    asked: askedBy(messages),
    says: isAnswer(response) ? 2 : isSaid(messages) ? 1 : 0,
    usage,
  };
}

/** Text that was copied out of a longer one is abridged at once, since it holds all of that in memory. */
function askedBy(messages: ModelEventDraft['messages']): CallSignature['asked'] {
  const isWritten = messages instanceof WrittenJson;
  const content = isWritten ? messages.lastContent : messages.at(-1)?.['content'];
  if (typeof content !== 'string') return undefined;
  const held = isWritten ? messages.sourceChars : content.length;
  return held <= maxHeldChars ? later(content, isWritten) : known(abridged(content, isWritten));
}

// Functions of their own, so that neither closure holds what the other one needs.
const known =
  (asked: string): CallSignature['asked'] =>
  () =>
    asked;
const later =
  (content: string, isJson: boolean): CallSignature['asked'] =>
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

const repeats = (call: CallSignature, before: CallSignature): boolean =>
  before.says >= call.says && (asksSameAround(before, call) || (call.says === 0 && usedSameBeside(before, call)));

/** A framework's span around a call, without a response id. */
const asksSameAround = (inner: CallSignature, outer: CallSignature): boolean =>
  outer.responseId === undefined &&
  inner.scope !== outer.scope &&
  inner.model === outer.model &&
  isAround(inner, outer) &&
  outer.asked !== undefined &&
  inner.asked !== undefined &&
  outer.asked() === inner.asked();

/** Equal counts alone say little, as short calls of one app often have the same: both have to be in one place, too. */
function usedSameBeside(one: CallSignature, other: CallSignature): boolean {
  if (one.asked !== undefined && other.asked !== undefined) return false;
  if (one.responseId !== undefined && other.responseId !== undefined) return false;
  if (one.scope === other.scope || one.model !== other.model) return false;
  if (!isCounted(one.usage) || !hasSameCounts(one.usage, other.usage)) return false;
  return (areNear(one, other) && overlap(one, other)) || isInCallback(one, other);
}

/** One is the other's parent, or both have the same. */
const areNear = (one: CallSignature, other: CallSignature): boolean =>
  one.traceId !== undefined &&
  one.traceId === other.traceId &&
  (one.parentId === other.spanId || other.parentId === one.spanId || one.parentId === other.parentId);

/** Without content, the trace that a callback started of its own around a call shows nothing else in common with it. */
const isInCallback = (inner: CallSignature, outer: CallSignature): boolean =>
  inner.says === 0 &&
  outer.says === 0 &&
  outer.responseId === undefined &&
  outer.parentId === undefined &&
  isAround(inner, outer);

const isAround = (inner: CallSignature, outer: CallSignature): boolean =>
  outer.start <= inner.start + skewMs && inner.end <= outer.end + skewMs;

const isCounted = ({ prompt_tokens: prompt, completion_tokens: completion }: JsonObject): boolean =>
  prompt !== undefined && completion !== undefined;

type Time = Pick<CallSignature, 'start' | 'end'>;
const overlap = (a: Time, b: Time): boolean => a.end >= b.start && b.end >= a.start;
