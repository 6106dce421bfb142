import { isModelCall, toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import type { ReadableSpan } from '../../../src/mapping/span/span-view';
import { chatSpan } from '../../support/call';
import { fixture, spanOf } from '../../support/fixture';
import { recordsOf } from '../../support/records';
import { stepOf } from '../../support/step';

const old = 'traceloop-openai-0.12.0--openai4';

/** The record of a scenario's first model call. */
function recorded(library: string, scenario: string): CreateModelEvent {
  const [record] = fixture(library, scenario).spans.flatMap((span) => toModelEvent(spanOf(span)) ?? []);
  if (record === undefined) throw new Error('no model call');
  return record;
}

/** A span of the old generation with these attributes. */
const oldSpan = (attributes: Readonly<Record<string, unknown>>, members: Partial<ReadableSpan> = {}): ReadableSpan =>
  chatSpan({ 'gen_ai.operation.name': undefined, 'llm.request.type': 'chat', ...attributes }, members);

const of = (attributes: Readonly<Record<string, unknown>>): CreateModelEvent | undefined =>
  toModelEvent(oldSpan(attributes));

describe('a message that is written as one attribute a leaf', () => {
  test('has its place by its number, whatever the order of the attributes, and gaps close up', () => {
    const { messages } =
      of({
        'gen_ai.prompt.10.content': 'third',
        'gen_ai.prompt.10.role': 'user',
        'gen_ai.prompt.2.content': 'second',
        'gen_ai.prompt.2.role': 'assistant',
        'gen_ai.prompt.0.role': 'user',
        'gen_ai.prompt.0.content': 'first',
      }) ?? {};
    expect(messages?.map(({ content }) => content)).toEqual(['first', 'second', 'third']);
  });

  test('has parts where its content is a list of them as JSON', () => {
    const { messages } = recorded(old, 'chat-image-url');
    expect(messages[0]?.['content']).toEqual([
      { type: 'text', text: 'What is in this image?' },
      { type: 'image_url', image_url: { url: expect.stringContaining('data:image/png;base64,'), detail: 'low' } },
      { type: 'image_url', image_url: { url: 'https://example.com/cat.png' } },
    ]);
  });

  test.each([
    '{"temp_c":18}',
    '[1,2]',
    '[{"a":1}]',
    '[]',
    '[{"type":1}]',
    '[{',
    '[{"type":"text","text":"a"},{"b":1}]',
  ])('keeps other JSON as its text: %s', (content) => {
    const { messages } = of({ 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': content }) ?? {};
    expect(messages).toEqual([{ role: 'user', content }]);
  });

  test('without content, which is written as `null`, is none', () => {
    expect(recorded(old, 'chat-tools-followup').messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'tool',
      'tool',
    ]);
  });

  test('of a user whose text is `null` keeps it', () => {
    const { messages } = of({ 'gen_ai.prompt.0.role': 'user', 'gen_ai.prompt.0.content': 'null' }) ?? {};
    expect(messages).toEqual([{ role: 'user', content: 'null' }]);
  });

  test('without a role is of the user in the prompt, and of the model in the answer', () => {
    const { messages, response } =
      of({ 'gen_ai.prompt.0.content': 'Hi', 'gen_ai.completion.0.content': 'Hello' }) ?? {};
    expect([messages, response]).toEqual([[{ role: 'user', content: 'Hi' }], { role: 'assistant', content: 'Hello' }]);
  });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['with a tool call', { 'tool_calls.0.name': 'f', 'tool_calls.0.arguments': '{}' }],
    ['with a function call', { 'function_call.name': 'f', 'function_call.arguments': '{}' }],
  ])('%s may have no content, which is written as `null`, and no role', (_what, call) => {
    const leaves = Object.entries({ content: 'null', ...call });
    const { response } =
      of(Object.fromEntries(leaves.map(([name, value]) => [`gen_ai.completion.0.${name}`, value]))) ?? {};
    expect(response).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [{ type: 'function', function: { name: 'f', arguments: '{}' } }],
    });
  });

  test('of the model by its name at Google may be empty', () => {
    const { messages } = of({ 'gen_ai.prompt.0.role': 'model', 'gen_ai.prompt.0.content': 'null' }) ?? {};
    expect(messages).toEqual([]);
  });

  test.each<[string, unknown, readonly unknown[]]>([
    ['a list of prompts', '["One?","Two?"]', ['One?', 'Two?']],
    ['a prompt that is JSON', '{"city":"Paris"}', ['{"city":"Paris"}']],
    ['a prompt that is a list of something else', '[1,2]', ['[1,2]']],
  ])('of a completion is %s', (_what, content, expected) => {
    const { messages } = of({ 'llm.request.type': 'completion', 'gen_ai.prompt.0.content': content }) ?? {};
    expect(messages).toEqual(expected.map((prompt) => ({ role: 'user', content: prompt })));
  });

  test('of parts that an attribute limit cut is read up to the cut', () => {
    const record = of({
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': '[{"type":"text","text":"whole"},{"type":"text","text":"cut o',
    });
    expect(record?.messages).toEqual([{ role: 'user', content: 'whole\ncut o' }]);
    expect(record?.metadata?.['truncated']).toBe(true);
  });
});

