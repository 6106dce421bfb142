const { all, sdk } = require('../sdk.cjs');

const settings = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret' },
  maxAttempts: 1,
};
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(90, 7)]).toString('base64');

/** What a command returns, but for what the SDK says of the request itself. */
async function sent(name, client, command, input) {
  const api = sdk(name);
  const { $metadata: _, ...output } = await new api[client](settings).send(new api[command](input));
  return output;
}
const runtime = (command, input) => sent('@aws-sdk/client-bedrock-runtime', 'BedrockRuntimeClient', command, input);
const agents = (command, input) =>
  sent('@aws-sdk/client-bedrock-agent-runtime', 'BedrockAgentRuntimeClient', command, input);

const invoke = (modelId, body) => ({
  sdks: ['@aws-sdk/client-bedrock-runtime'],
  ask: async () => {
    const input = { modelId, body: JSON.stringify(body), contentType: 'application/json' };
    return Buffer.from((await runtime('InvokeModelCommand', input)).body).toString();
  },
});
const agent = (command, input, field) => ({
  sdks: ['@aws-sdk/client-bedrock-agent-runtime'],
  ask: async () => {
    const output = await agents(command, input);
    return field === undefined ? output : { ...output, [field]: await all(output[field]) };
  },
});
const generation = {
  input: { text: 'Hello' },
  retrieveAndGenerateConfiguration: {
    type: 'KNOWLEDGE_BASE',
    knowledgeBaseConfiguration: { knowledgeBaseId: 'kb', modelArn: 'anthropic.claude-3-5-sonnet' },
  },
};

const streamed = (EndpointName, body) => ({
  sdks: ['@aws-sdk/client-sagemaker-runtime'],
  ask: async () => {
    const input = { EndpointName, Body: JSON.stringify(body), ContentType: 'application/json' };
    const name = '@aws-sdk/client-sagemaker-runtime';
    const { Body } = await sent(name, 'SageMakerRuntimeClient', 'InvokeEndpointWithResponseStreamCommand', input);
    return (await all(Body)).map(({ PayloadPart: { Bytes } }) => Buffer.from(Bytes).toString());
  },
});

/** The events of a conversation by voice. */
async function* spoken() {
  const named = { promptName: 'p' };
  const contents = [
    [{ type: 'TEXT', role: 'SYSTEM' }, { textInput: { content: 'Be kind' } }],
    [{ type: 'AUDIO', role: 'USER' }, ...inHalves(Buffer.alloc(90, 7).toString('base64'))],
  ];
  const events = [
    { sessionStart: { inferenceConfiguration: { maxTokens: 9, temperature: 0.5 } } },
    {
      promptStart: {
        ...named,
        toolConfiguration: {
          tools: [{ toolSpec: { name: 'look', description: 'Looks', inputSchema: { json: '{}' } } }],
        },
      },
    },
    ...contents.flatMap(([start, ...pieces], index) => {
      const place = { ...named, contentName: `c${index}` };
      return [
        { contentStart: { ...place, ...start } },
        ...pieces.map((piece) => {
          const [kind, fields] = Object.entries(piece)[0];
          return { [kind]: { ...place, ...fields } };
        }),
        { contentEnd: place },
      ];
    }),
    { promptEnd: named },
    { sessionEnd: {} },
  ];
  for (const event of events) yield { chunk: { bytes: Buffer.from(JSON.stringify({ event })) } };
}
const inHalves = (audio) => [audio.slice(0, 60), audio.slice(60)].map((content) => ({ audioInput: { content } }));

