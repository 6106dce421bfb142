type Entry = readonly [host: string, provider: string];

/** The provider of a host, or of all hosts that end so; by the conventions' names where they have one. */
const providers: readonly Entry[] = [
  ['.openai.com', 'openai'],
  ['.openai.azure.com', 'azure.ai.openai'],
  ['.cognitiveservices.azure.com', 'azure.ai.openai'],
  ['.services.ai.azure.com', 'azure.ai.inference'],
  ['.inference.ai.azure.com', 'azure.ai.inference'],
  ['.models.ai.azure.com', 'azure.ai.inference'],
  ['api.anthropic.com', 'anthropic'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['-aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['.prediction.vertexai.goog', 'gcp.vertex_ai'],
  ['.amazonaws.com', 'aws.bedrock'],
  ['.cohere.com', 'cohere'],
  ['.cohere.ai', 'cohere'],
  ['.mistral.ai', 'mistral_ai'],
  ['api.groq.com', 'groq'],
  ['api.deepseek.com', 'deepseek'],
  ['.x.ai', 'x_ai'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.moonshot.ai', 'moonshot_ai'],
  ['api.moonshot.cn', 'moonshot_ai'],
  ['.ml.cloud.ibm.com', 'ibm.watsonx.ai'],
  ['api.together.xyz', 'together_ai'],
  ['api.together.ai', 'together_ai'],
  ['openrouter.ai', 'openrouter'],
  ['api.fireworks.ai', 'fireworks_ai'],
  ['api.cerebras.ai', 'cerebras'],
  ['api.sambanova.ai', 'sambanova'],
  ['api.hyperbolic.xyz', 'hyperbolic'],
  ['api.deepinfra.com', 'deepinfra'],
  ['api.novita.ai', 'novita'],
  ['api.voyageai.com', 'voyageai'],
  ['router.huggingface.co', 'huggingface'],
  ['integrate.api.nvidia.com', 'nvidia'],
  ['dashscope.aliyuncs.com', 'alibaba_cloud'],
  ['dashscope-intl.aliyuncs.com', 'alibaba_cloud'],
  ['dashscope-us.aliyuncs.com', 'alibaba_cloud'],
  ['api.minimax.io', 'minimax'],
  ['api.minimaxi.com', 'minimax'],
  ['api.minimax.chat', 'minimax'],
  ['api.z.ai', 'zhipu_ai'],
  ['open.bigmodel.cn', 'zhipu_ai'],
  ['ai-gateway.vercel.sh', 'vercel_ai_gateway'],
];

const isEnding = ([host]: Entry): boolean => /^[.-]/.test(host);
const endings = providers.filter(isEnding);
const hosts: ReadonlyMap<string, string> = new Map(providers.filter((entry) => !isEnding(entry)));

/** The provider at a host; `undefined` for gateways, proxies and an app's own servers. */
export const providerAt = (hostname: string): string | undefined =>
  hosts.get(hostname) ?? endings.find((entry) => hostname.endsWith(entry[0]))?.[1];