describe('an answer of the old generation', () => {
  test('has its tool calls, and no content beside them', () => {
    const { response } = recorded(old, 'chat-tools-parallel');
    expect(response).toMatchObject({ role: 'assistant', content: null, finish_reason: 'tool_calls' });
    expect(response['tool_calls']).toEqual([
      { type: 'function', function: { name: 'get_weather', arguments: expect.stringContaining('Paris') } },
      { type: 'function', function: { name: 'get_weather', arguments: expect.stringContaining('東京') } },
      { type: 'function', function: { name: 'get_time', arguments: '{"tz":"Europe/Paris"}' } },
    ]);
  });

  test('has a call once that is written as a function call and as a tool call', () => {
    const record = of({
      'gen_ai.completion.0.role': 'assistant',
      'gen_ai.completion.0.function_call.name': 'f',
      'gen_ai.completion.0.function_call.arguments': '{}',
      'gen_ai.completion.0.tool_calls.0.name': 'f',
      'gen_ai.completion.0.tool_calls.0.arguments': '{}',
    });
    expect(record?.response['tool_calls']).toEqual([{ type: 'function', function: { name: 'f', arguments: '{}' } }]);
  });

  test('keeps the ids of calls and answers where there are any', () => {
    const record = of({
      'gen_ai.prompt.0.role': 'assistant',
      'gen_ai.prompt.0.tool_calls.0.id': 'call_1',
      'gen_ai.prompt.0.tool_calls.0.name': 'f',
      'gen_ai.prompt.0.tool_calls.0.arguments': '{}',
      'gen_ai.prompt.1.role': 'tool',
      'gen_ai.prompt.1.tool_call_id': 'call_1',
      'gen_ai.prompt.1.content': '18',
    });
    expect(record?.messages).toEqual([
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', content: '18', tool_call_id: 'call_1' },
    ]);
  });

  test('of Anthropic is a list of blocks as JSON', () => {
    const { response } = recorded('honeyhive-1.0.42--traceloop0.12-openai4', 'anthropic-messages-tools');
    expect(response).toMatchObject({ content: expect.stringContaining("I'll check"), finish_reason: 'tool_use' });
    expect(response['tool_calls']).toHaveLength(3);
  });

  test('with several choices has all of them, with their reasons', () => {
    expect(recorded(old, 'chat-n2').response['choices']).toEqual([
      {
        index: 0,
        message: { role: 'assistant', content: 'The capital of France is Paris.' },
        finish_reason: 'stop',
      },
      {
        index: 1,
        message: { role: 'assistant', content: 'Paris is the capital city of France, on the Seine.' },
        finish_reason: 'stop',
      },
    ]);
  });

  test('of which only the finish reason is known has it, also without content', () => {
    const record = toModelEvent(oldSpan({ 'gen_ai.completion.0.finish_reason': 'length' }), { captureContent: false });
    expect(record?.response).toEqual({ finish_reason: 'length' });
    expect(record?.metadata?.['finish_reasons']).toEqual(['length']);
  });
});

