import { isModelCall } from '../../../src/mapping';
import { chatSpan, recordOf } from '../../support/call';
import { recordsOf } from '../../support/records';

test.each([
  ['llm', 'generateText', true],
  ['llm', 'streamText', true],
  ['tool', undefined, false],
  [undefined, undefined, false],
])('a span of the type %s with the operation %s is a model call: %s', (type, operation, expected) => {
  const attributes = { 'gen_ai.operation.name': undefined, 'gen_ai.request.model': undefined, 'llm.model': 'gpt-4o' };
  expect(isModelCall(chatSpan({ ...attributes, 'span.type': type, 'llm.operation': operation }))).toBe(expected);
});

test('a turn has the messages that it began with, the names of its tools and what its last call used', () => {
  const [record] = recordsOf('voltagent-core-2.10.0', 'agent-tools');
  expect(record).toMatchObject({
    model: 'gpt-4o-mini',
    provider: 'openai',
    messages: [
      { role: 'system', content: 'Tu es utile 🤖' },
      { role: 'user', content: 'Weather in Paris?' },
    ],
    response: { finish_reason: 'stop' },
    tools: [{ type: 'function', function: { name: 'get_weather' } }],
    usage: { prompt_tokens: 143, completion_tokens: 18, total_tokens: 161 },
    hyperparameters: { temperature: 0.2, stream: false },
  });
});

test('its estimates of tokens are no usage', () => {
  const [record] = recordsOf('voltagent-core-2.10.0', 'agent-err-429');
  expect(record?.usage).toEqual({});
  expect(record?.metadata?.['usage.prompt_context.total_tokens_estimated']).toBe(11);
});

test('a turn has the counts, the parameters and the conversation of its attributes', () => {
  const record = recordOf({
    'span.type': 'llm',
    'llm.operation': 'generateText',
    'llm.provider': 'anthropic',
    'llm.finish_reason': 'length',
    'llm.top_p': 0.9,
    'llm.max_output_tokens': 9,
    'conversation.id': 'c-1',
    'llm.usage.prompt_tokens': 100,
    'llm.usage.completion_tokens': 50,
    'llm.usage.cached_tokens': 7,
    'llm.usage.reasoning_tokens': 3,
  });
  expect(record).toMatchObject({
    provider: 'anthropic',
    response: { finish_reason: 'length' },
    hyperparameters: { top_p: 0.9, max_tokens: 9 },
    metadata: { conversation_id: 'c-1' },
    usage: {
      prompt_tokens: 100,
      completion_tokens: 50,
      total_tokens: 150,
      prompt_tokens_details: { cached_tokens: 7 },
      completion_tokens_details: { reasoning_tokens: 3 },
    },
  });
});

test('a turn may have the sum of its tokens alone', () => {
  const turn = { 'span.type': 'llm', 'llm.operation': 'generateText', 'llm.usage.total_tokens': 151 };
  expect(recordOf(turn).usage).toEqual({ total_tokens: 151 });
});
