/** A model as the price library knows it. */
export interface PriceName {
  readonly provider: string;
  readonly model: string;
}

/**
 * The conventions' names of providers, and those that gateways put before a model's name (`vertex_ai/gemini-2.5-pro`), in the
 * price library's words. Others are the same there, or it does not know them.
 */
const providers: ReadonlyMap<string, string> = new Map([
  ['openai', 'openai'],
  ['azure.ai.openai', 'azure'],
  ['azure.ai.inference', 'azure'],
  ['azure', 'azure'],
  ['azure_ai', 'azure'],
  ['anthropic', 'anthropic'],
  ['aws.bedrock', 'aws'],
  ['bedrock', 'aws'],
  ['amazon', 'aws'],
  ['gcp.gemini', 'google'],
  ['gcp.gen_ai', 'google'],
  ['gcp.vertex_ai', 'google'],
  ['vertex_ai', 'google'],
  ['vertex', 'google'],
  ['gemini', 'google'],
  ['google', 'google'],
  ['mistral_ai', 'mistral'],
  ['mistralai', 'mistral'],
  ['mistral', 'mistral'],
  ['x_ai', 'x-ai'],
  ['x-ai', 'x-ai'],
  ['xai', 'x-ai'],
  ['cohere', 'cohere'],
  ['deepseek', 'deepseek'],
  ['groq', 'groq'],
  ['perplexity', 'perplexity'],
  ['openrouter', 'openrouter'],
  ['together_ai', 'together'],
  ['fireworks_ai', 'fireworks'],
  ['moonshot_ai', 'moonshotai'],
  ['moonshotai', 'moonshotai'],
  ['cerebras', 'cerebras'],
  ['novita', 'novita'],
  ['minimax', 'minimax'],
  ['zai', 'zai'],
  ['cloudflare', 'cloudflare'],
  ['ovhcloud', 'ovhcloud'],
  ['voyageai', 'voyageai'],
]);

/** The conventions' name of a provider that charges by the names of others. */
const gateway = 'openrouter';

/** Bedrock's ids: `anthropic.claude-…-v1:0`, with or without a region (`us.`, `apac.`, `us-gov.`, `global.`), and ARNs. */
const bedrockId =
  /^(?:arn:aws[\w-]*:bedrock:|(?:[a-z]{2,6}(?:-gov)?\.)?(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen|writer)\.[a-z])/;
/** Vertex's ids of Anthropic's models: `claude-sonnet-4-5@20250929`. */
const vertexId = /^claude-[\w.-]+@/;
/** `models/…`, `publishers/google/models/…`, `projects/p/locations/l/publishers/google/models/…`, `accounts/a/models/…`. */
const resourcePath = /^(?:.*\/)?models\//;
/** Azure's own spelling. */
const azureSpelling = /^gpt-35-/;

/**
 * Under which names to ask for the price of a model, the likeliest first; none where nobody's price is meant. Who serves a
 * model shows in its id where clients of one API talk to the servers of another.
 */
export function priceNames(provider: string, model: string): readonly PriceName[] {
  const known = providers.get(provider);
  if (bedrockId.test(model)) return [{ provider: 'aws', model }];
  if (vertexId.test(model)) return [{ provider: 'google', model }];
  const path = model.replace(resourcePath, '');
  const named = prefixed(path);
  if (provider === gateway) return [{ provider: gateway, model }, ...(named && !model.includes(':') ? [named] : [])];
  if (known === undefined) return named === undefined ? [] : [named];
  const own = { provider: known, model: known === 'azure' ? path.replace(azureSpelling, 'gpt-3.5-') : path };
  return named === undefined || named.provider === 'openrouter' ? [own] : [own, named];
}

/** `openai/gpt-4o`, `litellm_proxy/azure/gpt-4o`: the last provider among the segments is whose name the rest is. */
function prefixed(model: string): PriceName | undefined {
  const segments = model.split('/');
  const at = segments.findLastIndex((segment) => providers.has(segment));
  const provider = providers.get(segments[at] ?? '');
  const rest = segments.slice(at + 1).join('/');
  return provider === undefined || rest === '' ? undefined : { provider, model: rest };
}

/**
 * Prices that the library is known to have wrong, which are worse than none: Gemini 2.0 Flash costs more on Vertex than on
 * the Gemini API, and DeepSeek's discounts by the time of day ended in September 2025.
 */
export const isMispriced = (provider: string, model: string): boolean =>
  (provider === 'gcp.vertex_ai' && /(?:^|\/)gemini-2\.0-flash(?!-lite)/.test(model)) ||
  (provider === 'deepseek' && /^deepseek-(?:chat|reasoner)$/.test(model));
