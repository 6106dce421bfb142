import type { CreateModelEvent } from '../../../../src/mapping/record/model-event';
import { json, recordOf, said } from '../../../support/openinference-spans';

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
