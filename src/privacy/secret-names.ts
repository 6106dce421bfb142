import { perName } from '../json/per-name';

/** What stands in the place of a secret. */
export const redacted = '[redacted]';

/**
 * What the name of a member, an attribute or a parameter says of the texts below it: a secret, or the schema of one; all headers of
 * a request, by their names, or one of which it is unknown what it holds; the address of a server, whose path and query can hold a
 * key; servers of tools, by whatever has their addresses; schemas, by the names of what they describe; tokens of an answer, which is content.
 */
export type Place =
  | 'secret'
  | 'secret schema'
  | 'headers'
  | 'header'
  | 'header pair'
  | 'address'
  | 'servers'
  | 'schemas'
  | 'content'
  | 'open';

const listed = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Names that are a secret by how they end, as words in lower case. */
const endings = [
  'authorization( token)?|authentication|(basic |api |http |o)?auth( config| header)?|credentials?|creds|cookies?|jwt|sas',
  'password|passwords|passwd|pwd|passphrase|passcode|secret|secrets|(client |api |credential )secret (value|version)',
  'apikeys?|(encoded )?api keys?( string| value| config| secret version)?|connection string|service account (json|key)',
  '(access|private|secret|signing|signature|encryption|subscription|account|master|admin|auth|shared|storage|session) ?keys?',
  '(ssh|hmac|webhook|functions|license|service|search|query) key|access key id|(app|application|client) key|client assertion|bearer',
  '(openai|azure|anthropic|google|gemini|cohere|mistral|groq|aws|hf|huggingface|honeyhive|hh|pinecone|weaviate) key',
  '(access|refresh|auth|bearer|api|id|session|security) tokens|key material|sig',
  '(amz|goog|webhook|request|hub|hmac|url|sas|shared access|aws|body|payload|stripe|slack|x) signature( \\d+)?',
];
const isSecretEnding = new RegExp(`(?:^| )(?:${endings.join('|').replaceAll('(', '(?:')})$`);

/** `token` is one, unless it is of a text, of a page, or a unit. */
const tokenOf = listed(
  'stop eos bos pad unk sep cls mask next page continuation first last output input special start end image audio text per ' +
    'each max min total cached prompt completion reasoning logit top bytes decoded sampled',
);

/** The last words of names that hold all headers. Those of an attribute may be a response's, unless it says otherwise. */
const headers = listed('headers header');
/** What is put into the query of a request: often a key, by whatever name. */
const ofQueries = /(?:^| )(?:extra|default) query(?: params)?$/;
const ofRequests = listed('request extra default custom mcp tool tools');
const isContentEnding = /(?:^| )logprobs(?: result)?$/;
const addresses =
  /(?:^| )(?:(?:server|mcp|sse|base|api|callback|webhook|hook|redirect|http|azure|service|proxy|connector) (?:url|uri|base|target|endpoint)|url (?:full|path|query|original)|endpoint|webhook|baseurl)$/;
const servers = /(?:^| )mcp (?:server|servers|config)$/;
const schemas = listed(
  'properties patternProperties $defs definitions dependentSchemas parameter_definitions parameterDefinitions',
);

/** Headers without secrets, in requests and responses. Of all others it is unknown. */
const plainHeader = new RegExp(
  '^(?:accept(?:-[a-z]+)?|content-(?:type|length|encoding|language)|user-agent|host|date|server|vary|via|age|etag|expires|' +
    'connection|keep-alive|transfer-encoding|cache-control|traceparent|x-?request-id|request-id|retry-after|alt-svc|' +
    'cf-(?:ray|cache-status)|strict-transport-security|server-timing|access-control-[a-z-]+|(?:x-)?ratelimit-[a-z-]+|' +
    'anthropic-(?:version|beta|organization-id|ratelimit-[a-z-]+)|openai-(?:version|organization|project|processing-ms|beta)|' +
    'x-(?:stainless-[a-z-]+|powered-by|content-type-options|envoy-[a-z-]+|goog-api-client|amz-date|amz-content-sha256)|' +
    'x-amzn-(?:requestid|errortype|bedrock-[a-z-]+)|amz-sdk-[a-z-]+|apim-request-id|x-ms-(?:region|client-request-id))$',
);

/** Most names have no capitals. */
function wordsOf(name: string): string {
  const lower = name.toLowerCase();
  const divided =
    lower === name
      ? name
      : name
          .replace(/([a-z\d])([A-Z])/g, '$1 $2')
          .replace(/([A-Z])([A-Z][a-z])/g, '$1 $2')
          .toLowerCase();
  return divided
    .split(/[^a-z\d]+/)
    .join(' ')
    .trim();
}

const maxChars = 200;

/** The place that a name makes. `x.y.z` is the name of an attribute, whose end counts. */
export const placeOf: (name: string) => Place = (name) => placeOfName(name.slice(-maxChars)).place;

const placeOfName = perName((name): { readonly place: Place } => ({ place: findPlace(name) }));

function findPlace(name: string): Place {
  if (schemas.has(name)) return 'schemas';
  const words = wordsOf(name);
  const start = words.lastIndexOf(' ') + 1;
  const last = words.slice(start);
  const before = words.slice(words.lastIndexOf(' ', start - 2) + 1, Math.max(0, start - 1));
  if (isSecretEnding.test(words)) return 'secret';
  if (last === 'token' && !tokenOf.has(before)) return 'secret';
  if (last === 'signature' && name.includes('-')) return 'secret';
  if (ofQueries.test(words)) return 'headers';
  if (isContentEnding.test(words)) return 'content';
  if (headers.has(last))
    return name.includes('.') && !words.split(' ').some((word) => ofRequests.has(word)) ? 'open' : 'headers';
  // The name of one header, after that of all: `http.request.header.x-custom`.
  const header = /[._]headers?\.([^.]+)$/i.exec(name)?.[1];
  if (header !== undefined) return placeOfHeader(header);
  if (servers.test(words)) return 'servers';
  return addresses.test(words) ? 'address' : 'open';
}

export const isSecretName = (name: string): boolean => placeOf(name) === 'secret';

/** The place that a header is. */
export const placeOfHeader = (name: string): Place =>
  plainHeader.test(name.toLowerCase()) ? 'open' : isSecretName(name) ? 'secret' : 'header';
