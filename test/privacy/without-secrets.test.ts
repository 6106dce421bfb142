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

describe('in the path of a server', () => {
  const key = 'Zm9vYmFyLWJhei1xdXV4OjEyMzQ1Njc4OTA';
  const hex = '9f86d081884c7d659a2feaa0c55ad015';
  const uuid = '550e8400-e29b-41d4-a716-446655440000';

  test.each([
    // keys
    [`https://mcp.zapier.test/api/mcp/s/${key}/mcp`, 'https://mcp.zapier.test/api/mcp/s/[redacted]/mcp'],
    [`https://mcp.test/${hex}`, 'https://mcp.test/[redacted]'],
    [`https://mcp.test:8080/${hex}/sse?profile=p#x`, 'https://mcp.test:8080/[redacted]/sse?profile=[redacted]#x'],
    [`https://mcp.test/v3/server/${uuid}/mcp`, 'https://mcp.test/v3/server/[redacted]/mcp'],
    [`https://u:p@mcp.test/${key}==/sse`, 'https://[redacted]@mcp.test/[redacted]/sse'],
    ['https://mcp.test/s/sk-ak-abcdefghij/sse', 'https://mcp.test/s/[redacted]/sse'],
    [
      'https://hooks.slack.test/services/T00000000/B00000000/x7Yq2ZpL0aWm4RtKs9Vd3EfG',
      'https://hooks.slack.test/services/T00000000/B00000000/[redacted]',
    ],
    [`/s/${key}/mcp`, '/s/[redacted]/mcp'],
    // and nothing else
    ...[
      'https://api.openai.com/v1/chat/completions',
      'https://api.openai.com/v1/responses/resp_68af4030baa48193b0b43b4c2a176a1a0e6967589f080e78/cancel',
      `https://my-resource-westeurope2.openai.azure.com/openai/deployments/${uuid}/chat/completions?api-version=2024-10-21`,
      'https://h.test/v1beta/models/gemini-2.5-flash-preview-04-17:streamGenerateContent?alt=sse',
      'https://bedrock-runtime.us-east-1.amazonaws.com/model/us.anthropic.claude-3-5-sonnet-20240620-v1%3A0/converse',
      'https://h.test/v1/projects/my-project-123456789012/locations/us-central1/publishers/google/models/g:predict',
      'https://h.test/serverless/claude-3-5-sonnet-20241022/Llama-3.3-70B-Instruct-Turbo/invoke',
      'https://mcp.deepwiki.test/model-context-protocol-2025-06-18/mcp',
    ].map((url) => [url, url]),
  ])('%s', (url, expected) => {
    expect(withoutSecrets(url, 'server_url')).toBe(expected);
  });

  const url = `https://mcp.test/s/${key}/mcp`;
  const clean = 'https://mcp.test/s/[redacted]/mcp';
  test.each<[string, (address: string) => Json]>([
    ['server_url', (at) => ({ type: 'mcp', server_url: at })],
    ['url of a tool', (at) => [{ type: 'mcp', url: at }]],
    ['url in a list', (at) => ({ mcp_servers: [{ type: 'url', name: 'x', url: at, authorization_token: null }] })],
    ['url by name', (at) => ({ mcpServers: { zapier: { url: at }, remote: { command: 'npx', args: ['-y', at] } } })],
    ['base of an API', (at) => ({ api_base: at, baseURL: at })],
    ['webhook', (at) => ({ webhook: at, webhook_url: at })],
    ['JSON in a text', (at) => ({ mcp_servers: JSON.stringify([{ url: at }]) })],
    ['attributes of a span', (at) => ({ 'honeyhive.request.mcp_servers': [{ url: at }], 'url.full': at })],
  ])('of a server, found as %s', (_what, at) => {
    expect(withoutSecrets(deepFrozen(at(url)))).toEqual(at(clean));
  });

  test('what is no server, such as an image, keeps its path', () => {
    const image = { type: 'url', url, image_url: url };
    expect(withoutSecrets(image)).toBe(image);
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
    ['https://hooks.slack.com/services/T000/B000/abcdef x', 'https://hooks.slack.com/services/[redacted] x'],
    ['the key SG.abcdefghijkl.abcdefghijklmnop, which', 'the key [redacted], which'],
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
        'https://h/9f86d081884c7d659a2feaa0c55ad015/mcp',
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
        fc.constantFrom(
          'headers',
          'api_key',
          'properties',
          'auth',
          'server_url',
          'mcp_servers',
          'url',
          'name',
          'value',
          'type',
        ),
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
    '/',
    '/9f86d081884c7d659a2feaa0c55ad015',
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
      withoutSecrets(text.replace('?', ''), 'url.full');
      withoutSecrets(text);
    };
  };
  expect(growth(prepare, 1000)).toBeLessThanOrEqual(linear);
});
