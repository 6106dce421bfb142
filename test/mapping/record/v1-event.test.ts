import Ajv2020 from 'ajv/dist/2020';
import fc from 'fast-check';
import { toModelEvent } from '../../../src/mapping';
import { v1EventSchema } from '../../../src/mapping/record/event-schemas';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { toV1Event } from '../../../src/mapping/record/v1-event';
import { encode } from '../../../src/pipeline/encode';
import { recordOf } from '../../support/call';
import { fixtures, logsOf, spanOf } from '../../support/fixture';
import { logs, span } from '../../support/hostile';

const check = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(v1EventSchema);
const violations = (event: unknown): readonly string[] => {
  check(JSON.parse(JSON.stringify(event)));
  return (check.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
};

const call = recordOf(
  {
    'gen_ai.provider.name': 'openai',
    'gen_ai.response.model': 'gpt-4o-2024-08-06',
    'gen_ai.request.temperature': 0.5,
    'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }]),
    'gen_ai.output.messages': JSON.stringify([
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', id: 'c1', name: 'f', arguments: { a: 1 } }],
        finish_reason: 'tool_call',
      },
    ]),
    'gen_ai.tool.definitions': JSON.stringify([{ type: 'function', name: 'f', parameters: {} }]),
    'gen_ai.usage.input_tokens': 10,
    'gen_ai.usage.output_tokens': 4,
    'gen_ai.usage.cache_read.input_tokens': 6,
    'gen_ai.usage.audio.input_tokens': 2,
    'gen_ai.usage.cost': 0.5,
    'honeyhive.template': JSON.stringify([{ role: 'user', content: '{{greeting}}' }]),
    'honeyhive.template_inputs': { greeting: 'Hi', chat_history: 'a variable of this name' },
    'honeyhive.request.tool_choice': 'auto',
    'honeyhive.feedback.rating': 5,
    'session.id': 's-1',
    'error.type': '429',
  },
  { project: 'p', source: 'test' },
);

test('everything is where HoneyHive shows it', () => {
  expect(toV1Event(call)).toEqual({
    source: 'test',
    event_name: 'chat gpt-4o',
    event_type: 'model',
    event_id: call.event_id,
    session_id: call.session_id,
    config: {
      model: 'gpt-4o-2024-08-06',
      provider: 'openai',
      hyperparameters: { temperature: 0.5 },
      template: [{ role: 'user', content: '{{greeting}}' }],
      tools: [{ type: 'function', function: { name: 'f', parameters: {} } }],
      tool_choice: 'auto',
    },
    inputs: {
      chat_history: [{ role: 'user', content: 'Hi' }],
      greeting: 'Hi',
      'template_inputs.chat_history': 'a variable of this name',
    },
    outputs: {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
      finish_reason: 'tool_calls',
    },
    error: '429',
    start_time: call.start_time,
    end_time: call.end_time,
    duration: call.duration,
    metadata: {
      ...call.metadata,
      prompt_tokens: 10,
      completion_tokens: 4,
      total_tokens: 14,
      cache_read_input_tokens: 6,
      prompt_audio_tokens: 2,
      cost: 0.5,
      provider: 'openai',
      model_name: 'gpt-4o-2024-08-06',
      finish_reason: 'tool_calls',
      project: 'p',
    },
    feedback: { rating: 5 },
  });
});

const said = (role: string, content: string) => ({ role, parts: [{ type: 'text', content }] });
const asked = { 'gen_ai.input.messages': JSON.stringify([said('system', 'Be kind.'), said('user', 'Hi Ada')]) };
const user = [{ role: 'user', content: 'Hi {{ name }}' }];
const both = [{ role: 'system', content: 'Be kind.' }, ...user];
const templated = (template: object, variables?: object) => ({
  ...asked,
  'honeyhive.template': JSON.stringify(template),
  ...(variables === undefined ? {} : { 'honeyhive.template_inputs': variables }),
});

/**
 * What the API's reference and the registry of HoneyHive's attributes say of each field of an event: the type and unit that it has, and
 * what its views, sums and filters read.
 */
