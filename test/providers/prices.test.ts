import fc from 'fast-check';
import { costOf, type PricedCall, type Rates } from '../../src/providers/cost';
import { libraryPrices, priceFrom } from '../../src/providers/prices';
import { type FoundRates, type PriceLibrary, ratesOf } from '../../src/providers/rates';

const unknown: Omit<PricedCall, 'provider' | 'model'> = {
  requestModel: undefined,
  serviceTier: undefined,
  startTime: Date.UTC(2026, 10, 1),
  promptTokens: undefined,
  cacheReadTokens: undefined,
  cacheReadAudioTokens: undefined,
  cacheReadImageTokens: undefined,
  cacheWriteTokens: undefined,
  cacheWriteHourTokens: undefined,
  promptAudioTokens: undefined,
  promptImageTokens: undefined,
  completionTokens: undefined,
  reasoningTokens: undefined,
  completionAudioTokens: undefined,
  completionImageTokens: undefined,
};
const call = (provider: string, model: string, more: Partial<PricedCall> = {}): PricedCall => ({
  ...unknown,
  provider,
  model,
  promptTokens: 10_000,
  completionTokens: 1000,
  ...more,
});

const price = libraryPrices();

describe('the price of a call is the vendor’s list price', () => {
  const sonnetProfile =
    'arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.anthropic.claude-sonnet-4-5-20250929-v1:0';
  test.each<[string, string, Partial<PricedCall>, number]>([
    ['openai', 'gpt-4o-2024-08-06', { cacheReadTokens: 6000 }, 0.0275],
    ['openai', 'gpt-4o-2024-05-13', {}, 0.065],
    ['openai', 'gpt-4o-mini-2024-07-18', { cacheReadTokens: 5000 }, 0.001725],
    ['openai', 'gpt-4.1-mini-2025-04-14', { cacheReadTokens: 5000 }, 0.0041],
    ['openai', 'o3-mini-2025-01-31', { completionTokens: 3000, reasoningTokens: 2500 }, 0.0242],
    ['openai', 'gpt-5-2025-08-07', { cacheReadTokens: 8000, completionTokens: 2000, reasoningTokens: 1500 }, 0.0235],
    ['anthropic', 'claude-3-5-sonnet-20241022', { cacheReadTokens: 6000, cacheWriteTokens: 2000 }, 0.0303],
    ['anthropic', 'claude-opus-4-1-20250805', { cacheReadTokens: 6000, cacheWriteTokens: 2000 }, 0.1515],
    ['anthropic', 'claude-haiku-4-5-20251001', {}, 0.015],
    // 5,000 at $3, 3,000 at $3.75, 2,000 at $6, 1,000 at $15.
    ['anthropic', 'claude-sonnet-4-5', { cacheWriteTokens: 5000, cacheWriteHourTokens: 2000 }, 0.05325],
    ['aws.bedrock', 'anthropic.claude-3-5-sonnet-20240620-v1:0', {}, 0.045],
    ['aws.bedrock', sonnetProfile, {}, 0.0495],
    ['gcp.gemini', 'gemini-2.5-pro', { promptTokens: 250_000 }, 0.64],
    ['gcp.vertex_ai', 'gemini-2.5-flash', {}, 0.0055],
    ['azure.ai.openai', 'gpt-4o-2024-11-20', { cacheReadTokens: 4000 }, 0.03],
    ['groq', 'llama-3.3-70b-versatile', {}, 0.00669],
    // 6,000 of text at $0.30, 2,000 of cached audio at $0.10, 2,000 of other audio at $1, 1,000 at $2.50.
    [
      'gcp.gemini',
      'gemini-2.5-flash',
      { cacheReadTokens: 2000, cacheReadAudioTokens: 2000, promptAudioTokens: 4000 },
      0.0065,
    ],
  ])('%s %s %j', (provider, model, usage, expected) => {
    expect(price(call(provider, model, usage))).toBeCloseTo(expected, 6);
  });
});

