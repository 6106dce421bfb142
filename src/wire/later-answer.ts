import type { JsonRecord } from '../json/json-record';
import { guarded } from '../runtime/guarded';
import { withoutLastSlash } from './apis/index';
import type { LaterAnswer, ModelRequest } from './exchange';
import { logFailure } from './log-failure';
import type { ReadRequest } from './read-exchange';
import type { Recognised } from './recognition';

/**
 * What a response says of an answer that comes to other requests, and the request that it belongs to: of one that asks for the
 * answer alone, as far as the response repeats it.
 */
export function laterAnswerOf(
  url: string,
  { recognised: { api, asksForAnswer }, read }: ReadRequest & { readonly recognised: Recognised },
  body: JsonRecord,
): { readonly later: LaterAnswer | undefined; readonly read: ModelRequest } {
  const answer = guarded(() => api.later?.read(body, asksForAnswer ? undefined : read), logFailure);
  if (answer === undefined || !(asksForAnswer || answer.isLater)) return { later: undefined, read };
  const { at, ...about } = answer;
  const path = withoutLastSlash(url);
  const later = {
    ...about,
    url: asksForAnswer ? path.replace(/\/cancel$/, '') : new URL(at, `${path}/`).href,
    isAskedFor: asksForAnswer,
  };
  return { later, read: (asksForAnswer && guarded(() => api.later?.readRequest(body), logFailure)) || read };
}
