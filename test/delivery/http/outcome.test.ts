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

describe('the body of an answer', () => {
  const acceptsAll = answer(200, { event_ids: ['a', 'b', 'c'] });
  const detailOf = (given: Answer): unknown => {
    const outcome = classify(given, sent);
    return 'detail' in outcome ? outcome.detail : undefined;
  };

  test.each<[string, string]>([
    ['null', 'null'],
    ['a number', '5'],
    ['a text', '"success"'],
    ['a list', '[{"success":false}]'],
  ])('that is %s says nothing of the records', (_kind, body) => {
    expect(classify(answer(200, body), sent)).toMatchObject({ kind: 'delivered', note: { key: 'unverified' } });
    expect(classify(answer(422, body), sent)).toEqual({ kind: 'invalid', detail: 'HTTP 422' });
  });

  test('may list ids as numbers, and what is no id is not counted', () => {
    const numbered = { ...sent, ids: ['1', '2', '3'] };
    expect(classify(answer(200, { event_ids: [1, 2, 3] }), numbered)).toEqual({ kind: 'delivered' });
    const others = [null, { id: 'a' }, true, undefined];
    expect(classify(answer(200, { event_ids: ['a', ...others] }), sent)).toMatchObject({
      acked: acked('a'),
      remainder: 'missing',
    });
  });

  test('with ids in the usual order is a delivery without a note', () => {
    expect(classify(acceptsAll, sent)).toEqual({ kind: 'delivered' });
  });

  test('of 400 with ids is not read as a list of what was stored', () => {
    expect(classify(answer(400, { event_ids: ['a', 'b', 'c'], message: 'no' }), sent).kind).toBe('invalid');
  });

  test('has its errors and its message in the detail, each once', () => {
    const body = { errors: ['missing model', { code: 5 }, 'missing model'], message: 'not valid' };
    expect(detailOf(answer(400, body))).toBe('HTTP 400: missing model; {"code":5}; not valid');
    expect(detailOf(answer(400, { message: { text: 'x' }, error: 'not valid' }))).toBe('HTTP 400: not valid');
    expect(detailOf(answer(400, { errors: 'missing', message: 5 }))).toBe('HTTP 400');
  });

  test('with an error for some records refuses them, success or not', () => {
    expect(classify(answer(200, { event_ids: ['a'], errors: ['no'] }), sent)).toMatchObject({
      remainder: 'refused_each',
    });
    expect(classify(answer(200, { event_ids: ['a'], errors: [], success: false }), sent)).toMatchObject({
      remainder: 'refused_each',
    });
  });

  test('is a web page by its content type alone', () => {
    const typed = (type: string) => classify(answer(200, page, { 'content-type': type }), sent).kind;
    expect(typed(' Text/HTML')).toBe('misconfigured');
    expect(typed('application/json; profile=text/html')).toBe('delivered');
  });
});

describe('what is wrong is said in a sentence with the address and the remedy', () => {
  const hosts = 'HH_API_URL (https://api.dp1.us.honeyhive.ai, or https://api.honeyhive.ai for older accounts)';
  const rejected = 'API key rejected (ends in …wxyz). Check HH_API_KEY and';
  test.each<[string, Answer, string]>([
    ['401', answer(401), `answered 401: ${rejected} ${hosts}.`],
    ['403', answer(403), `answered 403: ${rejected} ${hosts}.`],
    ['404', answer(404), `answered 404: it is not HoneyHive's endpoint. Check ${hosts} and HH_API_KEY.`],
    [
      'a redirect',
      answer(302),
      `answered with a redirect (302): it is not HoneyHive's endpoint. Check ${hosts} and HH_API_KEY.`,
    ],
    [
      'a web page of a proxy',
      answer(200, page, { ...html, via: '1.1 proxy' }),
      `answered with a web page: it is not HoneyHive's endpoint. Check ${hosts} and HH_API_KEY.`,
    ],
    [
      'a web page',
      answer(200, page, html),
      `answered with a web page: it is not HoneyHive's endpoint, or the login page of a network is in between. Check ${hosts} and HH_API_KEY.`,
    ],
  ])('%s', (_rule, given, expected) => {
    expect(classify(given, sent)).toEqual({ kind: 'misconfigured', problem: `${sent.url} ${expected}` });
  });

  test('a proxy that requires credentials', () => {
    const problem = `${sent.url}: the proxy requires credentials (407). Check HTTPS_PROXY.`;
    expect(classify(answer(407), sent)).toEqual({ kind: 'misconfigured', problem });
  });

  test.each<[string, string]>([
    ['ECONNREFUSED', `The request to ${sent.url} failed (ECONNREFUSED).`],
    ['PROXY_407', `${sent.url}: the proxy cannot be used (PROXY_407). Check HTTPS_PROXY and NO_PROXY.`],
    [
      'SELF_SIGNED_CERT_IN_CHAIN',
      `The certificate of ${sent.url} is not trusted (SELF_SIGNED_CERT_IN_CHAIN). Set NODE_EXTRA_CA_CERTS or the option tls, and check HH_API_URL.`,
    ],
  ])('%s', (code, problem) => {
    expect(classifyFailure(code, sent).problem).toBe(problem);
  });

  test('an outage, whose message may end in a full stop itself', () => {
    const problem = `${sent.url} answered HTTP 503: not available.`;
    for (const message of ['not available', 'not available...'])
      expect(classify(answer(503, { message }), sent)).toEqual({ kind: 'unavailable', problem });
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
    ['PROXY_4070', 'unavailable'],
    ['NO_PROXY_407', 'unavailable'],
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
    ['seconds with a fraction', '1.25', 1250],
    ['seconds between blanks', ' 2 ', 2000],
    ['seconds before a blank and a comma', '2 , 4', 2000],
    ['the first of two values', '60, 120', 60_000],
    ['more than five minutes is five minutes', '3600', 300_000],
    ['a date is read against the answer’s own', later(90), 90_000],
    ['a far date is five minutes', later(86_400), 300_000],
    ['an asctime date', 'Wed Oct 21 07:29:00 2026 GMT', 60_000],
    ['zero asks for nothing', '0', undefined],
    ['a negative number asks for nothing', '-5', undefined],
    ['the past asks for nothing', later(-10), undefined],
    ['a word asks for nothing', 'soon', undefined],
    ['a date without its weekday asks for nothing', later(90).slice(5), undefined],
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
