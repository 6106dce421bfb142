import { isModelCall, toModelEvent } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { chatSpan } from '../../support/call';
import { fixture, type RecordedSpan, spanOf } from '../../support/fixture';
import { bare, json, recordOf, said } from '../../support/openinference-spans';
import { recordsOf } from '../../support/records';
import { stepOf } from '../../support/step';

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

describe('a model call is a span', () => {
  test.each<[string, Readonly<Record<string, unknown>>, boolean]>([
    ['of the kind LLM', { 'openinference.span.kind': 'LLM', 'llm.model_name': 'm' }, true],
    ['of the kind EMBEDDING', { 'openinference.span.kind': 'EMBEDDING', 'embedding.model_name': 'm' }, true],
    ['of the kind LLM that an app keeps an input for', { 'openinference.span.kind': 'LLM', 'input.value': 'hi' }, true],
    ...[
      ...['llm.input_messages.0.message.role', 'llm.output_messages.0.message.role'],
      ...['llm.token_count.prompt', 'llm.token_count.total'],
    ].map((name): [string, Readonly<Record<string, unknown>>, boolean] => [
      `of the kind LLM that has ${name}`,
      { 'openinference.span.kind': 'LLM', [name]: 1 },
      true,
    ]),
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

describe('embeddings', () => {
  const embedding = { 'openinference.span.kind': 'EMBEDDING' };
  test.each<[string, Readonly<Record<string, unknown>>, readonly string[]]>([
    ['of one attribute a text', { 'embedding.embeddings.0.embedding.text': 'one' }, ['one']],
    ['of the input alone', { 'input.value': '["one","two"]' }, ['one', 'two']],
    ['of vectors alone', { 'embedding.embeddings.0.embedding.vector': [0.5] }, []],
  ])('have the texts %s', (_what, attributes, expected) => {
    expect(recordOf({ ...embedding, ...attributes }).messages.map(({ content }) => content)).toEqual(expected);
  });

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

describe('the model', () => {
  const parameters = (given: object): object => ({ 'llm.invocation_parameters': json(given) });
  test.each<[string, object, string, unknown]>([
    [
      'that answered is named beside the requested one',
      { 'llm.model_name': 'gpt-4o-2024', ...parameters({ model: 'gpt-4o' }) },
      'gpt-4o-2024',
      'gpt-4o',
    ],
    [
      "is one where its name is a part of Bedrock's id",
      { 'llm.model_name': 'claude-3', ...parameters({ model: 'anthropic.claude-3-v1' }) },
      'anthropic.claude-3-v1',
      'anthropic.claude-3-v1',
    ],
    [
      'of a provider that is named before it',
      { 'llm.model_name': 'acme:m-1', ...parameters({ provider: 'acme' }) },
      'm-1',
      'm-1',
    ],
    [
      'of another provider keeps its whole name',
      { 'llm.model_name': 'ft:m-1', ...parameters({ provider: 'acme' }) },
      'ft:m-1',
      'ft:m-1',
    ],
  ])('%s', (_what, attributes, model, requested) => {
    const record = recordOf({ ...attributes });
    expect([record.model, record.metadata?.['request_model']]).toEqual([model, requested]);
  });
});

test.each([
  ['google', 'gcp.gen_ai'],
  ['azure', 'azure.ai.openai'],
  ['aws', 'aws.bedrock'],
  ['mistralai', 'mistral_ai'],
])('the provider %s is %s', (said, provider) => {
  expect(recordOf({ 'llm.provider': said }).provider).toBe(provider);
});

test('counts, cost and finish reason of attributes have their fields', () => {
  const record = recordOf({
    'llm.token_count.prompt': 100,
    'llm.token_count.completion': 50,
    'llm.token_count.total': 150,
    'llm.token_count.prompt_details.cache_read': 1,
    'llm.token_count.prompt_details.cache_write': 2,
    'llm.token_count.prompt_details.audio': 3,
    'llm.token_count.completion_details.reasoning': 4,
    'llm.token_count.completion_details.audio': 5,
    'llm.cost.total': 0.25,
    'llm.finish_reason': 'length',
  });
  expect(record.usage).toEqual({
    prompt_tokens: 100,
    completion_tokens: 50,
    total_tokens: 150,
    prompt_tokens_details: { cached_tokens: 1, cache_write_tokens: 2, audio_tokens: 3 },
    completion_tokens_details: { reasoning_tokens: 4, audio_tokens: 5 },
  });
  expect([record.cost, record.response]).toEqual([0.25, { finish_reason: 'length' }]);
});

describe('the tools of a request', () => {
  const flat = (schema: unknown): object => ({ 'llm.tools.0.tool.json_schema': schema });
  const look = { type: 'function', function: { name: 'look' } };
  const wait = { type: 'function', function: { name: 'wait' } };
  test.each<[string, object, readonly object[] | undefined]>([
    ['are one attribute each, as JSON', flat(json(look)), [look]],
    ['are one attribute each, nested', flat(look), [look]],
    [
      'are those of the request where a limit has dropped some',
      { ...flat(json(look)), 'llm.invocation_parameters': json({ tools: [look, wait] }) },
      [look, wait],
    ],
    [
      'are as the attributes have them where both have as many',
      { ...flat(json(look)), 'llm.invocation_parameters': json({ tools: [wait] }) },
      [look],
    ],
    ['without a schema are none', { 'llm.tools.0.tool.name': 'look' }, undefined],
  ])('%s', (_what, attributes, expected) => {
    expect(recordOf({ ...attributes }).tools).toEqual(expected);
  });
});

describe('a step', () => {
  test.each<[string, string, object, readonly unknown[]]>([
    [
      'of a tool has its parameters and its name',
      'TOOL',
      { 'tool.name': 'weather', 'tool.parameters': '{"city":"Paris"}', 'output.value': 'sunny' },
      [{ city: 'Paris' }, { message: 'sunny' }, { tool_name: 'weather' }],
    ],
    [
      'of a retrieval has the documents',
      'RETRIEVER',
      { 'input.value': 'Paris?', 'retrieval.documents.0.document.id': 'd1' },
      [{ input: 'Paris?' }, { message: [{ id: 'd1' }] }, { tool_name: 'look' }],
    ],
    [
      'of a reranking has the documents that are left',
      'RERANKER',
      { 'input.value': 'Paris?', 'reranker.output_documents.0.document.id': 'd1' },
      [{ input: 'Paris?' }, { message: [{ id: 'd1' }] }, { tool_name: 'look' }],
    ],
    [
      'of an agent has its name',
      'AGENT',
      { 'agent.name': 'planner', 'input.value': 'Hi' },
      [{ input: 'Hi' }, {}, { agent_name: 'planner' }],
    ],
  ])('%s', (_what, kind, attributes, expected) => {
    const { inputs, outputs, config } = stepOf({ 'openinference.span.kind': kind, ...attributes }, { name: 'look' });
    expect([inputs, outputs, config]).toEqual(expected);
  });
});
