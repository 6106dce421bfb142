import type { JsonObject } from '../../json/json';
import type { CreateModelEvent } from './model-event';

/** A `chain` is an agent, a workflow or a step of one; a `tool` is a tool, a retriever, a reranker or a guardrail. */
export type StepKind = 'chain' | 'tool';

export const isStepKind = (value: unknown): value is StepKind => value === 'chain' || value === 'tool';

/** A step around or beside model calls, as `POST /v1/events/batch` takes it, and its project. Made with `events: 'all'` only. */
export interface StepEvent {
  readonly project: string;
  readonly source?: string;
  readonly event_name: string;
  readonly event_type: StepKind;
  /** Derived from the trace id and the span id, as for model calls. */
  readonly event_id: string;
  readonly session_id?: string;
  /** `tool_name`, `agent_name`, `workflow_name`, as far as they are known. */
  readonly config: JsonObject;
  /** The arguments, by their names; `input` where there are no names. A conversation is in `chat_history`. */
  readonly inputs: JsonObject;
  /** The result: of a tool in `message`; of a chain its members, or `output` where it has none. */
  readonly outputs: JsonObject;
  readonly error: string | null;
  /** Milliseconds since the epoch, fractional. */
  readonly start_time: number;
  /** Milliseconds since the epoch, fractional. */
  readonly end_time: number;
  /** Milliseconds, fractional. */
  readonly duration: number;
  readonly metadata?: JsonObject;
  readonly user_properties?: JsonObject;
  readonly feedback?: JsonObject;
  readonly metrics?: JsonObject;
}

/** Whatever is sent as an event. */
export type EventRecord = CreateModelEvent | StepEvent;

export const isStepEvent = (record: EventRecord): record is StepEvent => 'event_type' in record;

/** A member that a model event has and no step: a record with one was made by code that takes every record for a model call. */
export const ofModelEvents: readonly (keyof CreateModelEvent)[] = [
  'messages',
  'response',
  'model',
  'provider',
  'usage',
];
