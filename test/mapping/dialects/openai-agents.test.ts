import { recordOf } from '../../support/call';

/** A span of openai-agents with a model of the AI SDK, by OpenInference: a list of items on each side. */
const turn = (input: unknown, output: unknown) =>
  recordOf({
    'gen_ai.operation.name': undefined,
    'gen_ai.request.model': undefined,
    'openinference.span.kind': 'LLM',
    'llm.model_name': 'gpt-4o',
    'input.value': JSON.stringify(input),
    'output.value': JSON.stringify(output),
  });

const asked = { role: 'user', content: 'Weather?', id: 'item-1', providerData: { role: 'user', trace: 7 } };
const called = {
  type: 'function_call',
  callId: 'c1',
  name: 'weather',
  arguments: '{"city":"Paris"}',
  status: 'completed',
};
const result = (output: unknown) => ({ type: 'function_call_result', callId: 'c1', name: 'weather', output });
const said = {
  type: 'message',
  role: 'assistant',
  content: [{ type: 'output_text', text: '18 °C' }],
  providerData: { responseId: 'resp-1', openai: { usage: { prompt_tokens: 3, completion_tokens: 2 } } },
};
const calls = [{ id: 'c1', type: 'function', function: { name: 'weather', arguments: '{"city":"Paris"}' } }];

test('the items of a turn are its messages, calls and answers', () => {
  const record = turn([asked, called, result({ type: 'text', text: '18' })], [said]);
  expect(record.messages).toEqual([
    { role: 'user', content: 'Weather?' },
    { role: 'assistant', content: null, tool_calls: calls },
    { role: 'tool', content: '18', tool_call_id: 'c1', name: 'weather' },
  ]);
  expect(record.response).toEqual({ role: 'assistant', content: '18 °C' });
  expect(record.usage).toEqual({ prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 });
  expect(record.metadata).toMatchObject({ response_id: 'resp-1' });
});

test('what is kept beside an item stays, but for what repeats it', () => {
  expect(turn([asked], [said]).metadata?.['input.value']).toEqual([{ id: 'item-1', providerData: { trace: 7 } }]);
});

test.each([
  ['a text', '18', '18'],
  [
    'a list',
    [
      { type: 'input_text', text: '18' },
      { type: 'input_text', text: 'sunny' },
    ],
    '18\nsunny',
  ],
  ['nothing', undefined, null],
])('an answer of a tool is %s', (_what, output, content) => {
  expect(turn([called, result(output)], [said]).messages[1]).toMatchObject({ role: 'tool', content });
});

test('a turn without an id and counts has none', () => {
  const { metadata, usage } = turn([asked], [{ ...said, providerData: { responseId: 7, openai: 'x' } }]);
  expect([metadata?.['response_id'], usage]).toEqual([undefined, {}]);
});
