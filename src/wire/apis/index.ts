import type { Api } from './api';
import { isAtHost, type Places, places } from './paths';

interface Readers {
  /**
   * Those of its paths that no app has for itself: a request of the right form to them is a call whatever came of it, also one that
   * was refused before its body was sent.
   */
  readonly ownPath?: RegExp;
  /** Loaded where such a path is asked: those of other APIs are not. */
  readonly load: () => Api | readonly Api[];
}

/** How the requests to each of the places are read. */
const readers: { readonly [Name in keyof typeof places]: Readers } = {
  openaiChat: {
    ownPath: /\/(?:chat|v1\/agents)\/completions$/,
    load: () => (require('./openai/chat') as typeof import('./openai/chat')).openaiChat,
  },
  openaiResponses: {
    ownPath: /\/(?:v1|openai)\/responses(?:\/compact)?$/,
    load: () => (require('./openai/responses') as typeof import('./openai/responses')).openaiResponses,
  },
  openaiCompletions: {
    ownPath: /\/v1\/completions$/,
    load: () => (require('./openai/completions') as typeof import('./openai/completions')).openaiCompletions,
  },
  openaiEmbeddings: {
    ownPath: /\/(v1|deployments\/[^/]+)\/embeddings$/,
    load: () => (require('./openai/embeddings') as typeof import('./openai/embeddings')).openaiEmbeddings,
  },
  anthropicMessages: {
    ownPath: /\/v1\/messages$/,
    load: () => (require('./anthropic/messages') as typeof import('./anthropic/messages')).anthropicMessages,
  },
  anthropicComplete: {
    ownPath: /\/v1\/complete$/,
    load: () => (require('./anthropic/complete') as typeof import('./anthropic/complete')).anthropicComplete,
  },
  anthropicOnVertex: {
    ownPath: /\/publishers\/anthropic\/models\/(?!count-tokens:)/,
    load: () => (require('./anthropic/vertex') as typeof import('./anthropic/vertex')).anthropicOnVertex,
  },
  openaiOnVertex: {
    ownPath: /\/publishers\/[^/]+\/models\//,
    load: () => (require('./openai/vertex') as typeof import('./openai/vertex')).openaiOnVertex,
  },
  bedrockConverse: {
    ownPath: /\/model\/[^/]+\/converse/,
    load: () => (require('./bedrock/converse') as typeof import('./bedrock/converse')).bedrockConverse,
  },
  bedrockInvoke: {
    ownPath: /\/model\/[^/]+\/invoke/,
    load: () => (require('./bedrock/invoke') as typeof import('./bedrock/invoke')).bedrockInvoke,
  },
  geminiGenerateContent: {
    ownPath: /:/,
    load: () =>
      (require('./gemini/generate-content') as typeof import('./gemini/generate-content')).geminiGenerateContent,
  },
  geminiEmbeddings: {
    ownPath: /:/,
    load: () => (require('./gemini/embeddings') as typeof import('./gemini/embeddings')).geminiEmbeddings,
  },
  vertexPredict: {
    ownPath: /\/publishers\/google\/models\//,
    load: () => (require('./gemini/predict') as typeof import('./gemini/predict')).vertexPredict,
  },
  streamedPredict: {
    ownPath: /\/publishers\/google\/models\//,
    load: () => (require('./gemini/streamed-predict') as typeof import('./gemini/streamed-predict')).streamedPredict,
  },
  cohereChat: {
    load: () => (require('./cohere/chat') as typeof import('./cohere/chat')).cohereChat,
  },
  cohereChatV1: {
    load: () => (require('./cohere/chat-v1') as typeof import('./cohere/chat-v1')).cohereChatV1,
  },
  cohereEmbeddings: {
    load: () => (require('./cohere/embeddings') as typeof import('./cohere/embeddings')).cohereEmbeddings,
  },
  ollamaChat: {
    load: () => (require('./ollama/chat') as typeof import('./ollama/chat')).ollamaChat,
  },
  ollamaGenerate: {
    load: () => (require('./ollama/chat') as typeof import('./ollama/chat')).ollamaGenerate,
  },
  ollamaEmbeddings: {
    load: () => (require('./ollama/chat') as typeof import('./ollama/chat')).ollamaEmbeddings,
  },
  openaiMedia: {
    load: () => (require('./openai-platform/media') as typeof import('./openai-platform/media')).openaiMedia,
  },
  openaiVideos: {
    load: () => (require('./openai-platform/videos') as typeof import('./openai-platform/videos')).openaiVideos,
  },
  openaiRuns: {
    load: () => (require('./openai-platform/runs') as typeof import('./openai-platform/runs')).openaiRuns,
  },
  openaiBatchResults: {
    load: () => (require('./openai-platform/batches') as typeof import('./openai-platform/batches')).openaiBatchResults,
  },
  anthropicBatchResults: {
    load: () => (require('./anthropic/batches') as typeof import('./anthropic/batches')).anthropicBatchResults,
  },
  reranked: { load: () => (require('./retrieval/rerank') as typeof import('./retrieval/rerank')).reranked },
  otherEmbeddings: {
    load: () => (require('./retrieval/embeddings') as typeof import('./retrieval/embeddings')).otherEmbeddings,
  },
  geminiInteractions: {
    load: () => (require('./gemini/interactions') as typeof import('./gemini/interactions')).geminiInteractions,
  },
  geminiPictures: { load: () => (require('./gemini/pictures') as typeof import('./gemini/pictures')).geminiPictures },
  geminiFilms: { load: () => (require('./gemini/pictures') as typeof import('./gemini/pictures')).geminiFilms },
  codeAssist: { load: () => (require('./gemini/code-assist') as typeof import('./gemini/code-assist')).codeAssist },
  speech: { load: () => (require('./speech/speech') as typeof import('./speech/speech')).speech },
  replicate: { load: () => (require('./hosted/hosted') as typeof import('./hosted/hosted')).replicate },
  fal: { load: () => (require('./hosted/hosted') as typeof import('./hosted/hosted')).fal },
  hosted: { load: () => (require('./hosted/hosted') as typeof import('./hosted/hosted')).hosted },
  databricks: { load: () => (require('./clouds/clouds') as typeof import('./clouds/clouds')).databricks },
  dashScope: { load: () => (require('./clouds/dashscope') as typeof import('./clouds/dashscope')).dashScope },
  perplexityAsync: { load: () => (require('./clouds/clouds') as typeof import('./clouds/clouds')).perplexityAsync },
  minimaxVideos: { load: () => (require('./clouds/clouds') as typeof import('./clouds/clouds')).minimaxVideos },
  clouds: { load: () => (require('./clouds/clouds') as typeof import('./clouds/clouds')).clouds },
  local: { load: () => (require('./local/local') as typeof import('./local/local')).local },
  mistral: { load: () => (require('./mistral/mistral') as typeof import('./mistral/mistral')).mistral },
  bedrockAgents: { load: () => (require('./bedrock/agents') as typeof import('./bedrock/agents')).bedrockAgents },
  bedrockAsync: { load: () => (require('./bedrock/media') as typeof import('./bedrock/media')).bedrockAsync },
  geminiBatchResults: {
    load: () => (require('./gemini/batches') as typeof import('./gemini/batches')).geminiBatchResults,
  },
  openaiRealtime: {
    ownPath: /\/(?:v1|openai)\/realtime$/,
    load: () => (require('./realtime/realtime') as typeof import('./realtime/realtime')).openaiRealtime,
  },
  novaSonic: {
    ownPath: /\/model\/[^/]+\/invoke/,
    load: () => (require('./nova-sonic/sonic') as typeof import('./nova-sonic/sonic')).novaSonic,
  },
  geminiLive: {
    ownPath: /Bidi/,
    load: () => (require('./gemini-live/live') as typeof import('./gemini-live/live')).geminiLive,
  },
  gatewayLanguageModel: {
    ownPath: /\/ai\/language-model$/,
    load: () =>
      (require('./vercel-gateway/language-model') as typeof import('./vercel-gateway/language-model'))
        .gatewayLanguageModel,
  },
  gatewayEmbeddingModel: {
    ownPath: /\/ai\/embedding-model$/,
    load: () =>
      (require('./vercel-gateway/embedding-model') as typeof import('./vercel-gateway/embedding-model'))
        .gatewayEmbeddingModel,
  },
};

type ApiEntry = Readers & Places;

/** Every API that is observed, each by one entry. */
export const apis: readonly ApiEntry[] = Object.entries<Places>(places).map(([name, place]) => ({
  ...place,
  ...readers[name as keyof typeof places],
}));

export const entriesAt = (path: string, host = ''): readonly ApiEntry[] =>
  apis.filter(
    ({ ends, within, hosts: own = [] }) =>
      ends.some((ending) => path.endsWith(ending)) || within?.test(path) === true || isAtHost(own, host),
  );

/** The APIs that a path without a query can belong to. */
export const apisAt = (path: string, host?: string): readonly Api[] =>
  entriesAt(path, host).flatMap(({ load }) => load());
