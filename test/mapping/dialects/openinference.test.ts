import type { JsonObject } from '../../../src/json/json';
import { isModelCall, type MapOptions, stepOfSpan, toModelEvent, toStepEventDraft } from '../../../src/mapping';
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

describe('the leaves of a message', () => {
  const of = (side: 'input' | 'output', leaves: object): CreateModelEvent =>
    recordOf(
      Object.fromEntries(
        Object.entries(leaves).map(([name, value]) => [`llm.${side}_messages.0.message.${name}`, value]),
      ),
    );

  test.each<[string, object, unknown]>([
    ['a text without a role', { content: 'Hi' }, { role: 'user', content: 'Hi' }],
    [
      'the name of who wrote it',
      { role: 'user', content: 'Hi', name: 'Ada' },
      { role: 'user', content: 'Hi', name: 'Ada' },
    ],
    [
      "a tool's answer in a message of the user",
      { role: 'user', content: 'sunny', tool_call_id: 'c1' },
      { role: 'tool', content: 'sunny', tool_call_id: 'c1' },
    ],
    ['an object, which was JSON', { role: 'user', content: { a: 1 } }, { role: 'user', content: '{"a":1}' }],
    [
      'a function call',
      { role: 'assistant', function_call_name: 'look', function_call_arguments_json: '{"at":"it"}' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ type: 'function', function: { name: 'look', arguments: '{"at":"it"}' } }],
      },
    ],
    [
      'the answer of a function',
      { role: 'function', content: 'sunny', function_call_name: 'look' },
      { role: 'function', content: 'sunny', name: 'look' },
    ],
    [
      'a call among the contents',
      {
        role: 'assistant',
        'contents.0.message_content.type': 'text',
        'contents.0.message_content.text': 'Let me see.',
        'contents.1.message_content.type': 'tool-call',
        'contents.1.tool_call.id': 'c1',
        'contents.1.tool_call.function.name': 'look',
      },
      {
        role: 'assistant',
        content: 'Let me see.',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look' } }],
      },
    ],
    [
      'a call among the contents and in the list of calls',
      {
        role: 'assistant',
        'contents.0.message_content.type': 'tool-call',
        'tool_calls.0.tool_call.id': 'c1',
        'tool_calls.0.tool_call.function.name': 'look',
      },
      { role: 'assistant', content: null, tool_calls: [{ id: 'c1', type: 'function', function: { name: 'look' } }] },
    ],
    [
      'a text with something beside it, and an image with its detail',
      {
        role: 'user',
        'contents.0.message_content.type': 'text',
        'contents.0.message_content.text': 'See:',
        'contents.0.message_content.cache': 'short',
        'contents.1.message_content.type': 'image',
        'contents.1.message_content.image.image.url': 'https://example.com/c.png',
        'contents.1.message_content.image.detail': 'low',
      },
      {
        role: 'user',
        content: [
          { type: 'text', cache: 'short', text: 'See:' },
          { type: 'image_url', image_url: { url: 'https://example.com/c.png', detail: 'low' } },
        ],
      },
    ],
  ])('have %s', (_what, leaves, expected) => {
    expect(of('input', leaves).messages).toEqual([expected]);
  });

  test('have an answer without a role, and a refusal', () => {
    expect(of('output', { content: 'Hi' }).response).toEqual({ role: 'assistant', content: 'Hi' });
    const refusal = { 'contents.0.message_content.type': 'refusal', 'contents.0.message_content.text': 'No.' };
    expect(of('output', refusal).response).toEqual({ role: 'assistant', content: null, refusal: 'No.' });
  });
});

