/* Which requests are looked at, which is asked for every request of the process: the readers of APIs are loaded with the first of them. */

/* A path has no query and no last slash. */

export interface Places {
  /** How the paths of its requests end. */
  readonly ends: readonly string[];
  /** Further paths of its requests, which end in a name. */
  readonly within?: RegExp;
  /** How the hosts end, with a port if there is one, at which a request to any path may be its. */
  readonly hosts?: readonly string[];
  /** The paths at which answers are asked for that come later. */
  readonly later?: RegExp;
}

const placesOf = <Name extends string>(places: Readonly<Record<Name, Places>>) => places;

/** Where each API is asked. A request goes to the first one that recognises its body. */
export const places = placesOf({
  openaiChat: {
    ends: ['/chat/completions', '/agents/completions'],
    later: /\/chat\/deferred-completion\/[^/]+$/,
  },
  openaiResponses: {
    ends: ['/responses', '/responses/compact'],
    later: /\/responses\/resp[_-][^/]+(?:\/cancel)?$/,
  },
  openaiCompletions: {
    ends: ['/completions'],
  },
  openaiEmbeddings: {
    ends: ['/embeddings'],
  },
  anthropicMessages: {
    ends: ['/messages'],
  },
  anthropicComplete: {
    ends: ['/v1/complete'],
  },
  anthropicOnVertex: {
    ends: [':rawPredict', ':streamRawPredict'],
  },
  openaiOnVertex: {
    ends: [':rawPredict', ':streamRawPredict'],
  },
  bedrockConverse: {
    ends: ['/converse', '/converse-stream'],
  },
  bedrockInvoke: {
    ends: ['/invoke', '/invoke-with-response-stream'],
  },
  geminiGenerateContent: {
    ends: [':generateContent', ':streamGenerateContent'],
  },
  geminiEmbeddings: {
    ends: [':embedContent', ':batchEmbedContents'],
  },
  geminiPictures: { ends: [':predict', ':predictLongRunning'] },
  vertexPredict: {
    ends: [':predict'],
  },
  streamedPredict: { ends: [':serverStreamingPredict'] },
  cohereChat: {
    ends: ['/v2/chat'],
  },
  cohereChatV1: {
    ends: ['/v1/chat'],
  },
  cohereEmbeddings: {
    ends: ['/v1/embed', '/v2/embed'],
  },
  ollamaChat: {
    ends: ['/api/chat'],
  },
  ollamaGenerate: {
    ends: ['/api/generate'],
  },
  ollamaEmbeddings: {
    ends: ['/api/embed', '/api/embeddings'],
  },
  openaiMedia: {
    ends: [
      ...['/images/generations', '/images/edits', '/images/variations', '/audio/speech', '/audio/transcriptions'],
      ...['/audio/translations', '/moderations'],
    ],
  },
  openaiVideos: {
    ends: ['/videos', '/videos/edits', '/videos/extensions', '/video/generations/jobs', '/remix'],
    later: /\/(?:videos|video\/generations\/jobs)\/[^/]+$/,
  },
  openaiRuns: {
    ends: ['/runs', '/submit_tool_outputs'],
    later: /\/threads\/[^/]+\/runs\/run_[^/]+(?:\/cancel)?$/,
  },
  openaiBatchResults: {
    ends: [],
    later: /\/files\/[^/]+\/content$/,
  },
  anthropicBatchResults: {
    ends: [],
    later: /\/messages\/batches\/[^/]+\/results$/,
  },
  reranked: { ends: ['/rerank', '/reranking', '/ranking', '/text-rerank', '/reranking-model'] },
  otherEmbeddings: {
    ends: [
      ...['/multimodalembeddings', '/contextualizedembeddings', '/embed', '/embed_all', '/embed_sparse'],
      ...['/v1/embedding/text', '/v1/embedding/image', '/classify'],
    ],
  },
  geminiInteractions: {
    ends: ['/interactions'],
    later: /\/interactions\/[^/]+(?:\/cancel)?$/,
  },
  geminiFilms: {
    ends: [],
    later: /\/models\/[^/]+(?:\/operations\/[^/]+|:fetchPredictOperation)$/,
  },
  codeAssist: { ends: ['/v1internal:generateContent', '/v1internal:streamGenerateContent'] },
  speech: {
    ends: [
      ...['/v1/speech-to-text', '/v1/audio-isolation', '/v1/audio-isolation/stream', '/v1/sound-generation'],
      ...['/v1/text-to-dialogue', '/v1/text-to-dialogue/stream', '/v1/music', '/v1/music/stream'],
      ...['/v1/text-to-dialogue/with-timestamps', '/v1/text-to-dialogue/stream/with-timestamps'],
      ...['/v1/listen', '/v1/speak', '/v1/read', '/v2/transcript'],
    ],
    within: /\/(?:text-to-speech|speech-to-speech|lemur\/v3\/generate)\/[\w-]/,
    later: /\/v2\/transcript\/[\w-]+$/,
  },
  replicate: {
    ends: ['/predictions'],
    // Streams have addresses of their own, which are longer than the ids of files.
    later: /\/predictions\/[a-z0-9]{20,40}(?:\/cancel)?$|\/v1\/(?:files|streams)\/[\w-]{40,}$/,
  },
  fal: {
    ends: [],
    hosts: ['fal.run'],
    later: /\/requests\/[\w-]+(?:\/status)?$/,
  },
  hosted: {
    ends: ['/generate', '/generate_stream', '/invocations', '/invocations-response-stream'],
    // Cloudflare's gateway has all of its providers at one path, too.
    hosts: ['endpoints.huggingface.cloud', 'gateway.ai.cloudflare.com'],
    within: /\/(?:hf-inference|pipeline\/[\w-]+|ai\/run|workers-ai)\/|^\/models\/[^/:]+\/[^/:]+$/,
  },
  databricks: { ends: ['/invocations', '/invocations-response-stream'] },
  dashScope: {
    ends: [],
    within: /\/services\/aigc\/[\w-]+\/[\w-]+$/,
    later: /\/api\/v1\/tasks\/[\w-]+$/,
  },
  perplexityAsync: {
    ends: ['/async/chat/completions'],
    later: /\/async\/chat\/completions\/[\w-]+$/,
  },
  minimaxVideos: { ends: ['/v1/video_generation'], later: /\/v1\/query\/video_generation$/ },
  clouds: {
    ends: [
      ...['/text/generation', '/text/generation_stream', '/text/chat', '/text/chat_stream', '/text/embeddings'],
      ...['/inference:complete', '/inference:embed', '/t2a_v2', '/v1/image_generation', '/chatcompletion_v2'],
      ...['/chatcompletion_pro', '/actions/chat', '/actions/embedText'],
    ],
  },
  local: {
    ends: ['/completion', '/infill', '/api/v1/generate', '/api/extra/generate/stream', '/api/v1/chat', '/v1/generate'],
  },
  mistral: {
    ends: ['/v1/conversations', '/ocr', '/classifications'],
    within: /\/v1\/conversations\/[^/]+(?:\/restart)?$/,
  },
  bedrockAgents: {
    ends: ['/retrieveAndGenerate', '/retrieveAndGenerateStream', '/rerank'],
    within: /^\/(?:agents\/[^/]+(?:\/agentAliases\/[^/]+\/sessions\/[^/]+\/text)?|flows\/[^/]+\/aliases\/[^/]+)$/,
  },
  bedrockAsync: { ends: ['/async-invoke'], later: /\/async-invoke\/[^/]+$/ },
  geminiBatchResults: { ends: [], later: /\/v1(?:beta)?\/batches\/[^/]+$/ },
  // Each call of a socket is read as if it were a request.
  openaiRealtime: { ends: ['/realtime'] },
  novaSonic: { ends: ['/invoke-with-bidirectional-stream'] },
  geminiLive: { ends: ['BidiGenerateContent', 'BidiGenerateContentConstrained'] },
  gatewayLanguageModel: {
    ends: ['/language-model'],
  },
  gatewayEmbeddingModel: {
    ends: ['/embedding-model'],
  },
});

