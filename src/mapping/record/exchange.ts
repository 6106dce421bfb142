import type { Json, JsonObject } from '../../json/json';
import { isList, isObject } from '../../json/json';
import { chatFinishReason } from '../messages/write-chat';
import { WrittenJson } from '../splice/written-json';
import { isAnswer, isSaid, type ModelEventDraft, withoutUndefined } from './model-event-draft';
import { hasSameCounts } from './token-counts';

type Rest = ModelEventDraft['rest'];

/** What a record says of the exchange with the model, taken from the records of two spans of one call. */

const flatCounts = [
  ...['prompt_tokens', 'completion_tokens', 'total_tokens'],
  ...['cache_read_input_tokens', 'cache_write_input_tokens', 'reasoning_tokens'],
];
const ofAnswer = ['response_id', 'finish_reasons', 'time_to_first_token_ms'];
/** What identifies a span, or says how it was read. */
const ofSpan: ReadonlySet<string> = new Set([
  ...['trace_id', 'span_id', 'parent_span_id', 'scope', 'service.name', 'dialect', 'provider', 'events', 'cost'],
  ...['truncated', 'dropped_attributes_count', 'exception.stacktrace', 'session_id', ...flatCounts],
]);

/** A span around several calls, or around a call that failed and was retried, has another cost. */
export const isOfSameCost = ({ error, usage }: Rest, other: Rest): boolean =>
  (error ?? null) === null && hasSameCounts(usage, other.usage);

/** Whether both are surely about one answer. */
export function isSameExchange({ rest: own }: ModelEventDraft, { rest: other }: ModelEventDraft): boolean {
  const [id, otherId] = [own.metadata?.['response_id'], other.metadata?.['response_id']];
  if (id !== undefined && otherId !== undefined) return id === otherId;
  return own.usage['prompt_tokens'] !== undefined && isOfSameCost(own, other);
}

/** With what is missing of the content, and of what is known of the answer. */
export function withContent(draft: ModelEventDraft, other: ModelEventDraft): ModelEventDraft {
  const own = withoutUndefined(draft.rest.metadata ?? {});
  const lent = pick(other.rest.metadata, (name) => ofAnswer.includes(name));
  const response = isAnswer(draft.response) || !isAnswer(other.response) ? draft.response : other.response;
  const reasons = lent['finish_reasons'];
  return {
    ...draft,
    messages: isSaid(draft.messages) ? draft.messages : other.messages,
    response: isList(reasons) ? withFinishReason(response, reasons[0]) : response,
    tools: draft.tools ?? other.tools,
    rest: { ...draft.rest, metadata: { ...lent, ...own } },
  };
}

/** JSON that is written already has the reason that its span knows, if that knows any. */
function withFinishReason(
  response: ModelEventDraft['response'],
  reason: Json | undefined,
): ModelEventDraft['response'] {
  if (response instanceof WrittenJson || typeof reason !== 'string' || response['finish_reason']) return response;
  return { ...response, finish_reason: chatFinishReason(reason) };
}

/**
 * The record of an outer span with what the one inside of it says, which is closer to the server: what only that knows, and its
 * counts where they are others.
 */
export function withExchange(outer: ModelEventDraft, inner: ModelEventDraft): ModelEventDraft {
  const whole = withContent(outer, inner);
  const { head, rest } = whole;
  const own = rest.metadata ?? {};
  const metadata = {
    ...pick(inner.rest.metadata, (name) => !ofSpan.has(name)),
    ...pick(own, (name) => name !== 'cost' && !flatCounts.includes(name)),
  };
  const isModelVague = head.model === 'unknown' || head.model === own['request_model'];
  return {
    ...whole,
    head: {
      ...head,
      model: isModelVague && inner.head.model !== 'unknown' ? inner.head.model : head.model,
      provider: head.provider === 'unknown' ? inner.head.provider : head.provider,
    },
    rest: {
      ...rest,
      ...usedBy(rest, inner.rest, metadata),
      error: rest.error ?? inner.rest.error ?? null,
      ...parametersOf(rest, inner.rest),
    },
  };
}

/** Its own stay. */
export const parametersOf = ({ hyperparameters: own }: Rest, { hyperparameters: other }: Rest): Partial<Rest> =>
  other === undefined ? {} : { hyperparameters: { ...other, ...own } };

/** Tokens and cost go together. */
function usedBy(own: Rest, inner: Rest, metadata: JsonObject): Pick<Rest, 'usage' | 'cost' | 'metadata'> {
  const isKnown = own.usage['prompt_tokens'] !== undefined;
  const isSame = inner.usage['prompt_tokens'] === undefined || (isKnown && hasSameCounts(own.usage, inner.usage));
  const [first, second] = isSame ? [own, inner] : [inner, own];
  const isWhole = isSame && (!hasCached(inner) || hasCached(own));
  const cost = isWhole ? (own.cost ?? inner.cost) : (inner.cost ?? (isSame || !isKnown ? own.cost : undefined));
  return {
    usage: isSame ? mergedUsage(first.usage, second.usage) : first.usage,
    cost,
    metadata: {
      ...pick(isSame ? second.metadata : undefined, (name) => flatCounts.includes(name)),
      ...pick(first.metadata, (name) => flatCounts.includes(name)),
      ...metadata,
      ...(cost === undefined ? {} : { cost }),
    },
  };
}

const hasCached = ({ metadata = {} }: Rest): boolean =>
  Boolean(metadata['cache_read_input_tokens']) || Boolean(metadata['cache_write_input_tokens']);

function mergedUsage(own: JsonObject, other: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...withoutUndefined(other), ...withoutUndefined(own) };
  for (const name of ['prompt_tokens_details', 'completion_tokens_details']) {
    const [details, others] = [own[name], other[name]];
    if (isObject(details) && isObject(others)) {
      merged[name] = { ...withoutUndefined(others as JsonObject), ...withoutUndefined(details as JsonObject) };
    }
  }
  return merged;
}

const pick = (object: JsonObject = {}, isPicked: (name: string) => boolean): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([name, value]) => value !== undefined && isPicked(name)));
