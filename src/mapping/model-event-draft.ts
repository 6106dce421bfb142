import type { CreateModelEvent, JsonObject } from './model-event';
import { WrittenJson } from './written-json';

/** A record in the order of its fields, whose conversation may stand in it as JSON that was never parsed. */
export interface ModelEventDraft {
  readonly head: Pick<CreateModelEvent, 'project' | 'event_name' | 'model' | 'provider'>;
  readonly messages: CreateModelEvent['messages'] | WrittenJson;
  readonly response: JsonObject | WrittenJson;
  readonly tools: readonly JsonObject[] | WrittenJson | undefined;
  readonly rest: Omit<
    CreateModelEvent,
    'project' | 'event_name' | 'model' | 'provider' | 'messages' | 'response' | 'tools'
  >;
}

export function completed({ head, messages, response, tools, rest }: ModelEventDraft): CreateModelEvent {
  return {
    ...head,
    messages: parsed(messages),
    response: parsed(response),
    ...(tools === undefined ? {} : { tools: parsed(tools) }),
    ...rest,
  };
}

const parsed = <T extends object>(value: T | WrittenJson): T =>
  value instanceof WrittenJson ? (JSON.parse(value.pieces.join('')) as T) : value;
