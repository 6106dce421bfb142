import type { JsonObject } from '../../../src/json/json';
import { isModelCall, type MapOptions, toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { chatSpan } from '../../support/call';
import { fixture, type RecordedSpan, spanOf } from '../../support/fixture';
import { recordsOf } from '../../support/records';

const openai = 'openinference-openai-4.2.7--openai6';
const anthropic = 'openinference-anthropic-0.2.8--sdk0.71';
const bedrock = 'openinference-bedrock-0.5.1--default';

/** The record of a recorded call, with other attributes where a case needs them. */
function recorded(
  library: string,
  scenario: string,
  change: (span: RecordedSpan) => object = () => ({}),
): CreateModelEvent {
  const { spans } = fixture(library, scenario);
  const call = spans.find(({ attributes }) => attributes['openinference.span.kind'] !== undefined);
  const record = call && toModelEvent(spanOf({ ...call, attributes: { ...call.attributes, ...change(call) } }));
  if (record === undefined) throw new Error('no model call');
  return record;
}

const bare = { 'gen_ai.operation.name': undefined, 'gen_ai.request.model': undefined };
const llm = { ...bare, 'openinference.span.kind': 'LLM', 'llm.model_name': 'gpt-4o' };

function recordOf(
  attributes: Readonly<Record<string, unknown>>,
  options: MapOptions = {},
  dropped = 0,
): CreateModelEvent {
  const record = toModelEvent(chatSpan({ ...llm, ...attributes }, { droppedAttributesCount: dropped }), options);
  if (record === undefined) throw new Error('no model call');
  return record;
}

const json = (value: unknown): string => JSON.stringify(value);
const said = (side: 'input' | 'output', index: number, role: string, content: string): JsonObject => ({
  [`llm.${side}_messages.${index}.message.role`]: role,
  [`llm.${side}_messages.${index}.message.content`]: content,
});

describe('a model call is a span', () => {
  test.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ['of the kind LLM', { 'openinference.span.kind': 'LLM', 'llm.model_name': 'm' }, true],
    ['of the kind EMBEDDING', { 'openinference.span.kind': 'EMBEDDING', 'embedding.model_name': 'm' }, true],
    ['of the kind LLM that an app keeps an input for', { 'openinference.span.kind': 'LLM', 'input.value': 'hi' }, true],
    ['not of a step without any attribute of a call', { 'openinference.span.kind': 'LLM' }, false],
    ['not of an agent', { 'openinference.span.kind': 'AGENT', 'llm.model_name': 'm', 'input.value': 'hi' }, false],
    ['not of a chain', { 'openinference.span.kind': 'CHAIN', 'input.value': 'hi' }, false],
  ])('%s', (_what, attributes, expected) => {
    expect(isModelCall(chatSpan({ ...bare, ...attributes }))).toBe(expected);
  });
});

