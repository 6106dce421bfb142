import { count, firstOf, positive } from '../read/reader';
import type { Dialect } from './dialect';

const details = 'gen_ai.usage.details.';

/** What Pydantic AI and Logfire add to the conventions: the counts of the provider by names of their own, and the cost. */
export const pydanticAi: Dialect = {
  name: 'pydantic_ai',
  reads: {
    cacheReadTokens: firstOf(
      count(`${details}cache_read_tokens`),
      count(`${details}cache_read_input_tokens`),
      count(`${details}cached_content_tokens`),
      count(`${details}cached_tokens`),
    ),
    cacheWriteTokens: firstOf(count(`${details}cache_write_tokens`), count(`${details}cache_creation_input_tokens`)),
    reasoningTokens: firstOf(
      count(`${details}reasoning_tokens`),
      count(`${details}thinking_tokens`),
      count(`${details}thoughts_tokens`),
    ),
    inputAudioTokens: count(`${details}input_audio_tokens`),
    outputAudioTokens: count(`${details}output_audio_tokens`),
    cost: positive('operation.cost'),
  },
  aboutExchange: ['operation.cost'],
};
