import { recordOf } from '../../support/call';

describe('the provider', () => {
  test.each([
    ['of the conventions stays', { 'gen_ai.provider.name': 'gcp.vertex_ai' }, 'gcp.vertex_ai'],
    ['of the older conventions counts where there is no newer one', { 'gen_ai.system': 'anthropic' }, 'anthropic'],
    ['in an old spelling is renamed', { 'gen_ai.system': 'az.ai.openai' }, 'azure.ai.openai'],
    ['renamed by v1.37 is renamed', { 'gen_ai.system': 'xai' }, 'x_ai'],
    ['is written in lower case', { 'gen_ai.system': 'Anthropic' }, 'anthropic'],
    ['has no API behind its name', { 'gen_ai.system': 'openai.chat' }, 'openai'],
    [
      'of Google Vertex through the Vercel AI SDK is named as the conventions do',
      { 'gen_ai.system': 'google.vertex.chat' },
      'gcp.vertex_ai',
    ],
    ['that is unknown stays', { 'gen_ai.provider.name': 'acme' }, 'acme'],
    [
      'is who answers at the address, if a client of OpenAI was used',
      { 'gen_ai.system': 'openai', 'server.address': 'api.groq.com' },
      'groq',
    ],
    [
      'is Azure at an address of Azure',
      { 'gen_ai.system': 'openai', 'server.address': 'myres.openai.azure.com' },
      'azure.ai.openai',
    ],
    ['is OpenAI at an unknown address', { 'gen_ai.system': 'openai', 'server.address': '127.0.0.1' }, 'openai'],
    ['comes from the address if the span does not name it', { 'server.address': 'api.mistral.ai' }, 'mistral_ai'],
    [
      'comes from the address if it is none of the known',
      { 'gen_ai.system': '_OTHER', 'server.address': 'api.deepseek.com' },
      'deepseek',
    ],
    ["comes from the model's family at last", { 'gen_ai.request.model': 'claude-sonnet-4-5' }, 'anthropic'],
    [
      'comes from the model where a framework is named instead',
      { 'gen_ai.system': 'strands-agents', 'gen_ai.request.model': 'gpt-4o-mini' },
      'openai',
    ],
    [
      "is Bedrock if the model has one of Bedrock's ids",
      { 'gen_ai.system': 'strands-agents', 'gen_ai.request.model': 'us.anthropic.claude-sonnet-4-5-20250929-v1:0' },
      'aws.bedrock',
    ],
    [
      'is a framework only where nothing else is known',
      { 'gen_ai.system': 'strands-agents', 'gen_ai.request.model': 'my-model' },
      'strands-agents',
    ],
    ['of LangChain is that of the model', { 'gen_ai.system': 'langchain', 'gen_ai.request.model': 'gpt-4o' }, 'openai'],
    ['may be named by a host', { 'gen_ai.provider.name': 'api.openai.com' }, 'openai'],
    ['may be named by the host of a resource', { 'gen_ai.provider.name': 'acme.openai.azure.com' }, 'azure.ai.openai'],
    ['may be named by a URL', { 'gen_ai.provider.name': 'https://openrouter.ai/api/v1' }, 'openrouter'],
    [
      'may be named by a URL, whose password is not sent',
      { 'gen_ai.provider.name': 'https://me:pw@gateway.acme.internal/v1?key=k' },
      'gateway.acme.internal',
    ],
    ['may be named by a host and a port', { 'gen_ai.provider.name': 'api.groq.com:443' }, 'groq'],
    ['is the host of an unknown server', { 'gen_ai.provider.name': 'llm.acme.internal' }, 'llm.acme.internal'],
    ['is the address of a server without a name', { 'gen_ai.provider.name': '10.0.0.7:8000' }, '10.0.0.7'],
    ['of Oracle has dots', { 'gen_ai.provider.name': 'oracle_cloud.generative_ai' }, 'oracle_cloud.generative_ai'],
    ['of Foundry has dots', { 'gen_ai.provider.name': 'azure.ai.foundry' }, 'azure.ai.foundry'],
    ['of Gemini has several names', { 'gen_ai.system': 'google_genai' }, 'gcp.gemini'],
    ['of Vertex, too', { 'langsmith.metadata.ls_provider': 'google_vertexai' }, 'gcp.vertex_ai'],
    ['and Bedrock', { 'langsmith.metadata.ls_provider': 'amazon_bedrock' }, 'aws.bedrock'],
    [
      'of an agent’s model is among its parameters',
      { 'llm.system': 'openai', 'llm.invocation_parameters': '{"provider":"anthropic.messages"}' },
      'anthropic',
    ],
    [
      'is no preference of a router',
      { 'llm.system': 'openai', 'llm.invocation_parameters': '{"provider":{"order":["groq"]}}' },
      'openai',
    ],
    [
      'comes from a model that is named with its API',
      { 'gen_ai.request.model': 'anthropic.messages:m-1' },
      'anthropic',
    ],
    ['is Bedrock for a model that only it has', { 'gen_ai.request.model': 'nova-lite-v1:0' }, 'aws.bedrock'],
    ['is unknown if nothing shows it', { 'gen_ai.request.model': 'my-model' }, 'unknown'],
  ])('%s', (_rule, attributes, expected) => {
    expect(recordOf(attributes).provider).toBe(expected);
  });

  test('has no password where its own spelling is kept', () => {
    const { metadata } = recordOf({ 'gen_ai.provider.name': 'https://me:hunter2@gateway.acme.internal/v1' });
    expect(metadata?.['provider']).toContain('gateway.acme.internal');
    expect(JSON.stringify(metadata)).not.toContain('hunter2');
  });

  test('comes from the instrumentation before the model', () => {
    const members = { instrumentationScope: { name: 'com.anthropic.sdk.typescript' } };
    expect(recordOf({ 'gen_ai.request.model': 'my-model' }, {}, members).provider).toBe('anthropic');
  });
});
