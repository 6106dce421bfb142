import { toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { recordOf } from '../../support/call';
import { fixture, spanOf } from '../../support/fixture';

function recorded(library: string, scenario: string): CreateModelEvent {
  const [record] = fixture(library, scenario).spans.flatMap((span) => toModelEvent(spanOf(span)) ?? []);
  if (record === undefined) throw new Error('no model call');
  return record;
}

const call = (id: string): Readonly<Record<string, unknown>> => ({
  id,
  type: 'function',
  function: { name: 'f', arguments: '{}' },
});

describe('the answer in the attributes of Sentry', () => {
  test('is text and tool calls, which are blocks of Anthropic', () => {
    expect(recorded('sentry-node-10.78.0--sendDefaultPii', 'anthropic-messages-stream-tools').response).toEqual({
      role: 'assistant',
      content: "I'll check the weather in both cities. 🌍",
      tool_calls: [
        expect.objectContaining({
          id: 'toolu_4bef4497b5eb3f6faa6d1288',
          type: 'function',
          function: { name: 'get_weather', arguments: '{"location":"Paris, France","unit":"celsius"}' },
        }),
        expect.objectContaining({ type: 'function' }),
        expect.objectContaining({ type: 'function' }),
      ],
      finish_reason: 'tool_use',
    });
  });

  test('is one text a choice, as a list', () => {
    const { response } = recordOf({
      'gen_ai.response.text': '["a","b"]',
      'gen_ai.response.finish_reasons': '["stop","length"]',
    });
    expect(response).toEqual({
      role: 'assistant',
      content: 'a',
      finish_reason: 'stop',
      choices: [
        { index: 0, message: { role: 'assistant', content: 'a' }, finish_reason: 'stop' },
        { index: 1, message: { role: 'assistant', content: 'b' }, finish_reason: 'length' },
      ],
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['streamed', { 'gen_ai.response.streaming': true, 'gen_ai.response.finish_reasons': '["stop"]' }],
    ['recorded without a finish reason', {}],
  ])('is the text itself where it was %s, even if it is a list', (_how, attributes) => {
    const { response } = recordOf({ 'gen_ai.response.text': '["a"]', ...attributes });
    expect(response['content']).toBe('["a"]');
  });

  test('has the calls of a chat, and no content beside them', () => {
    const { response } = recordOf({
      'gen_ai.response.text': '[""]',
      'gen_ai.response.tool_calls': JSON.stringify([call('c1'), call('c2')]),
      'gen_ai.response.finish_reasons': '["tool_calls"]',
    });
    expect(response).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [call('c1'), call('c2')],
      finish_reason: 'tool_calls',
    });
  });

  test("has the calls of OpenAI's responses", () => {
    const { response } = recordOf({
      'gen_ai.response.tool_calls': JSON.stringify([
        { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f', arguments: '{}' },
      ]),
    });
    expect(response['tool_calls']).toEqual([{ ...call('c1'), item_id: 'fc_1' }]);
  });
});

test('the tools of a request are definitions', () => {
  const { tools } = recorded('sentry-node-10.78.0--sendDefaultPii', 'anthropic-messages-stream-tools');
  expect(tools?.[0]).toEqual({
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'Weather ☁️',
      parameters: expect.objectContaining({ type: 'object' }),
    },
  });
});

test.each([
  ['a text', 'first', ['first']],
  ['a list of texts', '["first","second"]', ['first', 'second']],
  ['tokens', '[1,2]', ['[1,2]']],
])('each embedded input is a message of the user: %s', (_what, input, contents) => {
  const { messages } = recordOf({ 'gen_ai.operation.name': 'embeddings', 'gen_ai.embeddings.input': input });
  expect(messages).toEqual(contents.map((content) => ({ role: 'user', content })));
});

test('the error is the message of the API where the status has none', () => {
  expect(recorded('sentry-node-11.12.0', 'anthropic-err-529').error).toContain('Overloaded');
  expect(recorded('sentry-node-11.12.0', 'anthropic-basic').error).toBeNull();
});
