import type { Arrived } from '../../../src/inspector/store/store';
import type { JsonObject } from '../../../src/json/json';
import { call } from '../agent-run';
import { event, idOf, sessionIdOf } from '../post';

/** A model call of the older route; `n` makes its id. */
export const modelEvent = (n: number, change: JsonObject = {}): Arrived => ({
  format: 'model',
  record: { ...event(n), ...change } as unknown as JsonObject,
  problems: [],
  at: 1_770_000_000_000 + n,
});

/** One of its successor, in session 1 unless the change says another. */
export const v1Event = (n: number, change: JsonObject = {}): Arrived => ({
  format: 'v1',
  record: call(n, change),
  problems: [],
  at: 1_770_000_000_000 + n,
});

export const inSession = (n: number, session: number): Arrived => v1Event(n, { session_id: sessionIdOf(session) });

export const numbered = (first: number, last: number): readonly number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

export const idsOf = (...numbers: readonly number[]): readonly string[] => numbers.map(idOf);
