import { asNumber, compact, type JsonRecord } from '../json/json-record';
import { guarded } from '../runtime/guarded';
import type { Api } from './apis/api';
import type { Exchange, LaterAnswer, ModelRequest } from './exchange';
import type { Recording } from './http/recording';
import { logFailure } from './log-failure';
import { exchangeFrom } from './read-exchange';
import type { ResponseBody } from './response-reader';

/** The calls whose results a response is, such as those of a batch, one by one. */
export function* callsIn(
  recording: Recording,
  api: Api,
  { body: all, truncated }: ResponseBody,
): Generator<Exchange, void> {
  for (const { api: ofCall, body, status, id } of guarded(() => api.calls?.(all), logFailure) ?? []) {
    const request = { api: ofCall, read: askedFor(body, id), truncated: false };
    const time = timeIn(body) ?? recording.startTime;
    const one = { ...recording, status: status ?? recording.status, startTime: time, endTime: time };
    const whole = { body, complete: true, excerpt: '', streamed: false, isRead: true, truncated };
    yield { ...exchangeFrom(one, request, whole), later: resultAt(`${recording.url}#${id}`) };
  }
}

/** An answer that has come: the app may read it once more. */
const resultAt = (url: string): LaterAnswer => ({ url, isAskedFor: true, isDone: true, isLater: true });

/** The request was in a file, or was sent by another process. */
const askedFor = (body: JsonRecord, id: unknown): ModelRequest => ({
  model: typeof body['model'] === 'string' ? body['model'] : undefined,
  messages: [],
  attributes: { 'openai.request.service_tier': 'batch' },
  extra: compact({ custom_id: id }),
});

/** A batch says when it made an answer, in seconds, and not how long that took. */
function timeIn({ created, created_at: at }: JsonRecord): number | undefined {
  const seconds = asNumber(created) ?? asNumber(at);
  return seconds === undefined ? undefined : seconds * 1000;
}
