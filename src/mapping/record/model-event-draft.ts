import type { JsonObject } from '../../json/json';
import { isEmpty, isObject, put, type Writable } from '../../json/json';
import { WrittenJson } from '../splice/written-json';
import type { CreateModelEvent } from './model-event';

type Head = 'project' | 'event_name' | 'model' | 'provider';

/** Where a record stands among others, as far as it is no field of the record. */
export interface Placement {
  /** Of a session that is to be started for it; absent if none is. */
  readonly sessionName?: string | undefined;
  /** The event around it; absent where it stands directly in its session. */
  readonly parentId?: string | undefined;
}

/** What the first does not say, the second does. */
export function bothPlacements(own: Placement | undefined, other: Placement | undefined): Placement | undefined {
  if (own === undefined || other === undefined) return own ?? other;
  return { sessionName: own.sessionName ?? other.sessionName, parentId: own.parentId ?? other.parentId };
}

/**
 * A record in the order of its fields, whose conversation may be JSON that was never parsed. Absent fields, and absent members of
 * `usage` and `metadata`, may be there as `undefined`: objects of one shape are made and written in half the time.
 */
export interface ModelEventDraft {
  readonly head: Required<Pick<CreateModelEvent, Head>>;
  readonly messages: CreateModelEvent['messages'] | WrittenJson;
  readonly response: JsonObject | WrittenJson;
  readonly tools: readonly JsonObject[] | WrittenJson | undefined;
  /** It has attributes that its span inherited, or fields of other spans' records. */
  readonly isEnriched: boolean;
  readonly placement?: Placement | undefined;
  readonly rest: OrUndefined<Omit<CreateModelEvent, Head | 'messages' | 'response' | 'tools'>>;
}
export type OrUndefined<Fields> = {
  readonly [Name in keyof Fields]: object extends Pick<Fields, Name> ? Fields[Name] | undefined : Fields[Name];
};

/** The same with a cost that was not known when it was drafted. As in every record, it is in the metadata, too. */
export function withCost(draft: ModelEventDraft, cost: number | undefined): ModelEventDraft {
  if (cost === undefined) return draft;
  const { rest } = draft;
  return { ...draft, rest: { ...rest, cost, metadata: { ...rest.metadata, cost } } };
}

/** Whether there is both what was asked and what was answered. */
export const hasConversation = ({ messages, response }: ModelEventDraft): boolean =>
  isSaid(messages) && isAnswer(response);

export const isSaid = (messages: ModelEventDraft['messages']): boolean =>
  messages instanceof WrittenJson || messages.length > 0;

/** A finish reason alone answers nothing. */
export const isAnswer = (response: ModelEventDraft['response']): boolean =>
  response instanceof WrittenJson ||
  Object.entries(response).some(([name, value]) => name !== 'role' && name !== 'finish_reason' && !isEmpty(value));

export function completed({ head, messages, response, tools, rest }: ModelEventDraft): CreateModelEvent {
  const { project, event_name, model, provider } = head;
  const record = { project, event_name, model, provider, messages: parsed(messages), response: parsed(response) };
  // Not spread: that takes sixty times as long, as long as mapping a small span.
  return Object.assign(record, tools && { tools: parsed(tools) }, withoutUndefined(rest)) as CreateModelEvent;
}

const parsed = <T extends object>(value: T | WrittenJson): T =>
  value instanceof WrittenJson ? (JSON.parse(value.pieces.join('')) as T) : value;

/** Without the members that are `undefined`, at any depth of objects. */
export function withoutUndefined<Fields extends object>(fields: Fields): Fields {
  const found: Writable = {};
  for (const [name, value] of Object.entries(fields)) {
    if (value !== undefined) put(found, name, isObject(value) ? withoutUndefined(value) : value);
  }
  return found as Fields;
}
