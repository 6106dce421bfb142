import anthropic from '../fixtures/wire/anthropic.json';
import bedrock from '../fixtures/wire/bedrock.json';
import cohere from '../fixtures/wire/cohere.json';
import gemini from '../fixtures/wire/gemini.json';
import ollama from '../fixtures/wire/ollama.json';
import chat from '../fixtures/wire/openai-chat.json';
import completions from '../fixtures/wire/openai-completions.json';
import embeddings from '../fixtures/wire/openai-embeddings.json';
import responses from '../fixtures/wire/openai-responses.json';
import { bytesThatLeave, type Call } from './support/bytes-that-leave';
import { type Captured, isStreamed } from './support/captured';
import { spanOf } from './support/record';
import { exchangeOf, recordingOf } from './support/recordings';

const canary = /canary/i;
const secret = (place: string): string => `canary-${place}-0123456789`;
const question = [{ role: 'user', content: 'My password is parakeet.' }];
const address = (place: string): string =>
  `https://user:${secret(`${place}-userinfo`)}@mcp.test/sse?token=${secret(place)}&tenant=${secret(`${place}-any`)}`;

/** The parts of requests that hold secrets by the APIs' own schemas. */
const mcpTool = {
  type: 'mcp',
  server_label: 'files',
  server_url: address('server_url'),
  headers: { Authorization: `Bearer ${secret('authorization-header')}`, 'X-Tenant': secret('header') },
  authorization: secret('authorization'),
  require_approval: 'never',
};
const shell = {
  type: 'code_interpreter',
  container: {
    type: 'auto',
    network_policy: { type: 'allowlist', domain_secrets: [{ domain: 'x.test', name: 'KEY', value: secret('domain') }] },
  },
};
const weather = {
  type: 'function',
  function: {
    name: 'weather',
    parameters: { type: 'object', properties: { api_key: { type: 'string', default: secret('default') } } },
  },
};
const azureSearch = (authentication: object) => ({
  type: 'azure_search',
  parameters: {
    endpoint: address('endpoint'),
    index_name: 'docs',
    authentication,
    embedding_dependency: { type: 'endpoint', endpoint: address('embedding'), authentication },
  },
});
const azureAuthentications = [
  { type: 'api_key', key: secret('key') },
  { type: 'access_token', access_token: secret('access_token') },
  { type: 'encoded_api_key', encoded_api_key: secret('encoded_api_key') },
  { type: 'connection_string', connection_string: `AccountKey=${secret('connection_string')};` },
  { type: 'key_and_key_id', key: secret('key'), key_id: secret('key_id') },
  { type: 'username_and_password', username: secret('username'), password: secret('password') },
];
/** What gateways and proxies take in a body beside the API's own parameters. */
const ofGateways = {
  api_key: secret('api_key'),
  api_base: address('api_base'),
  base_url: address('base_url'),
  extra_headers: { 'X-Any': secret('extra_header'), Cookie: secret('cookie') },
  extra_body: { provider: { options: { apiKey: secret('apiKey'), client_secret: secret('client_secret') } } },
  vertex_credentials: JSON.stringify({ type: 'service_account', private_key: secret('private_key') }),
  aws_access_key_id: secret('aws_access_key_id'),
  aws_secret_access_key: secret('aws_secret_access_key'),
  aws_session_token: secret('aws_session_token'),
  azure_ad_token: secret('azure_ad_token'),
  fallbacks: [{ model: 'other', api_key: secret('fallback'), api_base: address('fallback') }],
  proxy: `socks5://user:${secret('proxy')}@proxy.test:1080`,
  note: `Authorization: Bearer ${secret('bearer')}`,
  comment: 'of canary sk-canary0123456789 and AIzaCanary0123456789abcdef and ghp_canary0123456789'.replace(
    'canary ',
    '',
  ),
};

const calls: readonly Call[] = [
  ['/v1/chat/completions', { model: 'gpt-4o', messages: question, tools: [weather], ...ofGateways }],
  ...azureAuthentications.map((authentication) => [
    '/openai/deployments/gpt-4o/chat/completions',
    { model: 'gpt-4o', messages: question, data_sources: [azureSearch(authentication)] },
  ]),
  ['/v1/responses', { model: 'gpt-4o', input: question, tools: [mcpTool, shell], ...ofGateways }],
  ['/v1/completions', { model: 'gpt-4o', prompt: 'My password is parakeet.', ...ofGateways }],
  ['/v1/embeddings', { model: 'e', input: 'My password is parakeet.', ...ofGateways }],
  [
    '/v1/messages',
    {
      model: 'claude',
      max_tokens: 5,
      messages: question,
      mcp_servers: [
        {
          type: 'url',
          name: 'files',
          url: address('mcp').replace(/&tenant=.*/, ''),
          authorization_token: secret('mcp'),
        },
      ],
      tools: [{ type: 'mcp_toolset', mcp_server_name: 'files', headers: { 'X-Any': secret('toolset') } }],
      ...ofGateways,
    },
  ],
  [
    '/model/anthropic.claude/converse',
    {
      messages: [{ role: 'user', content: [{ text: 'My password is parakeet.' }] }],
      toolConfig: {
        tools: [{ toolSpec: { name: 't', inputSchema: { json: weather.function.parameters } } }],
      },
      additionalModelRequestFields: { mcp_servers: [{ authorization_token: secret('bedrock') }], ...ofGateways },
      requestMetadata: { api_key: secret('request_metadata') },
    },
  ],
  [
    '/v1beta/models/gemini:generateContent',
    {
      contents: [{ role: 'user', parts: [{ text: 'My password is parakeet.' }] }],
      tools: [
        { googleMaps: { authConfig: { authType: 'API_KEY_AUTH', apiKeyConfig: { apiKeyString: secret('maps') } } } },
        {
          retrieval: {
            externalApi: {
              endpoint: address('external'),
              apiAuth: { apiKeyConfig: { apiKeyString: secret('external') } },
            },
          },
        },
        {
          mcpServers: [
            { name: 'x', streamableHttpTransport: { url: 'https://x.test', headers: { 'X-Any': secret('gemini') } } },
          ],
        },
      ],
      ...ofGateways,
    },
  ],
  ['/v2/chat', { model: 'command', messages: question, ...ofGateways }],
  [
    '/v1/chat',
    {
      model: 'command',
      message: 'My password is parakeet.',
      connectors: [{ id: 'web', user_access_token: secret('connector') }],
      ...ofGateways,
    },
  ],
  ['/v2/embed', { model: 'embed', texts: ['My password is parakeet.'], ...ofGateways }],
  ['/api/chat', { model: 'llama', messages: question, stream: false, ...ofGateways }],
  ['/api/generate', { model: 'llama', prompt: 'My password is parakeet.', stream: false, ...ofGateways }],
  ['/api/embed', { model: 'llama', input: 'My password is parakeet.', ...ofGateways }],
  [
    '/v4/ai/language-model',
    {
      prompt: [{ role: 'user', content: [{ type: 'text', text: 'My password is parakeet.' }] }],
      headers: { authorization: `Bearer ${secret('sdk_header')}` },
      providerOptions: { gateway: { byok: { azure: [{ apiKey: secret('byok'), resourceName: 'r' }] } } },
      ...ofGateways,
    },
  ],
].map(([path, request]) => ({ path: path as string, request, response: {} }));

