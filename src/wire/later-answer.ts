import type { JsonRecord } from '../json/json-record';
import { guarded } from '../runtime/guarded';
import { withoutLastSlash } from './apis/paths';
import type { LaterAnswer, ModelRequest, Pieces } from './exchange';
import type { Recording } from './http/recording';
import { logFailure } from './log-failure';
import { type ReadRequest, responseFrom } from './read-exchange';
import type { Recognised } from './recognition';
import type { ResponseBody } from './response-reader';

/**
 * What a response says of an answer that comes to other requests, and the request that it belongs to: of one that asks for the
 * answer alone, as far as the response repeats it.
 */
export function laterAnswerOf(
  recording: Recording,
  { recognised: { api, asksForAnswer }, read }: ReadRequest & { readonly recognised: Recognised },
  { body, isPieced }: Pick<ResponseBody, 'body' | 'isPieced'>,
): { readonly later: LaterAnswer | undefined; readonly read: ModelRequest } {
  const path = withoutLastSlash(recording.url);
  const answer = guarded(() => api.later?.read(body, asksForAnswer ? undefined : read, path), logFailure);
  if (answer === undefined || !(asksForAnswer || answer.isLater)) return { later: undefined, read };
  const { at, key, alias, ...about } = answer;
  const ownUrl = path.replace(/\/(?:cancel|status)$/, '');
  const later = {
    ...about,
    url: asksForAnswer && key === undefined ? ownUrl : new URL(key ?? at, `${path}/`).href,
    alias: alias === undefined ? undefined : addressOf(new URL(alias, path)),
    isAskedFor: asksForAnswer,
  };
  const asked = (asksForAnswer && guarded(() => api.later?.readRequest(body), logFailure)) || read;
  const pieces = isPieced === true ? piecesOf(body, recording, { api, read: asked }) : undefined;
  return { later: { ...later, pieces }, read: asked };
}

/** As recordings have it. */
const addressOf = ({ origin, pathname }: URL): string => withoutLastSlash(origin + pathname);

function piecesOf(body: JsonRecord, recording: Recording, request: Pick<ReadRequest, 'api' | 'read'>): Pieces {
  const joined = (before: JsonRecord): JsonRecord | undefined =>
    guarded(() => request.api.later?.joined?.(before, body), logFailure);
  return {
    body,
    get response() {
      return responseFrom(recording, request, body);
    },
    after: ({ body: before }) => piecesOf(joined(before) ?? body, recording, request),
  };
}
