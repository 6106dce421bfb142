// A leaf that both the mapping and the wire know: the one refines what instrumentations say, the other names what it sees.

/** Hosts of providers, and domains whose hosts are all theirs (with a leading dot), by the conventions' names where they have one. */
const providers: readonly (readonly [host: string, provider: string])[] = [
  ['.openai.com', 'openai'],
  ['.openai.azure.com', 'azure.ai.openai'],
  ['.cognitiveservices.azure.com', 'azure.ai.openai'],
  ['.services.ai.azure.com', 'azure.ai.inference'],
  ['.inference.ai.azure.com', 'azure.ai.inference'],
  ['api.anthropic.com', 'anthropic'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['-aiplatform.googleapis.com', 'gcp.vertex_ai'],
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
  ['router.huggingface.co', 'huggingface'],
  ['integrate.api.nvidia.com', 'nvidia'],
  ['dashscope.aliyuncs.com', 'alibaba_cloud'],
  ['dashscope-intl.aliyuncs.com', 'alibaba_cloud'],
  ['api.minimax.io', 'minimax'],
  ['api.z.ai', 'zhipu_ai'],
  ['open.bigmodel.cn', 'zhipu_ai'],
  ['ai-gateway.vercel.sh', 'vercel_ai_gateway'],
];

/** Who answers at a host, or `undefined` if the host does not say: a gateway, a proxy, a server of one's own. */
export function providerAt(hostname: string): string | undefined {
  return providers.find(([host]) => hostname === host || (/^[.-]/.test(host) && hostname.endsWith(host)))?.[1];
}
