import fc from 'fast-check';
import type { Json } from '../../src/json/json';
import { withoutSecrets } from '../../src/privacy/without-secrets';
import { deepFrozen } from '../support/fixture';
import { growth, linear } from '../support/growth';

describe('by name and by place', () => {
  test.each<[string, Json, Json]>([
    [
      'the headers and the authorization of a tool, and the user and the query of its address',
      {
        type: 'mcp',
        server_label: 'x',
        server_url: 'https://u:p@mcp.test/sse?key=k&tenant=t&api-version=2024-10-21#access_token=t',
        headers: { Authorization: 'Bearer x', 'X-Custom': 'custom', 'X-Version': '2', Accept: 'text/plain' },
        authorization: 'a',
      },
      {
        type: 'mcp',
        server_label: 'x',
        server_url:
          'https://[redacted]@mcp.test/sse?key=[redacted]&tenant=[redacted]&api-version=2024-10-21#access_token=[redacted]',
        headers: { Authorization: '[redacted]', 'X-Custom': '[redacted]', 'X-Version': '2', Accept: 'text/plain' },
        authorization: '[redacted]',
      },
    ],
    [
      'how to sign in, but for the way',
      { authentication: { type: 'username_and_password', username: 'u', password: 'p' }, index_name: 'i' },
      {
        authentication: { type: 'username_and_password', username: '[redacted]', password: '[redacted]' },
        index_name: 'i',
      },
    ],
    [
      'items of a name and a value',
      [
        { name: 'GITHUB_TOKEN', value: 'v' },
        { key: 'HOME', value: '/' },
        { domain: 'd', name: 'x', domain_secrets: [{ value: 's' }] },
      ],
      [
        { name: 'GITHUB_TOKEN', value: '[redacted]' },
        { key: 'HOME', value: '/' },
        { domain: 'd', name: 'x', domain_secrets: [{ value: '[redacted]' }] },
      ],
    ],
    [
      'headers as items, as pairs and as text',
      {
        headers: [{ name: 'X-Any', value: 'custom' }, ['X-Other', 'custom']],
        extra_headers: 'Host: h\r\nX-Any: custom',
      },
      {
        headers: [{ name: 'X-Any', value: '[redacted]' }, ['X-Other', '[redacted]']],
        extra_headers: 'Host: h\r\nX-Any: [redacted]',
      },
    ],
    [
      'the arguments of a command',
      { args: ['--api-key', 'k', '--token=abcdef', '-v'] },
      { args: ['--api-key', '[redacted]', '--token=[redacted]', '-v'] },
    ],
    [
      'values in the schema of a secret, and not its description',
      {
        properties: {
          password: { type: 'string', description: 'The password of the user', default: 'd', examples: ['e'] },
          api_key: { description: 'A key' },
          max_tokens: { default: 'x' },
        },
        required: ['password', 'api_key'],
      },
      {
        properties: {
          password: {
            type: 'string',
            description: 'The password of the user',
            default: '[redacted]',
            examples: ['[redacted]'],
          },
          api_key: { description: 'A key' },
          max_tokens: { default: 'x' },
        },
        required: ['password', 'api_key'],
      },
    ],
    [
      'JSON in a text',
      '{"tools":[{"headers":{"X-Any":"custom"}}],"messages":[{"role":"user","content":"my api_key=abc"}]}',
      '{"tools":[{"headers":{"X-Any":"[redacted]"}}],"messages":[{"role":"user","content":"my api_key=abc"}]}',
    ],
    [
      'JSON that was cut',
      '{"a":{"headers":{"X-Any":"custom"}},"b":"c',
      '{"a":{"headers":{"X-Any":"[redacted]"}},"b":"c"}',
    ],
    [
      'and nothing of what is said, counted or configured',
      {
        role: 'user',
        content: 'password: hunter2',
        max_tokens: 5,
        stop_token: '</s>',
        prompt_cache_key: 'k',
        url: 'https://youtube.test/watch?v=dQw4w9WgXcQ&list=7',
      },
      {
        role: 'user',
        content: 'password: hunter2',
        max_tokens: 5,
        stop_token: '</s>',
        prompt_cache_key: 'k',
        url: 'https://youtube.test/watch?v=dQw4w9WgXcQ&list=7',
      },
    ],
  ])('%s', (_what, value, expected) => {
    expect(withoutSecrets(deepFrozen(value))).toEqual(expected);
  });

  test.each([
    ['url.full', 'https://h.test/v1?q=what&alt=sse', 'https://h.test/v1?q=[redacted]&alt=sse'],
    ['http.target', '/v1/x?key=abc', '/v1/x?key=[redacted]'],
    ['url.query', 'beta=true&key=abc', 'beta=true&key=[redacted]'],
    ['http.request.header.x-any', 'custom', '[redacted]'],
  ])('%s of a span', (name, value, expected) => {
    expect(withoutSecrets(value, name)).toBe(expected);
  });
});

