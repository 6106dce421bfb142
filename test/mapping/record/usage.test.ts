import type { JsonObject } from '../../../src/json/json';
import { recordOf } from '../../support/call';

const usageOf = (counts: Readonly<Record<string, unknown>>): JsonObject =>
  recordOf(Object.fromEntries(Object.entries(counts).map(([name, value]) => [`gen_ai.usage.${name}`, value]))).usage;

describe('usage', () => {
  test.each<[string, Readonly<Record<string, unknown>>, JsonObject]>([
    ['is empty if nothing is known', {}, {}],
    [
      'has the sum as its total',
      { input_tokens: 10, output_tokens: 5 },
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    ],
    ['has no total if a part is unknown', { input_tokens: 10 }, { prompt_tokens: 10 }],
    [
      'has the total that was reported',
      { input_tokens: 10, output_tokens: 5, total_tokens: 20 },
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: 20 },
    ],
    [
      'knows the names before v1.27',
      { prompt_tokens: 10, completion_tokens: 5 },
      { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 },
    ],
    [
      'knows names that are of no version',
      { input_tokens: 30, cached_input_tokens: 10, cache_write_tokens: 5, output_tokens: 9, thinking_tokens: 3 },
      {
        prompt_tokens: 30,
        completion_tokens: 9,
        total_tokens: 39,
        prompt_tokens_details: { cached_tokens: 10, cache_write_tokens: 5 },
        completion_tokens_details: { reasoning_tokens: 3 },
      },
    ],
    [
      'keeps a count of zero',
      { input_tokens: 0, 'cache_read.input_tokens': 0 },
      { prompt_tokens: 0, prompt_tokens_details: { cached_tokens: 0 } },
    ],
    [
      'counts cached tokens as part of the prompt',
      { input_tokens: 1816, output_tokens: 5, 'cache_read.input_tokens': 1500, 'cache_write.input_tokens': 300 },
      {
        prompt_tokens: 1816,
        completion_tokens: 5,
        total_tokens: 1821,
        prompt_tokens_details: { cached_tokens: 1500, cache_write_tokens: 300 },
      },
    ],
    [
      'counts what Anthropic writes to its cache for an hour apart',
      {
        input_tokens: 1816,
        'cache_creation.input_tokens': 300,
        'details.cache_creation.ephemeral_1h_input_tokens': 200,
      },
      { prompt_tokens: 1816, prompt_tokens_details: { cache_write_tokens: 300, cache_write_1h_tokens: 200 } },
    ],
    [
      'counts what Bedrock writes to its cache for an hour apart',
      { input_tokens: 1816, 'cache_creation.input_tokens': 300, 'details.cacheDetails.1h': 200 },
      { prompt_tokens: 1816, prompt_tokens_details: { cache_write_tokens: 300, cache_write_1h_tokens: 200 } },
    ],
    [
      'adds cached tokens to a prompt that is too small to hold them',
      { input_tokens: 16, output_tokens: 5, 'cache_read.input_tokens': 1500, 'cache_creation.input_tokens': 300 },
      {
        prompt_tokens: 1816,
        completion_tokens: 5,
        total_tokens: 1821,
        prompt_tokens_details: { cached_tokens: 1500, cache_write_tokens: 300 },
      },
    ],
    [
      'adds them to a total that left them out, too',
      { input_tokens: 16, output_tokens: 5, total_tokens: 21, 'cache_read.input_tokens': 1500 },
      { prompt_tokens: 1516, completion_tokens: 5, total_tokens: 1521, prompt_tokens_details: { cached_tokens: 1500 } },
    ],
    [
      'has details of reasoning and modalities, and adds them to nothing',
      {
        input_tokens: 300,
        output_tokens: 90,
        'image.input_tokens': 200,
        'text.input_tokens': 100,
        'reasoning.output_tokens': 64,
        'audio.output_tokens': 8,
      },
      {
        prompt_tokens: 300,
        completion_tokens: 90,
        total_tokens: 390,
        prompt_tokens_details: { text_tokens: 100, image_tokens: 200 },
        completion_tokens_details: { reasoning_tokens: 64, audio_tokens: 8 },
      },
    ],
    [
      'has cached audio and images as parts of what is cached, as Gemini counts them',
      {
        input_tokens: 300,
        'cache_read.input_tokens': 90,
        'audio.input_tokens': 100,
        'audio.cache_read.input_tokens': 60,
        'image.cache_read.input_tokens': 30,
      },
      {
        prompt_tokens: 300,
        prompt_tokens_details: {
          cached_tokens: 90,
          cached_audio_tokens: 60,
          cached_image_tokens: 30,
          audio_tokens: 100,
        },
      },
    ],
    ['takes counts that are text', { input_tokens: '12' }, { prompt_tokens: 12 }],
    ['leaves out what is no count', { input_tokens: -1, output_tokens: 1.5, total_tokens: Number.NaN }, {}],
  ])('%s', (_rule, counts, expected) => {
    expect(usageOf(counts)).toEqual(expected);
  });

  /** The price of a call is the number of its tokens. */
  const priced = (provider: string, model: string, counts: Readonly<Record<string, number>>) => {
    const names = Object.entries(counts).map(([name, value]) => [`gen_ai.usage.${name}`, value]);
    const attributes = {
      'gen_ai.provider.name': provider,
      'gen_ai.request.model': model,
      ...Object.fromEntries(names),
    };
    const { usage, cost } = recordOf(attributes, {
      price: ({ promptTokens = 0, completionTokens = 0 }) => promptTokens + completionTokens,
    });
    return [usage['prompt_tokens'], usage['completion_tokens'], usage['total_tokens'], cost];
  };

  test.each<[string, string, string, Readonly<Record<string, number>>, readonly unknown[]]>([
    [
      'completion, at Google',
      'gcp.gemini',
      'gemini-2.5-pro',
      { input_tokens: 7, output_tokens: 90, total_tokens: 1108 },
      [7, 1101, 1108, 1108],
    ],
    [
      'completion, of a Gemini model behind a gateway',
      'openai',
      'google/gemini-2.5-flash',
      { input_tokens: 11, output_tokens: 9, total_tokens: 88 },
      [11, 77, 88, 88],
    ],
    [
      'completion, where it is written as 0, as Traceloop does without knowing it',
      'openai',
      'gpt-4o',
      { prompt_tokens: 21, completion_tokens: 0, total_tokens: 81 },
      [21, 60, 81, 81],
    ],
    [
      'prompt, where that is written as 0',
      'openai',
      'gpt-4o',
      { prompt_tokens: 0, completion_tokens: 60, total_tokens: 81 },
      [21, 60, 81, 81],
    ],
    [
      'prompt without a price at Anthropic, also where the completion is written as 0',
      'anthropic',
      'claude-sonnet-4-5',
      { input_tokens: 7, output_tokens: 0, total_tokens: 9537 },
      [9537, 0, 9537, undefined],
    ],
    [
      'prompt without a price at Google, where that is written as 0',
      'gcp.gemini',
      'gemini-2.5-pro',
      { input_tokens: 0, output_tokens: 60, total_tokens: 81 },
      [21, 60, 81, undefined],
    ],
    [
      'neither of both, where both are written as 0; then there is no cost',
      'gcp.gemini',
      'gemini-2.5-pro',
      { prompt_tokens: 0, completion_tokens: 0, total_tokens: 81 },
      [0, 0, 81, undefined],
    ],
    [
      'completion, where it is as much as the reasoning',
      'acme',
      'm',
      { input_tokens: 21, output_tokens: 0, total_tokens: 81, 'reasoning.output_tokens': 60 },
      [21, 60, 81, 81],
    ],
    [
      'prompt, where it is as much as what is cached',
      'acme',
      'm',
      { input_tokens: 100, output_tokens: 5, total_tokens: 165, 'cache_read.input_tokens': 60 },
      [160, 5, 165, 165],
    ],
    [
      'prompt without a price at Anthropic, as it was read from the cache or written to it',
      'anthropic',
      'claude-sonnet-4-5',
      { input_tokens: 7, output_tokens: 30, total_tokens: 9537 },
      [9507, 30, 9537, undefined],
    ],
    [
      'neither, and the call without a price, elsewhere',
      'acme',
      'm',
      { input_tokens: 10, output_tokens: 5, total_tokens: 20 },
      [10, 5, 20, undefined],
    ],
    ['completion, where no other is known', 'acme', 'm', { input_tokens: 10, total_tokens: 25 }, [10, 15, 25, 25]],
    ['prompt, where no other is known', 'acme', 'm', { output_tokens: 15, total_tokens: 25 }, [10, 15, 25, 25]],
    ['nothing, where there is none', 'acme', 'm', { input_tokens: 10, total_tokens: 10 }, [10, undefined, 10, 10]],
  ])('of a total that says more than its parts is %s', (_where, provider, model, counts, expected) => {
    expect(priced(provider, model, counts)).toEqual(expected);
  });

  test.each<[string, Readonly<Record<string, number>>, readonly unknown[]]>([
    ['is the sum, where the total is less', { input_tokens: 10, output_tokens: 5, total_tokens: 11 }, [10, 5, 15, 15]],
    [
      'has more reasoning than output as a part of it',
      { input_tokens: 10, output_tokens: 5, 'reasoning.output_tokens': 60 },
      [10, 65, 75, 75],
    ],
    [
      'has no price, where the total leaves out reasoning',
      { input_tokens: 10, output_tokens: 5, total_tokens: 15, 'reasoning.output_tokens': 60 },
      [10, 5, 15, undefined],
    ],
  ])('%s', (_rule, counts, expected) => {
    expect(priced('acme', 'm', counts)).toEqual(expected);
  });

  test('is flat in the metadata, for the columns of tables', () => {
    const { metadata } = recordOf({
      'gen_ai.usage.input_tokens': 16,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.usage.cache_read.input_tokens': 1500,
      'gen_ai.usage.cache_write.input_tokens': 300,
      'gen_ai.usage.reasoning.output_tokens': 2,
    });
    expect(metadata).toMatchObject({
      prompt_tokens: 1816,
      completion_tokens: 5,
      total_tokens: 1821,
      cache_read_input_tokens: 1500,
      cache_write_input_tokens: 300,
      reasoning_tokens: 2,
    });
  });

  const failed = { status: { code: 2, message: 'overloaded' } };
  const stream = { 'gen_ai.request.stream': true };
  const ended = { 'gen_ai.response.finish_reasons': ['stop'] };
  const counts = { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 1 };
  const stated = { 'gen_ai.usage.cost': 0.5 };
  test.each<[string, Readonly<Record<string, unknown>>, Parameters<typeof recordOf>[2], number | undefined]>([
    ['no cost where a stream broke off', { ...stream }, failed, undefined],
    [
      'no cost where only its first chunk shows the stream',
      { 'gen_ai.response.time_to_first_chunk': 1 },
      failed,
      undefined,
    ],
    ['the cost that is stated', { ...stream, ...stated }, failed, 0.5],
    ['a cost where a stream failed after its answer', { ...stream, ...ended }, failed, 11],
    ['a cost where a stream has no finish reason and did not fail', { ...stream }, {}, 11],
    ['a cost where a call without a stream failed', {}, failed, 11],
  ])('has %s', (_what, attributes, members, cost) => {
    const price = ({ promptTokens = 0, completionTokens = 0 }) => promptTokens + completionTokens;
    const record = recordOf({ ...counts, ...attributes }, { price }, members);
    expect([record.cost, record.metadata?.['cost']]).toEqual([cost, cost]);
    expect(record.usage['completion_tokens']).toBe(1);
  });

  test('has the cost that a gateway reports', () => {
    const { cost, metadata } = recordOf({ 'gen_ai.usage.cost': 0.00012 });
    expect([cost, metadata?.['cost']]).toEqual([0.00012, 0.00012]);
  });

  test('has no cost that is stated in another currency', () => {
    const costIn = (currency: string) =>
      recordOf({ 'gen_ai.usage.cost.amount': 0.5, 'gen_ai.usage.cost.currency': currency }).cost;
    expect([costIn('USD'), costIn('EUR')]).toEqual([0.5, undefined]);
  });
});
