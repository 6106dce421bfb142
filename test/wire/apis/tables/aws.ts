import { createHash } from 'node:crypto';
import { mediaMarker } from '../../../../src/json/media-marker';
import { encodeEvent, encodeMessage } from '../../../support/providers/event-stream.cjs';
import { type Row, Streamed } from './row';

const runtime = 'https://bedrock-runtime.us-east-1.amazonaws.com';
const agents = 'https://bedrock-agent-runtime.us-east-1.amazonaws.com';
const png = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), Buffer.alloc(90, 7)]).toString('base64');
const events = (...all: readonly (readonly [name: string, value: unknown])[]): Buffer =>
  Buffer.concat(all.map(([name, value]) => encodeEvent(name, value)));
const chunk = (text: string): readonly [string, unknown] => ['chunk', { bytes: Buffer.from(text).toString('base64') }];
const sound = Buffer.alloc(90, 7).toString('base64');
/** Of sound that passes in pieces, no more is kept. */
const digest = mediaMarker({
  bytes: 90,
  sha256: createHash('sha256').update(Buffer.from(sound, 'base64')).digest('hex'),
});
const spoken = (event: unknown): readonly [string, unknown] => chunk(JSON.stringify({ event }));
const final = '{"generationStage":"FINAL"}';
const guess = '{"generationStage":"SPECULATIVE"}';
const spent = (spokenIn: number, textIn: number, spokenOut: number, textOut: number) => ({
  completionId: 'c7',
  details: {
    delta: {
      input: { speechTokens: spokenIn, textTokens: textIn },
      output: { speechTokens: spokenOut, textTokens: textOut },
    },
  },
});
/** Pieces of a stream that end anywhere, as an endpoint's are passed on. */
const inParts = ({ bytes }: Streamed): Buffer =>
  Buffer.concat(
    Array.from({ length: Math.ceil(bytes.length / 50) }, (_, index) =>
      encodeMessage(
        { ':event-type': 'PayloadPart', ':content-type': 'application/octet-stream', ':message-type': 'event' },
        bytes.subarray(index * 50, index * 50 + 50),
      ),
    ),
  );
