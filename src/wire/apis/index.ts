import { anthropicMessages } from './anthropic/messages';
import { anthropicOnVertex } from './anthropic/vertex';
import type { Api } from './api';
import { bedrockConverse } from './bedrock/converse';
import { bedrockInvoke } from './bedrock/invoke';
import { cohereChat } from './cohere/chat';
import { cohereChatV1 } from './cohere/chat-v1';
import { cohereEmbeddings } from './cohere/embeddings';
import { geminiEmbeddings, vertexEmbeddings } from './gemini/embeddings';
import { gemini, vertex } from './gemini/generate-content';
import { ollamaChat, ollamaEmbeddings, ollamaGenerate } from './ollama/chat';
import { openaiChat } from './openai/chat';
import { openaiCompletions } from './openai/completions';
import { openaiEmbeddings } from './openai/embeddings';
import { openaiResponses } from './openai/responses';

/** Every API that is recognised. A path goes to the first one that recognises its body. */
export const apis: readonly Api[] = [
  openaiChat,
  openaiResponses,
  openaiCompletions,
  openaiEmbeddings,
  anthropicMessages,
  anthropicOnVertex,
  bedrockConverse,
  ...bedrockInvoke,
  vertex,
  gemini,
  vertexEmbeddings,
  geminiEmbeddings,
  cohereChat,
  cohereChatV1,
  cohereEmbeddings,
  ollamaChat,
  ollamaGenerate,
  ollamaEmbeddings,
];

/** The APIs that a path without a query can belong to. */
export const apisAt = (path: string): readonly Api[] =>
  apis.filter((api) => api.paths.some((ending) => path.endsWith(ending)));