describe('a model is found by each of its names', () => {
  const gpt4o = 0.035;
  const sonnet45 = 0.045;
  const regionalSonnet45 = 0.0495;
  test.each([
    ['openai', 'openai/gpt-4o', gpt4o],
    ['openai', 'ft:gpt-4o-2024-08-06:acme::abc', 0.0525],
    ['azure.ai.openai', 'gpt-4o', gpt4o],
    ['azure.ai.openai', 'gpt-35-turbo', 0.0065],
    ['azure.ai.inference', 'gpt-4o', gpt4o],
    ['openrouter', 'openai/gpt-4o', gpt4o],
    ['litellm', 'azure/gpt-4o', gpt4o],
    ['gateway', 'openai/gpt-4o', gpt4o],
    ['litellm_proxy', 'litellm_proxy/openai/gpt-4o', gpt4o],
    ['anthropic', 'claude-sonnet-4-5', sonnet45],
    ['anthropic', 'us.anthropic.claude-sonnet-4-5-20250929-v1:0', regionalSonnet45],
    ['aws.bedrock', 'eu.anthropic.claude-sonnet-4-5-20250929-v1:0', regionalSonnet45],
    ['aws.bedrock', 'global.anthropic.claude-sonnet-4-5-20250929-v1:0', sonnet45],
    ['aws.bedrock', 'arn:aws:bedrock:us-east-1::foundation-model/anthropic.claude-3-haiku-20240307-v1:0', 0.00375],
    ['gateway', 'bedrock/global.anthropic.claude-sonnet-4-5-20250929-v1:0', sonnet45],
    ['aws.bedrock', 'amazon.nova-lite-v1:0', 0.00084],
    ['aws.bedrock', 'us.amazon.nova-lite-v1:0', 0.00084],
    ['aws.bedrock', 'nova-lite-v1:0', 0.00084],
    ['aws.bedrock', 'claude-3-5-sonnet-20240620', sonnet45],
    ['aws.bedrock', 'llama3-70b-instruct-v1:0', 0.03],
    ['aws.bedrock', 'gpt-oss-120b-1:0', 0.0021],
    ['openai', 'openai:gpt-4o', gpt4o],
    ['openai', 'openai.chat:gpt-4o', gpt4o],
    ['unknown', 'anthropic.messages:claude-sonnet-4-5', sonnet45],
    ['gateway', 'google.vertex.chat/gemini-2.5-flash', 0.0055],
    ['gateway', 'google-gla:gemini-2.5-flash', 0.0055],
    ['gcp.vertex_ai', 'claude-sonnet-4-5@20250929', sonnet45],
    ['gcp.vertex_ai', 'publishers/google/models/gemini-2.5-flash', 0.0055],
    ['gcp.vertex_ai', 'projects/p/locations/us-central1/publishers/google/models/gemini-2.5-flash', 0.0055],
    ['gcp.gemini', 'models/gemini-2.5-flash', 0.0055],
    ['gcp.gen_ai', 'gemini-2.5-flash', 0.0055],
    ['gateway', 'vertex_ai/gemini-2.5-flash', 0.0055],
    ['x_ai', 'grok-3', 0.045],
    ['mistral_ai', 'mistral-large-latest', 0.026],
    ['together_ai', 'meta-llama/Llama-3.3-70B-Instruct-Turbo', 0.00968],
  ])('%s %s', (provider, model, expected) => {
    expect(price(call(provider, model))).toBeCloseTo(expected, 6);
  });

  test.each([
    ['a deployment of any name', call('azure.ai.openai', 'my-deployment')],
    ['an own inference profile', call('aws.bedrock', 'arn:aws:bedrock:us-east-1:1:application-inference-profile/abc')],
    ['a model on the app’s own machine', call('ollama', 'gpt-oss:20b')],
    ['a gateway that names no provider', call('litellm_proxy', 'gpt-4o')],
    ['a free variant', call('openrouter', 'openai/gpt-4o:free')],
    ['a model that the library has wrong', call('gcp.vertex_ai', 'gemini-2.0-flash-001')],
    ['another model that it has wrong', call('aws.bedrock', 'titan-embed-text-v2:0')],
    ['sound that it has at the price of text', call('openai', 'gpt-4o-audio-preview', { completionAudioTokens: 9 })],
    ['a tag of a model on the app’s own machine', call('ollama', 'mistral:7b')],
    [
      'a write to the cache for an hour, where only shorter ones have a price',
      call('aws.bedrock', 'anthropic.claude-sonnet-4-5-20250929-v1:0', {
        cacheWriteTokens: 9,
        cacheWriteHourTokens: 9,
      }),
    ],
    ['a discount that ended', call('deepseek', 'deepseek-chat')],
    ['a tier of another price', call('openai', 'gpt-4o', { serviceTier: 'flex' })],
    ['usage that was not reported', call('openai', 'gpt-4o', { promptTokens: undefined, completionTokens: undefined })],
    ['an answer of unknown length', call('openai', 'gpt-4o', { completionTokens: undefined })],
  ])('%s has no price', (_what, one) => {
    expect(price(one)).toBeUndefined();
  });
});

