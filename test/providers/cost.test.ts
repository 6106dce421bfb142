import type { PricedCall } from '../../src/providers/cost';
import { recordOf } from '../support/call';

const counts = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'anthropic',
  'gen_ai.request.model': 'claude-sonnet-4-5',
  'gen_ai.response.model': 'claude-sonnet-4-5-20250929',
  'gen_ai.usage.input_tokens': 10,
  'gen_ai.usage.output_tokens': 4,
  'gen_ai.usage.cache_read.input_tokens': 100,
  'honeyhive.request.service_tier': 'standard_only',
};

test('the cost of the span is taken, and none is computed', () => {
  const asked: PricedCall[] = [];
  const price = (call: PricedCall): number => asked.push(call);
  const record = recordOf({ ...counts, 'gen_ai.usage.cost': 0.25 }, { price });
  expect(record.cost).toBe(0.25);
  expect(record.metadata).toMatchObject({ cost: 0.25 });
  expect(asked).toEqual([]);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['several tracers', { 'gen_ai.usage.cost': 0.25 }],
  ['others', { 'gen_ai.usage.total_cost': '0.25' }],
  ['apps', { 'gen_ai.usage.cost_usd': 0.25 }],
  ['LiteLLM', { 'gen_ai.cost.total_cost': 0.25 }],
  ['Sentry', { 'gen_ai.cost.total_tokens': 0.25 }],
  ['older versions of Sentry', { 'ai.total_cost': 0.25 }],
  ['Pydantic AI and Logfire', { 'operation.cost': 0.25 }],
  ['a proposal for the conventions', { 'gen_ai.usage.cost.amount': 0.25, 'gen_ai.usage.cost.currency': 'USD' }],
  ['OpenInference', { 'llm.cost.total': 0.25 }],
  ['OpenRouter, in a body', { 'openinference.span.kind': 'LLM', 'output.value': '{"usage":{"cost":0.25}}' }],
  [
    'Perplexity, in a body',
    { 'openinference.span.kind': 'LLM', 'output.value': '{"usage":{"cost":{"total_cost":0.25}}}' },
  ],
  [
    'xAI, in a body',
    { 'openinference.span.kind': 'LLM', 'output.value': '{"usage":{"cost_in_usd_ticks":2500000000}}' },
  ],
  ['Perplexity, observed', { 'gen_ai.usage.details.cost.total_cost': 0.25 }],
  ['xAI, observed', { 'gen_ai.usage.details.cost_in_usd_ticks': 2_500_000_000 }],
  ['Vercel’s gateway', { 'ai.response.providerMetadata': '{"gateway":{"cost":"0.25"}}' }],
  ['OpenRouter’s provider', { 'ai.response.providerMetadata': '{"openrouter":{"usage":{"cost":0.25}}}' }],
  ['xAI’s provider', { 'ai.response.providerMetadata': '{"xai":{"costInUsdTicks":2500000000}}' }],
  ['LangSmith', { 'langsmith.usage_metadata': '{"total_cost":0.25}' }],
])('a cost that %s state beats one that could be computed', (_who, stated) => {
  expect(recordOf({ ...counts, ...stated }, { price: () => 1 }).cost).toBe(0.25);
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  [
    '0, which stands for an unknown one',
    { 'operation.cost': 0, 'gen_ai.cost.total_tokens': 0, 'gen_ai.usage.cost': 0 },
  ],
  ['in another currency', { 'gen_ai.usage.cost.amount': 0.25, 'gen_ai.usage.cost.currency': 'EUR' }],
  ['of parts only', { 'gen_ai.cost.input_tokens': 0.25 }],
])('a cost that is %s is none', (_what, stated) => {
  expect(recordOf({ ...counts, ...stated }, { price: () => 1 }).cost).toBe(1);
});

test('otherwise it is computed from the call’s own model, time and counts, cached tokens among the prompt’s', () => {
  const asked: PricedCall[] = [];
  const price = (call: PricedCall): number => {
    asked.push(call);
    return 0.5;
  };
  const record = recordOf(counts, { price });
  expect(record.cost).toBe(0.5);
  expect(record.metadata).toMatchObject({ cost: 0.5 });
  expect(asked).toEqual([
    expect.objectContaining({
      provider: 'anthropic',
      model: 'claude-sonnet-4-5-20250929',
      requestModel: 'claude-sonnet-4-5',
      serviceTier: 'standard_only',
      startTime: record.start_time,
      promptTokens: 110,
      cacheReadTokens: 100,
      completionTokens: 4,
    }),
  ]);
});

test('the price is looked up for the tier that served the call, whichever was requested', () => {
  const tiers: (string | undefined)[] = [];
  const price = ({ serviceTier }: PricedCall): undefined => {
    tiers.push(serviceTier);
  };
  const asked = { ...counts, 'honeyhive.request.service_tier': 'auto' };
  recordOf(asked, { price });
  recordOf({ ...asked, 'openai.response.service_tier': 'priority' }, { price });
  recordOf({ ...asked, 'gen_ai.openai.response.service_tier': 'flex' }, { price });
  expect(tiers).toEqual(['auto', 'priority', 'flex']);
});

test.each([
  ['no price is known', () => undefined],
  ['the price is none', () => Number.NaN],
  ['the price is negative', () => -1],
])('there is no cost where %s', (_rule, price) => {
  const record = recordOf(counts, { price });
  expect(record).not.toHaveProperty('cost');
  expect(record.metadata).not.toHaveProperty('cost');
});
