import type { JsonObject } from '../../json/json';
import type { CreateModelEvent } from '../../mapping/record/model-event';
import { count, list, object, text } from '../json';

/**
 * An event of `POST /v1/events/batch` as a model event, as far as that is shown; of other types, the times. Never throws: the
 * endpoint accepts events with hardly any field.
 */
export function readV1Event(event: JsonObject): CreateModelEvent {
  const config = object(event['config']);
  const metadata = object(event['metadata']);
  const session = text(event['session_id']);
  const cost = count(metadata['cost']);
  const start = count(event['start_time']) ?? 0;
  const end = count(event['end_time']) ?? start;
  return {
    project: text(metadata['project']) ?? 'unknown',
    model: text(config['model']) ?? text(event['event_name']) ?? 'unknown',
    provider: text(config['provider']) ?? text(event['event_type']) ?? 'unknown',
    messages: list(object(event['inputs'])['chat_history']).map(object),
    response: object(event['outputs']),
    duration: count(event['duration']) ?? end - start,
    usage: usageIn(metadata),
    ...(cost === undefined ? {} : { cost }),
    error: text(event['error']) ?? null,
    event_id: text(event['event_id']) ?? '',
    ...(session === undefined ? {} : { session_id: session }),
    start_time: start,
    end_time: end,
    metadata,
  };
}

/** This format has all counts in `metadata`. */
const usageIn = (metadata: JsonObject): JsonObject => ({
  prompt_tokens: metadata['prompt_tokens'],
  completion_tokens: metadata['completion_tokens'],
  total_tokens: metadata['total_tokens'],
  prompt_tokens_details: { cached_tokens: metadata['cache_read_input_tokens'] },
  completion_tokens_details: { reasoning_tokens: metadata['reasoning_tokens'] },
});
