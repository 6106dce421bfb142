/** The response headers that are read; no other one is kept. */
export interface ResponseHeaders {
  readonly contentType?: string | undefined;
  readonly contentEncoding?: string | undefined;
  readonly requestId?: string | undefined;
  /** AWS's name of the error, which its bodies leave out. */
  readonly errorType?: string | undefined;
  /** Token counts, for models of Bedrock whose bodies have none, and from Hugging Face's servers. */
  readonly inputTokens?: string | undefined;
  readonly outputTokens?: string | undefined;
  readonly cacheReadTokens?: string | undefined;
  readonly cacheWriteTokens?: string | undefined;
  /** In US dollars, from LiteLLM's proxy. */
  readonly cost?: string | undefined;
  /** Which of the requests that Cloudflare's gateway was given in one it has answered, from 0. */
  readonly step?: string | undefined;
}

const fields: Readonly<Record<string, keyof ResponseHeaders>> = {
  'content-type': 'contentType',
  'content-encoding': 'contentEncoding',
  'x-request-id': 'requestId',
  'request-id': 'requestId',
  'x-amzn-requestid': 'requestId',
  'apim-request-id': 'requestId',
  'x-amzn-errortype': 'errorType',
  'x-amzn-bedrock-input-token-count': 'inputTokens',
  'x-prompt-tokens': 'inputTokens',
  'x-generated-tokens': 'outputTokens',
  'x-amzn-bedrock-output-token-count': 'outputTokens',
  'x-amzn-bedrock-cache-read-input-token-count': 'cacheReadTokens',
  'x-amzn-bedrock-cache-write-input-token-count': 'cacheWriteTokens',
  'x-litellm-response-cost': 'cost',
  'cf-aig-step': 'step',
};

export function pickHeaders(pairs: Iterable<readonly [name: string, value: unknown]>): ResponseHeaders {
  const picked: { -readonly [F in keyof ResponseHeaders]: ResponseHeaders[F] } = {};
  for (const [name, value] of pairs) {
    const field = fields[name.toLowerCase()];
    if (field === undefined || value === undefined) continue;
    // Encodings can come in a line each, in the order in which they were applied.
    if (field === 'contentEncoding' && picked[field] !== undefined) picked[field] += `, ${value}`;
    else picked[field] ??= String(value);
  }
  return picked;
}

/** Pairs of a list in which names and values alternate, such as raw headers. */
export function* pairsOf(list: readonly unknown[]): Generator<readonly [string, unknown]> {
  for (let i = 0; i + 1 < list.length; i += 2) yield [String(list[i]), list[i + 1]];
}

/** What is read of the headers of a request; no other one is kept. */
export interface RequestHeaders {
  /** The model, where no body and no path names it: of the Vercel AI Gateway. */
  readonly model?: string | undefined;
  /** Whether a stream is asked for, of the same. */
  readonly stream?: boolean | undefined;
  /** The name that the client gives itself. */
  readonly client?: string | undefined;
  readonly contentType?: string | undefined;
}

export function requestHeadersOf(header: (name: string) => unknown): RequestHeaders {
  const text = (name: string): string | undefined => {
    const value = header(name);
    return value === undefined || value === null ? undefined : String(value);
  };
  const streaming = text('ai-language-model-streaming');
  return {
    model: text('ai-language-model-id') ?? text('ai-model-id'),
    stream: streaming === undefined ? undefined : streaming === 'true',
    client: text('user-agent'),
    contentType: text('content-type'),
  };
}

/**
 * How many times the SDK had sent a request before: the SDKs of OpenAI and Anthropic send the count, the AWS SDK the number of
 * the attempt (`attempt=2; max=3`).
 */
export function retryCountOf(header: (name: string) => unknown): number | undefined {
  // node-fetch sets each header as a list of one.
  const count = /^\d{1,4}$/.exec(String(header('x-stainless-retry-count')))?.[0];
  const attempt = /^attempt=(\d+)/.exec(String(header('amz-sdk-request')))?.[1];
  if (count !== undefined) return Number(count);
  return attempt === undefined ? undefined : Number(attempt) - 1;
}
