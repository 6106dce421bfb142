/**
 * How the paths of model calls end: those of every API in `apis/`, by themselves, so that an app's start does not wait for the
 * readers of all APIs to load.
 */
export const modelPaths: readonly string[] = [
  '/chat/completions',
  '/agents/completions',
  '/responses',
  '/completions',
  '/embeddings',
  '/messages',
  ':rawPredict',
  ':streamRawPredict',
  '/converse',
  '/converse-stream',
  '/invoke',
  '/invoke-with-response-stream',
  ':generateContent',
  ':streamGenerateContent',
  ':embedContent',
  ':batchEmbedContents',
  ':predict',
  '/v2/chat',
  '/v1/chat',
  '/v1/embed',
  '/v2/embed',
  '/api/chat',
  '/api/generate',
  '/api/embed',
];

/** Whether a request could be a model call. Asked for every request of the process: compares, and makes nothing. */
export function mayBeModelCall(method: string, path: string): boolean {
  if (method !== 'POST') return false;
  const query = path.indexOf('?');
  const end = query === -1 ? path.length : query;
  for (const ending of modelPaths) {
    if (path.endsWith(ending, end)) return true;
  }
  return false;
}
