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
    [
      'is who is named, whatever the address',
      { 'gen_ai.system': 'cohere', 'server.address': 'api.groq.com' },
      'cohere',
    ],
    ['is no word for none', { 'gen_ai.system': 'unknown', 'gen_ai.request.model': 'gpt-4o' }, 'openai'],
    ['has no blanks around it', { 'gen_ai.provider.name': ' OpenAI ' }, 'openai'],
    ['begins with no dot', { 'gen_ai.provider.name': '.acme' }, '.acme'],
    ['may be named by a host of two parts', { 'gen_ai.provider.name': 'openrouter.ai' }, 'openrouter'],
    [
      'may be named by a host of many parts',
      { 'gen_ai.provider.name': 'a.eu.llm.acme.internal' },
      'a.eu.llm.acme.internal',
    ],
    ['may be named by a host without dots and a port', { 'gen_ai.provider.name': 'localhost:8080' }, 'localhost'],
    ['may be named by the URL of a host without dots', { 'gen_ai.provider.name': 'http://gateway/v1' }, 'gateway'],
    ['may be named by an IP address', { 'gen_ai.provider.name': '10.0.0.7' }, '10.0.0.7'],
    ['has its API behind a name that ends with a digit', { 'gen_ai.provider.name': 'ai21.chat' }, 'ai21'],
    ['has its API behind a name that another is part of', { 'gen_ai.provider.name': 'my_aws.chat' }, 'my_aws'],
    ['is unknown if nothing shows it', { 'gen_ai.request.model': 'my-model' }, 'unknown'],
  ])('%s', (_rule, attributes, expected) => {
    expect(recordOf(attributes).provider).toBe(expected);
  });

  test.each([
    ['azure openai', 'azure.ai.openai'],
    ['bedrock', 'aws.bedrock'],
    ['Amazon Bedrock', 'aws.bedrock'],
    ['mistral', 'mistral_ai'],
    ['together', 'together_ai'],
    ['fireworks', 'fireworks_ai'],
    ['moonshot', 'moonshot_ai'],
    ['watsonx', 'ibm.watsonx.ai'],
  ])('%s is written as in the conventions', (spelling, expected) => {
    expect(recordOf({ 'gen_ai.provider.name': spelling }).provider).toBe(expected);
  });

  test.each(['strands-agents', 'gcp.vertex.agent', 'langgraph', 'llamaindex', 'llama_index', 'crewai', 'agno'])(
    'of a call through %s is that of the model',
    (framework) => {
      expect(recordOf({ 'gen_ai.system': framework, 'gen_ai.request.model': 'gpt-4o' }).provider).toBe('openai');
    },
  );

  test.each<readonly [model: string, provider: string]>([
    ['chatgpt-4o-latest', 'openai'],
    ['o3', 'openai'],
    ['o4-mini', 'openai'],
    ['gemini-2.5-pro', 'gcp.gemini'],
    ['command-r-plus', 'cohere'],
    ['codestral-latest', 'mistral_ai'],
    ['deepseek-chat', 'deepseek'],
    ['grok-4', 'x_ai'],
    ['us-gov.anthropic.claude-3-5-sonnet-20240620-v1:0', 'aws.bedrock'],
    ['amazon.titan-text-express-v1', 'aws.bedrock'],
    ...['a-gpt-4o', 'my-claude-4', 'my-gemini-2', 'my-command-r', 'a-codestral-2', 'my-deepseek-r1', 'my-grok-4'].map(
      (own) => [own, 'unknown'] as const,
    ),
    ['my-nova-lite-v1', 'unknown'],
    ['my.amazon.model', 'unknown'],
  ])('of the model %s is %s', (model, expected) => {
    expect(recordOf({ 'gen_ai.request.model': model }).provider).toBe(expected);
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

  test.each([
    ['openai', 'openai'],
    ['@opentelemetry/instrumentation-openai', 'openai'],
    ['cohere-ai', 'cohere'],
    ['myopenaiclient', 'unknown'],
  ])('of the instrumentation %s is %s', (name, expected) => {
    const members = { instrumentationScope: { name } };
    expect(recordOf({ 'gen_ai.request.model': 'my-model' }, {}, members).provider).toBe(expected);
  });
});
