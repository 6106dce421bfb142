import type { JsonObject } from '../json/json';
import type { CreateModelEvent } from '../mapping/record/model-event';

/** What no person wrote. Everything else in the metadata of a record may be content. */
const plainMetadata = [
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
  'service.name',
  'response_id',
  'request_model',
  'finish_reasons',
  'time_to_first_token_ms',
  'dialect',
  'truncated',
] as const;

/**
 * What is left of a record when nothing in it can be trusted to be free of secrets: which model, when, how long, how much, and
 * whether it failed. Less than `captureContent: false` leaves, since an error may quote a prompt, and user properties a person.
 */
export function contentFree(record: CreateModelEvent): CreateModelEvent {
  const { source, event_name, cost, session_id, hyperparameters = {}, metadata = {}, response } = record;
  const finishReason = response['finish_reason'];
  return {
    project: record.project,
    model: record.model,
    provider: record.provider,
    messages: [],
    response: typeof finishReason === 'string' ? { finish_reason: finishReason } : {},
    error: record.error === undefined || record.error === null ? null : 'error',
    duration: record.duration,
    usage: record.usage,
    event_id: record.event_id,
    start_time: record.start_time,
    end_time: record.end_time,
    ...(source === undefined ? {} : { source }),
    ...(event_name === undefined ? {} : { event_name }),
    ...(cost === undefined ? {} : { cost }),
    ...(session_id === undefined ? {} : { session_id }),
    hyperparameters: numbersOf(hyperparameters),
    metadata: Object.fromEntries(plainMetadata.flatMap((name) => (name in metadata ? [[name, metadata[name]]] : []))),
  };
}

const numbersOf = (object: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(object).filter(([, value]) => typeof value === 'number' || typeof value === 'boolean'),
  );
