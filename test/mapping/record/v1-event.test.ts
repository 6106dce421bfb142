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
      project: 'p',
    },
    feedback: { rating: 5 },
  });
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
