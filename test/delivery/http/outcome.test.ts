import {
  type Answer,
  classify,
  classifyFailure,
  type Outcome,
  retryAfter,
  type Sent,
} from '../../../src/delivery/http/outcome';

const sent: Sent = {
  ids: ['a', 'b', 'c'],
  body: [Buffer.from('{"model_events":[{"event_id":"a","messages":[{"content":"my secret plan"}]}]}')],
  url: 'https://api.honeyhive.ai/events/model/batch',
  keyHint: 'ends in …wxyz',
  secrets: ['hh_abcdefgh_wxyz'],
};

const answer = (status: number, body: unknown = '', headers: Answer['headers'] = {}): Answer => ({
  status,
  headers,
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const html = { 'content-type': 'text/html; charset=utf-8' };
const page = '<html><body>Bad Gateway</body></html>';
const applicationError = { statusCode: 500, message: 'Internal error', success: false, errorCode: 'E1' };
const acked = (...ids: string[]): ReadonlySet<string> => new Set(ids);

describe('an answer', () => {
  test.each<[string, Answer, object]>([
    [
      '200 that lists every id is a delivery',
      answer(200, { event_ids: ['c', 'a', 'b'], success: true }),
      { kind: 'delivered' },
    ],
    [
      '200 that leaves ids out has those sent once more',
      answer(200, { event_ids: ['a'], success: true }),
      { kind: 'partial', acked: acked('a'), remainder: 'missing' },
    ],
    [
      '200 with an empty list of ids has all sent once more',
      answer(200, { event_ids: [], success: true }),
      { kind: 'partial', acked: acked(), remainder: 'missing' },
    ],
    [
      '200 with as many ids of its own is a delivery by number, with a note',
      answer(200, { event_ids: ['x', 'y', 'z'], success: true }),
      { kind: 'delivered', note: { key: 'server_ids' } },
    ],
    [
      '200 with our ids and some of its own is a delivery by number',
      answer(200, { event_ids: ['a', 'y', 'z'], success: true }),
      { kind: 'delivered', note: { key: 'server_ids' } },
    ],
    [
      '200 with fewer ids of its own leaves others that cannot be identified',
      answer(200, { event_ids: ['x', 'y'], success: true }),
      { kind: 'partial', acked: acked('a', 'b'), remainder: 'unidentified' },
    ],
    [
      '200 without success is a partial success by its ids',
      answer(200, { event_ids: ['b'], errors: ['missing model'], success: false }),
      { kind: 'partial', acked: acked('b'), remainder: 'refused_each', detail: 'HTTP 200: missing model' },
    ],
    [
      '200 without success and without ids refuses all together',
      answer(200, { success: false, message: 'no' }),
      { kind: 'partial', acked: acked(), remainder: 'refused' },
    ],
    [
      '200 with an empty body is a delivery, with a note',
      answer(200),
      { kind: 'delivered', note: { key: 'unverified' } },
    ],
    ['204 is a delivery, with a note', answer(204), { kind: 'delivered', note: { key: 'unverified' } }],
    [
      '200 with a cut body is a delivery, with a note',
      answer(200, '{"event_ids":["a","b'),
      { kind: 'delivered', note: { key: 'unverified' } },
    ],
    ['200 with a web page is another server', answer(200, page, html), { kind: 'misconfigured' }],
    [
      '200 with ids is a delivery whatever its content type says',
      answer(200, { event_ids: ['a', 'b', 'c'] }, html),
      { kind: 'delivered' },
    ],
    [
      '500 with ids is a partial success, even if it says success',
      answer(500, { event_ids: ['a', 'c'], errors: ['Could not create event due to missing model'], success: true }),
      {
        kind: 'partial',
        acked: acked('a', 'c'),
        remainder: 'refused_each',
        detail: 'HTTP 500: Could not create event due to missing model',
      },
    ],
    [
      '500 that lists every id is a delivery',
      answer(500, { event_ids: ['a', 'b', 'c'], errors: [], success: true }),
      { kind: 'delivered' },
    ],
    [
      '500 with as many errors as records refuses each of them',
      answer(500, { event_ids: [], errors: ['no', 'no', 'no'] }),
      { kind: 'partial', acked: acked(), remainder: 'refused_each' },
    ],
    [
      '500 with one error for all refuses them together',
      answer(500, { event_ids: [], errors: ['no'] }),
      { kind: 'partial', acked: acked(), remainder: 'refused' },
    ],
    [
      '500 that accepts nothing and gives no reason is an outage',
      answer(500, { event_ids: [], errors: [] }),
      { kind: 'unavailable' },
    ],
    [
      '500 with ids of its own is checked by number, and not repeated',
      answer(500, { event_ids: ['x', 'y'], errors: ['no'] }),
      { kind: 'partial', acked: acked('a', 'b'), remainder: 'unidentified' },
    ],
    ['500 with an application error is an outage', answer(500, applicationError), { kind: 'unavailable' }],
    [
      '500 with a page is an outage',
      answer(500, page, html),
      { kind: 'unavailable', problem: `${sent.url} answered HTTP 500.` },
    ],
    ['500 with a cut body is an outage', answer(500, '{"event_ids":["a"'), { kind: 'unavailable' }],
    ['503 with ids is a partial success by shape', answer(503, { event_ids: ['a'] }), { kind: 'partial' }],
    ['503 may ask for a pause', answer(503, page, { 'retry-after': '7' }), { kind: 'unavailable', retryAfterMs: 7000 }],
    [
      '429 may ask for a pause',
      answer(429, '', { 'retry-after': '60, 120' }),
      { kind: 'unavailable', retryAfterMs: 60_000 },
    ],
    ['413 is too large', answer(413, page, html), { kind: 'too_large' }],
    [
      '400 says that a record is invalid',
      answer(400, { statusCode: 400, message: 'missing required field: model' }),
      { kind: 'invalid', detail: 'HTTP 400: missing required field: model' },
    ],
    [
      '401 hints at the key',
      answer(401),
      { problem: expect.stringContaining('answered 401: API key rejected (ends in …wxyz). Check HH_API_KEY') },
    ],
    [
      '404 names both of HoneyHive’s hosts',
      answer(404),
      { problem: expect.stringMatching(/api\.dp1\.us.*https:\/\/api\.honeyhive\.ai/) },
    ],
    [
      'a redirect that was not followed is a wrong address',
      answer(308, '', { location: 'https://elsewhere.example/' }),
      { kind: 'misconfigured' },
    ],
  ])('%s', (_rule, given, expected) => {
    expect(classify(given, sent)).toMatchObject(expected);
  });

  test('without ids is classified by its status', () => {
    const kinds: Record<string, number[]> = {};
    for (let status = 100; status < 600; status += 1) {
      const { kind } = classify(answer(status, applicationError), sent);
      kinds[kind] = [...(kinds[kind] ?? []), status];
    }
    const range = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, n) => from + n);
    const without = (list: number[], ...others: number[]): number[] => list.filter((one) => !others.includes(one));
    const wrong = [401, 403, 404, 405, 407];
    expect(kinds).toEqual({
      partial: range(200, 299), // its body says success: false
      misconfigured: [...range(300, 399), ...wrong, 501, 505],
      invalid: [400, 422],
      too_large: [413],
      unavailable: [...range(100, 199), 408, 425, 429, ...without(range(500, 599), 501, 505)],
      rejected: without(range(402, 499), ...wrong, 408, 413, 422, 425, 429),
    });
  });
});