describe('what an instrumentation of OpenLLMetry writes in its own way', () => {
  test('several prompts of one completion are a message each', () => {
    expect(recorded(old, 'completions-array-n2-echo').messages).toEqual([
      { role: 'user', content: 'Q1:' },
      { role: 'user', content: 'Q2 unicode:' },
    ]);
  });

  test("the schema of a function's arguments stands as its parameters", () => {
    expect(recorded(old, 'chat-function-call-legacy').tools).toEqual([
      {
        type: 'function',
        function: {
          name: 'get_weather',
          description: 'Current weather for a place — °C or °F',
          parameters: expect.objectContaining({ required: ['location'] }),
        },
      },
    ]);
  });

  test("Cohere's instrumentation has the question of the user in an attribute of its own", () => {
    expect(recorded('traceloop-cohere-0.27.0--cohere7', 'v1-chat-basic').messages).toEqual([
      { role: 'user', content: 'hi' },
      { role: 'assistant', content: 'hello 🌍' },
      { role: 'user', content: 'Capital of France?' },
    ]);
  });

  test('parameters have names of llm', () => {
    expect(recorded('traceloop-cohere-0.27.0--cohere7', 'v1-chat-basic').hyperparameters).toEqual({
      temperature: 0.3,
      top_p: 0.9,
      top_k: 10,
      max_tokens: 50,
      presence_penalty: 0.2,
      frequency_penalty: 0.1,
    });
  });

  test.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['stop sequences', { 'llm.chat.stop_sequences': ['END'] }, { stop: ['END'] }],
    ['a stream', { 'llm.is_streaming': true }, { stream: true }],
    ['a stream of the newer ones', { 'gen_ai.is_streaming': true }, { stream: true }],
    ['the effort of reasoning', { 'gen_ai.request.reasoning_effort': 'high' }, { reasoning_effort: 'high' }],
  ])('%s has the name of the chat API', (_what, attributes, expected) => {
    expect(of(attributes)?.hyperparameters).toEqual(expected);
  });

  test('the usage of the old generation', () => {
    const usage = { 'llm.usage.prompt_tokens': 5, 'llm.usage.completion_tokens': 3, 'llm.usage.total_tokens': 9 };
    expect(of(usage)?.usage).toEqual({ prompt_tokens: 5, completion_tokens: 3, total_tokens: 9 });
  });

  test('the template of a prompt of its registry', () => {
    const { template } = of({ 'traceloop.prompt.template': 'A joke on {{topic}}.' }) ?? {};
    expect(template).toEqual([{ role: 'user', content: 'A joke on {{topic}}.' }]);
  });

  test.each([
    ['gen_ai.usage.cache_creation.input_tokens', 120],
    ['gen_ai.usage.cache_read.input_tokens', 120],
    ['gen_ai.usage.cache_read_input_tokens', 120],
    ['gen_ai.usage.cache_creation_input_tokens', 120],
  ])("the input of Anthropic's calls leaves out %s", (name, prompt) => {
    const usage = { 'gen_ai.usage.input_tokens': 100, [name]: 20 };
    const scope = { name: '@traceloop/instrumentation-anthropic' };
    expect(toModelEvent(chatSpan(usage, { instrumentationScope: scope }))?.usage['prompt_tokens']).toBe(prompt);
  });

  test.each([
    ['llm.request.thinking.type', 'llm.request.thinking.budget_tokens'],
    ['gen_ai.request.thinking_type', 'gen_ai.request.thinking.budget_tokens'],
  ])('thinking is read from %s and %s', (type, budget) => {
    expect(of({ [type]: 'enabled', [budget]: 1024 })?.hyperparameters).toEqual({
      thinking: { type: 'enabled', budget_tokens: 1024 },
    });
  });

  test('the variables of a prompt of its registry are template inputs', () => {
    const record = recorded('traceloop-node-server-sdk-0.27.0--openai6', 'workflow-prompt-template');
    expect(record.template_inputs).toEqual({ topic: 'cats' });
    expect(record.metadata).toMatchObject({ 'traceloop.prompt.key': 'joke', 'traceloop.prompt.version': 2 });
  });

  test('association properties name session, user, project and source; others stay in the metadata', () => {
    const record = of({
      'traceloop.association.properties.session_id': '11111111-2222-4333-8444-555555555555',
      'traceloop.association.properties.user_id': 'u1',
      'traceloop.association.properties.project': 'p',
      'traceloop.association.properties.source': 's',
      'traceloop.association.properties.conversation_id': 'c',
      'traceloop.association.properties.tenant': 'acme',
    });
    expect(record).toMatchObject({
      session_id: '11111111-2222-4333-8444-555555555555',
      user_properties: { user_id: 'u1' },
      project: 'p',
      source: 's',
      metadata: { 'traceloop.association.properties.tenant': 'acme', conversation_id: 'c' },
    });
  });

  test("the input of Anthropic's calls leaves the cached tokens out, however few they are", () => {
    const usage = {
      'gen_ai.usage.input_tokens': 5000,
      'gen_ai.usage.output_tokens': 10,
      'gen_ai.usage.total_tokens': 5010,
      'gen_ai.usage.cache_read.input_tokens': 1000,
      'gen_ai.usage.cache_creation.input_tokens': 200,
    };
    const scope = { name: '@traceloop/instrumentation-anthropic' };
    expect(toModelEvent(chatSpan(usage, { instrumentationScope: scope }))?.usage).toMatchObject({
      prompt_tokens: 6200,
      total_tokens: 6210,
    });
    expect(toModelEvent(chatSpan(usage))?.usage).toMatchObject({ prompt_tokens: 5000, total_tokens: 5010 });
  });

  test('the thoughts of Gemini are part of the completion', () => {
    expect(recorded('traceloop-google-generativeai-0.27.0--genai1', 'generate-thinking').usage).toEqual({
      prompt_tokens: 111,
      completion_tokens: 108,
      total_tokens: 219,
      prompt_tokens_details: { cached_tokens: 99 },
      completion_tokens_details: { reasoning_tokens: 42 },
    });
  });

  test('reasoning without a text is left out', () => {
    const { response } = recorded('traceloop-anthropic-0.27.0--sdk0.71', 'messages-stream-thinking');
    expect(response).toEqual({ role: 'assistant', content: '17 × 23 = 391.' });
  });
});

