import { type Place, placeOf } from '../../src/privacy/secret-names';

/** Each in a few of the spellings that APIs and SDKs have for it. */
const names: Readonly<Record<Place, string>> = {
  secret: `authorization Authorization proxy-authorization authorization_token authentication auth authConfig api_auth basic_auth
    api_key apiKey APIKey apikey x-api-key api-key x-goog-api-key OPENAI_API_KEY encoded_api_key apiKeyString apiKeySecretVersion
    access_token accessToken refresh_token id_token session_token user_access_token github_token token AUTH_TOKEN access_tokens
    client_secret clientSecret secret secrets domain_secrets aws_secret_access_key access_key_id private_key subscription-key
    password PASSWORD db_password passwd pwd passphrase credential credentials googleCredentials cookie Set-Cookie
    connection_string x-amz-signature x-hub-signature-256 X-Any-Signature jwt bearer sig keyMaterial session_key appKey account_key openai_key azure_search_key service_account_json
    honeyhive.request.api_key llm.request.headers.authorization http.request.header.authorization http.response.header.set-cookie
    http.request.header.x-api-key`,
  header: 'http.request.header.x-custom ai.request.headers.x-custom',
  headers:
    'headers extra_headers extraHeaders extra_query defaultQuery default_headers requestHeaders http.request.headers',
  address: `server_url serverUrl api_base base_url baseURL azure_endpoint endpoint url.full url.query http.url http.target
    callback_url redirect_uri webhook webhook_url mcp_url url.path`,
  servers: 'mcp_servers mcpServers mcp_server honeyhive.request.mcp_servers',
  schemas: 'properties patternProperties $defs definitions parameter_definitions',
  content: 'logprobs top_logprobs honeyhive.response.logprobs',
  'secret schema': '',
  'header pair': '',
  open: `max_tokens maxTokens tokens token_count tokenCount total_tokens llm.token_count.prompt prompt_tokens tokenizer stop_token
    eos_token next_page_token pageToken time_per_output_token first_token cached_token prompt_cache_key cache_key key primary_key
    idempotency_key traceloop.prompt.key partition_key keywords monkey author authority authType auth_type token_type key_id secretary
    password_policy cookie_policy signature_name signature thoughtSignature credential_type passage url uri image_url file_url
    http.route server.address header_row headersCount mastra.metadata.headers http.request.header.content-type
    http.response.header.x-request-id ai.request.headers.user-agent model stop user session_id safety_identifier`,
};

const cases = Object.entries(names).flatMap(([place, list]) =>
  list
    .split(/\s+/)
    .filter((name) => name !== '')
    .map((name): [string, Place] => [name, place as Place]),
);

test('the end of a long name counts', () => {
  expect(placeOf(`${'x.'.repeat(200)}api_key`)).toBe('secret');
});

test.each(cases)('the place of %s is %s', (name, place) => {
  expect(placeOf(name)).toBe(place);
});
