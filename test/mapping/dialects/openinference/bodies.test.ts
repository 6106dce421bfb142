import type { JsonObject } from '../../../../src/json/json';
import { json, recordOf, said } from '../../../support/openinference-spans';

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
    const others = recordOf({ 'llm.model_name': undefined, 'input.value': json({ [name]: 'm', ...input }) });
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
