import type { JsonObject } from '../../json/json';

/**
 * What `POST /events/model/batch` takes for one model call: the seventeen fields of HoneyHive's `CreateModelEvent`, and the
 * correlation fields that the endpoint also keeps.
 */
export interface CreateModelEvent {
  readonly project: string;
  readonly source?: string;
  readonly event_name?: string;
  readonly model: string;
  readonly provider: string;
  /** What was sent: chat messages in OpenAI's form, in order. */
  readonly messages: readonly JsonObject[];
  /** What came back: the first choice as a message with its `finish_reason`, all of them in `choices`. */
  readonly response: JsonObject;
  /** Milliseconds, fractional. */
  readonly duration: number;
  readonly usage: JsonObject;
  /** US dollars. */
  readonly cost?: number;
  readonly error?: string | null;
  readonly hyperparameters?: JsonObject;
  readonly template?: readonly JsonObject[];
  readonly template_inputs?: JsonObject;
  readonly tools?: readonly JsonObject[];
  readonly tool_choice?: string;
  readonly response_format?: JsonObject;
  readonly event_id: string;
  readonly session_id?: string;
  /** Milliseconds since the epoch, fractional. */
  readonly start_time: number;
  /** Milliseconds since the epoch, fractional. */
  readonly end_time: number;
  readonly metadata?: JsonObject;
  readonly user_properties?: JsonObject;
  readonly feedback?: JsonObject;
  readonly metrics?: JsonObject;
}
