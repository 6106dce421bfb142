import type { Api } from './api';

interface ApiEntry {
  /** How the paths of its requests end, without a query. */
  readonly paths: readonly string[];
  /** Those of its paths that no other API has: a request to them is a call even if it was refused before its body was sent. */
  readonly ownPath?: RegExp;
  /** Its readers, loaded with the first call that has ended: the app's start does not wait for them. */
  readonly load: () => Api | readonly Api[];
}

/** Every API that is observed, each by one entry. A request goes to the first one that recognises its body. */
export const apis: readonly ApiEntry[] = [
  {
    paths: ['/chat/completions', '/agents/completions'],
    ownPath: /\/chat\/completions$/,
    load: () => (require('./openai/chat') as typeof import('./openai/chat')).openaiChat,
  },
  {
    paths: ['/responses'],
    ownPath: /\/v1\/responses$/,
    load: () => (require('./openai/responses') as typeof import('./openai/responses')).openaiResponses,
  },
  {
    paths: ['/completions'],
    ownPath: /\/v1\/completions$/,
    load: () => (require('./openai/completions') as typeof import('./openai/completions')).openaiCompletions,
  },
  {
    paths: ['/embeddings'],
    ownPath: /\/(v1|deployments\/[^/]+)\/embeddings$/,
    load: () => (require('./openai/embeddings') as typeof import('./openai/embeddings')).openaiEmbeddings,
  },
  {
    paths: ['/messages'],
    ownPath: /\/v1\/messages$/,
    load: () => (require('./anthropic/messages') as typeof import('./anthropic/messages')).anthropicMessages,
  },
  {
    paths: [':rawPredict', ':streamRawPredict'],
    ownPath: /\/publishers\/anthropic\/models\/(?!count-tokens:)/,
    load: () => (require('./anthropic/vertex') as typeof import('./anthropic/vertex')).anthropicOnVertex,
  },
  {
    paths: ['/converse', '/converse-stream'],
    load: () => (require('./bedrock/converse') as typeof import('./bedrock/converse')).bedrockConverse,
  },
  {
    paths: ['/invoke', '/invoke-with-response-stream'],
    load: () => (require('./bedrock/invoke') as typeof import('./bedrock/invoke')).bedrockInvoke,
  },
  {
    paths: [':generateContent', ':streamGenerateContent'],
    load: () =>
      (require('./gemini/generate-content') as typeof import('./gemini/generate-content')).geminiGenerateContent,
  },
  {
    paths: [':embedContent', ':batchEmbedContents', ':predict'],
    load: () => (require('./gemini/embeddings') as typeof import('./gemini/embeddings')).geminiEmbeddings,
  },
  {
    paths: ['/v2/chat'],
    load: () => (require('./cohere/chat') as typeof import('./cohere/chat')).cohereChat,
  },
  {
    paths: ['/v1/chat'],
    load: () => (require('./cohere/chat-v1') as typeof import('./cohere/chat-v1')).cohereChatV1,
  },
  {
    paths: ['/v1/embed', '/v2/embed'],
    load: () => (require('./cohere/embeddings') as typeof import('./cohere/embeddings')).cohereEmbeddings,
  },
  {
    paths: ['/api/chat'],
    load: () => (require('./ollama/chat') as typeof import('./ollama/chat')).ollamaChat,
  },
  {
    paths: ['/api/generate'],
    load: () => (require('./ollama/chat') as typeof import('./ollama/chat')).ollamaGenerate,
  },
  {
    paths: ['/api/embed', '/api/embeddings'],
    load: () => (require('./ollama/chat') as typeof import('./ollama/chat')).ollamaEmbeddings,
  },
];

const pathEndings = apis.flatMap(({ paths }) => paths);

/** Whether a request could be a model call. Asked for every request of the process: compares, and makes nothing. */
export function mayBeModelCall(method: string, path: string): boolean {
  if (method !== 'POST') return false;
  const query = path.indexOf('?');
  const end = query === -1 ? path.length : query;
  for (const ending of pathEndings) {
    if (path.endsWith(ending, end)) return true;
  }
  return false;
}

const entriesAt = (path: string): readonly ApiEntry[] =>
  apis.filter(({ paths }) => paths.some((ending) => path.endsWith(ending)));

/** The APIs that a path without a query can belong to. */
export const apisAt = (path: string): readonly Api[] => entriesAt(path).flatMap(({ load }) => load());

/** The API of a request whose body is unknown: its path, or the provider of its host, has to be enough. */
export const apiWithoutBody = (path: string, provider: string | undefined): Api | undefined =>
  entriesAt(path)
    .flatMap(({ ownPath, load }) => [load()].flat().filter((api) => ownPath?.test(path) || api.provider === provider))
    .at(0);