describe('parts that the flattened messages lack are read from the request and the answer', () => {
  test('82 messages survive a limit of 128 attributes, which the answer does not', () => {
    const record = recorded(openai, 'chat-long-conversation-80');
    expect(record.messages).toHaveLength(82);
    expect(record.messages.at(-1)?.['content']).toBe('last one: capital of France?');
    expect(record.response).toEqual({});
    expect(record.metadata?.['dropped_attributes_count']).toBe(54);
  });

  test('the second choice', () => {
    expect(recorded(openai, 'chat-n2').response['choices']).toMatchObject([
      { message: { content: 'The capital of France is Paris.' } },
      { message: { content: 'Paris is the capital city of France, on the Seine.' } },
    ]);
  });

  test('a refusal', () => {
    expect(recorded(openai, 'chat-refusal').response['refusal']).toBe("I'm sorry, but I can't help with that request.");
  });

  test('the input of a custom tool', () => {
    expect(recorded(openai, 'chat-tools-custom').response['tool_calls']).toEqual([
      { id: 'call_6cdfd271da635d491e37a2b4', type: 'custom', custom: { name: 'python', input: 'print("héllo 🌍")' } },
    ]);
  });

  test('a document and the address of an image of Anthropic', () => {
    expect(recorded(anthropic, 'messages-image-doc').messages).toMatchObject([
      { content: [{ type: 'image_url' }, { type: 'image_url' }, { type: 'document' }, { type: 'text' }] },
    ]);
  });

  test('every tool result of one message of Anthropic', () => {
    const results = ['a', 'b'].map((id) => ({ type: 'tool_result', tool_use_id: id, content: `result ${id}` }));
    const record = recordOf({
      'input.value': json({ model: 'claude', system: 'be brief', messages: [{ role: 'user', content: results }] }),
      ...said('input', 0, 'user', 'result b'),
      'llm.input_messages.0.message.tool_call_id': 'b',
    });
    expect(record.messages).toEqual([
      { role: 'system', content: 'be brief' },
      { role: 'tool', content: 'result a', tool_call_id: 'a' },
      { role: 'tool', content: 'result b', tool_call_id: 'b' },
    ]);
  });

  test('the ids of LangChain', () => {
    const { response, metadata } = recorded('openinference-langchain-4.1.1--langchain1', 'llm-anthropic-tools');
    expect(response['tool_calls']).toMatchObject([
      { id: 'toolu_4bef4497b5eb3f6faa6d1288' },
      { id: 'toolu_48ca90f0cd172a61e54d02d8' },
    ]);
    expect(metadata?.['response_id']).toBe('msg_1cddc763128420e4ad3bd338');
  });

  test('what Anthropic has written to its cache for an hour', () => {
    const lifetimes = { ephemeral_5m_input_tokens: 30, ephemeral_1h_input_tokens: 20 };
    const counts = { input_tokens: 10, output_tokens: 5, cache_creation_input_tokens: 50, cache_creation: lifetimes };
    const { usage } = recordOf({ 'output.value': json({ role: 'assistant', content: [], usage: counts }) });
    expect(usage).toMatchObject({
      prompt_tokens: 60,
      prompt_tokens_details: { cache_write_tokens: 50, cache_write_1h_tokens: 20 },
    });
  });

  test("Bedrock's whole model id and its cached tokens", () => {
    const { model, usage } = recorded(bedrock, 'converse-reasoning');
    expect(model).toBe('anthropic.claude-3-5-sonnet-20240620-v1:0');
    expect(usage).toMatchObject({ prompt_tokens: 112, prompt_tokens_details: { cached_tokens: 100 } });
  });
});

describe('the messages of one attribute a leaf', () => {
  test('are in the order of their numbers', () => {
    const record = recordOf({ ...said('input', 10, 'user', 'last'), ...said('input', 2, 'user', 'first') });
    expect(record.messages.map(({ content }) => content)).toEqual(['first', 'last']);
  });

  test('win over an input that is no request', () => {
    const record = recordOf({
      'input.value': json({ question: 'q' }),
      ...said('input', 0, 'user', 'the whole prompt'),
    });
    expect(record.messages).toEqual([{ role: 'user', content: 'the whole prompt' }]);
  });

  test('are whole where a limit cut the request', () => {
    const request = json({ model: 'gpt-4o', messages: [{ role: 'user', content: 'a long question' }] });
    const record = recordOf({ 'input.value': request.slice(0, 60), ...said('input', 0, 'user', 'a long question') });
    expect(record.messages).toEqual([{ role: 'user', content: 'a long question' }]);
    expect(record.metadata?.['truncated']).toBeUndefined();
  });

  test('are one turn where each is an item of it', () => {
    const record = recordOf({
      ...said('output', 0, 'assistant', 'let me see'),
      'llm.output_messages.1.message.role': 'assistant',
      'llm.output_messages.1.message.tool_calls.0.tool_call.function.name': 'look',
    });
    expect(record.response).toEqual({
      role: 'assistant',
      content: 'let me see',
      tool_calls: [{ type: 'function', function: { name: 'look' } }],
    });
  });
});

