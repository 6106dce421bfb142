import type { JsonObject } from '../../../src/json/json';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { call, step } from '../agent-run';
import { event, idOf, sendEvents, sendV1Events, sessionIdOf, start, startV1Session } from '../post';

/** A dot of one pixel. */
export const picture =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==';

const weatherTool = {
  type: 'function',
  function: {
    name: 'get_weather',
    description: 'The weather of a place now.',
    parameters: { type: 'object', properties: { place: { type: 'string' } }, required: ['place'] },
  },
};
const asks = {
  role: 'assistant',
  content: null,
  tool_calls: [
    {
      id: 'call_1',
      type: 'function',
      function: { name: 'get_weather', arguments: '{"place":"Paris","unit":"celsius"}' },
    },
    { id: 'call_2', type: 'function', function: { name: 'get_time', arguments: '{"zone":"CET"}' } },
  ],
};
const system = { role: 'system', content: 'You are a careful travel agent. Answer in one short paragraph.' };
const question = { role: 'user', content: 'Should I take an umbrella to Paris today?' };

const trace = { trace_id: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa' };
const counts = (prompt: number, completion: number): JsonObject => ({
  prompt_tokens: prompt,
  completion_tokens: completion,
  total_tokens: prompt + completion,
});

/** An agent that asks a model, runs two tools, and asks again; its second call has a reasoned answer in Markdown. */
export const agent: readonly JsonObject[] = [
  step(10, {
    event_name: 'travel agent',
    parent_id: sessionIdOf(1),
    start_time: at(0),
    duration: 4200,
    metadata: trace,
  }),
  call(11, {
    ...{ parent_id: idOf(10), start_time: at(0.1), duration: 1300 },
    config: {
      ...{ model: 'gpt-5-mini', provider: 'openai', tools: [weatherTool], tool_choice: 'auto' },
      hyperparameters: { temperature: 0.2, max_tokens: 400, stream: true },
    },
    inputs: { chat_history: [system, question] },
    outputs: { ...asks, finish_reason: 'tool_calls' },
    metadata: {
      ...trace,
      ...counts(820, 64),
      cost: 0.00042,
      time_to_first_token_ms: 420,
      cache_read_input_tokens: 512,
    },
  }),
  step(12, {
    ...{ event_type: 'tool', event_name: 'get_weather', parent_id: idOf(10), config: { tool_name: 'get_weather' } },
    ...{ inputs: { place: 'Paris', unit: 'celsius' }, outputs: { message: '{"sky":"rain","degrees":11}' } },
    ...{ start_time: at(1.5), duration: 640, metadata: trace },
  }),
  step(13, {
    ...{ event_type: 'tool', event_name: 'get_time', parent_id: idOf(10), config: { tool_name: 'get_time' } },
    ...{
      inputs: { zone: 'CET' },
      error: 'Error: no clock\n    at now (clock.mjs:3)',
      start_time: at(1.5),
      duration: 90,
      metadata: trace,
    },
  }),
  call(14, {
    ...{ parent_id: idOf(10), start_time: at(2.3), duration: 1850 },
    config: {
      ...{ model: 'gpt-5-mini', provider: 'openai', tools: [weatherTool] },
      hyperparameters: { temperature: 0.2, max_tokens: 400, stream: true },
      template: [system, { role: 'user', content: 'Should I take an umbrella to {{city}} {{when}}?' }],
    },
    inputs: {
      chat_history: [
        ...[system, question, asks],
        { role: 'tool', tool_call_id: 'call_1', content: '{"sky":"rain","degrees":11}' },
        { role: 'tool', tool_call_id: 'call_2', content: 'Error: no clock' },
      ],
      city: 'Paris',
      when: 'today',
    },
    outputs: {
      role: 'assistant',
      content:
        '**Yes, take one.** It is raining in Paris at 11 °C.\n\n- Pack a light coat\n- See [the forecast](https://example.com/paris)\n\n![map](https://example.com/map.png)',
      reasoning_content: 'The tool says rain. The clock failed, which does not matter for the answer.',
      finish_reason: 'stop',
    },
    metadata: { ...trace, ...counts(1060, 210), reasoning_tokens: 96, cost: 0.00069, time_to_first_token_ms: 900 },
    user_properties: { user_id: 'ada' },
    feedback: { rating: 'good' },
  }),
];

function at(second: number): number {
  return 1_760_000_000_000 + second * 1000;
}

/** Calls in the older format: a picture with a structured answer, a failure, and one that breaks its schema. */
export const calls: readonly CreateModelEvent[] = [
  event(21, {
    ...{ session_id: sessionIdOf(2), model: 'claude-sonnet-4-5', provider: 'anthropic', cost: 0.0123 },
    messages: [
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is on this picture?' },
          { type: 'image_url', image_url: { url: picture } },
        ],
      },
    ],
    response: {
      role: 'assistant',
      content: '{"objects":["dot"],"colours":{"main":"grey"}}',
      finish_reason: 'end_turn',
    },
    response_format: { type: 'json_object' },
  }),
  event(22, {
    ...{ session_id: sessionIdOf(2), model: 'claude-sonnet-4-5', provider: 'anthropic' },
    error: 'RateLimitError: 429 slow down',
    response: {},
    usage: {},
  }),
  { ...event(23, { session_id: sessionIdOf(2) }), colour: 'blue' } as CreateModelEvent,
];

/** Posts both to an inspector. */
export async function sendDemo(url: string): Promise<void> {
  await startV1Session(url, start(1, { session_name: 'POST /trips', user_properties: { user_id: 'ada' } }));
  await startV1Session(url, start(2, { session_name: 'describe-pictures.mjs' }));
  await sendV1Events(url, ...agent);
  await sendEvents(url, ...calls);
}