describe('in a text', () => {
  test.each([
    [
      '401 Incorrect API key provided: sk-proj-abcdefghijk. Find it',
      '401 Incorrect API key provided: [redacted]. Find it',
    ],
    ['401 Authorization: Bearer abc, x', '401 Authorization: [redacted]'],
    ['sent Bearer abcdef12 and {"x-api-key": "abc"}', 'sent Bearer [redacted] and {"x-api-key": "[redacted]"}'],
    ['a \\"client_secret\\":\\"abc\\" in JSON in JSON', 'a \\"client_secret\\":\\"[redacted]\\" in JSON in JSON'],
    ['Basic dXNlcjpwYXNz', 'Basic [redacted]'],
    ['postgres://user:pass@db.test:5432/x is down', 'postgres://[redacted]@db.test:5432/x is down'],
    ['redis://:p/a?s#s@db.test/0 and http://h.test:80/@x', 'redis://[redacted]@db.test/0 and http://h.test:80/@x'],
    ['Server=db;Password=pa55;x', 'Server=db;Password=[redacted];x'],
    ['https://s3.test/a?X-Amz-Signature=abc&x=1', 'https://s3.test/a?X-Amz-Signature=[redacted]&x=1'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMII\n-----END RSA PRIVATE KEY----- x', '[redacted] x'],
    ...[
      ...['sk-ant-api03-abcdefghij', 'AIzaSyA1234567890abcdefghijk', 'AKIAIOSFODNN7EXAMPLE', 'ASIAIOSFODNN7EXAMPLE'],
      ...[
        'ghp_abcdefghijklmnop',
        'github_pat_11ABCDEFGHIJ',
        'xoxb-1234567890-abc',
        'hf_abcdefghijkl',
        'gsk_abcdefghijkl',
      ],
      ...[
        'glpat-abcdefghijkl',
        'xapp-1-ABCDEFGHIJ',
        'npm_abcdefghijklmnop',
        'pplx-abcdefghijkl',
        'r8_abcdefghijklmnop',
      ],
      ...['xai-abcdefghijklmnop', 'nvapi-abcdefghijkl', 'tvly-abcdefghijkl', 'lsv2_abcdefghijkl', 'GOCSPX-abcdefghij'],
      ...['sk_live_abcdefghijklmnop', 'whsec_abcdefghijklmnop', 'ya29.abcdefghij', 'ABSKabcdefghijklmnop'],
      ...['hh_abcdefghijkl', 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_def-x'],
    ].map((key) => [`the key ${key}, which`, 'the key [redacted], which']),
    ...[
      ...[
        'Basic understanding of Bearer tokens',
        'max_tokens: 5 is over the limit, token count: 77',
        'the risk-averse',
      ],
      ...[
        'Unexpected token: x',
        'invalid token: unexpected end',
        'https://h.test/v1/models?page=2',
        'task-oriented-agents',
      ],
    ].map((text) => [text, text]),
  ])('%s', (text, expected) => {
    expect(withoutSecrets(text)).toBe(expected);
  });
});

const { value: anyValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    fc.oneof(
      fc.constantFrom(
        'Bearer abcdef',
        'https://u:p@h/?key=k',
        'sk-abcdefghijkl',
        '{"api_key":"k"}',
        'X-A: b',
        '[redacted]',
      ),
      fc.string(),
      fc.integer(),
      fc.constant(null),
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      fc.oneof(
        fc.constantFrom('headers', 'api_key', 'properties', 'auth', 'server_url', 'name', 'value', 'type'),
        fc.string(),
      ),
      tie('value'),
      { maxKeys: 4 },
    ),
  ),
}));

test('what has no secret is the same object, so that a second time changes nothing', () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const clean = withoutSecrets(value);
      expect(withoutSecrets(clean)).toEqual(clean);
      if (JSON.stringify(clean) === JSON.stringify(value)) expect(clean).toBe(value);
    }),
  );
});

test.each(
  [
    'a',
    'a-',
    '?',
    'a=&',
    'http://',
    'http://a@',
    'eyJaaaaaaaa-',
    'sk-',
    'Bearer ',
    'token=',
    '\\"',
    'a.b',
    '-----BEGIN PRIVATE KEY-----',
  ].map((piece) => [piece]),
)('ten times as many %p take no more than twelve times as long', (piece) => {
  const prepare = (chars: number) => {
    const text = `https://h/?${piece.repeat(chars / piece.length)} token secret=x`;
    return () => {
      withoutSecrets(text, 'url.full');
      withoutSecrets(text);
    };
  };
  expect(growth(prepare, 1000)).toBeLessThanOrEqual(linear);
});