module.exports = {
  'Bedrock: Nova Sonic, in both directions at once': {
    sdks: ['@aws-sdk/client-bedrock-runtime'],
    ask: async () => {
      const input = { modelId: 'amazon.nova-sonic-v1:0', body: spoken() };
      const { body } = await runtime('InvokeModelWithBidirectionalStreamCommand', input);
      return (await all(body)).map(({ chunk }) => Buffer.from(chunk.bytes).toString());
    },
  },
  'Bedrock: Titan Image, Nova Canvas': invoke('amazon.nova-canvas-v1:0', {
    taskType: 'INPAINTING',
    inPaintingParams: { text: 'With a hat', image: png },
    imageGenerationConfig: { width: 512, seed: 7 },
  }),
  'Bedrock: Nova, embeddings of media': invoke('amazon.nova-2-multimodal-embeddings-v1:0', {
    taskType: 'SINGLE_EMBEDDING',
    singleEmbeddingParams: { embeddingPurpose: 'GENERIC_INDEX', text: { truncationMode: 'END', value: 'Fine words' } },
  }),
  'Bedrock: Stability': invoke('stability.sd3-5-large-v1:0', {
    prompt: 'A cat',
    negative_prompt: 'Dogs',
    image: png,
    mode: 'image-to-image',
    strength: 0.7,
    seed: 7,
  }),
  'Bedrock: Stable Diffusion XL': invoke('stability.stable-diffusion-xl-v1', {
    text_prompts: [{ text: 'A cat', weight: 1 }],
    cfg_scale: 10,
    seed: 7,
  }),
  "Bedrock: rerank, with Cohere's and Amazon's models": invoke('cohere.rerank-v3-5:0', {
    query: 'Capital?',
    documents: ['Rome is old', 'Paris is a capital'],
    api_version: 2,
    top_n: 2,
  }),
  'Bedrock: jobs of Nova Reel, Luma, TwelveLabs': {
    sdks: ['@aws-sdk/client-bedrock-runtime'],
    ask: async () => {
      const { invocationArn } = await runtime('StartAsyncInvokeCommand', {
        modelId: 'amazon.nova-reel-v1:1',
        modelInput: { taskType: 'TEXT_VIDEO', textToVideoParams: { text: 'A cat' } },
        outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://b' } },
      });
      for (;;) {
        const job = await runtime('GetAsyncInvokeCommand', { invocationArn });
        if (job.status !== 'InProgress') return job;
      }
    },
  },
  'Bedrock: agents': agent(
    'InvokeAgentCommand',
    { agentId: 'AG7', agentAliasId: 'AL7', sessionId: 's7', inputText: 'Hello', enableTrace: true },
    'completion',
  ),
  'Bedrock: flows': agent(
    'InvokeFlowCommand',
    {
      flowIdentifier: 'FL7',
      flowAliasIdentifier: 'AL7',
      inputs: [{ content: { document: 'Hello' }, nodeName: 'In', nodeOutputName: 'document' }],
    },
    'responseStream',
  ),
  'Bedrock: answers from knowledge bases': agent('RetrieveAndGenerateCommand', generation),
  'Bedrock: answers from knowledge bases, streamed': agent('RetrieveAndGenerateStreamCommand', generation, 'stream'),
  'Bedrock: rankings': agent('RerankCommand', {
    queries: [{ type: 'TEXT', textQuery: { text: 'Capital?' } }],
    sources: ['Rome is old', 'Paris is a capital'].map((text) => ({
      type: 'INLINE',
      inlineDocumentSource: { type: 'TEXT', textDocument: { text } },
    })),
    rerankingConfiguration: {
      type: 'BEDROCK_RERANKING_MODEL',
      bedrockRerankingConfiguration: { modelConfiguration: { modelArn: 'amazon.rerank-v1' } },
    },
  }),
  'SageMaker: endpoints that speak chat, streamed': streamed('llama', {
    messages: [{ role: 'user', content: 'Hello' }],
    stream: true,
  }),
  'SageMaker: endpoints of Text Generation Inference, streamed': streamed('tgi', {
    inputs: 'Hello',
    parameters: { max_new_tokens: 9 },
    stream: true,
  }),
  'SageMaker: endpoints that speak chat': {
    sdks: ['@aws-sdk/client-sagemaker-runtime'],
    ask: async () => {
      const body = { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 9 };
      const input = { EndpointName: 'llama', Body: JSON.stringify(body), ContentType: 'application/json' };
      const name = '@aws-sdk/client-sagemaker-runtime';
      const { Body } = await sent(name, 'SageMakerRuntimeClient', 'InvokeEndpointCommand', input);
      return Buffer.from(Body).toString();
    },
  },
};
