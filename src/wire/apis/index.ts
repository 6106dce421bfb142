import type { Api } from './api';

/** Paths without a query and a last slash. */
interface Place {
  /** What each of them holds: as a pattern. */
  readonly has: string;
  readonly path: RegExp;
}

interface ApiEntry {
  /** How the paths of its requests end, without a query and a last slash. */
  readonly paths: readonly string[];
  /**
   * Those of its paths that no app has for itself: a request of the right form to them is a call whatever came of it, also one that
   * was refused before its body was sent.
   */
  readonly ownPath?: RegExp;
  /** The paths at which answers are asked for that come later. */
  readonly later?: Place;
  /** Further paths of its requests, which end in a name. */
  readonly within?: Place;
  /** How the hosts end, with a port if there is one, at which a request to any path may be its. */
  readonly hosts?: readonly string[];
  /** Its readers, loaded with the first call that has ended: the app's start does not wait for them. */
  readonly load: () => Api | readonly Api[];
}

/** Every API that is observed, each by one entry. A request goes to the first one that recognises its body. */
export const apis: readonly ApiEntry[] = [
  {
    paths: ['/chat/completions', '/agents/completions'],
    ownPath: /\/(?:chat|v1\/agents)\/completions$/,
    later: { has: '/chat/deferred', path: /\/chat\/deferred-completion\/[^/]+$/ },
    load: () => (require('./openai/chat') as typeof import('./openai/chat')).openaiChat,
  },
  {
    paths: ['/responses', '/responses/compact'],
    ownPath: /\/(?:v1|openai)\/responses(?:\/compact)?$/,
    later: { has: '/responses/resp', path: /\/responses\/resp[_-][^/]+(?:\/cancel)?$/ },
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
    paths: ['/v1/complete'],
    ownPath: /\/v1\/complete$/,
    load: () => (require('./anthropic/complete') as typeof import('./anthropic/complete')).anthropicComplete,
  },
  {
    paths: [':rawPredict', ':streamRawPredict'],
    ownPath: /\/publishers\/anthropic\/models\/(?!count-tokens:)/,
    load: () => (require('./anthropic/vertex') as typeof import('./anthropic/vertex')).anthropicOnVertex,
  },
  {
    paths: [':rawPredict', ':streamRawPredict'],
    ownPath: /\/publishers\/[^/]+\/models\//,
    load: () => (require('./openai/vertex') as typeof import('./openai/vertex')).openaiOnVertex,
  },
  {
    paths: ['/converse', '/converse-stream'],
    ownPath: /\/model\/[^/]+\/converse/,
    load: () => (require('./bedrock/converse') as typeof import('./bedrock/converse')).bedrockConverse,
  },
  {
    paths: ['/invoke', '/invoke-with-response-stream'],
    ownPath: /\/model\/[^/]+\/invoke/,
    load: () => (require('./bedrock/invoke') as typeof import('./bedrock/invoke')).bedrockInvoke,
  },
  {
    paths: [':generateContent', ':streamGenerateContent'],
    ownPath: /:/,
    load: () =>
      (require('./gemini/generate-content') as typeof import('./gemini/generate-content')).geminiGenerateContent,
  },
  {
    paths: [':embedContent', ':batchEmbedContents'],
    ownPath: /:/,
    load: () => (require('./gemini/embeddings') as typeof import('./gemini/embeddings')).geminiEmbeddings,
  },
  {
    paths: [':predict'],
    ownPath: /\/publishers\/google\/models\//,
    load: () => (require('./gemini/predict') as typeof import('./gemini/predict')).vertexPredict,
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
  {
    paths: ['/language-model'],
    ownPath: /\/ai\/language-model$/,
    load: () =>
      (require('./vercel-gateway/language-model') as typeof import('./vercel-gateway/language-model'))
        .gatewayLanguageModel,
  },
  {
    paths: ['/embedding-model'],
    ownPath: /\/ai\/embedding-model$/,
    load: () =>
      (require('./vercel-gateway/embedding-model') as typeof import('./vercel-gateway/embedding-model'))
        .gatewayEmbeddingModel,
  },
];

/** The endings of paths by their last character: nearly all paths end like none. */
const endings = new Map<number, string[]>();
for (const ending of apis.flatMap(({ paths }) => paths)) {
  const last = ending.charCodeAt(ending.length - 1);
  endings.set(last, [...(endings.get(last) ?? []), ending]);
}
const hosts = apis.flatMap((each) => each.hosts ?? []);
const isHost = (host: string): boolean => hosts.some((each) => host.endsWith(each));

/** What paths hold that are looked at more closely. */
const marksOf = (places: readonly Place[]): RegExp | undefined =>
  places.length === 0 ? undefined : new RegExp(places.map(({ has }) => has).join('|'));
const laterPlaces = apis.flatMap(({ later }) => later ?? []);
const placesWithin = apis.flatMap(({ within }) => within ?? []);
const laterMarks = marksOf(laterPlaces);
const marksWithin = marksOf(placesWithin);

/**
 * Whether a request could be a model call. Asked for every request of the process: compares, and makes nothing.
 * @param origin or host of the server
 */
export function mayBeModelCall(method: string, path: string, origin?: unknown): boolean {
  if (method !== 'POST' && method !== 'GET') return false;
  const query = path.indexOf('?');
  const end = endOf(path, query === -1 ? path.length : query);
  if (laterMarks?.test(path) && isAtAny(laterPlaces, path.slice(0, end))) return true;
  if (method !== 'POST') return false;
  for (const ending of endings.get(path.charCodeAt(end - 1)) ?? []) {
    if (path.endsWith(ending, end)) return true;
  }
  if (marksWithin?.test(path) && isAtAny(placesWithin, path.slice(0, end))) return true;
  return typeof origin === 'string' && isHost(origin);
}

const isAtAny = (places: readonly Place[], path: string): boolean => places.some((place) => place.path.test(path));

/** Where a path ends but for slashes. */
function endOf(path: string, length: number): number {
  let end = length;
  while (path.charCodeAt(end - 1) === slash) end -= 1;
  return end;
}

const slash = 47;

/** A path without a query as the paths of the APIs are. */
export const withoutLastSlash = (path: string): string => path.slice(0, endOf(path, path.length));

export const entriesAt = (path: string, host = ''): readonly ApiEntry[] =>
  apis.filter(
    ({ paths, within, hosts: own = [] }) =>
      paths.some((ending) => path.endsWith(ending)) ||
      within?.path.test(path) === true ||
      own.some((each) => host.endsWith(each)),
  );

/** The APIs that a path without a query can belong to. */
export const apisAt = (path: string, host?: string): readonly Api[] =>
  entriesAt(path, host).flatMap(({ load }) => load());
