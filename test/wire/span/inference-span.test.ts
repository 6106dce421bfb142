import type { ReadableSpan } from '../../../src/mapping/span/span-view';
import { spanOf as spanOfExchange } from '../support/record';
import {
  chatRequest,
  chatResponse,
  exchangeOf,
  recordingOf,
  streamOf,
  type WholeRecording,
} from '../support/recordings';

const spanOf = (recording: WholeRecording, form?: Parameters<typeof spanOfExchange>[1]): ReadableSpan =>
  spanOfExchange(exchangeOf(recording), form);

const failure = (name: string, code: string | undefined, message: string) => ({ name, code, message });
const chunk = { id: 'c', model: 'm', choices: [{ index: 0, delta: { content: 'Par' }, finish_reason: null }] };
const unanswered = { status: undefined, headers: {}, responseBody: Buffer.alloc(0), verdict: 'error' as const };

describe('the span of a model call', () => {
  test('has the times of the call, to the microsecond', () => {
    const span = spanOf(recordingOf());
    expect([span.startTime, span.endTime]).toEqual([
      [1_760_000_000, 0],
      [1_760_000_001, 500_250_000],
    ]);
  });

  test('has the time to the first chunk only if it was streamed', () => {
    expect(spanOf(recordingOf()).attributes['gen_ai.response.time_to_first_chunk']).toBeUndefined();
    const streamed = recordingOf({ response: streamOf([chunk]) });
    expect(spanOf(streamed).attributes['gen_ai.response.time_to_first_chunk']).toBe(0.25);
  });

  test.each<[string, Partial<WholeRecording>, string | undefined, string | undefined]>([
    ['a response', {}, undefined, undefined],
    [
      'a response with an error in it',
      { responseBody: Buffer.from('{"error":{"message":"No","code":503}}') },
      '503',
      'No',
    ],
    ['a status', { status: 429, responseBody: Buffer.from('{"error":{"message":"Slow down"}}') }, '429', 'Slow down'],
    ['a status and the message alone', { status: 400, responseBody: Buffer.from('{"error":"No"}') }, '400', 'No'],
    [
      'a status and the inner object alone',
      { status: 404, responseBody: Buffer.from('{"object":"error","message":"No"}') },
      '404',
      'No',
    ],
    [
      'a status and a page',
      { status: 502, responseBody: Buffer.from('<h1>Bad Gateway</h1>') },
      '502',
      '<h1>Bad Gateway</h1>',
    ],
    ['a status alone', { status: 500, responseBody: Buffer.alloc(0) }, '500', undefined],
    [
      'a refused connection',
      { ...unanswered, failure: failure('Error', 'ECONNREFUSED', 'connect ECONNREFUSED') },
      'ECONNREFUSED',
      'connect ECONNREFUSED',
    ],
    [
      "undici's own time-out",
      { ...unanswered, failure: failure('HeadersTimeoutError', 'UND_ERR_HEADERS_TIMEOUT', 'Headers Timeout Error') },
      'UND_ERR_HEADERS_TIMEOUT',
      'Headers Timeout Error',
    ],
    [
      "the app's time-out",
      { ...unanswered, failure: failure('TimeoutError', undefined, 'aborted due to timeout') },
      'timeout',
      'aborted due to timeout',
    ],
    ['an abort', { ...unanswered, failure: failure('AbortError', 'UND_ERR_ABORTED', 'aborted') }, 'aborted', 'aborted'],
    [
      'an abort for a reason',
      { ...unanswered, failure: failure('TypeError', undefined, 'enough') },
      'aborted',
      'enough',
    ],
    [
      'a response that was cut',
      { verdict: 'error', failure: failure('SocketError', 'UND_ERR_SOCKET', 'other side closed') },
      'cut',
      'other side closed',
    ],
  ])('of %s has the right error', (_what, changes, type, message) => {
    const span = spanOf(recordingOf({}, changes));
    expect(span.attributes['error.type']).toBe(type);
    expect(span.status).toEqual(
      type === undefined ? { code: 0 } : { code: 2, ...(message === undefined ? {} : { message }) },
    );
  });

  test.each<[string, string, WholeRecording['verdict'], string | undefined]>([
    ['that ended as it should', 'data: [DONE]\n\n', 'end', undefined],
    ['that the app left after its end', 'data: [DONE]\n\n', 'aborted', undefined],
    ['that ended without its end', '', 'end', 'cut'],
    ['that the app left', '', 'aborted', 'aborted'],
    ['that broke', '', 'error', 'cut'],
  ])('of a stream %s', (_what, end, verdict, type) => {
    const { attributes } = spanOf(recordingOf({ response: streamOf([chunk], end) }, { verdict }));
    expect(attributes['error.type']).toBe(type);
    expect(attributes['gen_ai.output.messages']).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Par' }] },
    ]);
  });

  test('keeps the fields of an error beside its message', () => {
    const body = { error: { message: 'Slow', type: 'requests', code: 'rate_limit', param: null } };
    expect(spanOf(recordingOf({ response: body }, { status: 429 })).attributes).toMatchObject({
      'http.response.status_code': 429,
      'honeyhive.response.error': { type: 'requests', code: 'rate_limit' },
    });
  });

  test("has the provider's request id, which its support needs", () => {
    const headers = { contentType: 'application/json', requestId: 'req_1' };
    expect(spanOf(recordingOf({}, { headers })).attributes['http.response.header.x-request-id']).toEqual(['req_1']);
  });

  test('keeps fields of the response for which the conventions have no attribute', () => {
    const logprobs = { content: [{ token: 'Paris', logprob: -0.1 }] };
    const [choice] = chatResponse.choices;
    const one = spanOf(
      recordingOf({ response: { ...chatResponse, choices: [{ ...choice, logprobs }], citations: ['u'] } }),
    );
    expect(one.attributes).toMatchObject({
      'honeyhive.response.logprobs': logprobs,
      'honeyhive.response.citations': ['u'],
    });
    const two = spanOf(
      recordingOf({ response: { ...chatResponse, choices: [choice, { ...choice, index: 1, logprobs }] } }),
    );
    expect(two.attributes['honeyhive.response.logprobs']).toEqual([null, logprobs]);
  });

  test('is recorded without a body when the request never left, but not when the body is of something else', () => {
    const span = spanOf(recordingOf({}, { ...unanswered, requestBody: Buffer.alloc(0) }));
    expect([span.name, span.attributes['gen_ai.request.model']]).toEqual(['chat', undefined]);
    expect(() => spanOf(recordingOf({ request: 'hello' }))).toThrow('not recognised');
  });

  test('is not made of a redirect on the way to the response', () => {
    expect(() => spanOf(recordingOf({}, { status: 307 }))).toThrow('not recognised');
  });

  const secret = 'SECRET';
  const secretive = {
    ...chatRequest,
    messages: [{ role: 'user', content: secret }],
    tools: [{ type: 'function', function: { name: secret } }],
    prediction: { type: 'content', content: secret },
    response_format: { type: 'json_schema', json_schema: { name: secret } },
    documents: [secret],
    guided_regex: secret,
    logprobs: true,
    tool_choice: 'auto',
  };
  const [choice] = chatResponse.choices;
  const telling = {
    ...chatResponse,
    citations: [secret],
    choices: [
      { ...choice, message: { role: 'assistant', content: secret }, logprobs: { content: [{ token: secret }] } },
    ],
  };

  test('has no content if none is captured, and all of the rest', () => {
    const recording = recordingOf({ request: secretive, response: telling });
    const without = spanOf(recording, { structured: true, captureContent: false });
    expect(JSON.stringify(spanOf(recording))).toContain(secret);
    expect(JSON.stringify(without)).not.toContain(secret);
    expect(without.attributes).toMatchObject({
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.output.type': 'json',
      'gen_ai.usage.total_tokens': 38,
      'gen_ai.response.finish_reasons': ['stop'],
      'honeyhive.request.tool_choice': 'auto',
      'honeyhive.request.logprobs': true,
    });
  });

  test('has nested values as JSON strings for a tracer of the app', () => {
    const recording = recordingOf({ request: secretive, response: telling });
    const nested = spanOf(recording).attributes;
    const flat = spanOf(recording, { structured: false, captureContent: true }).attributes;
    const isFlat = (value: unknown) =>
      typeof value !== 'object' || (Array.isArray(value) && value.every((each) => typeof each !== 'object'));
    expect(Object.values(flat).every(isFlat)).toBe(true);
    expect(typeof flat['gen_ai.input.messages']).toBe('string');
    const parsed = Object.entries(flat).map(([key, value]) => [
      key,
      isFlat(nested[key]) ? value : JSON.parse(String(value)),
    ]);
    expect(Object.fromEntries(parsed)).toEqual(nested);
  });
});