test('an embedding needs no count of an answer', () => {
  expect(price(call('openai', 'text-embedding-3-small', { completionTokens: undefined }))).toBeCloseTo(0.0002, 9);
});

test('a request that has a price of its own is charged, too', () => {
  expect(price(call('perplexity', 'sonar-pro'))).toBeCloseTo(0.045 + 0.014, 6);
});

test('a price that depends on the date is looked up for each call', () => {
  const at = (time: number): unknown => price(call('openrouter', 'google/gemma-4-31b-it', { startTime: time }));
  const before = at(Date.UTC(2026, 7, 1));
  expect(at(Date.UTC(2026, 9, 1))).not.toBe(before);
  expect(at(Date.UTC(2026, 7, 1))).toBe(before);
});

describe('the price library', () => {
  const library = (): PriceLibrary & { asked: number } => {
    const counted = {
      asked: 0,
      calcPrice: (...question: Parameters<PriceLibrary['calcPrice']>) => {
        counted.asked += 1;
        return (require('@pydantic/genai-prices') as PriceLibrary).calcPrice(...question);
      },
    };
    return counted;
  };

  test('is called once for each model, found or not', () => {
    const counted = library();
    const priced = libraryPrices(ratesOf(() => counted));
    for (let n = 0; n < 10; n += 1) {
      priced(call('openai', 'gpt-4o', { promptTokens: n }));
      priced(call('openai', 'unknown-model'));
    }
    expect(counted.asked).toBe(2);
  });

  test('is asked once for a model whose rates come later, and every call has its own price then', () => {
    const answers: ((found: FoundRates) => void)[] = [];
    const priced = libraryPrices({ find: (_question, take) => void answers.push(take) });
    const prices = [10_000, 20_000].map((promptTokens) => priced(call('openai', 'gpt-4o', { promptTokens })));
    expect(prices).toEqual([1, 2].map(() => ({ isOpen: true, cost: undefined })));
    ratesOf(library).find({ names: [{ provider: 'openai', model: 'gpt-4o' }], time: 0 }, (found) => {
      for (const answer of answers) answer(found);
    });
    expect(answers).toHaveLength(1);
    expect(prices).toEqual([0.035, 0.06].map((cost) => ({ isOpen: false, cost })));
    expect(priced(call('openai', 'gpt-4o'))).toBe(0.035);
  });

  test('is not asked for what no known provider charges for', () => {
    const counted = library();
    libraryPrices(ratesOf(() => counted))(call('ollama', 'gpt-oss:20b'));
    expect(counted.asked).toBe(0);
  });

  test('is loaded by the first call that it can price', () => {
    let loaded = 0;
    const load = (): PriceLibrary => {
      loaded += 1;
      return library();
    };
    const priced = libraryPrices(ratesOf(load));
    expect(loaded).toBe(0);
    priced(call('openai', 'gpt-4o'));
    priced(call('openai', 'gpt-4o'));
    expect(loaded).toBe(1);
  });

  test.each<[string, () => PriceLibrary]>([
    [
      'is missing',
      () => {
        throw new Error('Cannot find module');
      },
    ],
    [
      'throws',
      () => ({
        calcPrice: () => {
          throw new Error('odd usage');
        },
      }),
    ],
  ])('does not cost a record when it %s', (_how, load) => {
    expect(libraryPrices(ratesOf(load))(call('openai', 'gpt-4o'))).toBeUndefined();
  });
});

