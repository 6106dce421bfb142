import type { JsonObject } from '../../json/json';
import { isAboutExchange } from '../extract/attribute-scope';
import { type ModelEventDraft, present } from './model-event-draft';

/** Metadata of the record itself that describes one span or its exchange; every record has its own. */
const aboutExchange = new Set([
  'prompt_tokens',
  'completion_tokens',
  'total_tokens',
  'cache_read_input_tokens',
  'cache_write_input_tokens',
  'reasoning_tokens',
  'cost',
  'trace_id',
  'span_id',
  'parent_span_id',
  'scope',
  'provider',
  'response_id',
  'request_model',
  'finish_reasons',
  'time_to_first_token_ms',
  'dialect',
  'truncated',
  'dropped_attributes_count',
  'exception.stacktrace',
  'events',
]);

const isAboutApp = (name: string): boolean =>
  !aboutExchange.has(name) && !isAboutExchange(name) && !name.startsWith('attribute.');

/**
 * A call's record with what only other spans of the same call say: session, user, template, and the fields of the frameworks
 * that made them. What the record says itself stays.
 */
export const enriched = (draft: ModelEventDraft, others: readonly ModelEventDraft[]): ModelEventDraft =>
  others.reduce(
    ({ rest, ...said }, { rest: other }) => ({ ...said, isLent: true, rest: withMissing(rest, other) }),
    draft,
  );

type Rest = ModelEventDraft['rest'];

/** The fields of the one that can have something to add, with their values. */
function withMissing(rest: Rest, other: Rest): Rest {
  const { metadata, ...own } = rest;
  const { template, template_inputs, session_id, user_properties, feedback, metrics, source } = other;
  const cost = isCostOf(other, rest) ? other.cost : undefined;
  const lent = { template, template_inputs, session_id, source, cost };
  const missing = Object.entries(lent).filter(
    ([name, value]) => value !== undefined && own[name as keyof typeof lent] === undefined,
  );
  return {
    ...own,
    ...Object.fromEntries(missing),
    ...both('user_properties', own.user_properties, user_properties),
    ...both('feedback', own.feedback, feedback),
    ...both('metrics', own.metrics, metrics),
    metadata: {
      ...aboutTheApp(other.metadata, own.session_id === undefined),
      ...priced(own.cost ?? cost),
      ...present(metadata ?? {}),
    },
  };
}

/** Around a call that was refused and tried again, and around several, the cost is not this one's. */
const isCostOf = (other: Rest, { error, usage }: Rest): boolean =>
  (error ?? null) === null &&
  usage['prompt_tokens'] === other.usage['prompt_tokens'] &&
  usage['completion_tokens'] === other.usage['completion_tokens'];

/** As in every record, the cost stands beside the counts of tokens, too. */
const priced = (cost: number | undefined): JsonObject => (cost === undefined ? {} : { cost });

const both = (name: string, own: JsonObject | undefined, other: JsonObject | undefined) =>
  own === undefined && other === undefined ? {} : { [name]: { ...other, ...own } };

/** @param isOfSession whether its session is taken, too, whose name stands there */
const aboutTheApp = (metadata: JsonObject = {}, isOfSession: boolean): JsonObject =>
  Object.fromEntries(
    Object.entries(metadata).filter(([name]) => isAboutApp(name) && (isOfSession || name !== 'session_id')),
  );
