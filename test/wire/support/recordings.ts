import type { Exchange } from '../../../src/wire/exchange';
import { ExchangeReader } from '../../../src/wire/exchange-reader';
import { Chunks } from '../../../src/wire/http/chunks';
import type { Recording } from '../../../src/wire/http/recording';

const jsonBytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

export const chatUrl = 'https://api.openai.com/v1/chat/completions';
export const chatRequest = { model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'Capital of France?' }] };
export const chatResponse = {
  id: 'chatcmpl-1',
  object: 'chat.completion',
  created: 1760000000,
  model: 'gpt-4o-mini-2024-07-18',
  choices: [{ index: 0, message: { role: 'assistant', content: 'Paris.' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 30, completion_tokens: 8, total_tokens: 38 },
};

/** A recording with its bodies. */
export interface WholeRecording extends Recording {
  readonly requestBody: Buffer;
  readonly responseBody: Buffer;
}

/** A finished, successful exchange with OpenAI's chat API, but for what is said otherwise. */
export function recordingOf(
  { request = chatRequest, response = chatResponse }: { readonly request?: unknown; readonly response?: unknown } = {},
  changes: Partial<WholeRecording> = {},
): WholeRecording {
  return {
    url: chatUrl,
    query: '',
    retryCount: undefined,
    startTime: 1_760_000_000_000,
    endTime: 1_760_000_001_500.25,
    firstByteAfter: 250,
    requestBody: jsonBytes(request),
    responseBody: Buffer.isBuffer(response) ? response : jsonBytes(response),
    status: 200,
    headers: { contentType: Buffer.isBuffer(response) ? 'text/event-stream' : 'application/json' },
    verdict: 'end',
    failure: undefined,
    ...changes,
  };
}

/** The bytes of a stream of such chunks; `end` is what OpenAI sends after the last. */
export const streamOf = (chunks: readonly unknown[], end = 'data: [DONE]\n\n'): Buffer =>
  Buffer.from(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('') + end);

/**
 * Reads a recording; `undefined` if it is no model call.
 * @param sizes of the pieces in which the response passes, again and again; by default it passes at once
 */
export const readExchange = (...read: Parameters<typeof readExchanges>): Exchange | undefined =>
  readExchanges(...read)[0];

/** The same, of a recording that may have the results of several calls. */
export function readExchanges(
  { requestBody, responseBody, ...recording }: WholeRecording,
  sizes: readonly number[] = [Number.POSITIVE_INFINITY],
  maxBytes = 4 * 2 ** 20,
): readonly Exchange[] {
  const recorded = {
    request: new Chunks(),
    response: new Chunks(),
    recording,
    isDone: false,
    ignoreBodies: () => undefined,
  };
  const reader = new ExchangeReader(recorded, { maxBytes, maxMediaBytes: 4096 });
  if (requestBody.length > 0) recorded.request.push(requestBody);
  for (let at = 0, turn = 0; at < responseBody.length; turn += 1) {
    const size = Math.min(sizes[turn % sizes.length] ?? 1, responseBody.length - at);
    recorded.response.push(responseBody.subarray(at, at + size));
    while (reader.step());
    at += size;
  }
  recorded.isDone = true;
  while (reader.step());
  return reader.take();
}

export function exchangeOf(recording: WholeRecording): Exchange {
  const exchange = readExchange(recording);
  if (exchange === undefined) throw new Error('not recognised as a model call');
  return exchange;
}
