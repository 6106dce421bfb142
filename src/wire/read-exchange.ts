import { compact, fieldsOf, type JsonRecord, nonEmpty } from '../json/json-record';
import { providerAt } from '../providers/hosts';
import { guarded } from '../runtime/guarded';
import type { Api } from './apis/api';
import { errorFields } from './apis/fields/error';
import type { Exchange, ExchangeError, ModelRequest, ModelResponse } from './exchange';
import { withHeaderCounts } from './header-counts';
import type { Recording } from './http/recording';
import { logFailure } from './log-failure';
import type { ResponseBody } from './response-reader';

export interface ReadRequest {
  readonly api: Api;
  readonly read: ModelRequest;
  readonly truncated: boolean;
}

/** The exchange that a recording is, whose bodies have been read. */
export function exchangeFrom(
  recording: Recording,
  { api, read, truncated }: ReadRequest,
  response: ResponseBody,
): Exchange {
  const { status, url, headers } = recording;
  const answer = responseFrom(recording, { api, read }, response.body);
  const providerError = guarded(() => api.readError(response.body), logFailure) ?? errorEnding(answer);
  return {
    operation: api.operation,
    provider: providerAt(new URL(url).hostname) ?? api.provider,
    url,
    startTime: recording.startTime,
    endTime: recording.endTime,
    timeToFirstChunk:
      response.streamed && recording.firstByteAfter !== undefined ? recording.firstByteAfter / 1000 : undefined,
    status,
    requestId: headers.requestId,
    request: saying(read),
    response: answer,
    error: errorOf(recording, response, providerError),
    truncated: truncated || response.truncated,
    resendCount: recording.retryCount,
  };
}

/** What a response says, by its body and its headers. */
export function responseFrom(
  { headers }: Recording,
  { api, read }: Pick<ReadRequest, 'api' | 'read'>,
  body: JsonRecord,
): ModelResponse {
  const answer = guarded(() => api.readResponse(body, headers, read), logFailure) ?? emptyResponse;
  return saying(withHeaderCounts({ ...answer, extra: withErrorFields(answer.extra, body) }, headers));
}

export const emptyRequest: ModelRequest = { messages: [], attributes: {}, extra: {} };
const emptyResponse: ModelResponse = { messages: [], attributes: {}, extra: {} };

/** An empty text is no id, no name and no value, nor is an empty list: some servers send one for what they do not know. */
const saying = <T extends ModelRequest | ModelResponse>(read: T): T => ({
  ...read,
  ...('id' in read ? { id: read.id || undefined } : {}),
  model: read.model || undefined,
  attributes: withoutEmpty(read.attributes),
  extra: withoutEmpty(read.extra),
});

const withoutEmpty = (fields: JsonRecord): JsonRecord =>
  Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== '' && !(Array.isArray(value) && value.length === 0)),
  );

/** A server can name its error in a header, too. */
function withErrorFields({ error: named, ...extra }: JsonRecord, body: JsonRecord): JsonRecord {
  const error = nonEmpty({ ...fieldsOf(named), ...errorFields(body) });
  return { ...extra, ...compact({ error }) };
}

/** Of a model that stopped because of an error, without words for it: `error`, `ERROR_LIMIT`, Zhipu's `network_error`. */
function errorEnding({ finishReasons = [] }: ModelResponse): ExchangeError | undefined {
  const reason = finishReasons.find((each) => /^error|error$|^insufficient_system_resource$/i.test(each));
  return reason === undefined ? undefined : { type: reason.toLowerCase() };
}

/** The provider's own error where its response has one, what broke the connection otherwise. */
function errorOf(
  recording: Recording,
  response: ResponseBody,
  own: ExchangeError | undefined,
): ExchangeError | undefined {
  const { status, verdict } = recording;
  if (status !== undefined && status >= 400) {
    return { type: String(status), message: own?.message ?? excerpt(response.excerpt) ?? response.flaw };
  }
  if (own !== undefined) return own;
  // An app that leaves after the last event has missed nothing.
  if (verdict !== 'end') return response.streamed && response.complete ? undefined : connectionError(recording);
  if (response.flaw !== undefined) return { type: 'unreadable', message: response.flaw };
  const { complete, lastWords = 'The stream ended before its last event' } = response;
  return complete ? undefined : { type: 'cut', message: lastWords };
}

function connectionError({ status, verdict, failure }: Recording): ExchangeError {
  const message = failure?.message || failure?.code;
  if (failure?.name === 'TimeoutError') return { type: 'timeout', message };
  // Errors of a connection have a code; one without is the reason that the app gave for its abort.
  const isAppsReason = failure !== undefined && failure.code === undefined;
  if (verdict === 'aborted' || failure?.name === 'AbortError' || isAppsReason) return { type: 'aborted', message };
  return { type: status === undefined ? (failure?.code ?? 'error') : 'cut', message };
}

/** The beginning of a response that is not the provider's JSON, such as the error page of a proxy. */
const excerpt = (text: string): string | undefined => text.trim().slice(0, 500) || undefined;
