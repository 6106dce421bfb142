import { isModelCall, toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { chatSpan, recordOf } from '../../support/call';
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

  const paris = { name: 'weather', args: { city: 'Paris' } };
  const rome = { name: 'weather', args: { city: 'Rome' } };
  const asFunction = ({ name, args }: typeof paris) => ({ type: 'function', name, arguments: args });
  const asText = ({ name, args }: typeof paris) => ({
    type: 'function',
    name,
    arguments: JSON.stringify(args, null, 1),
  });
  const nested = ({ name, args }: typeof paris) => ({ function: { name, arguments: JSON.stringify(args) } });
  const made = ({ name, args }: typeof paris) => [name, JSON.stringify(args)];

  test.each<[string, readonly unknown[], readonly (typeof paris)[]]>([
    ['as Gemini has them', [paris, rome], [paris, rome]],
    ['as functions without nesting', [asFunction(paris)], [paris]],
    ['in both forms', [paris, rome, asFunction(paris), asFunction(rome)], [paris, rome]],
    ['in both forms, each pair at its turn', [paris, asFunction(paris), rome, asFunction(rome)], [paris, rome]],
    ['in both forms, two of which are alike', [paris, paris, asFunction(paris), asFunction(paris)], [paris, paris]],
    ['in both forms, the arguments as text', [paris, rome, asText(paris), asText(rome)], [paris, rome]],
    ['in both forms, the function by itself', [paris, nested(paris), nested(rome)], [paris, rome]],
    ['of which one is only a function', [paris, asFunction(paris), asFunction(rome)], [paris, rome]],
    ['as LangChain has them', [{ ...paris, id: 'c1', type: 'tool_call' }], [paris]],
    [
      'as the AI SDK has them',
      [{ type: 'tool-call', toolCallId: 'c1', toolName: 'weather', input: paris.args }],
      [paris],
    ],
  ])('has the calls once, %s', (_how, calls, expected) => {
    const { response } = recordOf({
      'gen_ai.response.text': 'Looking.',
      'gen_ai.response.tool_calls': JSON.stringify(calls),
    });
    const found = response['tool_calls'] as readonly { function: { name: string; arguments: string } }[];
    expect(found.map((each) => [each.function.name, each.function.arguments])).toEqual(expected.map(made));
    expect(response['content']).toBe('Looking.');
  });

  test('has the reasoning and the calls among the items of a streamed response, and its text once', () => {
    const items = [
      { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Two cities.' }] },
      { type: 'message', id: 'msg_1', role: 'assistant', content: [{ type: 'output_text', text: 'Looking.' }] },
      { type: 'function_call', id: 'fc_1', call_id: 'c1', name: 'f', arguments: '{}' },
    ];
    const answer = { 'gen_ai.response.streaming': true, 'gen_ai.response.tool_calls': JSON.stringify(items) };
    const expected = {
      role: 'assistant',
      content: 'Looking.',
      reasoning_content: 'Two cities.',
      tool_calls: [{ ...call('c1'), item_id: 'fc_1' }],
    };
    expect(recordOf({ ...answer, 'gen_ai.response.text': 'Looking.' }).response).toMatchObject(expected);
    expect(recordOf(answer).response).toMatchObject(expected);
  });

  test('is a list of texts by LangChain, which knows why the model stopped by another name', () => {
    const { response, metadata } = recordOf({
      'sentry.origin': 'auto.ai.langchain',
      'gen_ai.response.text': '["Hello."]',
      'gen_ai.response.stop_reason': 'end_turn',
    });
    expect(response).toEqual({ role: 'assistant', content: 'Hello.', finish_reason: 'end_turn' });
    expect(metadata).not.toHaveProperty('gen_ai.response.stop_reason');
  });

  test('may be an object by a schema', () => {
    const { response, response_format: format } = recordOf({
      'gen_ai.response.object': '{"city":"Paris"}',
      'gen_ai.request.schema': '{"type":"object"}',
    });
    expect(response).toEqual({ role: 'assistant', content: '{"city":"Paris"}' });
    expect(format).toEqual({ type: 'json_schema', json_schema: { schema: { type: 'object' } } });
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

test('tools that are a list for each list of functions are one list', () => {
  const lists = [[{ name: 'f', parametersJsonSchema: { type: 'object' } }], null, [{ name: 'g' }]];
  const { tools } = recordOf({ 'gen_ai.request.available_tools': JSON.stringify(lists) });
  expect(tools).toEqual([
    { type: 'function', function: { name: 'f', parameters: { type: 'object' } } },
    { type: 'function', function: { name: 'g' } },
  ]);
});

describe('the request of older versions', () => {
  test.each<[string, unknown, readonly unknown[]]>([
    ['a text', 'Hello', [{ role: 'user', content: 'Hello' }]],
    [
      'messages',
      '[{"role":"system","content":"S"},{"role":"user","content":[{"type":"text","text":"Hello"}]}]',
      [
        { role: 'system', content: 'S' },
        { role: 'user', content: 'Hello' },
      ],
    ],
    ['contents of Gemini', '[{"role":"model","parts":[{"text":"Hi"}]}]', [{ role: 'assistant', content: 'Hi' }]],
    ['contents without a role', '{"parts":[{"text":"Hello"}]}', [{ role: 'user', content: 'Hello' }]],
    ['parts alone', '[{"text":"Hello"}]', [{ role: 'user', content: 'Hello' }]],
  ])('is its messages: %s', (_what, messages, expected) => {
    expect(recordOf({ 'gen_ai.request.messages': messages }).messages).toEqual(expected);
  });

  test('may be a prompt', () => {
    const prompt = { 'gen_ai.prompt': '"Hello"', 'sentry.origin': 'auto.ai.anthropic' };
    expect(recordOf(prompt).messages).toEqual([{ role: 'user', content: 'Hello' }]);
  });

  test.each([
    ['messages', 'auto.ai.anthropic', { 'gen_ai.request.max_tokens': 9 }, true],
    ['messages', 'auto.ai.anthropic', {}, false], // tokens are counted
    ['models', 'auto.ai.google_genai', {}, true],
    ['models', 'auto.ai.anthropic', {}, false], // models are listed
    ['responses', 'auto.ai.openai', {}, true],
  ])('for %s of %s with %j that failed is a model call: %s', (operation, origin, more, expected) => {
    const attributes = { 'gen_ai.operation.name': operation, 'sentry.origin': origin, ...more };
    expect(isModelCall(chatSpan(attributes))).toBe(expected);
  });
});

test('tokens that were cached, written to the cache or used for reasoning are counted, and a cost is taken', () => {
  const { usage, cost } = recordOf({
    'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.output_tokens': 20,
    'gen_ai.usage.input_tokens.cached': 60,
    'gen_ai.usage.input_tokens.cache_write': 30,
    'gen_ai.usage.output_tokens.reasoning': 12,
    'gen_ai.cost.total_tokens': 0.0125,
  });
  expect(usage).toMatchObject({
    prompt_tokens: 100,
    prompt_tokens_details: { cached_tokens: 60, cache_write_tokens: 30 },
    completion_tokens_details: { reasoning_tokens: 12 },
  });
  expect(cost).toBe(0.0125);
});

test.each([
  ['a text', 'first', ['first']],
  ['a list of texts', '["first","second"]', ['first', 'second']],
  ['tokens', '[1,2]', ['[1,2]']],
  ['contents of Gemini', '[{"parts":[{"text":"first"}]},{"parts":[{"text":"second"}]}]', ['first', 'second']],
])('each embedded input is a message of the user: %s', (_what, input, contents) => {
  const { messages } = recordOf({ 'gen_ai.operation.name': 'embeddings', 'gen_ai.embeddings.input': input });
  expect(messages).toEqual(contents.map((content) => ({ role: 'user', content })));
});

test('the error is the message of the API where the status has none', () => {
  expect(recorded('sentry-node-11.12.0', 'anthropic-err-529').error).toContain('Overloaded');
  expect(recorded('sentry-node-11.12.0', 'anthropic-basic').error).toBeNull();
});

test('parameters, the cost and the first token by its own names', () => {
  const record = recordOf({
    'gen_ai.request.dimensions': 256,
    'gen_ai.request.encoding_format': ['float'],
    'ai.total_cost': 0.25,
    'gen_ai.response.time_to_first_token': 0.5,
    'gen_ai.response.finish_reason': ['length'],
  });
  expect(record.hyperparameters).toEqual({ dimensions: 256, encoding_formats: ['float'] });
  expect([record.cost, record.metadata?.['time_to_first_token_ms']]).toEqual([0.25, 500]);
  expect(record.response).toEqual({ finish_reason: 'length' });
});

test('the message of the status is the error of a call that failed alone', () => {
  const said = { 'sentry.status.message': 'rate limited' };
  expect(recordOf(said, {}, { status: { code: 2, message: 'error' } }).error).toBe('rate limited');
  expect(recordOf(said).error).toBeNull();
});

describe('up to 10.30 an operation is a resource of the API, and a call has', () => {
  test.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ['a model', { 'sentry.origin': 'auto.ai.openai', 'gen_ai.request.model': 'm' }, true],
    ['no other origin', { 'sentry.origin': 'auto.http', 'gen_ai.request.model': 'm' }, false],
    ['no missing model', { 'sentry.origin': 'auto.ai.openai', 'gen_ai.request.model': undefined }, false],
  ])('%s', (_what, attributes, expected) => {
    expect(isModelCall(chatSpan({ 'gen_ai.operation.name': 'responses', ...attributes }))).toBe(expected);
  });
});

test.each<[string, unknown, readonly object[]]>([
  ['messages without a role', [{ content: 'Hi' }], [{ role: 'user', content: 'Hi' }]],
  ['parts alone', [{ text: 'Hi' }, { text: 'there' }], [{ role: 'user', content: 'Hi\nthere' }]],
  ['parts with a type', [{ type: 'text', text: 'Hi' }], [{ role: 'user', content: 'Hi' }]],
])('a request may have %s', (_what, messages, expected) => {
  expect(recordOf({ 'gen_ai.request.messages': JSON.stringify(messages) }).messages).toEqual(expected);
});

test("each of Gemini's calls, which a stream has twice, is there once, and equal ones as often as they were made", () => {
  const own = { name: 'look', args: { at: 'it' } };
  const second = { type: 'function', function: { name: 'look', arguments: { at: 'it' } } };
  const other = { type: 'function', function: { name: 'wait', arguments: {} } };
  const calls = [own, other, second, own, second, second];
  const { response } = recordOf({ 'gen_ai.response.tool_calls': JSON.stringify(calls) });
  const names = (response['tool_calls'] as readonly { function: { name: string } }[]).map((each) => each.function.name);
  expect(names).toEqual(['look', 'wait', 'look', 'look']);
});

test('texts to embed may be beside no texts', () => {
  const { messages } = recordOf({ 'gen_ai.embeddings.input': '[{"parts":[{"text":"Hi"}]},"there"]' });
  expect(JSON.stringify(messages)).toContain('there');
});
