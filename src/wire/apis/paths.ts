/* Which requests are looked at, which is asked for every request of the process: the readers of APIs are loaded with the first of them. */

/** A path has no query and no last slash. */
interface Place {
  /** What each of them holds: as a pattern. */
  readonly has: string;
  readonly path: RegExp;
}

export interface Places {
  /** How the paths of its requests end. */
  readonly ends: readonly string[];
  /** Further paths of its requests, which end in a name. */
  readonly within?: Place;
  /** How the hosts end, with a port if there is one, at which a request to any path may be its. */
  readonly hosts?: readonly string[];
  /** The paths at which answers are asked for that come later. */
  readonly later?: Place;
}

const placesOf = <Name extends string>(places: Readonly<Record<Name, Places>>) => places;

/** Where each API is asked. A request goes to the first one that recognises its body. */
export const places = placesOf({
  openaiChat: {
    ends: ['/chat/completions', '/agents/completions'],
    later: { has: '/chat/deferred', path: /\/chat\/deferred-completion\/[^/]+$/ },
  },
  openaiResponses: {
    ends: ['/responses', '/responses/compact'],
    later: { has: '/responses/resp', path: /\/responses\/resp[_-][^/]+(?:\/cancel)?$/ },
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
    later: { has: '/videos/|/jobs/', path: /\/(?:videos|video\/generations\/jobs)\/[^/]+$/ },
  },
  openaiRuns: {
    ends: ['/runs', '/submit_tool_outputs'],
    later: { has: '/runs/run_', path: /\/threads\/[^/]+\/runs\/run_[^/]+(?:\/cancel)?$/ },
  },
  openaiBatchResults: {
    ends: [],
    later: { has: '/files/', path: /\/files\/[^/]+\/content$/ },
  },
  anthropicBatchResults: {
    ends: [],
    later: { has: '/batches/', path: /\/messages\/batches\/[^/]+\/results$/ },
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
    later: { has: '/interactions/', path: /\/interactions\/[^/]+(?:\/cancel)?$/ },
  },
  geminiFilms: {
    ends: [],
    later: {
      has: '/operations/|:fetchPredict',
      path: /\/models\/[^/]+(?:\/operations\/[^/]+|:fetchPredictOperation)$/,
    },
  },
  codeAssist: { ends: ['/v1internal:generateContent', '/v1internal:streamGenerateContent'] },
  geminiBatchResults: { ends: [], later: { has: '/batches/', path: /\/v1(?:beta)?\/batches\/[^/]+$/ } },
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
const isHost = (host: string): boolean => hosts.some((each) => host.endsWith(each));

/** What paths hold that are looked at more closely. */
const marksOf = (places: readonly Place[]): RegExp | undefined =>
  places.length === 0 ? undefined : new RegExp(places.map(({ has }) => has).join('|'));
const laterPlaces = all.flatMap(({ later }) => later ?? []);
const placesWithin = all.flatMap(({ within }) => within ?? []);
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