describe('a request without an answer', () => {
  test.each<[string, Outcome['kind']]>([
    ['ECONNREFUSED', 'unavailable'],
    ['ECONNRESET', 'unavailable'],
    ['ENOTFOUND', 'unavailable'],
    ['EAI_AGAIN', 'unavailable'],
    ['ETIMEDOUT', 'unavailable'],
    ['CERT_HAS_EXPIRED', 'unavailable'],
    ['PROXY_502', 'unavailable'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'misconfigured'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'misconfigured'],
    ['PROXY_407', 'misconfigured'],
    ['PROXY_UNUSABLE', 'misconfigured'],
  ])('by %s is %s', (code, kind) => {
    expect(classifyFailure(code, sent).kind).toBe(kind);
  });

  test.each([
    ['ECONNREFUSED', 'The request to https://honeyhive.example/events failed (ECONNREFUSED).'],
    ['ETIMEDOUT', 'The request to https://honeyhive.example/events timed out.'],
    ['PROXY_TIMEOUT', 'https://honeyhive.example/events: the proxy timed out.'],
    [
      'PROXY_407',
      'https://honeyhive.example/events: the proxy cannot be used (PROXY_407). Check HTTPS_PROXY and NO_PROXY.',
    ],
  ])('%s is logged with the address', (code, problem) => {
    expect(classifyFailure(code, { url: 'https://honeyhive.example/events' })).toMatchObject({ problem });
  });
});

describe('Retry-After', () => {
  const date = 'Wed, 21 Oct 2026 07:28:00 GMT';
  const later = (seconds: number): string => new Date(Date.parse(date) + seconds * 1000).toUTCString();

  test.each<[string, string, number | undefined]>([
    ['seconds', '120', 120_000],
    ['seconds with a fraction', '1.5', 1500],
    ['the first of two values', '60, 120', 60_000],
    ['more than five minutes is five minutes', '3600', 300_000],
    ['a date is read against the answer’s own', later(90), 90_000],
    ['a far date is five minutes', later(86_400), 300_000],
    ['an asctime date', 'Wed Oct 21 07:29:00 2026 GMT', 60_000],
    ['zero asks for nothing', '0', undefined],
    ['a negative number asks for nothing', '-5', undefined],
    ['the past asks for nothing', later(-10), undefined],
    ['a word asks for nothing', 'soon', undefined],
    ['a number with a unit asks for nothing', '5s', undefined],
    ['an exponent asks for nothing', '1e9', undefined],
    ['an empty value asks for nothing', ' ', undefined],
  ])('%s', (_rule, value, expected) => {
    expect(retryAfter({ 'retry-after': value, date })).toBe(expected);
  });

  test('a date asks for nothing if the answer has none of its own', () => {
    expect(retryAfter({ 'retry-after': later(90) })).toBeUndefined();
  });
});
