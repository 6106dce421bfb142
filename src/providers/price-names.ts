import type { PricedCall } from './cost';

type MispricedBy = Pick<PricedCall, 'provider' | 'model' | 'promptAudioTokens' | 'completionAudioTokens'>;

/** A model as the price library knows it. */
export interface PriceName {
  readonly provider: string;
  readonly model: string;
}

/**
 * The price library's names of providers: by the conventions' names, and by those that gateways put before a model's name
 * (`vertex_ai/gemini-2.5-pro`). The library knows no other providers.
 */
const providers: ReadonlyMap<string, string> = new Map([
  ...sameNames('openai', 'azure', 'anthropic', 'google', 'mistral', 'x-ai', 'cohere', 'deepseek', 'groq', 'perplexity'),
  ...sameNames(
    'openrouter',
    'moonshotai',
    'cerebras',
    'novita',
    'minimax',
    'zai',
    'cloudflare',
    'ovhcloud',
    'voyageai',
  ),
  ['azure.ai.openai', 'azure'],
  ['azure.ai.inference', 'azure'],
  ['azure_ai', 'azure'],
  ['aws.bedrock', 'aws'],
  ['bedrock', 'aws'],
  ['bedrock_converse', 'aws'],
  ['amazon', 'aws'],
  ['gcp.gemini', 'google'],
  ['gcp.gen_ai', 'google'],
  ['gcp.vertex_ai', 'google'],
  ['vertex_ai', 'google'],
  ['vertex', 'google'],
  ['gemini', 'google'],
  ['google_genai', 'google'],
  ['google_vertexai', 'google'],
  ['google-gla', 'google'],
  ['google-vertex', 'google'],
  ['mistral_ai', 'mistral'],
  ['mistralai', 'mistral'],
  ['x_ai', 'x-ai'],
  ['xai', 'x-ai'],
  ['together_ai', 'together'],
  ['fireworks_ai', 'fireworks'],
  ['moonshot_ai', 'moonshotai'],
]);

function sameNames(...names: readonly string[]): readonly (readonly [string, string])[] {
  return names.map((name) => [name, name]);
}

/** A provider that charges for the models of others. */
const gateway = 'openrouter';

/** Bedrock's ids: `anthropic.claude-…-v1:0`, with or without a region (`us.`, `apac.`, `us-gov.`, `global.`), and ARNs. */
const bedrockId =
  /^(?:arn:aws[\w-]*:bedrock:|(?:[a-z]{2,6}(?:-gov)?\.)?(?:ai21|amazon|anthropic|cohere|deepseek|meta|mistral|openai|qwen|writer)\.[a-z])/;
/** By the start of a model's name: some instrumentations leave the vendor out of Bedrock's ids. */
const bedrockVendors: readonly (readonly [vendor: string, ...starts: string[]])[] = [
  ['amazon', 'nova-', 'titan-'],
  ['anthropic', 'claude-'],
  ['meta', 'llama'],
  ['mistral', 'mistral-', 'mixtral-', 'ministral-', 'magistral-', 'pixtral-', 'voxtral-', 'devstral-'],
  ['cohere', 'command-', 'embed-', 'rerank-'],
  ['ai21', 'jamba-'],
  ['openai', 'gpt-oss-'],
  ['qwen', 'qwen3-'],
  ['writer', 'palmyra-'],
];

function withVendor(model: string): string {
  const [vendor] = bedrockVendors.find(([, ...starts]) => starts.some((start) => model.startsWith(start))) ?? [];
  return vendor === undefined ? model : `${vendor}.${model}`;
}

/** Vertex's ids of Anthropic's models: `claude-sonnet-4-5@20250929`. */
const vertexId = /^claude-[\w.-]+@/;
/** `models/…`, `publishers/google/models/…`, `projects/p/locations/l/publishers/google/models/…`, `accounts/a/models/…`. */
const resourcePath = /^(?:.*\/)?models\//;
/** `anthropic.messages:claude-sonnet-4-5`, `openai.chat/gpt-4o`: the Vercel AI SDK's providers have the API in their names. */
export const apiBefore = /^([\w-]+)(?:\.vertex)?\.(?:chat|responses|completion|embedding|messages|generative-ai)[:/]/;
/** `openai:gpt-4o` */
const providerBefore = /^([\w-]+):/;
/** Azure spells `gpt-3.5` so. */
const azureSpelling = /^gpt-35-/;

/**
 * The names to look up the price of a model by, the likeliest first; none if no known provider charges for it. Where clients of
 * one provider's API call another's servers, the id of the model shows which provider serves it.
 */
export function priceNames(provider: string, name: string): readonly PriceName[] {
  const known = providers.get(provider);
  const model = name
    .replace(apiBefore, '$1/')
    .replace(providerBefore, (start, vendor: string) => (providers.has(vendor) ? `${vendor}/` : start));
  if (bedrockId.test(model)) return [{ provider: 'aws', model }];
  if (vertexId.test(model)) return [{ provider: 'google', model }];
  const path = model.replace(resourcePath, '');
  const named = prefixed(path);
  if (provider === gateway) return [{ provider: gateway, model }, ...(named && !model.includes(':') ? [named] : [])];
  if (known === undefined) return named === undefined ? [] : [named];
  const own = { provider: known, model: ownSpelling(known, path) };
  return named === undefined || named.provider === 'openrouter' ? [own] : [own, named];
}

function ownSpelling(provider: string, model: string): string {
  if (provider === 'azure') return model.replace(azureSpelling, 'gpt-3.5-');
  return provider === 'aws' ? withVendor(model) : model;
}

/** `openai/gpt-4o`, `litellm_proxy/azure/gpt-4o`: the model's name behind the last provider among the segments. */
function prefixed(model: string): PriceName | undefined {
  const segments = model.split('/');
  const at = segments.findLastIndex((segment) => providers.has(segment));
  const provider = providers.get(segments[at] ?? '');
  const rest = segments.slice(at + 1).join('/');
  return provider === undefined || rest === '' ? undefined : { provider, model: rest };
}

/**
 * Calls that the library has wrong prices for, which are worse than none: Gemini 2.0 Flash costs more on Vertex than on the
 * Gemini API, DeepSeek's discounts by the time of day ended in September 2025, Titan's second embedding model costs less than its
 * first, the sound of OpenAI's first audio models costs many times what their text does, and Perplexity's deep research is charged by
 * its searches, too.
 */
export const isMispriced = ({ provider, model, promptAudioTokens, completionAudioTokens }: MispricedBy): boolean =>
  (model.includes('-audio-preview') && ((promptAudioTokens || completionAudioTokens) ?? 0) > 0) ||
  (provider === 'gcp.vertex_ai' && /(?:^|\/)gemini-2\.0-flash(?!-lite)/.test(model)) ||
  /(?:^|\.)titan-embed-text-v2/.test(model) ||
  (provider === 'perplexity' && model.includes('deep-research')) ||
  (provider === 'deepseek' && /^deepseek-(?:chat|reasoner)$/.test(model));