describe('the flattened messages and the body', () => {
  const chat = (...messages: readonly object[]): string => json({ model: 'gpt-4o', messages });
  const answer = (...messages: readonly object[]): string =>
    json({ id: 'r', choices: messages.map((message, index) => ({ index, message })) });

  test('have the instructions once', () => {
    const record = recordOf({
      'input.value': json({ model: 'm', system: 'be brief', messages: [{ role: 'user', content: 'Hi' }] }),
      ...said('input', 0, 'system', 'be brief'),
      ...said('input', 1, 'user', 'Hi'),
    });
    expect(record.messages).toEqual([
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'Hi' },
    ]);
  });

  test('say more together: a call beside the text of the answer, and a further message', () => {
    const record = recordOf({
      'input.value': chat({ role: 'user', content: 'Hi' }),
      ...said('input', 0, 'user', 'Hi'),
      ...said('input', 1, 'assistant', 'Hello'),
      'output.value': answer({ role: 'assistant', content: 'Let me see.' }),
      'llm.output_messages.0.message.role': 'assistant',
      'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'look',
    });
    expect(record.messages).toEqual([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', content: 'Hello' },
    ]);
    expect(record.response).toMatchObject({
      content: 'Let me see.',
      tool_calls: [{ type: 'function', function: { name: 'look' } }],
    });
  });

  test('are choices where so many were asked for', () => {
    const answers = { ...said('output', 0, 'assistant', 'one'), ...said('output', 1, 'assistant', 'two') };
    const of = (n: number): unknown => recordOf({ ...answers, 'llm.invocation_parameters': json({ n }) }).response;
    expect(of(2)).toMatchObject({ choices: [{ message: { content: 'one' } }, { message: { content: 'two' } }] });
    expect(of(1)).toMatchObject({ content: 'one\ntwo' });
  });

  test('are the choices of all answers where a framework asks several times', () => {
    const choice = (content: string): object => ({ choices: [{ message: { role: 'assistant', content } }] });
    const { response } = recordOf({ 'output.value': json([{ id: 'r', ...choice('one') }, choice('two')]) });
    expect(response).toMatchObject({ choices: [{ message: { content: 'one' } }, { message: { content: 'two' } }] });
  });

  test('are the text of the body where a flattened message has none', () => {
    const record = recordOf({
      'input.value': 'Hi',
      'llm.input_messages.0.message.role': 'user',
      'output.value': 'Hello',
      'llm.output_messages.0.message.role': 'assistant',
    });
    expect(record.messages).toEqual([{ role: 'user', content: 'Hi' }]);
    expect(record.response).toEqual({ role: 'assistant', content: 'Hello' });
  });

  test('are apart where they are about something else: the body stays in the metadata', () => {
    const record = recordOf({
      'input.value': 'a topic',
      ...said('input', 0, 'user', 'the whole prompt'),
      'output.value': 'a verdict',
      ...said('output', 0, 'assistant', 'the whole answer'),
    });
    expect(record.messages).toEqual([{ role: 'user', content: 'the whole prompt' }]);
    expect(record.response).toEqual({ role: 'assistant', content: 'the whole answer' });
    expect(record.metadata).toMatchObject({ 'input.value': 'a topic', 'output.value': 'a verdict' });
  });

  test('are apart where the body is a text beside a message of another kind', () => {
    const record = recordOf({
      'input.value': 'What now?',
      'llm.input_messages.0.message.role': 'assistant',
      'llm.input_messages.0.message.tool_calls.0.tool_call.function.name': 'look',
    });
    expect(record.messages).toEqual([
      { role: 'assistant', content: null, tool_calls: [{ type: 'function', function: { name: 'look' } }] },
    ]);
    expect(record.metadata?.['input.value']).toBe('What now?');
  });

  const long = chat({ role: 'user', content: 'first' }, { role: 'user', content: 'a long question' }).slice(0, -12);
  test.each<[string, JsonObject, number, readonly string[], true | undefined]>([
    ['cut, without any other message', {}, 0, ['first', 'a long '], true],
    [
      'cut, beside messages of which some were dropped',
      said('input', 0, 'user', 'first'),
      3,
      ['first', 'a long '],
      true,
    ],
    ['cut, beside all messages', said('input', 0, 'user', 'first'), 0, ['first'], undefined],
  ])('of a body that is %s', (_what, flat, dropped, expected, truncated) => {
    const { messages, metadata } = recordOf({ 'input.value': long, ...flat }, {}, dropped);
    expect(messages.map(({ content }) => content)).toEqual(expected);
    expect(metadata?.['truncated']).toBe(truncated);
  });
});

