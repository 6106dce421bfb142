import { asRecord, parseJson, recoverJson } from '../json/json-record';
import { providerAt } from '../providers/hosts';
import { guarded } from '../runtime/guarded';
import type { Api, Folded } from './apis/api';
import { apisAt, apiWithoutBody } from './apis/index';
import type { Exchange, ExchangeError, ModelRequest, ModelResponse } from './exchange';
import { decode, isKnownEncoding } from './http/content-encoding';
import { type Framing, serverSentEvents } from './http/framing';
import type { Recording } from './http/recording';
import type { ServerEvent } from './http/sse';
import { logFailure } from './log-failure';

/** Reads a recording; `undefined` if it is no model call: another body at such a path, or a redirect on the way to one. */
export function readExchange(recording: Recording): Exchange | undefined {
  const { status, url, headers } = recording;
  if (status !== undefined && status >= 300 && status < 400) return undefined;
  const { pathname, hostname } = new URL(url);
  const sent = asRecord(recoverJson(recording.requestBody.toString('utf8')));
  const api =
    sent === undefined ? apiOfUnsent(recording) : apisAt(pathname).find((each) => each.recognises(sent, pathname));
  if (api === undefined) return undefined;
  const request = guarded(() => api.readRequest(sent ?? {}, pathname), logFailure) ?? emptyRequest;
  const response = readBody(recording, api, request.attributes['gen_ai.request.stream'] === true);
  const providerError = guarded(() => api.readError(response.body), logFailure);
  return {
    operation: api.operation,
    provider: providerAt(hostname) ?? api.provider,
    url,
    startTime: recording.startTime,
    endTime: recording.endTime,
    timeToFirstChunk:
      response.streamed && recording.firstByteAfter !== undefined ? recording.firstByteAfter / 1000 : undefined,
    status,
    requestId: headers.requestId,
    request,
    response: guarded(() => api.readResponse(response.body, headers), logFailure) ?? emptyResponse,
    error: errorOf(recording, response, providerError),
    truncated: recording.truncated,
    resendCount: recording.retryCount,
  };
}

/** Some requests are refused before their body is sent. */
function apiOfUnsent({ requestBody, status = 400, url }: Recording): Api | undefined {
  const { pathname, hostname } = new URL(url);
  return requestBody.length === 0 && status >= 400 ? apiWithoutBody(pathname, providerAt(hostname)) : undefined;
}

const emptyRequest: ModelRequest = { messages: [], attributes: {}, extra: {} };
const emptyResponse: ModelResponse = { messages: [], attributes: {}, extra: {} };

type ResponseBody = Folded & {
  readonly text: string;
  readonly streamed: boolean;
  /** What is wrong with bytes that the app cannot read either. */
  readonly flaw?: string | undefined;
};

function readBody({ status = 0, responseBody, headers }: Recording, api: Api, streamAsked: boolean): ResponseBody {
  const decoded = decode(responseBody, headers.contentEncoding);
  const bytes = decoded ?? Buffer.alloc(0);
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const isStream = streamAsked || headers.contentType?.includes('text/event-stream') === true;
  const error = status >= 400 ? asRecord(recoverJson(text)) : undefined;
  const events = api.fold && isStream && error === undefined ? eventsOf(bytes, api.framings) : undefined;
  const encodingFlaw =
    decoded === undefined && isKnownEncoding(headers.contentEncoding)
      ? 'The response is not encoded as its header claims'
      : undefined;
  if (events !== undefined) {
    const folded = guarded(() => api.fold?.(events), logFailure) ?? { body: {}, complete: true };
    return { ...folded, text, streamed: true, flaw: encodingFlaw };
  }
  const whole = parseJson(text);
  const flaw = whole === undefined && text !== '' ? 'The response is not JSON, or was cut off' : encodingFlaw;
  return { text, streamed: false, flaw, body: error ?? asRecord(whole ?? recoverJson(text)) ?? {}, complete: true };
}

function eventsOf(
  bytes: Buffer,
  framings: readonly Framing[] = [serverSentEvents],
): readonly ServerEvent[] | undefined {
  for (const framing of framings) {
    const events = guarded(() => framing(bytes), logFailure);
    if (events !== undefined) return events;
  }
  return undefined;
}

/** The provider's own error where its response has one, what broke the connection otherwise. */
function errorOf(
  recording: Recording,
  response: ResponseBody,
  own: ExchangeError | undefined,
): ExchangeError | undefined {
  const { status, verdict } = recording;
  if (status !== undefined && status >= 400) {
    return { type: String(status), message: own?.message ?? excerpt(response.text) };
  }
  if (own !== undefined) return own;
  // An app that leaves after the last event has missed nothing.
  if (verdict !== 'end') return response.streamed && response.complete ? undefined : connectionError(recording);
  if (recording.truncated) return undefined;
  if (response.flaw !== undefined) return { type: 'unreadable', message: response.flaw };
  return response.complete ? undefined : { type: 'cut', message: 'The stream ended before its last event' };
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