const eventStream = 'application/vnd.amazon.eventstream';
const shared = { provider: 'aws.bedrock', operation: 'generate_content' } as const;
const arn = 'arn:aws:bedrock:us-east-1:7:async-invoke/j7';
const job = { invocationArn: arn, outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://b/j7' } } };
const traced = (inputTokens: number) => ({
  trace: { orchestrationTrace: { modelInvocationOutput: { metadata: { usage: { inputTokens, outputTokens: 1 } } } } },
});
const knowledge = { knowledgeBaseId: 'kb', modelArn: 'anthropic.claude-3-5-sonnet' };

export const awsRows: readonly Row[] = [
  {
    api: 'Bedrock: Titan Image, Nova Canvas',
    path: '/model/{id}/invoke',
    url: `${runtime}/model/amazon.nova-canvas-v1%3A0/invoke`,
    request: {
      taskType: 'INPAINTING',
      inPaintingParams: { text: 'With a hat', image: png },
      imageGenerationConfig: { width: 512, seed: 7 },
    },
    response: { images: [png] },
    facts: {
      ...shared,
      model: 'amazon.nova-canvas-v1:0',
      input: ['With a hat', 'image: 98 bytes'],
      output: ['image: 98 bytes'],
      attributes: { 'request.seed': 7, 'output.type': 'image' },
      extra: { taskType: 'INPAINTING', width: 512 },
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: Nova, embeddings of media',
    path: '/model/{id}/invoke',
    url: `${runtime}/model/amazon.nova-2-multimodal-embeddings-v1%3A0/invoke`,
    request: {
      taskType: 'SINGLE_EMBEDDING',
      singleEmbeddingParams: {
        embeddingPurpose: 'GENERIC_INDEX',
        text: { truncationMode: 'END', value: 'Fine words' },
      },
    },
    response: { embeddings: [{ embeddingType: 'TEXT', embedding: [0.1] }] },
    facts: {
      ...shared,
      operation: 'embeddings',
      model: 'amazon.nova-2-multimodal-embeddings-v1:0',
      input: ['Fine words'],
      output: [],
    },
    isOwn: true,
    not: 'vectors',
  },
  {
    api: 'Bedrock: Stable Diffusion XL',
    path: '/model/{id}/invoke',
    url: `${runtime}/model/stability.stable-diffusion-xl-v1/invoke`,
    request: { text_prompts: [{ text: 'A cat', weight: 1 }], cfg_scale: 10, seed: 7 },
    response: { result: 'success', artifacts: [{ seed: 7, base64: png, finishReason: 'SUCCESS' }] },
    facts: {
      ...shared,
      model: 'stability.stable-diffusion-xl-v1',
      input: ['A cat'],
      output: ['image: 98 bytes'],
      extra: { cfg_scale: 10 },
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: Stability',
    path: '/model/{id}/invoke',
    url: `${runtime}/model/stability.sd3-5-large-v1%3A0/invoke`,
    request: {
      prompt: 'A cat',
      negative_prompt: 'Dogs',
      image: png,
      mode: 'image-to-image',
      strength: 0.7,
      seed: 7,
    },
    response: { seeds: [7], finish_reasons: [null], images: [png] },
    facts: {
      ...shared,
      model: 'stability.sd3-5-large-v1:0',
      input: ['A cat', 'Dogs', 'image: 98 bytes'],
      output: ['image: 98 bytes'],
      attributes: { 'request.seed': 7, 'output.type': 'image' },
      extra: { mode: 'image-to-image', strength: 0.7 },
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: Stability, a picture without words',
    path: '/model/{id}/invoke',
    isVariant: true,
    url: `${runtime}/model/us.stability.stable-fast-upscale-v1%3A0/invoke`,
    request: { image: png, output_format: 'png' },
    response: { seeds: [7], finish_reasons: [null], images: [png] },
    facts: {
      ...shared,
      model: 'us.stability.stable-fast-upscale-v1:0',
      input: ['image: 98 bytes'],
      output: ['image: 98 bytes'],
      extra: { output_format: 'png' },
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: Stability, filtered',
    path: '/model/{id}/invoke',
    isVariant: true,
    url: `${runtime}/model/stability.stable-image-ultra-v1%3A1/invoke`,
    request: { prompt: 'A cat' },
    response: { seeds: [], finish_reasons: ['Filter reason: prompt'], images: [] },
    facts: {
      ...shared,
      model: 'stability.stable-image-ultra-v1:1',
      input: ['A cat'],
      output: [],
      finishReasons: ['Filter reason: prompt'],
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: TwelveLabs',
    path: '/model/{id}/invoke',
    url: `${runtime}/model/twelvelabs.pegasus-1-2-v1%3A0/invoke`,
    request: { inputPrompt: 'What is shown?', mediaSource: { s3Location: { uri: 's3://b/1.mp4' } }, temperature: 0.5 },
    response: { message: 'A cat', finishReason: 'stop' },
    facts: {
      ...shared,
      model: 'twelvelabs.pegasus-1-2-v1:0',
      input: ['What is shown?', 'video: s3://b/1.mp4'],
      output: ['A cat'],
      attributes: { 'request.temperature': 0.5 },
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: TwelveLabs, vectors',
    path: '/model/{id}/invoke',
    isVariant: true,
    url: `${runtime}/model/twelvelabs.marengo-embed-3-0-v1%3A0/invoke`,
    request: { inputType: 'text', text: { inputText: 'Fine words' } },
    response: { data: [{ embedding: [0.1] }] },
    facts: {
      ...shared,
      operation: 'embeddings',
      model: 'twelvelabs.marengo-embed-3-0-v1:0',
      input: ['Fine words'],
      output: [],
    },
    isOwn: true,
  },
  {
    api: "Bedrock: rerank, with Cohere's and Amazon's models",
    path: '/model/{id}/invoke',
    url: `${runtime}/model/cohere.rerank-v3-5%3A0/invoke`,
    request: { query: 'Capital?', documents: ['Rome is old', 'Paris is a capital'], api_version: 2, top_n: 2 },
    response: { results: [{ index: 1, relevance_score: 0.9 }] },
    facts: {
      provider: 'aws.bedrock',
      operation: 'rerank',
      model: 'cohere.rerank-v3-5:0',
      input: ['Capital?', 'Rome is old', 'Paris is a capital'],
      output: ['[{"index":1,"score":0.9}]'],
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: jobs of Nova Reel, Luma, TwelveLabs',
    path: '/async-invoke',
    url: `${runtime}/async-invoke`,
    request: {
      modelId: 'amazon.nova-reel-v1:1',
      modelInput: { taskType: 'TEXT_VIDEO', textToVideoParams: { text: 'A cat' } },
      outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://b' } },
    },
    response: { invocationArn: arn },
    asked: [
      [`${runtime}/async-invoke/${encodeURIComponent(arn)}`, { ...job, status: 'InProgress' }],
      [`${runtime}/async-invoke/${encodeURIComponent(arn)}`, { ...job, status: 'Completed' }],
    ],
    facts: {
      ...shared,
      model: 'amazon.nova-reel-v1:1',
      input: ['A cat'],
      output: ['document: s3://b/j7'],
    },
    isOwn: true,
    not: 'the films: they are in a bucket',
  },
  {
    api: 'Bedrock: jobs of Luma',
    path: '/async-invoke',
    isVariant: true,
    url: `${runtime}/async-invoke`,
    request: {
      modelId: 'luma.ray-v2:0',
      modelInput: {
        prompt: 'A cat',
        duration: '5s',
        keyframes: {
          frame0: { type: 'image', source: { type: 'base64', media_type: 'image/png', data: png } },
        },
      },
      outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://b' } },
    },
    response: { invocationArn: arn },
    asked: [[`${runtime}/async-invoke/${encodeURIComponent(arn)}`, { ...job, status: 'Completed' }]],
    facts: {
      ...shared,
      model: 'luma.ray-v2:0',
      input: ['A cat', 'image/png: 98 bytes'],
      output: ['document: s3://b/j7'],
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: jobs of Marengo',
    path: '/async-invoke',
    isVariant: true,
    url: `${runtime}/async-invoke`,
    request: {
      modelId: 'twelvelabs.marengo-embed-2-7-v1:0',
      modelInput: { inputType: 'video', mediaSource: { s3Location: { uri: 's3://b/1.mp4' } } },
      outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://b' } },
    },
    response: { invocationArn: arn },
    asked: [[`${runtime}/async-invoke/${encodeURIComponent(arn)}`, { ...job, status: 'Completed' }]],
    facts: {
      ...shared,
      operation: 'embeddings',
      model: 'twelvelabs.marengo-embed-2-7-v1:0',
      input: ['video: s3://b/1.mp4'],
      output: ['document: s3://b/j7'],
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: Nova Sonic, in both directions at once',
    path: '/model/{id}/invoke-with-bidirectional-stream',
    url: `${runtime}/model/amazon.nova-sonic-v1%3A0/invoke-with-bidirectional-stream`,
    request: {
      object: 'sonic.request',
      inferenceConfig: { maxTokens: 9, temperature: 0.5 },
      toolConfig: { tools: [{ toolSpec: { name: 'look', description: 'Looks', inputSchema: { json: {} } } }] },
      system: [{ text: 'Be kind' }],
      messages: [
        { role: 'user', content: [{ audio: { format: 'lpcm', source: { bytes: digest } } }] },
        { role: 'user', content: [{ text: 'Hello' }] },
      ],
    },
    response: new Streamed([
      {
        output: {
          message: {
            role: 'assistant',
            content: [
              { text: 'Good day' },
              { audio: { format: 'lpcm', source: { bytes: digest } } },
              { toolUse: { toolUseId: 'u7', name: 'look', input: { at: 'it' } } },
            ],
          },
        },
        stopReason: 'END_TURN',
        usage: { inputTokens: 9, outputTokens: 12, speechInputTokens: 8, speechOutputTokens: 10 },
      },
    ]),
    served: events(
      spoken({ completionStart: { completionId: 'c7' } }),
      spoken({ contentStart: { contentId: 'a', role: 'USER', type: 'TEXT', additionalModelFields: final } }),
      spoken({ textOutput: { contentId: 'a', content: 'Hello' } }),
      spoken({ contentEnd: { contentId: 'a', type: 'TEXT', stopReason: 'PARTIAL_TURN' } }),
      spoken({ contentStart: { contentId: 'b', role: 'ASSISTANT', type: 'TEXT', additionalModelFields: guess } }),
      spoken({ textOutput: { contentId: 'b', content: 'Good day, you' } }),
      spoken({ contentEnd: { contentId: 'b', type: 'TEXT', stopReason: 'PARTIAL_TURN' } }),
      spoken({ contentStart: { contentId: 'c', role: 'ASSISTANT', type: 'TEXT', additionalModelFields: final } }),
      spoken({ textOutput: { contentId: 'c', content: 'Good day' } }),
      spoken({ contentEnd: { contentId: 'c', type: 'TEXT', stopReason: 'PARTIAL_TURN' } }),
      spoken({ contentStart: { contentId: 'd', role: 'ASSISTANT', type: 'AUDIO' } }),
      spoken({ audioOutput: { contentId: 'd', content: sound.slice(0, 60) } }),
      spoken({ audioOutput: { contentId: 'd', content: sound.slice(60) } }),
      spoken({ contentEnd: { contentId: 'd', type: 'AUDIO', stopReason: 'PARTIAL_TURN' } }),
      spoken({ usageEvent: spent(8, 1, 10, 0) }),
      spoken({ contentStart: { contentId: 'e', role: 'TOOL', type: 'TOOL' } }),
      spoken({ toolUse: { contentId: 'e', toolUseId: 'u7', toolName: 'look', content: '{"at":"it"}' } }),
      spoken({ contentEnd: { contentId: 'e', type: 'TOOL', stopReason: 'TOOL_USE' } }),
      spoken({ usageEvent: spent(0, 0, 0, 2) }),
      spoken({ completionEnd: { completionId: 'c7', stopReason: 'END_TURN' } }),
    ),
    cost: 0.00016374,
    facts: {
      ...shared,
      operation: 'chat',
      model: 'amazon.nova-sonic-v1:0',
      input: ['audio/lpcm: 90 bytes', 'Hello'],
      system: ['Be kind'],
      output: ['Good day', 'audio/lpcm: 90 bytes', 'call look {"at":"it"}'],
      attributes: {
        'usage.input_tokens': 9,
        'usage.output_tokens': 12,
        'usage.audio.input_tokens': 8,
        'usage.audio.output_tokens': 10,
        'request.max_tokens': 9,
        'request.temperature': 0.5,
      },
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: agents',
    path: '/agents/{id}/agentAliases/{alias}/sessions/{session}/text, /agents/{session}',
    url: `${agents}/agents/AG7/agentAliases/AL7/sessions/s7/text`,
    request: { inputText: 'Hello', enableTrace: true },
    response: events(['trace', traced(4)], ['trace', traced(5)], chunk('Good'), chunk(' day')),
    responseType: eventStream,
    facts: {
      provider: 'aws.bedrock',
      operation: 'chat',
      model: 'AG7',
      input: ['Hello'],
      output: ['Good day'],
      attributes: { 'usage.input_tokens': 9, 'usage.output_tokens': 2, 'request.stream': true },
      extra: { enableTrace: true },
    },
    isOwn: true,
    not: 'what an agent does in between',
  },
  {
    api: 'Bedrock: flows',
    path: '/flows/{id}/aliases/{alias}',
    url: `${agents}/flows/FL7/aliases/AL7`,
    request: { inputs: [{ content: { document: 'Hello' }, nodeName: 'In', nodeOutputName: 'document' }] },
    response: events(
      ['flowOutputEvent', { content: { document: 'Good day' }, nodeName: 'Out' }],
      ['flowCompletionEvent', { completionReason: 'SUCCESS' }],
    ),
    responseType: eventStream,
    facts: { provider: 'aws.bedrock', operation: 'chat', model: 'FL7', input: ['Hello'], output: ['Good day'] },
    isOwn: true,
  },
  {
    api: 'Bedrock: answers from knowledge bases',
    path: '/retrieveAndGenerate, /retrieveAndGenerateStream',
    url: `${agents}/retrieveAndGenerate`,
    request: {
      input: { text: 'Hello' },
      retrieveAndGenerateConfiguration: { type: 'KNOWLEDGE_BASE', knowledgeBaseConfiguration: knowledge },
    },
    response: { output: { text: 'Good day' }, citations: [], sessionId: 's7' },
    facts: {
      provider: 'aws.bedrock',
      operation: 'chat',
      model: 'anthropic.claude-3-5-sonnet',
      input: ['Hello'],
      output: ['Good day'],
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: answers from knowledge bases, streamed',
    path: '/retrieveAndGenerateStream',
    isVariant: true,
    url: `${agents}/retrieveAndGenerateStream`,
    request: {
      input: { text: 'Hello' },
      retrieveAndGenerateConfiguration: { type: 'KNOWLEDGE_BASE', knowledgeBaseConfiguration: knowledge },
    },
    response: events(['output', { text: 'Good' }], ['output', { text: ' day' }]),
    responseType: eventStream,
    facts: {
      provider: 'aws.bedrock',
      operation: 'chat',
      model: 'anthropic.claude-3-5-sonnet',
      input: ['Hello'],
      output: ['Good day'],
    },
    isOwn: true,
  },
  {
    api: 'Bedrock: rankings',
    path: '/rerank',
    url: `${agents}/rerank`,
    request: {
      queries: [{ type: 'TEXT', textQuery: { text: 'Capital?' } }],
      sources: ['Rome is old', 'Paris is a capital'].map((text) => ({
        type: 'INLINE',
        inlineDocumentSource: { type: 'TEXT', textDocument: { text } },
      })),
      rerankingConfiguration: {
        type: 'BEDROCK_RERANKING_MODEL',
        bedrockRerankingConfiguration: { modelConfiguration: { modelArn: 'amazon.rerank-v1' } },
      },
    },
    response: { results: [{ index: 1, relevanceScore: 0.9 }] },
    facts: {
      provider: 'aws.bedrock',
      operation: 'rerank',
      model: 'amazon.rerank-v1',
      input: ['Capital?', 'Rome is old', 'Paris is a capital'],
      output: ['[{"index":1,"score":0.9}]'],
    },
  },
  {
    api: 'SageMaker: endpoints that speak chat',
    path: '/endpoints/{name}/invocations',
    url: 'https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/llama/invocations',
    request: { messages: [{ role: 'user', content: 'Hello' }], max_tokens: 9 },
    response: {
      object: 'chat.completion',
      choices: [{ index: 0, message: { role: 'assistant', content: 'Good day' }, finish_reason: 'stop' }],
      usage: { prompt_tokens: 9, completion_tokens: 2 },
    },
    facts: {
      provider: 'aws.sagemaker',
      operation: 'chat',
      model: 'llama',
      input: ['Hello'],
      output: ['Good day'],
      attributes: { 'usage.input_tokens': 9, 'usage.output_tokens': 2, 'request.max_tokens': 9 },
    },
    isOwn: true,
    not: 'endpoints with forms of their own',
  },
  {
    api: 'SageMaker: endpoints that speak chat, streamed',
    path: '/endpoints/{name}/invocations-response-stream',
    isVariant: true,
    url: 'https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/llama/invocations-response-stream',
    request: { messages: [{ role: 'user', content: 'Hello' }], stream: true },
    response: inParts(
      new Streamed(
        [
          { object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'Good' } }] },
          {
            object: 'chat.completion.chunk',
            choices: [{ index: 0, delta: { content: ' day' }, finish_reason: 'stop' }],
          },
          {
            object: 'chat.completion.chunk',
            choices: [],
            usage: { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 },
          },
        ],
        'data: [DONE]\n\n',
      ),
    ),
    responseType: eventStream,
    facts: {
      provider: 'aws.sagemaker',
      operation: 'chat',
      model: 'llama',
      input: ['Hello'],
      output: ['Good day'],
      attributes: { 'usage.input_tokens': 9, 'usage.output_tokens': 2, 'request.stream': true },
    },
    isOwn: true,
  },
  {
    api: 'SageMaker: endpoints of Text Generation Inference, streamed',
    path: '/endpoints/{name}/invocations-response-stream',
    isVariant: true,
    url: 'https://runtime.sagemaker.us-east-1.amazonaws.com/endpoints/tgi/invocations-response-stream',
    request: { inputs: 'Hello', parameters: { max_new_tokens: 9 }, stream: true },
    response: inParts(
      new Streamed([
        { token: { text: 'Good' }, generated_text: null },
        { token: { text: ' day' }, generated_text: 'Good day', details: { generated_tokens: 2 } },
      ]),
    ),
    responseType: eventStream,
    facts: {
      provider: 'aws.sagemaker',
      operation: 'text_completion',
      model: undefined,
      input: ['Hello'],
      output: ['Good day'],
      attributes: { 'usage.output_tokens': 2, 'request.max_tokens': 9, 'request.stream': true },
    },
    isAnywhere: true,
  },
];
