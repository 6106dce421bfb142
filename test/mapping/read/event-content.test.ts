import type { LogEvent } from '../../../src/mapping/span/span-view';
import { recordOf } from '../../support/call';
import { deepFrozen } from '../../support/fixture';

const details = 'gen_ai.client.inference.operation.details';
const log = (name: string, body: unknown, attributes: Readonly<Record<string, unknown>> = {}): LogEvent =>
  deepFrozen({ name, body, attributes });
const part = (content: string): unknown => ({ type: 'text', content });

describe('message events', () => {
  test('are the conversation, in their order', () => {
    const logs = [
      log('gen_ai.system.message', { content: 'Be brief.' }),
      log('gen_ai.user.message', { content: 'Weather?' }),
      log('gen_ai.assistant.message', {
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: { a: 1 } } }],
      }),
      log('gen_ai.tool.message', { id: 'c', content: '18°C' }),
    ];
    expect(recordOf({}, { logs }).messages).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: 'Weather?' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
      },
      { role: 'tool', content: '18°C', tool_call_id: 'c' },
    ]);
  });

  test('have the role of their body', () => {
    const logs = [log('gen_ai.system.message', { role: 'developer', content: 'Be brief.' })];
    expect(recordOf({}, { logs }).messages).toEqual([{ role: 'developer', content: 'Be brief.' }]);
  });

  test('without content make no empty messages', () => {
    const logs = [
      log('gen_ai.system.message', {}),
      log('gen_ai.user.message', {}),
      log('gen_ai.choice', { index: 0, finish_reason: 'stop', message: {} }),
    ];
    const record = recordOf({}, { logs });
    expect(record.messages).toEqual([]);
    expect(record.response).toEqual({ finish_reason: 'stop' });
  });
});

describe('choice events', () => {
  test.each([
    [
      'in the message',
      { message: { tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] } },
    ],
    [
      'beside the message',
      { message: {}, tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
    ],
  ])('have their tool calls %s', (_place, body) => {
    const logs = [log('gen_ai.choice', { index: 0, finish_reason: 'tool_calls', ...body })];
    expect(recordOf({}, { logs }).response).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
      finish_reason: 'tool_calls',
    });
  });

  test('are put in the order of their index', () => {
    const logs = [1, 0].map((index) =>
      log('gen_ai.choice', { index, finish_reason: 'stop', message: { content: `choice ${index}` } }),
    );
    const { response } = recordOf({}, { logs });
    expect(response['content']).toBe('choice 0');
    expect(response['choices']).toHaveLength(2);
  });
});

describe('events with the details of the operation', () => {
  test('that come in pieces are one turn, and not choices', () => {
    const piece = (name: string): LogEvent =>
      log(details, null, {
        'gen_ai.output.messages': [
          {
            role: 'assistant',
            parts: [{ type: 'tool_call', id: name, name, arguments: '{}' }],
            finish_reason: 'tool_call',
          },
        ],
      });
    const logs = [
      log(details, null, { 'gen_ai.input.messages': [{ role: 'user', parts: [part('Hi')] }] }),
      piece('a'),
      piece('b'),
    ];
    const { messages, response } = recordOf({}, { logs });
    expect(messages).toEqual([{ role: 'user', content: 'Hi' }]);
    expect(response).toEqual({
      role: 'assistant',
      content: null,
      tool_calls: ['a', 'b'].map((name) => ({ id: name, type: 'function', function: { name, arguments: '{}' } })),
      finish_reason: 'tool_calls',
    });
  });

  test('with several messages in one are choices', () => {
    const output = ['a', 'b'].map((content) => ({ role: 'assistant', parts: [part(content)] }));
    const { response } = recordOf({}, { logs: [log(details, null, { 'gen_ai.output.messages': output })] });
    expect(response['choices']).toHaveLength(2);
  });

  test('complete the span, which wins where both have a value', () => {
    const logs = [
      log(details, null, { 'gen_ai.usage.input_tokens': 7, 'gen_ai.request.temperature': 1, 'app.note': 'n' }),
    ];
    const record = recordOf({ 'gen_ai.request.temperature': 0.5 }, { logs });
    expect(record.usage['prompt_tokens']).toBe(7);
    expect(record.hyperparameters?.['temperature']).toBe(0.5);
    expect(record.metadata?.['app.note']).toBe('n');
  });
});

test('content on the span and in events is there once', () => {
  const messages = [{ role: 'user', parts: [part('Hi')] }];
  const logs = [
    log('gen_ai.user.message', { content: 'Hi' }),
    log(details, null, { 'gen_ai.input.messages': messages }),
  ];
  expect(recordOf({ 'gen_ai.input.messages': JSON.stringify(messages) }, { logs }).messages).toEqual([
    { role: 'user', content: 'Hi' },
  ]);
});

test('events that no field is read from are kept in the metadata', () => {
  const logs = [log('gen_ai.guardrail.result', undefined, { 'gen_ai.guardrail.name': 'relevance' })];
  const events = [{ name: 'logprobs', time: [1, 500_000_000] as const, attributes: { logprobs: '[]' } }];
  expect(recordOf({}, { logs }, { events }).metadata?.['events']).toEqual([
    { name: 'logprobs', time: 1_500, attributes: { logprobs: '[]' } },
    { name: 'gen_ai.guardrail.result', attributes: { 'gen_ai.guardrail.name': 'relevance' } },
  ]);
});
