import { asRecord, parseJson, parseWholeJson } from '../json/json-record';
import { providerAt } from '../providers/hosts';
import { guarded } from '../runtime/guarded';
import type { Api, Folded } from './apis/api';
import { apisAt } from './apis/index';
import type { Exchange, ExchangeError, ModelRequest, ModelResponse } from './exchange';
import { decode, isKnownEncoding } from './http/content-encoding';
import { type Framing, serverSentEvents } from './http/framing';
import type { Recording } from './http/recording';
import type { ServerEvent } from './http/sse';
import { logFailure } from './log-failure';

/** What a recording says, or `undefined` if it is no model call: another body at such a path, or a redirect on the way to one. */
export function readExchange(recording: Recording): Exchange | undefined {
  const { status, url } = recording;
  if (status !== undefined && status >= 300 && status < 400) return undefined;
  const { pathname, hostname } = new URL(url);
  const sent = asRecord(parseJson(textOf(recording.requestBody, undefined)));
  const api = apisAt(pathname).find((each) =>
    sent === undefined
      ? wasRefused(recording) && (each.provider === providerAt(hostname) || each.ownPath?.test(pathname) === true)
      : each.recognises(sent, pathname),
  );
  if (api === undefined) return undefined;
  const request = guarded(() => api.readRequest(sent ?? {}, pathname), logFailure) ?? emptyRequest;
  const answer = readAnswer(recording, api, request.attributes['gen_ai.request.stream'] === true);
  return {
    operation: api.operation,
    provider: providerAt(hostname) ?? api.provider,
    url,
    startTime: recording.startTime,
    endTime: recording.endTime,
    timeToFirstChunk:
      answer.streamed && recording.firstByteAfter !== undefined ? recording.firstByteAfter / 1000 : undefined,
    status,
    requestId: recording.headers.requestId,
    request,
    response: guarded(() => api.readResponse(answer.body, recording.headers), logFailure) ?? emptyResponse,
    error: errorOf(
      recording,
      answer,
      guarded(() => api.readError(answer.body), logFailure),
    ),
    truncated: recording.truncated,
    resendCount: recording.retryCount,
  };
}

/** At once, before its body was sent: then who was asked, or the path, have to say enough. */
const wasRefused = ({ requestBody, status = 400 }: Recording): boolean => requestBody.length === 0 && status >= 400;

const emptyRequest: ModelRequest = { messages: [], attributes: {}, extra: {} };
const emptyResponse: ModelResponse = { messages: [], attributes: {}, extra: {} };

type Answer = Folded & {
  readonly text: string;
  readonly streamed: boolean;
  /** What is wrong with bytes that nobody can read, the app included. */
  readonly flaw?: string | undefined;
};

function readAnswer({ status = 0, responseBody, headers }: Recording, api: Api, streamAsked: boolean): Answer {
  const decoded = decode(responseBody, headers.contentEncoding);
  const bytes = decoded ?? Buffer.alloc(0);
  const text = bytes.toString('utf8').replace(/^\ufeff/, '');
  const isStream = streamAsked || headers.contentType?.includes('text/event-stream') === true;
  const error = status >= 400 ? asRecord(parseJson(text)) : undefined;
  const events = isStream && error === undefined ? eventsOf(bytes, api.framings) : undefined;
  const broken =
    decoded === undefined && isKnownEncoding(headers.contentEncoding)
      ? 'The answer is not in the encoding that its header says'
      : undefined;
  if (events !== undefined)
    return {
      text,
      streamed: true,
      flaw: broken,
      ...(guarded(() => api.fold(events), logFailure) ?? { body: {}, complete: true }),
    };
  const whole = parseWholeJson(text);
  const flaw = whole === undefined && text !== '' ? 'The answer is not JSON, or not all of it' : broken;
  return { text, streamed: false, flaw, body: error ?? asRecord(whole ?? parseJson(text)) ?? {}, complete: true };
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

const textOf = (bytes: Buffer, encoding: string | undefined): string => decode(bytes, encoding)?.toString('utf8') ?? '';

/** An answer's own words where it has some, what broke the connection otherwise. */
function errorOf(recording: Recording, answer: Answer, told: ExchangeError | undefined): ExchangeError | undefined {
  const { status, verdict } = recording;
  if (status !== undefined && status >= 400) {
    return { type: String(status), message: told?.message ?? excerpt(answer.text) };
  }
  if (told !== undefined) return told;
  // An app that leaves after the last event has missed nothing.
  if (verdict !== 'end') return answer.streamed && answer.complete ? undefined : brokenOff(recording);
  if (recording.truncated) return undefined;
  if (answer.flaw !== undefined) return { type: 'unreadable', message: answer.flaw };
  return answer.complete ? undefined : { type: 'cut', message: 'The stream ended unfinished' };
}

function brokenOff({ status, verdict, failure }: Recording): ExchangeError {
  const message = failure?.message || failure?.code;
  if (failure?.name === 'TimeoutError') return { type: 'timeout', message };
  // Whatever breaks a connection has a code; an error without one is a reason that the app gave for letting go.
  const ownReason = failure !== undefined && failure.code === undefined;
  if (verdict === 'aborted' || failure?.name === 'AbortError' || ownReason) return { type: 'aborted', message };
  return { type: status === undefined ? (failure?.code ?? 'error') : 'cut', message };
}

/** The beginning of an answer that is not the provider's JSON: a proxy's error page. */
const excerpt = (text: string): string | undefined => text.trim().slice(0, 500) || undefined;