test.each<[what: string, attributes: Record<string, unknown>, expected: object]>([
  ['a call is of the type that opens in the playground', {}, { event_type: 'model' }],
  [
    'the thread of messages is the chat view',
    asked,
    {
      inputs: {
        chat_history: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: 'Hi Ada' },
        ],
      },
    },
  ],
  [
    'an answer has the role by which it is shown as a message',
    { 'gen_ai.output.messages': JSON.stringify([said('assistant', 'Hello')]) },
    { outputs: { role: 'assistant', content: 'Hello' } },
  ],
  ['an error is at the root, which makes the event red', { 'error.type': '429' }, { error: '429' }],
  ['without an error it is null', {}, { error: null }],
  ['times are milliseconds since the epoch', {}, { start_time: 1_795_333_736_669, end_time: 1_795_333_736_680.1709 }],
  ['the duration is milliseconds', {}, { duration: 11.170824 }],
  [
    'model and provider are in the configuration, where the playground reads them, and in the metadata',
    { 'gen_ai.provider.name': 'openai', 'gen_ai.response.model': 'gpt-4o-2024-08-06' },
    {
      config: { model: 'gpt-4o-2024-08-06', provider: 'openai' },
      metadata: { model_name: 'gpt-4o-2024-08-06', request_model: 'gpt-4o', provider: 'openai' },
    },
  ],
  [
    'parameters are in the configuration',
    { 'gen_ai.request.temperature': 0 },
    { config: { hyperparameters: { temperature: 0 } } },
  ],
  [
    'token counts and the cost are direct members of the metadata, of which sessions have the sums',
    {
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 4,
      'gen_ai.usage.reasoning.output_tokens': 3,
      'gen_ai.usage.cost': 0.5,
    },
    { metadata: { prompt_tokens: 10, completion_tokens: 4, total_tokens: 14, reasoning_tokens: 3, cost: 0.5 } },
  ],
  [
    'the first reason to end is a text, all of them a list',
    { 'gen_ai.response.finish_reasons': ['length', 'stop'] },
    { metadata: { finish_reason: 'length', finish_reasons: ['length', 'stop'] } },
  ],
  [
    'the user is found by an id in the metadata, too',
    { 'user.id': 'ada' },
    { user_properties: { user_id: 'ada' }, metadata: { user_id: 'ada' } },
  ],
  ['feedback is an object', { 'honeyhive.feedback.ground_truth': 'x' }, { feedback: { ground_truth: 'x' } }],
  ['metrics are an object', { 'honeyhive.metrics.relevance': 0.5 }, { metrics: { relevance: 0.5 } }],
  ['an experiment is in the metadata', { 'honeyhive.metadata.run_id': 'r' }, { metadata: { run_id: 'r' } }],
  [
    'templates that begin the conversation are a list, which is shown in place of its messages',
    templated(both, { name: 'Ada' }),
    { config: { template: both }, inputs: { name: 'Ada' } },
  ],
  [
    'a template of a later message hides none',
    templated(user, { name: 'Ada' }),
    { config: { template: { content: user } } },
  ],
  ['a template with unknown variables hides none', templated(both), { config: { template: { content: both } } }],
  [
    'a template of another role hides none',
    templated([{ role: 'user', content: 'Be kind.' }]),
    { config: { template: { content: [{ role: 'user', content: 'Be kind.' }] } } },
  ],
  [
    'a template that a message goes beyond hides none',
    templated([{ role: 'system', content: 'Be' }]),
    { config: { template: { content: [{ role: 'system', content: 'Be' }] } } },
  ],
  [
    'more templates than messages hide none',
    templated([...both, { role: 'assistant', content: 'Sure' }], { name: 'Ada' }),
    { config: { template: { content: [...both, { role: 'assistant', content: 'Sure' }] } } },
  ],
  [
    'only what stands in braces is a variable',
    templated(both, { name: 'Ada', Hi: 'Bye' }),
    { config: { template: both } },
  ],
  [
    'a variable that is no text leaves its braces in the message',
    {
      'gen_ai.input.messages': JSON.stringify([said('user', 'Hi {{ name }}')]),
      ...{ 'honeyhive.template': JSON.stringify(user), 'honeyhive.template_inputs': { name: { first: 'Ada' } } },
    },
    { config: { template: user } },
  ],
])('%s', (_what, attributes, expected) => {
  const event = toV1Event(recordOf(attributes));
  expect(violations(event)).toEqual([]);
  expect(event).toMatchObject(expected);
});

test('a template of a message that has no text hides none', () => {
  const image = { role: 'user', content: [{ type: 'image_url', image_url: { url: 'https://a.example/b.png' } }] };
  const template = [{ role: 'user', content: 'See:' }];
  expect(toV1Event({ ...call, messages: [image], template }).config).toMatchObject({ template: { content: template } });
});