describe('of the spans of OpenLLMetry', () => {
  const model = { 'gen_ai.request.model': 'm' };
  const bedrock = { 'gen_ai.provider.name': 'aws.bedrock', ...model };

  test.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ['a chat is a model call', { 'llm.request.type': 'chat' }, true],
    ['a completion is a model call', { 'llm.request.type': 'completion' }, true],
    ['an embedding is a model call', { 'llm.request.type': 'embedding' }, true],
    ['a reranking is none', { 'llm.request.type': 'rerank', ...model, 'gen_ai.usage.prompt_tokens': 3 }, false],
    ['an unknown request is recognised by its other attributes', { 'llm.request.type': 'unknown', ...model }, false],
    ['a workflow is none', { 'traceloop.span.kind': 'workflow', 'llm.request.type': 'chat' }, false],
    ['an agent is none', { 'traceloop.span.kind': 'agent', 'llm.request.type': 'chat' }, false],
    ['a tool is none', { 'traceloop.span.kind': 'tool', 'llm.request.type': 'chat' }, false],
    [
      'a task that repeats usage is none',
      { 'traceloop.span.kind': 'task', ...model, 'gen_ai.usage.input_tokens': 1 },
      false,
    ],
    ["Bedrock's Converse is a model call, though only its model is told", bedrock, true],
    ["Bedrock's Converse is one where its request is unknown", { ...bedrock, 'llm.request.type': 'unknown' }, true],
    ['a span of Bedrock without a model is none', { 'gen_ai.provider.name': 'aws.bedrock' }, false],
    ['another operation of Bedrock is none', { ...bedrock, 'gen_ai.operation.name': 'invoke_agent' }, false],
  ])('%s', (_rule, attributes, expected) => {
    const span = chatSpan({ 'gen_ai.operation.name': undefined, 'gen_ai.request.model': undefined, ...attributes });
    expect(isModelCall(span)).toBe(expected);
  });
});

