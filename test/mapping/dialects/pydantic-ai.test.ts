import { recordOf } from '../../support/call';

test.each<[string, Readonly<Record<string, number>>, Readonly<Record<string, number>>]>([
  ['of its own', { cache_read_tokens: 60, cache_write_tokens: 30 }, { cached_tokens: 60, cache_write_tokens: 30 }],
  [
    'of Anthropic',
    { cache_read_input_tokens: 60, cache_creation_input_tokens: 30 },
    { cached_tokens: 60, cache_write_tokens: 30 },
  ],
  ['of OpenAI', { cached_tokens: 60 }, { cached_tokens: 60 }],
  ['of Gemini', { cached_content_tokens: 60 }, { cached_tokens: 60 }],
  ['of audio', { input_audio_tokens: 7 }, { audio_tokens: 7 }],
])('the details of the usage are counts under the names %s', (_whose, details, expected) => {
  const { usage, metadata } = recordOf({
    'gen_ai.usage.input_tokens': 100,
    'gen_ai.usage.output_tokens': 20,
    ...Object.fromEntries(Object.entries(details).map(([name, value]) => [`gen_ai.usage.details.${name}`, value])),
  });
  expect(usage).toMatchObject({ prompt_tokens: 100, total_tokens: 120, prompt_tokens_details: expected });
  expect(Object.keys(metadata ?? {}).filter((name) => name.includes('details'))).toEqual([]);
});

test.each(['reasoning_tokens', 'thinking_tokens', 'thoughts_tokens'])('%s are tokens of reasoning', (name) => {
  const { usage } = recordOf({ 'gen_ai.usage.output_tokens': 20, [`gen_ai.usage.details.${name}`]: 12 });
  expect(usage).toEqual({ completion_tokens: 20, completion_tokens_details: { reasoning_tokens: 12 } });
});

test('a count by the conventions comes first', () => {
  const { usage } = recordOf({
    'gen_ai.usage.cache_read.input_tokens': 60,
    'gen_ai.usage.details.cache_read_tokens': 50,
  });
  expect(usage['prompt_tokens_details']).toEqual({ cached_tokens: 60 });
});

test('audio of the answer is counted, and the cost is taken', () => {
  const { usage, cost } = recordOf({
    'gen_ai.usage.output_tokens': 20,
    'gen_ai.usage.details.output_audio_tokens': 7,
    'operation.cost': 0.25,
  });
  expect(usage).toEqual({ completion_tokens: 20, completion_tokens_details: { audio_tokens: 7 } });
  expect(cost).toBe(0.25);
});
