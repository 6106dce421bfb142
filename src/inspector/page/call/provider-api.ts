/** Where a provider takes a chat request, and the shell variable that has the key. */
export interface ProviderApi {
  /** Where it has a variable of the shell, that is within. */
  readonly url: string;
  readonly keyVariable: string;
  /** A header without its value; `Authorization: Bearer` where there is none. */
  readonly keyHeader?: string;
  readonly form: 'openai' | 'anthropic';
}

const openai = (url: string, keyVariable: string): ProviderApi => ({ url, keyVariable, form: 'openai' });

const anthropic: ProviderApi = {
  url: 'https://api.anthropic.com/v1/messages',
  keyVariable: 'ANTHROPIC_API_KEY',
  keyHeader: 'x-api-key',
  form: 'anthropic',
};
const azure: ProviderApi = {
  url: '$AZURE_OPENAI_ENDPOINT/openai/v1/chat/completions',
  keyVariable: 'AZURE_OPENAI_API_KEY',
  keyHeader: 'api-key',
  form: 'openai',
};
const gemini = openai('https://generativelanguage.googleapis.com/v1beta/openai/chat/completions', 'GEMINI_API_KEY');
const xai = openai('https://api.x.ai/v1/chat/completions', 'XAI_API_KEY');

/** By how the provider's name begins. Those that take OpenAI's form take all that is in a record. */
const apis: readonly (readonly [name: string, api: ProviderApi])[] = [
  ['anthropic', anthropic],
  ['azure', azure],
  ['openai', openai('https://api.openai.com/v1/chat/completions', 'OPENAI_API_KEY')],
  ['google', gemini],
  ['gemini', gemini],
  ['gcp.gemini', gemini],
  ['mistral', openai('https://api.mistral.ai/v1/chat/completions', 'MISTRAL_API_KEY')],
  ['groq', openai('https://api.groq.com/openai/v1/chat/completions', 'GROQ_API_KEY')],
  ['deepseek', openai('https://api.deepseek.com/chat/completions', 'DEEPSEEK_API_KEY')],
  ['xai', xai],
  ['x_ai', xai],
  ['openrouter', openai('https://openrouter.ai/api/v1/chat/completions', 'OPENROUTER_API_KEY')],
  ['together', openai('https://api.together.xyz/v1/chat/completions', 'TOGETHER_API_KEY')],
  ['fireworks', openai('https://api.fireworks.ai/inference/v1/chat/completions', 'FIREWORKS_API_KEY')],
  ['perplexity', openai('https://api.perplexity.ai/chat/completions', 'PERPLEXITY_API_KEY')],
  ['cohere', openai('https://api.cohere.ai/compatibility/v1/chat/completions', 'COHERE_API_KEY')],
  ['ollama', openai('http://localhost:11434/v1/chat/completions', 'OLLAMA_API_KEY')],
];

/** Also of clouds that have other forms of their own. */
const unknown = openai('$PROVIDER_URL/chat/completions', 'PROVIDER_API_KEY');

export const apiOf = (provider: string): ProviderApi =>
  apis.find(([name]) => provider.toLowerCase().startsWith(name))?.[1] ?? unknown;
