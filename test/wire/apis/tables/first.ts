import type { places } from '../../../../src/wire/apis/paths';

/** The APIs of chat, texts and vectors, whose captured exchanges are in test/fixtures/wire. */
export interface First {
  readonly api: string;
  readonly names: readonly (keyof typeof places)[];
  /** Those of test/matrix. */
  readonly sdks: string;
}

export const firstApis: readonly First[] = [
  {
    api: 'OpenAI: chat, and every API that is compatible with it',
    names: ['openaiChat'],
    sdks: 'openai, groq-sdk, together-ai, @mistralai/mistralai, @langchain/openai, ai',
  },
  { api: 'OpenAI: responses, also over WebSockets', names: ['openaiResponses'], sdks: 'openai, ai' },
  { api: 'OpenAI: completions, and gaps in code', names: ['openaiCompletions'], sdks: 'openai, @mistralai/mistralai' },
  { api: 'OpenAI, Jina, Voyage, Mistral: embeddings', names: ['openaiEmbeddings'], sdks: 'openai' },
  {
    api: 'Anthropic: messages, completions',
    names: ['anthropicMessages', 'anthropicComplete'],
    sdks: '@anthropic-ai/sdk',
  },
  { api: "Vertex AI: Anthropic's and others' models", names: ['anthropicOnVertex', 'openaiOnVertex'], sdks: '–' },
  {
    api: 'Bedrock: Converse, InvokeModel',
    names: ['bedrockConverse', 'bedrockInvoke'],
    sdks: '@aws-sdk/client-bedrock-runtime',
  },
  {
    api: 'Gemini, Vertex AI: content, embeddings, also in batches',
    names: ['geminiGenerateContent', 'geminiEmbeddings'],
    sdks: '@google/genai, @google/generative-ai',
  },
  { api: 'Vertex AI: older predictions', names: ['vertexPredict'], sdks: '–' },
  {
    api: 'Cohere: chat and embeddings, versions 1 and 2',
    names: ['cohereChat', 'cohereChatV1', 'cohereEmbeddings'],
    sdks: 'cohere-ai',
  },
  { api: 'Ollama', names: ['ollamaChat', 'ollamaGenerate', 'ollamaEmbeddings'], sdks: 'ollama' },
  { api: 'OpenAI, Azure: Realtime, over WebSockets', names: ['openaiRealtime'], sdks: 'openai, ws' },
  { api: 'Gemini, Vertex AI: Live, over WebSockets', names: ['geminiLive'], sdks: '@google/genai' },
  { api: 'Vercel AI Gateway', names: ['gatewayLanguageModel', 'gatewayEmbeddingModel'], sdks: 'ai' },
  { api: 'OpenAI: results of batches, a call a line', names: ['openaiBatchResults'], sdks: 'openai' },
  { api: 'Anthropic: results of batches, a call each', names: ['anthropicBatchResults'], sdks: '@anthropic-ai/sdk' },
  { api: 'Gemini: results of batches, a call each', names: ['geminiBatchResults'], sdks: '@google/genai' },
];