test('no secret at any place of a request leaves the process, and what the user says stays as it is', async () => {
  const bytes = await bytesThatLeave(calls);
  expect([...bytes.matchAll(/[^"\\]{0,60}canary[^"\\]*/gi)].map(String)).toEqual([]);
  // Embeddings of Ollama and others have their inputs as messages, too.
  expect(bytes.match(/My password is parakeet\./g)).toHaveLength(calls.length);
  expect(bytes).toContain('https://[redacted]@mcp.test/sse?token=[redacted]');
});

test('a server that quotes keys and headers in its error does not reveal them', async () => {
  const quoted = {
    error: { message: `Bad key sk-canary0123456789 in {"authorization":"Bearer canary"}`, api_key: 'canary' },
  };
  const { message } = quoted.error;
  const inSuccess: readonly unknown[] = [
    { choices: [{ message: { content: '' }, ...quoted }] },
    { base_resp: { status_code: 7, status_msg: message } },
    { success: false, errors: [quoted.error] },
    { detail: [{ msg: message, ctx: { api_key: 'canary' } }] },
    `error: ${JSON.stringify(quoted.error)}\n\n`,
  ];
  const [call] = calls;
  const streamed = { ...(call?.request as object), stream: true };
  const failed = [
    ...[401, 422, 500].map((status) => ({ ...call, status, response: quoted }) as Call),
    ...inSuccess.map((response) => ({ ...call, request: streamed, response }) as Call),
  ];
  const bytes = await bytesThatLeave(failed);
  expect(bytes.match(/Bad key \[redacted\]/g)?.length).toBeGreaterThanOrEqual(failed.length);
  expect(bytes).toContain('Bad key [redacted] in');
  expect(bytes).not.toMatch(canary);
});

test('a tracer of the app is given none either', () => {
  for (const { path, request } of calls) {
    const exchange = exchangeOf(recordingOf({ request }, { url: `https://api.openai.com${path}` }));
    const span = spanOf(exchange, { structured: false });
    expect(JSON.stringify([span.attributes, span.status])).not.toMatch(canary);
    expect(JSON.stringify(span.attributes)).toContain('parakeet');
  }
});

/** What is said, under the names that the APIs have for it. */
const content =
  /^(?:messages|input|prompt|contents?|system|systemInstruction|instructions|message|preamble|chat_history|texts?|inputText|inputs|documents|template|parts|instances|suffix|query|requests|images|arguments|tool_results)$/;
/** Their members are schemas of any name, and in Gemini's tools each is a tool. */
const isMap = (path: string, value: object): boolean =>
  /\/(?:properties|parameter_definitions)$/.test(path) ||
  (/\/tools\/\d+$/.test(path) && !('type' in value || 'name' in value));

/** A request with a secret beside every member of every object that is no content. */
function planted(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((item, index) => planted(item, `${path}/${index}`));
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).map(([name, one]) => [
    name,
    content.test(name) ? one : planted(one, `${path}/${name}`),
  ]);
  if (isMap(path, value)) return Object.fromEntries(members);
  return {
    ...Object.fromEntries(members),
    api_key: secret(`${path}/api_key`),
    headers: { 'X-Any': secret(`${path}/headers`) },
    server_url: address(`${path}/server_url`),
    remark: `Bearer ${secret(`${path}/remark`)}`,
  };
}

test.each(Object.entries({ anthropic, bedrock, cohere, gemini, ollama, chat, completions, embeddings, responses }))(
  'nor beside any member of the captured requests of %s',
  async (_api, captured) => {
    const exchanges = captured as unknown as readonly Captured[];
    const bytes = await bytesThatLeave(
      exchanges.map(({ path, request, status, response }) => ({
        path,
        request: planted(request, ''),
        status: status || 200,
        response: isStreamed(response) ? {} : response,
      })),
    );
    expect([...new Set([...bytes.matchAll(/canary[^"\\]*/gi)].map(String))]).toEqual([]);
    expect(bytes.split('"event_id"').length - 1).toBe(exchanges.length);
  },
);