describe('what an app hides stays hidden', () => {
  const secret = 'the-secret-canary';
  const request = json({ model: 'gpt-4o', messages: [{ role: 'user', content: secret }], tools: [{ name: secret }] });
  const image = (url: string): string =>
    json({ model: 'gpt-4o', messages: [{ role: 'user', content: [{ type: 'image_url', image_url: { url } }] }] });

  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['texts of the input', { 'input.value': request, ...said('input', 0, 'user', '__REDACTED__') }],
    ['the messages of the input', { 'input.value': request, ...said('output', 0, 'assistant', 'hi') }],
    [
      'the input, though the parameters still have its tools and instructions',
      {
        'input.value': '__REDACTED__',
        'llm.invocation_parameters': json({ model: 'm', system: secret, tools: [{ name: secret }] }),
      },
    ],
    [
      'texts of the output',
      {
        'output.value': json({ choices: [{ message: { role: 'assistant', content: secret } }] }),
        ...said('output', 0, 'assistant', '__REDACTED__'),
      },
    ],
    [
      'images',
      {
        'input.value': image(`https://example.com/${secret}`),
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.contents.0.message_content.type': 'image',
      },
    ],
    [
      'long images',
      {
        'input.value': image(`data:image/png;base64,${secret}`),
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.contents.0.message_content.type': 'image',
        'llm.input_messages.0.message.contents.0.message_content.image.image.url': '__REDACTED__',
      },
    ],
    [
      'texts to embed',
      {
        'openinference.span.kind': 'EMBEDDING',
        'input.value': json([secret]),
        'embedding.embeddings.0.embedding.vector': [0.5],
      },
    ],
  ])('%s', (_what, attributes) => {
    expect(json(recordOf(attributes))).not.toContain(secret);
  });
});

describe('embeddings', () => {
  test('have a message for each text, and never vectors', () => {
    const record = recorded(openai, 'embeddings-3');
    expect(record.messages.map(({ content }) => content)).toEqual(['one', 'two', '三']);
    expect(record.response).toEqual({});
    expect(json(record)).not.toContain('0.711');
  });

  test('of tokens have the tokens as text', () => {
    expect(recorded(openai, 'embeddings-tokens').messages).toEqual([{ role: 'user', content: '[1,2,3]' }]);
  });
});

test('the template and its variables have their fields', () => {
  const { template, template_inputs: inputs } = recordOf({
    'llm.prompt_template.template': 'Weather in {city}?',
    'llm.prompt_template.variables': json({ city: 'Paris' }),
  });
  expect(template).toEqual([{ role: 'user', content: 'Weather in {city}?' }]);
  expect(inputs).toEqual({ city: 'Paris' });
});

test('parameters of the request have their fields', () => {
  const record = recordOf({
    'llm.invocation_parameters': json({
      model: 'gpt-4o',
      max_completion_tokens: 9,
      seed: 7,
      logit_bias: { 50256: -100 },
      tool_choice: { type: 'function', function: { name: 'look' } },
      response_format: { type: 'json_object' },
    }),
  });
  expect(record.hyperparameters).toEqual({ max_tokens: 9, seed: 7, logit_bias: { 50256: -100 } });
  expect(record.tool_choice).toBe('look');
  expect(record.response_format).toEqual({ type: 'json_object' });
});

test('a span that the processor for the Vercel AI SDK wrote to is still read by its own attributes', () => {
  const { messages } = recorded('ai-openinference-vercel-7.0.173', 'generateText-tools-loop-responses', () => ({
    'llm.input_messages.0.message.contents.0.message_content.text': 'said twice, and otherwise',
  }));
  expect(messages).toEqual([{ role: 'user', content: 'Weather and time in Paris?' }]);
});

describe('OpenAI’s Responses API', () => {
  const answer = {
    id: 'resp_1',
    status: 'completed',
    output: [{ type: 'function_call', call_id: 'call_1', name: 'look', arguments: '{}' }],
  };

  test('has called a tool where its status is written as a stop', () => {
    const { response } = recordOf({ 'llm.finish_reason': 'stop', 'output.value': json(answer) });
    expect(response['finish_reason']).toBe('tool_calls');
  });

  test('has an id where the answer is hidden', () => {
    const [first] = recordsOf(
      'arizeai-openinference-instrumentation-openai-agents-0.2.15',
      'responses-agent-tools--hide-inputs-outputs',
    );
    expect(first?.metadata?.['response_id']).toBe('resp_fake2');
    expect([first?.messages, first?.response]).toEqual([[], { finish_reason: 'stop' }]);
  });
});
