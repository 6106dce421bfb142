import type { Exchange } from '../../../src/wire/exchange';
import type { Recording } from '../../../src/wire/http/recording';
import { readExchange } from '../../../src/wire/read-exchange';

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

/** A finished, successful exchange with OpenAI's chat API, but for what is said otherwise. */
export function recordingOf(
  { request = chatRequest, response = chatResponse }: { readonly request?: unknown; readonly response?: unknown } = {},
  changes: Partial<Recording> = {},
): Recording {
  return {
    url: chatUrl,
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
    truncated: false,
    ...changes,
  };
}

/** The bytes of a stream of such chunks; `end` is what OpenAI sends after the last. */
export const streamOf = (chunks: readonly unknown[], end = 'data: [DONE]\n\n'): Buffer =>
  Buffer.from(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\n\n`).join('') + end);

export function exchangeOf(recording: Recording): Exchange {
  const exchange = readExchange(recording);
  if (exchange === undefined) throw new Error('not recognised as a model call');
  return exchange;
}
