import { perName } from '../../json/per-name';
import { providerAt } from '../../providers/hosts';
import { apiBefore } from '../../providers/price-names';
import { dialects } from '../dialects';
import type { KnownFacts } from '../read/facts';
import { asText } from '../read/reader';
import type { SpanView } from '../span/span-view';

/** The provider that answered, by the conventions' name where they have one. */
export function providerOf(span: SpanView, facts: KnownFacts): string | undefined {
  const named = facts.provider === undefined ? undefined : canonicalOf(facts.provider).provider;
  const own = frameworks.has(named) ? undefined : named;
  // Instrumentations of OpenAI's client write `openai` for every server; the conventions then rely on its address.
  if (own !== undefined && own !== 'openai') return own;
  const host = asText(span.attributes['server.address'])?.toLowerCase();
  return (
    (host === undefined ? undefined : providerAt(host)) ??
    own ??
    scopeProvider(span.scope?.name) ??
    familyProvider(facts.responseModel ?? facts.requestModel) ??
    named
  );
}

/** Frameworks that name themselves as the provider. */
const frameworks: ReadonlySet<string | undefined> = new Set([
  ...['strands-agents', 'gcp.vertex.agent', 'langchain', 'langgraph', 'llamaindex', 'llama_index', 'crewai', 'agno'],
]);

/** Other names of the conventions' providers: each dialect's, and those that belong to none. */
const spellings: ReadonlyMap<string, string | undefined> = new Map([
  ...dialects.flatMap(({ providers = {} }) => Object.entries(providers)),
  ['unknown', undefined],
  ['azure openai', 'azure.ai.openai'],
  ['bedrock', 'aws.bedrock'],
  ['amazon bedrock', 'aws.bedrock'],
  ['mistral', 'mistral_ai'],
  ['together', 'together_ai'],
  ['fireworks', 'fireworks_ai'],
  ['moonshot', 'moonshot_ai'],
  ['watsonx', 'ibm.watsonx.ai'],
]);

/** Names whose dots are part of them; in others the API follows the last dot (`openai.chat`, `google.vertex.chat`). */
const dotted = /^(?:aws|azure|az|gcp|ibm|oracle_cloud)\./;

/** An app has few names of providers, and each comes again with every call. */
const canonicalOf = perName((name) => ({ provider: canonical(name) }));

function canonical(name: string): string | undefined {
  const lower = name.trim().toLowerCase();
  if (spellings.has(lower)) return spellings.get(lower);
  const host = hostOf(lower);
  if (host !== undefined) return providerAt(host) ?? host;
  const dot = dotted.test(lower) ? -1 : lower.lastIndexOf('.');
  return dot <= 0 ? lower || undefined : canonical(lower.slice(0, dot));
}

/** The host of a provider that is named by its address: a URL, a host with a port, an IP address, or a name of three parts. */
function hostOf(name: string): string | undefined {
  const [, scheme, host = '', port] = /^([a-z]+:\/\/(?:[^/?#@]*@)?)?([\w.-]+)(:\d+)?(?:[/?#]|$)/.exec(name) ?? [];
  const isAddress = scheme !== undefined || port !== undefined || /^[\d.]+$/.test(host);
  return isAddress || providerAt(host) !== undefined || (topLevel.test(host) && !dotted.test(host)) ? host : undefined;
}

const topLevel = /^[\w-]+(?:\.[\w-]+)+\.(?:com|ai|io|net|org|dev|cloud|co|cn|eu|us|app|sh|xyz|internal|local|lan)$/;

/** An instrumentation is named after the SDK that it instruments. */
const scopeProvider = (scope: string | undefined): string | undefined =>
  scope === undefined ? undefined : /(?:^|[-./_@])(openai|anthropic|cohere)(?:$|[-./_])/.exec(scope)?.[1];

const families: readonly (readonly [start: RegExp, provider: string])[] = [
  // Bedrock's ids of models and of inference profiles.
  [/^(?:(?:us|eu|apac|global|[a-z]{2}-gov)\.)?(?:anthropic|amazon|meta|mistral|cohere|ai21|deepseek)\./, 'aws.bedrock'],
  [/^nova-(?:micro|lite|pro|premier)-v\d/, 'aws.bedrock'],
  [/^(?:gpt-|chatgpt-|o[134](?:-|$)|text-embedding-|dall-e)/, 'openai'],
  [/^claude-/, 'anthropic'],
  [/^gemini-/, 'gcp.gemini'],
  [/^command-/, 'cohere'],
  [/^(?:mistral-|codestral-|ministral-)/, 'mistral_ai'],
  [/^deepseek-/, 'deepseek'],
  [/^grok-/, 'x_ai'],
];

function familyProvider(model: string | undefined): string | undefined {
  if (model === undefined) return undefined;
  const named = apiBefore.exec(model)?.[1];
  return named === undefined ? families.find(([start]) => start.test(model))?.[1] : canonical(named);
}