test('an event has the event around it where there is one, and no field of which nothing is known', () => {
  const names = ['source', 'session_id', 'parent_id', 'user_properties', 'feedback', 'metrics'];
  expect(names.filter((name) => name in toV1Event(recordOf({})))).toEqual([]);
  expect(toV1Event(recordOf({}), { parentId: 'p-1' })).toMatchObject({ parent_id: 'p-1' });
  const { metadata, inputs } = toV1Event(recordOf({}));
  expect(Object.keys(metadata)).not.toContain('cost');
  expect(Object.keys(inputs)).toEqual(['chat_history']);
  const step = { ...call, event_type: 'tool', config: {}, inputs: {}, outputs: {}, error: null } as const;
  expect(toV1Event(step)).not.toHaveProperty('parent_id');
  expect(toV1Event(step, { parentId: 'p-1' })).toMatchObject({ event_type: 'tool', parent_id: 'p-1' });
});

test('the counts of a record without metadata are flat: those by kind with the name of their side, none twice', () => {
  const { metadata: _, ...rest } = call;
  const usage = {
    ...{ prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 },
    prompt_tokens_details: { cached_tokens: 6, cache_write_tokens: 1, audio_tokens: 2 },
    completion_tokens_details: { reasoning_tokens: 3, accepted_prediction_tokens: 1 },
  };
  expect(toV1Event({ ...rest, usage }).metadata).toEqual({
    ...{ prompt_tokens: 10, completion_tokens: 4, total_tokens: 14 },
    ...{ prompt_audio_tokens: 2, completion_accepted_prediction_tokens: 1 },
    ...{ cost: 0.5, provider: 'openai', model_name: 'gpt-4o-2024-08-06', finish_reason: 'tool_calls', project: 'p' },
  });
});

test('the endpoint takes the project from the key, so it is in the metadata; what is unknown is not there', () => {
  const event = toV1Event(
    recordOf(
      { 'gen_ai.request.model': undefined, 'gen_ai.usage.input_tokens': 1, 'gen_ai.response.finish_reasons': ['stop'] },
      { project: 'p' },
    ),
  );
  expect(event).not.toHaveProperty('project');
  expect(event).not.toHaveProperty('children_ids'); // each event names its parent
  expect(event.metadata).toMatchObject({ project: 'p' });
  expect(Object.values(event.metadata)).not.toContain('unknown');
});

test('a call with few attributes is still an event, its outputs an object', () => {
  const event = toV1Event(recordOf({ 'gen_ai.usage.input_tokens': 1 }));
  expect(event).toMatchObject({ inputs: { chat_history: [] }, outputs: {}, error: null });
  expect(violations(event)).toEqual([]);
});

/** Every value of a field other than a list or an object. */
const leaves = (value: unknown): readonly unknown[] =>
  typeof value === 'object' && value !== null ? Object.values(value).flatMap(leaves) : [value];

test('every recorded call is an event that the endpoint takes, and has everything that its record has', () => {
  let seen = 0;
  for (const fixture of fixtures('')) {
    for (const recorded of fixture.spans) {
      const record = toModelEvent(spanOf(recorded), { logs: logsOf(fixture, recorded), project: 'p' });
      if (record === undefined) continue;
      seen += 1;
      const event = toV1Event(record);
      expect(violations(event)).toEqual([]);
      const said = new Set(leaves(event));
      expect(leaves(record).filter((leaf) => !said.has(leaf))).toEqual([]);
    }
  }
  expect(seen).toBeGreaterThan(300);
});

test('whatever a span holds, its event is one that the endpoint takes, also when it is shortened', () => {
  fc.assert(
    fc.property(span, logs, fc.constantFrom(1, 4096, 65_536), (any, given, maxBytes) => {
      const record = toModelEvent(any, { project: 'p', logs: given });
      if (record === undefined) return;
      const event = toV1Event(record);
      expect(violations(event)).toEqual([]);
      expect(violations(JSON.parse(encode(event, maxBytes).toString()))).toEqual([]);
    }),
    { numRuns: 80 },
  );
});

test('the longest texts of an event are cut as those of a record are, and its ids and model stay', () => {
  const long: CreateModelEvent = { ...call, messages: [{ role: 'user', content: 'x'.repeat(100_000) }] };
  const bytes = encode(toV1Event(long), 8192);
  expect(bytes.length).toBeLessThanOrEqual(8192);
  expect(JSON.parse(bytes.toString())).toMatchObject({
    event_type: 'model',
    config: { model: 'gpt-4o-2024-08-06', provider: 'openai' },
    inputs: { chat_history: [{ role: 'user', content: expect.stringContaining('characters missing') }] },
    metadata: { truncated: true, prompt_tokens: 10 },
  });
});
