import { json, recordOf, said } from '../../../support/openinference-spans';

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
