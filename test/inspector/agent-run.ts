import type { JsonObject } from '../../src/json/json';
import { toV1Event } from '../../src/mapping/record/v1-event';
import { event, idOf, sessionIdOf, start } from './post';

const at = (second: number): number => 1_760_000_000_000 + second * 1000;

/** A step in the form of `POST /v1/events/batch`; `n` makes its id. */
export const step = (n: number, change: JsonObject): JsonObject => ({
  event_type: 'chain',
  event_name: `step ${n}`,
  event_id: idOf(n),
  session_id: sessionIdOf(1),
  config: {},
  inputs: {},
  outputs: {},
  error: null,
  start_time: at(n),
  end_time: at(n) + 500,
  duration: 500,
  ...change,
});

/** A model call in the same form. */
export const call = (n: number, change: JsonObject = {}): JsonObject =>
  ({ ...toV1Event(event(n, { session_id: sessionIdOf(1) })), ...change }) as unknown as JsonObject;

/** The session of {@link agentRun}, as it was started. */
export const agentSession = start(1, { user_properties: { user_id: 'ada' } }) as JsonObject;

/** An agent that asks a model, runs two tools of which one fails, and asks the model again; in the order in which its events end. */
export const agentRun: readonly JsonObject[] = [
  call(2, {
    parent_id: idOf(1),
    outputs: {
      role: 'assistant',
      tool_calls: ['get_weather', 'get_time'].map((name) => ({
        type: 'function',
        function: { name, arguments: '{}' },
      })),
    },
  }),
  step(3, {
    event_type: 'tool',
    event_name: 'execute_tool get_weather',
    parent_id: idOf(1),
    config: { tool_name: 'get_weather' },
    inputs: { place: 'Paris' },
    outputs: { message: '18 °C, sunny\nand dry' },
    duration: 12,
  }),
  step(4, {
    event_type: 'tool',
    event_name: 'get_time',
    parent_id: idOf(1),
    inputs: { zone: 'CET' },
    error: 'Error: no clock\n    at now',
  }),
  call(5, { parent_id: idOf(1) }),
  step(1, { event_name: 'travel agent', parent_id: sessionIdOf(1), duration: 5_812 }),
];
