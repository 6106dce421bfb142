import { recordsOf } from '../../support/records';

test('a parameter that is not set is not there', () => {
  const [record] = recordsOf('ax-llm-ax-24.0.21', 'chat-basic');
  expect(record?.hyperparameters).toEqual({ temperature: 0.2, max_tokens: 100, stream: false });
  expect(JSON.stringify(record)).not.toContain('Not set');
});

test('the usage of an event is that of the call', () => {
  const [record] = recordsOf('ax-llm-ax-24.0.21', 'chat-tools');
  expect(record?.usage).toEqual({ prompt_tokens: 10, completion_tokens: 8, total_tokens: 18 });
});

test('the pieces of a streamed choice, none with its text, are one choice that says why it ended', () => {
  const [record] = recordsOf('ax-llm-ax-24.0.21', 'chat-stream');
  expect(record?.messages).toEqual([]);
  expect(record?.response).toEqual({ finish_reason: 'stop' });
});

test('what an event says beside its message stands among the events', () => {
  const [record] = recordsOf('ax-llm-ax-24.0.21', 'chat-tools');
  expect(record?.metadata?.['events']).toEqual([
    { name: 'gen_ai.user.message', time: expect.any(Number), attributes: { part_count: 1 } },
    expect.objectContaining({
      name: 'gen_ai.choice',
      attributes: expect.objectContaining({ tool_count: 2, tool_names: 'get_weather,get_weather' }),
    }),
  ]);
});
