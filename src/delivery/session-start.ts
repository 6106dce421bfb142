import type { JsonObject } from '../json/json';

/** What HoneyHive is given of a session when it starts: the root that its events stand below. */
export interface SessionStart {
  /** A UUID: the `session_id` of its events, and never the `event_id` of one. */
  readonly id: string;
  readonly name: string;
  readonly project: string;
  readonly source: string | undefined;
  /** Milliseconds since the epoch: that of its first event. */
  readonly startTime: number;
  readonly userProperties: JsonObject | undefined;
  /** The run, dataset and datapoint of an experiment, under HoneyHive's names. */
  readonly metadata: JsonObject | undefined;
}
