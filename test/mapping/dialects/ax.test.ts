import { recordOf } from '../../support/call';
import { recordsOf } from '../../support/records';

test('a parameter that is not set is left out', () => {
  const [record] = recordsOf('ax-llm-ax-24.0.21', 'chat-basic');
  expect(record?.hyperparameters).toEqual({ temperature: 0.2, max_tokens: 100, stream: false });
  expect(JSON.stringify(record)).not.toContain('Not set');
});

test('the usage of an event is that of the call', () => {
  const [record] = recordsOf('ax-llm-ax-24.0.21', 'chat-tools');
  expect(record?.usage).toEqual({ prompt_tokens: 10, completion_tokens: 8, total_tokens: 18 });
});

test('the pieces of a streamed choice, none with its text, become one choice with its finish reason', () => {
  const [record] = recordsOf('ax-llm-ax-24.0.21', 'chat-stream');
  expect(record?.messages).toEqual([]);
  expect(record?.response).toEqual({ finish_reason: 'stop' });
});

test('attributes of an event that are no part of its message are kept among the events', () => {
  const [record] = recordsOf('ax-llm-ax-24.0.21', 'chat-tools');
  expect(record?.metadata?.['events']).toEqual([
    { name: 'gen_ai.user.message', time: expect.any(Number), attributes: { part_count: 1 } },
    expect.objectContaining({
      name: 'gen_ai.choice',
      attributes: expect.objectContaining({ tool_count: 2, tool_names: 'get_weather,get_weather' }),
    }),
  ]);
});

test('of several events of usage the last one counts, and one without attributes none', () => {
  const usage = (input: number): object => ({
    name: 'gen_ai.usage',
    attributes: {
      'gen_ai.usage.input_tokens': input,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.total_tokens': 99,
    },
  });
  const of = (...events: readonly object[]): unknown => recordOf({}, {}, { events: events as never }).usage;
  expect(of(usage(1), usage(10), { name: 'other' })).toEqual({
    prompt_tokens: 10,
    completion_tokens: 5,
    total_tokens: 99,
  });
  expect(of({ name: 'gen_ai.usage' })).toEqual({});
});