test('no part of a message of the old generation is in a record without content', () => {
  const canary = 'the-secret-canary';
  const record = toModelEvent(
    oldSpan({
      'gen_ai.prompt.0.role': 'user',
      'gen_ai.prompt.0.content': canary,
      'gen_ai.prompt.0.user': canary,
      'gen_ai.completion.0.content': canary,
      'gen_ai.completion.0.anything': canary,
      'gen_ai.completion.0.tool_calls.0.name': canary,
      'llm.request.functions.0.name': canary,
      'traceloop.prompt.template_variables.x': canary,
      'traceloop.prompt.template': canary,
      'traceloop.entity.input': canary,
    }),
    { captureContent: false },
  );
  expect(JSON.stringify(record)).not.toContain(canary);
});

test('a conversation that an attribute limit cut short is kept up to there', () => {
  const record = recorded(old, 'chat-long-conversation-80');
  expect(record.messages.length).toBeGreaterThan(60);
  expect(record.response).toEqual({});
  expect(record.metadata?.['dropped_attributes_count']).toBe(46);
});

describe("a conversation that the instrumentation of OpenAI's SDK writes as one text", () => {
  const told = (said: unknown, scope = '@traceloop/instrumentation-openai'): unknown => {
    const parts = [{ type: 'text', content: typeof said === 'string' ? said : JSON.stringify(said) }];
    const attributes = { 'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts }]) };
    return toModelEvent(chatSpan(attributes, { instrumentationScope: { name: scope } }))?.messages;
  };
  const items = [
    { role: 'developer', content: 'Be nice.' },
    { type: 'function_call', call_id: 'c1', name: 'look', arguments: '{}' },
    { type: 'function_call_output', call_id: 'c1', output: 'sunny' },
  ];

  test('is a conversation', () => {
    expect(told(items)).toEqual([
      { role: 'developer', content: 'Be nice.' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look', arguments: '{}' } }],
      },
      { role: 'tool', content: 'sunny', tool_call_id: 'c1' },
    ]);
  });

  test('is a text where another instrumentation writes it', () => {
    expect(told(items, '@traceloop/instrumentation-anthropic')).toEqual([
      { role: 'user', content: JSON.stringify(items) },
    ]);
  });

  test('is a conversation where the SDK keeps nested values', () => {
    const attributes = {
      'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: JSON.stringify(items) }] }],
    };
    const scope = { name: '@traceloop/instrumentation-openai' };
    expect(toModelEvent(chatSpan(attributes, { instrumentationScope: scope }))?.messages).toHaveLength(3);
  });

  test('may be parts of one message', () => {
    expect(told([{ type: 'input_text', text: 'Hi' }])).toEqual([{ role: 'user', content: 'Hi' }]);
  });

  test.each<[string, object, unknown]>([
    ['the model', { role: 'assistant', parts: [] }, { role: 'assistant' }],
    ['a user beside another part', { role: 'user', parts: [{ type: 'text', content: 'and this' }] }, { role: 'user' }],
  ])(
    'is a text in a message of %s',
    (_whose, { role, parts }: { role?: string; parts?: readonly object[] }, expected) => {
      const text = { type: 'text', content: JSON.stringify(items) };
      const messages = [{ role, parts: [text, ...(parts ?? [])] }];
      const scope = { name: '@traceloop/instrumentation-openai' };
      const attributes = { 'gen_ai.input.messages': JSON.stringify(messages) };
      const [first, ...others] = toModelEvent(chatSpan(attributes, { instrumentationScope: scope }))?.messages ?? [];
      expect(first).toMatchObject(expected as object);
      expect(String(first?.['content'])).toContain(JSON.stringify(items));
      expect(others).toEqual([]);
    },
  );

  test.each([
    ['a list of items and of anything else', '[{"role":"user","content":"Hi"},{"city":"Paris"}]'],
    ['a list of roles', '[{"role":"user"}]'],
    ['a list of contents', '[{"role":1,"content":"Hi"}]'],
    ['a list of anything else', '[{"city":"Paris"}]'],
    ['cut JSON', '[{"role":"user","content":"Hi'],
    ['no list', '{"role":"user","content":"Hi"}'],
  ])('is a text where it is %s', (_which, said) => {
    expect(told(said)).toEqual([{ role: 'user', content: said }]);
  });
});

test("the blocks of LangChain's messages, which are JSON in a text, are parts of the message", () => {
  const [record] = recordsOf('traceloop-langchain-0.27.0--langchain1', 'llm-anthropic-thinking-tools');
  expect(record?.messages[2]).toEqual({
    role: 'assistant',
    content: 'Let me look up the weather.',
    reasoning_content: 'The user wants the capital, I recall Paris.',
    reasoning_details: [{ signature: 'c2lnbmF0dXJlLW9mLXRoaW5raW5n' }],
    tool_calls: [
      { id: 'toolu_01abc2', type: 'function', function: { name: 'get_weather', arguments: '{"city":"Paris"}' } },
    ],
  });
});

test("the content of a message of LangChain's is no list of blocks beside another part, or with something beside it", () => {
  const blocks = '[{"type":"text","text":"Hi"}]';
  const text = (content: string, others = {}): object => ({ type: 'text', content, ...others });
  const messages = [
    { role: 'user', parts: [text(blocks)] },
    { role: 'user', parts: [text(blocks), text('and this')] },
    { role: 'user', parts: [text(blocks, { note: 'x' })] },
    { role: 'assistant', parts: [{ type: 'tool_call', id: 'c', name: 'look', arguments: {} }] },
    { role: 'user', parts: [] },
  ];
  const scope = { name: '@traceloop/instrumentation-langchain' };
  const attributes = { 'gen_ai.input.messages': JSON.stringify(messages) };
  expect(toModelEvent(chatSpan(attributes, { instrumentationScope: scope }))?.messages).toEqual([
    { role: 'user', content: 'Hi' },
    { role: 'user', content: `${blocks}\nand this` },
    { role: 'user', content: blocks, note: 'x' },
    {
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'look', arguments: '{}' } }],
    },
  ]);
});

test("the name of a LangChain tool is in the message that it answers with, by its call's id", () => {
  const answer = (kwargs: object): string =>
    JSON.stringify({ lc: 1, type: 'constructor', id: ['langchain_core', 'messages', 'ToolMessage'], kwargs });
  const nameOf = (kwargs: object): unknown => {
    const attributes = {
      'traceloop.span.kind': 'tool',
      'traceloop.entity.name': 'DynamicTool',
      'traceloop.entity.output': answer(kwargs),
    };
    return stepOf(attributes).config['tool_name'];
  };
  expect(nameOf({ content: 'sunny', name: 'weather', tool_call_id: 'c' })).toBe('weather');
  expect(nameOf({ content: 'sunny', name: 'weather' })).toBe('DynamicTool');
});