describe('the option cost', () => {
  const failures: string[] = [];
  const failed = (): void => {
    failures.push('failed');
  };
  const gpt4o = call('openai', 'gpt-4o');

  test.each<[string, Parameters<typeof priceFrom>[0], number | undefined]>([
    ['true uses the library', true, 0.035],
    ['a function’s answer is taken', () => 7, 7],
    ['where a function returns undefined, the library is used', () => undefined, 0.035],
    ['a function’s nonsense is no price', () => Number.NaN, undefined],
    ['a negative price is none', () => -1, undefined],
  ])('%s', (_rule, cost, expected) => {
    expect(priceFrom(cost, failed)?.(gpt4o)).toEqual(expected);
    expect(failures).toEqual([]);
  });

  test('false computes nothing', () => {
    expect(priceFrom(false, failed)).toBeUndefined();
  });

  test('a function that throws is reported, and the call has no cost', () => {
    const priced = priceFrom(() => {
      throw new Error('down');
    }, failed);
    expect(priced?.(gpt4o)).toBeUndefined();
    expect(failures).toEqual(['failed']);
  });
});

describe('whatever the usage', () => {
  const tokens = fc.option(fc.oneof(fc.nat(1_000_000), fc.maxSafeNat()), { nil: undefined });
  const usage = fc.record({
    promptTokens: tokens,
    cacheReadTokens: tokens,
    cacheReadAudioTokens: tokens,
    cacheReadImageTokens: tokens,
    cacheWriteTokens: tokens,
    cacheWriteHourTokens: tokens,
    promptAudioTokens: tokens,
    promptImageTokens: tokens,
    completionTokens: tokens,
    reasoningTokens: tokens,
    completionAudioTokens: tokens,
    completionImageTokens: tokens,
  });
  const models = fc.constantFrom<readonly [string, string]>(
    ['openai', 'gpt-4o'],
    ['openai', 'gpt-4o-audio-preview'],
    ['anthropic', 'claude-sonnet-4-5'],
    ['gcp.gemini', 'gemini-2.5-flash'],
    ['perplexity', 'sonar-deep-research'],
    ['aws.bedrock', 'amazon.nova-pro-v1:0'],
  );

  test('a price is a finite amount that is not negative, or none', () => {
    fc.assert(
      fc.property(usage, models, fc.anything(), (counts, [provider, model], odd) => {
        const cost = price(call(provider, model, counts));
        expect(cost === undefined || (typeof cost === 'number' && Number.isFinite(cost) && cost >= 0)).toBe(true);
        const strange = {
          ...call(provider, model, counts),
          provider: String(odd && typeof odd),
          startTime: Number.NaN,
        };
        expect(() => price(strange)).not.toThrow();
      }),
    );
  });

  test('no token is charged twice, and none for nothing', () => {
    const dollar = 1e6;
    const flat: Rates = {
      prompt: dollar,
      cacheRead: dollar,
      cacheReadAudio: dollar,
      cacheReadImage: dollar,
      cacheWrite: dollar,
      cacheWriteHour: dollar,
      promptAudio: dollar,
      promptImage: dollar,
      completion: dollar,
      reasoning: dollar,
      completionAudio: dollar,
      completionImage: dollar,
      requests: undefined,
    };
    const small = fc.nat(10_000);
    fc.assert(
      fc.property(usage, small, small, (counts, promptTokens, completionTokens) => {
        const one = call('p', 'm', { ...counts, promptTokens, completionTokens });
        expect(costOf(one, flat)).toBeCloseTo(promptTokens + completionTokens, 3);
      }),
    );
  });
});
