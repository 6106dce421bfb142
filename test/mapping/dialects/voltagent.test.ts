import { isModelCall } from '../../../src/mapping';
import { chatSpan } from '../../support/call';
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
