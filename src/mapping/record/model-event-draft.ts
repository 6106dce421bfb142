import type { JsonObject } from '../../json/json';
import { isObject, put, type Writable } from '../../json/json';
import { WrittenJson } from '../splice/written-json';
import type { CreateModelEvent } from './model-event';

/**
 * A record in the order of its fields, whose conversation may stand in it as JSON that was never parsed. Fields that it does not
 * have, and members of `usage` and `metadata`, may be there as `undefined`: objects of one shape are made and written in half the
 * time.
 */
export interface ModelEventDraft {
  readonly head: Required<Pick<CreateModelEvent, 'project' | 'event_name' | 'model' | 'provider'>>;
  readonly messages: CreateModelEvent['messages'] | WrittenJson;
  readonly response: JsonObject | WrittenJson;
  readonly tools: readonly JsonObject[] | WrittenJson | undefined;
  /** It says what was said by others than its span, too. */
  readonly isEnriched: boolean;
  readonly rest: OrAbsent<
    Omit<CreateModelEvent, 'project' | 'event_name' | 'model' | 'provider' | 'messages' | 'response' | 'tools'>
  >;
}
type OrAbsent<Fields> = {
  readonly [Name in keyof Fields]: object extends Pick<Fields, Name> ? Fields[Name] | undefined : Fields[Name];
};

export function completed({ head, messages, response, tools, rest }: ModelEventDraft): CreateModelEvent {
  const { project, event_name, model, provider } = head;
  const record = { project, event_name, model, provider, messages: parsed(messages), response: parsed(response) };
  // Not spread: that takes sixty times as long, as long as mapping a small span.
  return Object.assign(record, tools && { tools: parsed(tools) }, present(rest)) as CreateModelEvent;
}

const parsed = <T extends object>(value: T | WrittenJson): T =>
  value instanceof WrittenJson ? (JSON.parse(value.pieces.join('')) as T) : value;

/** Without the members that are not there, of what is nested, too. */
export function present<Fields extends object>(fields: Fields): Fields {
  const found: Writable = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) put(found, name, isObject(value) ? present(value) : value);
  }
  return found as Fields;
}