describe('an input or an output that is no body of an API', () => {
  test.each<[string, Readonly<Record<string, unknown>>, readonly unknown[]]>([
    ['of plain text stays as it is', { 'input.value': '[ "a" ]', 'input.mime_type': 'text/plain' }, ['[ "a" ]']],
    ['of JSON is one message for each text', { 'input.value': '[ "a", "b" ]' }, ['a', 'b']],
    ['of an object is its JSON', { 'input.value': '{ "city": "Paris" }' }, ['{"city":"Paris"}']],
    ['that is empty is none', { 'input.value': '' }, []],
    [
      'of texts and messages',
      { 'input.value': json(['Hi', { role: 'assistant', content: 'Hello' }]) },
      ['Hi', 'Hello'],
    ],
  ])('%s', (_what, attributes, expected) => {
    const { messages, metadata } = recordOf(attributes);
    expect(messages.map(({ content }) => content)).toEqual(expected);
    expect(metadata).not.toHaveProperty(['input.value']);
  });

  test('that is an empty output is none', () => {
    expect(recordOf({ 'output.value': '' }).response).toEqual({});
  });

  test.each(['model', 'modelId'])('has other members, which are parameters beside a %s', (name) => {
    const input = { messages: [{ role: 'user', content: 'Hi' }], safety: 'high' };
    const others = recordOf({ ...llm, 'llm.model_name': undefined, 'input.value': json({ [name]: 'm', ...input }) });
    expect(others.hyperparameters).toEqual({ safety: 'high' });
    expect(others.metadata).not.toHaveProperty(['input.value']);
    expect(recordOf({ 'input.value': json(input) }).metadata?.['input.value']).toEqual({ safety: 'high' });
  });

  test('keeps what a framework has beside its messages, but ids of items', () => {
    const { messages, metadata } = recordOf({
      'input.value': json([
        { role: 'user', content: 'Hi', id: 'm1', providerOptions: { cache: true } },
        { type: 'function_call', id: 'fc1', callId: 'c1', name: 'look', arguments: '{}', status: 'completed' },
        { type: 'function_call_result', callId: 'c1', output: { type: 'text', text: 'sunny' } },
      ]),
    });
    expect(messages).toMatchObject([
      { role: 'user', content: 'Hi' },
      { role: 'assistant', tool_calls: [{ id: 'c1', function: { name: 'look', arguments: '{}' } }] },
      { role: 'tool', content: 'sunny', tool_call_id: 'c1' },
    ]);
    expect(metadata?.['input.value']).toEqual([
      { id: 'm1', providerOptions: { cache: true } },
      { status: 'completed' },
      null,
    ]);
  });

  test('repeats parts of the request, which stay only where the flattened attributes lack them', () => {
    const output = json({
      id: 'r',
      output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Hi' }] }],
      tools: [{ type: 'function', name: 'look' }],
      instructions: 'be brief',
    });
    expect(recordOf({ 'output.value': output }).metadata?.['output.value']).toEqual({
      tools: [{ type: 'function', name: 'look' }],
      instructions: 'be brief',
    });
    const flat = {
      'llm.tools.0.tool.json_schema': json({ type: 'function', name: 'look' }),
      ...said('input', 0, 'system', 'be brief'),
      ...said('input', 1, 'user', 'Hi'),
      ...said('output', 0, 'assistant', 'Hi'),
    };
    expect(recordOf({ 'output.value': output, ...flat }).metadata).not.toHaveProperty(['output.value']);
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
      'the input of a Responses API',
      { 'input.value': json({ model: 'm', input: secret }), ...said('output', 0, 'assistant', 'hi') },
    ],
    [
      'the messages of the output',
      { 'output.value': json({ choices: [{ message: { content: secret } }] }), ...said('input', 0, 'user', 'hi') },
    ],
    [
      'members of the input that are no parameters',
      {
        'input.value': json({ messages: [{ role: 'user', content: secret }], note: secret }),
        ...said('input', 0, 'user', '__REDACTED__'),
      },
    ],
    [
      'arguments of calls',
      {
        'output.value': json({ choices: [{ message: { role: 'assistant', content: secret } }] }),
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.tool_calls.0.tool_call.function.name': 'look',
        'llm.output_messages.0.message.tool_calls.0.tool_call.function.arguments': '__REDACTED__',
      },
    ],
    ...['refusal', 'reasoning'].map((type): [string, Readonly<Record<string, unknown>>] => [
      `a ${type}`,
      {
        'output.value': json({ choices: [{ message: { role: 'assistant', content: secret } }] }),
        'llm.output_messages.0.message.role': 'assistant',
        'llm.output_messages.0.message.contents.0.message_content.type': type,
        'llm.output_messages.0.message.contents.0.message_content.text': '__REDACTED__',
      },
    ]),
    [
      "images of OpenAI's Responses API",
      {
        'input.value': image(`https://example.com/${secret}`),
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.contents.0.message_content.type': 'input_image',
      },
    ],
    [
      'long images of Anthropic',
      {
        'llm.system': 'anthropic',
        'input.value': image(`data:image/png;base64,${secret}`),
        'llm.input_messages.0.message.role': 'user',
        'llm.input_messages.0.message.contents.0.message_content.type': 'image',
      },
    ],
    ...[[[1, 2], secret], [`[1,2] ${secret}`], [`${secret} [1,2]`], [`[${secret}]`]].map(
      (texts): [string, Readonly<Record<string, unknown>>] => [
        `texts to embed that are no tokens: ${json(texts).replace(secret, 'a secret')}`,
        {
          'openinference.span.kind': 'EMBEDDING',
          'input.value': json(texts),
          'embedding.embeddings.0.embedding.vector': [0.5],
        },
      ],
    ),
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

test('the address of an image is not hidden in a span of Anthropic’s instrumentation, which never writes it', () => {
  const url = 'https://example.com/cat.png';
  const content = [{ type: 'image_url', image_url: { url } }];
  const { messages } = recordOf({
    'llm.system': 'anthropic',
    'input.value': json({
      model: 'm',
      messages: [
        { role: 'assistant', content: 'Which?' },
        { role: 'user', content },
      ],
    }),
    'llm.input_messages.0.message.role': 'user',
    'llm.input_messages.0.message.contents.0.message_content.type': 'image',
  });
  expect(json(messages)).toContain(url);
});

test('messages that a limit on attributes may have dropped are not hidden', () => {
  const request = json({ model: 'gpt-4o', messages: [{ role: 'user', content: 'Hi' }] });
  const { messages } = recordOf({ 'input.value': request, ...said('output', 0, 'assistant', 'Hello') }, {}, 5);
  expect(messages).toEqual([{ role: 'user', content: 'Hi' }]);
});

test('the prompt of an old API, beside an empty list of messages, is not hidden', () => {
  const request = json({ prompt: 'Human: Hi', max_tokens_to_sample: 9, messages: [] });
  const { messages } = recordOf({ 'input.value': request, ...said('output', 0, 'assistant', 'Hello') });
  expect(messages).toEqual([{ role: 'user', content: 'Human: Hi' }]);
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
  const stepOf = (kind: string, attributes: object): readonly unknown[] => {
    const span = { ...chatSpan({}), name: 'look', attributes: { 'openinference.span.kind': kind, ...attributes } };
    const step = stepOfSpan(span);
    if (step === undefined) throw new Error('not taken for a step');
    const { inputs, outputs, config } = toStepEventDraft(span, step, {}).rest;
    return [inputs, outputs, config];
  };

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
    expect(stepOf(kind, attributes)).toEqual(expected);
  });
});