const all: readonly Places[] = Object.values(places);

/** The endings of paths by their last character: nearly all paths end like none. */
const endings = new Map<number, string[]>();
for (const ending of all.flatMap(({ ends }) => ends)) {
  const last = ending.charCodeAt(ending.length - 1);
  endings.set(last, [...(endings.get(last) ?? []), ending]);
}
const hosts = all.flatMap((each) => each.hosts ?? []);
const isHost = (host: string): boolean => isAtHost(hosts, host);

/** @param host or an origin */
export const isAtHost = (all: readonly string[], host: string): boolean =>
  all.some((each) => host.endsWith(each) && !/[\w-]/.test(host.charAt(host.length - each.length - 1)));

/** What each of the paths in `later`, and of those in `within`, holds: nearly all paths hold none. */
const laterMark =
  /\/(?:query|responses|deferred-completion|videos|jobs|runs|files|streams|batches|interactions|operations|transcript|predictions|requests|tasks|completions|async-invoke)\/|:fetchPredict/;
const markWithin =
  /\/(?:text-to-speech|speech-to-speech|lemur|models|hf-inference|pipeline|run|workers-ai|aigc|agents|flows|conversations)\//;

const laterPaths = all.flatMap(({ later }) => later ?? []);
const pathsWithin = all.flatMap(({ within }) => within ?? []);

/**
 * Whether a request could be a model call. Asked for every request of the process: compares, and makes nothing.
 * @param origin or host of the server
 */
export function mayBeModelCall(method: string, path: string, origin?: unknown): boolean {
  if (method !== 'POST' && method !== 'GET') return false;
  const query = path.indexOf('?');
  const end = endOf(path, query === -1 ? path.length : query);
  if (laterMark.test(path) && isAtAny(laterPaths, path.slice(0, end))) return true;
  if (method !== 'POST') return false;
  for (const ending of endings.get(path.charCodeAt(end - 1)) ?? []) {
    if (path.endsWith(ending, end)) return true;
  }
  if (markWithin.test(path) && isAtAny(pathsWithin, path.slice(0, end))) return true;
  return typeof origin === 'string' && isHost(origin);
}

/** Whether a WebSocket could be one of a model, by the path of its request, with or without a query. */
export const mayBeModelSocket = (path: string): boolean => modelSockets.test(path);

const modelSockets = /(?:\/realtime|\/responses|BidiGenerateContent(?:Constrained)?)\/?(?:\?|$)/;

const isAtAny = (patterns: readonly RegExp[], path: string): boolean => patterns.some((each) => each.test(path));

/** Where a path ends but for slashes. */
function endOf(path: string, length: number): number {
  let end = length;
  while (path.charCodeAt(end - 1) === slash) end -= 1;
  return end;
}

const slash = 47;

/** A path without a query as the paths of the APIs are. */
export const withoutLastSlash = (path: string): string => path.slice(0, endOf(path, path.length));
