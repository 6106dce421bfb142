import { readMessages } from '../../../../src/wire/apis/anthropic/content';
import { anthropicMessages } from '../../../../src/wire/apis/anthropic/messages';
import { readUsage } from '../../../../src/wire/apis/anthropic/usage';
import { apisAt } from '../../../../src/wire/apis/index';
import { recordOf } from '../../support/record';
import { exchangeOf, recordingOf } from '../../support/recordings';

const path = '/v1/messages';
const url = `https://api.anthropic.com${path}`;
const request = (fields: object) => anthropicMessages.readRequest({ model: 'm', messages: [], ...fields }, path);

describe('a request to Anthropic', () => {
  test.each<[string, boolean]>([
    ['/v1/messages', true],
    ['/anthropic/v1/messages', true],
    ['/v1/messages/count_tokens', false],
    ['/v1/messages/batches', false],
  ])('at %s may be a call of a model: %s', (target, mayBe) => {
    expect(apisAt(target).includes(anthropicMessages)).toBe(mayBe);
  });

  test.each<[string, object]>([
    ['of a thread', { role: 'user', content: 'Hi' }],
    ['of a messenger', { to: '+49', body: 'Hi' }],
    ['of many recipients', { messages: [{ to: '+49', text: 'Hi' }] }],
  ])('is not taken for a message %s', (_whose, body) => {
    expect(anthropicMessages.recognises({ ...body }, path)).toBe(false);
  });

  test.each<[string, unknown, string, unknown]>([
    ['max_tokens', 10, 'gen_ai.request.max_tokens', 10],
    ['temperature', 0, 'gen_ai.request.temperature', 0],
    ['top_p', 0.5, 'gen_ai.request.top_p', 0.5],
    ['top_k', 40, 'gen_ai.request.top_k', 40],
    ['stop_sequences', ['a', 'b'], 'gen_ai.request.stop_sequences', ['a', 'b']],
    ['stream', true, 'gen_ai.request.stream', true],
    ['output_config', { effort: 'high' }, 'gen_ai.request.reasoning.level', 'high'],
  ])('with %s = %j has the attribute %s', (name, value, attribute, expected) => {
    const { attributes, extra } = request({ [name]: value });
    expect(attributes[attribute]).toEqual(expected);
    expect(extra).toEqual({});
  });

  test.each<[string, unknown]>([
    ['thinking', { type: 'enabled', budget_tokens: 2000 }],
    ['metadata', { user_id: 'u-1' }],
    ['service_tier', 'auto'],
    ['container', 'c'],
    ['mcp_servers', [{ type: 'url', name: 'docs', url: 'https://mcp.example' }]],
    ['context_management', { edits: [] }],
    ['tool_choice', { type: 'tool', name: 'f' }],
    ['output_config', { task_budget: { tokens: 1 } }],
  ])('with %s = %j, for which the conventions have nothing, keeps its name', (name, value) => {
    expect(request({ [name]: value }).extra).toEqual({ [name]: value });
  });

  test('that forbids parallel calls has this beside its choice', () => {
    expect(request({ tool_choice: { type: 'any', disable_parallel_tool_use: true } }).extra).toEqual({
      tool_choice: { type: 'any' },
      disable_parallel_tool_use: true,
    });
  });

  const format = { type: 'json_schema', schema: { type: 'object' } };
  test.each<[object]>([[{ output_config: { format } }], [{ output_format: format }]])(
    'with a schema (%j) has a response format in the form of chat',
    (fields) => {
      const { attributes, extra } = request(fields);
      expect(extra).toEqual({ response_format: { type: 'json_schema', json_schema: { schema: { type: 'object' } } } });
      expect(attributes['gen_ai.output.type']).toBe('json');
    },
  );

  test('has its system blocks apart, and its tools as definitions', () => {
    const cache_control = { type: 'ephemeral' };
    const { systemInstructions, tools } = request({
      system: [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b', cache_control },
      ],
      tools: [
        { name: 'f', description: 'd', input_schema: { type: 'object' }, cache_control },
        { type: 'custom', name: 'g', input_schema: {} },
        { type: 'web_search_20250305', name: 'web_search', max_uses: 3 },
      ],
    });
    expect(systemInstructions).toEqual([
      { type: 'text', content: 'a' },
      { type: 'text', content: 'b', cache_control },
    ]);
    expect(tools).toEqual([
      { type: 'function', name: 'f', description: 'd', parameters: { type: 'object' }, cache_control },
      { type: 'function', name: 'g', parameters: {} },
      { type: 'web_search_20250305', name: 'web_search', max_uses: 3 },
    ]);
    expect(request({ system: 'a' }).systemInstructions).toEqual([{ type: 'text', content: 'a' }]);
  });
});

describe('a block', () => {
  test.each<[string, object, object]>([
    ['a text', { type: 'text', text: 'a', citations: null }, { type: 'text', content: 'a' }],
    [
      'thinking with its signature',
      { type: 'thinking', thinking: 'Hm', signature: 'Eq==' },
      { type: 'reasoning', content: 'Hm', signature: 'Eq==' },
    ],
    [
      'thinking that is not shown',
      { type: 'redacted_thinking', data: 'Em==' },
      { type: 'redacted_thinking', data: 'Em==' },
    ],
    [
      'a call',
      { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: 1 } },
      { type: 'tool_call', id: 'toolu_1', name: 'f', arguments: { a: 1 } },
    ],
    [
      'a call of a tool of Anthropic’s',
      { type: 'server_tool_use', id: 'srvtoolu_1', name: 'web_search', input: { query: 'q' } },
      {
        type: 'server_tool_call',
        id: 'srvtoolu_1',
        name: 'web_search',
        server_tool_call: { type: 'server_tool_use', input: { query: 'q' } },
      },
    ],
    [
      'what it found',
      { type: 'web_search_tool_result', tool_use_id: 'srvtoolu_1', content: [{ type: 'web_search_result', url: 'u' }] },
      {
        type: 'server_tool_call_response',
        id: 'srvtoolu_1',
        server_tool_call_response: {
          type: 'web_search_tool_result',
          content: [{ type: 'web_search_result', url: 'u' }],
        },
      },
    ],
    [
      'a call of an MCP server',
      { type: 'mcp_tool_use', id: 'mcptoolu_1', name: 'find', server_name: 'docs', input: {} },
      {
        type: 'server_tool_call',
        id: 'mcptoolu_1',
        name: 'find',
        server_tool_call: { type: 'mcp_tool_use', server_name: 'docs', input: {} },
      },
    ],
    [
      'an image by its address',
      { type: 'image', source: { type: 'url', url: 'https://x/y.png' } },
      { type: 'uri', modality: 'image', uri: 'https://x/y.png' },
    ],
    [
      'a document by its bytes',
      {
        type: 'document',
        title: 'T',
        source: { type: 'base64', media_type: 'application/pdf', data: 'JVBERi0=' },
        citations: { enabled: true },
      },
      {
        type: 'blob',
        modality: 'document',
        mime_type: 'application/pdf',
        content: 'JVBERi0=',
        title: 'T',
        citations: { enabled: true },
      },
    ],
    [
      'a stored document',
      { type: 'document', source: { type: 'file', file_id: 'file_1' } },
      { type: 'file', modality: 'document', file_id: 'file_1' },
    ],
    [
      'a document that is a text',
      { type: 'document', title: 'T', source: { type: 'text', media_type: 'text/plain', data: 'a' } },
      { type: 'document', title: 'T', source: { type: 'text', media_type: 'text/plain', data: 'a' } },
    ],
    ['a kind of tomorrow', { type: 'dream', text: 'sheep' }, { type: 'dream', text: 'sheep' }],
  ])('with %s is a part', (_what, block, part) => {
    expect(readMessages({ role: 'assistant', content: [block] })).toEqual([{ role: 'assistant', parts: [part] }]);
  });

  test('with citations has them beside the message', () => {
    const citation = { type: 'char_location', cited_text: 'a', document_index: 0 };
    expect(readMessages({ role: 'assistant', content: [{ type: 'text', text: 'b', citations: [citation] }] })).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'b' }], citations: [citation] },
    ]);
  });

  test('with the result of a tool is a message of the tool, in its place', () => {
    const content = [
      { type: 'tool_result', tool_use_id: '1', content: 'x' },
      { type: 'tool_result', tool_use_id: '2', content: [{ type: 'text', text: 'broken' }], is_error: true },
      { type: 'tool_result', tool_use_id: '3' },
      { type: 'text', text: 'And now?' },
    ];
    const answer = (id: string, response: unknown) => ({ type: 'tool_call_response', id, response });
    expect(readMessages({ role: 'user', content })).toEqual([
      { role: 'tool', parts: [answer('1', 'x')] },
      { role: 'tool', parts: [answer('2', [{ type: 'text', text: 'broken' }])], is_error: true },
      { role: 'tool', parts: [answer('3', null)] },
      { role: 'user', parts: [{ type: 'text', content: 'And now?' }] },
    ]);
  });
});

describe('usage', () => {
  test('counts what was read from the cache and written to it as input', () => {
    const usage = {
      input_tokens: 16,
      cache_read_input_tokens: 1500,
      cache_creation_input_tokens: 300,
      cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 0 },
      output_tokens: 15,
      output_tokens_details: { thinking_tokens: 7 },
      server_tool_use: { web_search_requests: 2 },
      service_tier: 'standard',
    };
    expect(readUsage(usage)).toEqual({
      'gen_ai.usage.input_tokens': 1816,
      'gen_ai.usage.cache_read.input_tokens': 1500,
      'gen_ai.usage.cache_creation.input_tokens': 300,
      'gen_ai.usage.output_tokens': 15,
      'gen_ai.usage.reasoning.output_tokens': 7,
      'gen_ai.usage.details.cache_creation.ephemeral_5m_input_tokens': 300,
      'gen_ai.usage.details.cache_creation.ephemeral_1h_input_tokens': 0,
      'gen_ai.usage.details.server_tool_use.web_search_requests': 2,
    });
  });

  test.each<[object, object]>([
    [{ output_tokens: 1 }, { 'gen_ai.usage.output_tokens': 1 }],
    [{ input_tokens: 3, cache_read_input_tokens: null }, { 'gen_ai.usage.input_tokens': 3 }],
    [
      { input_tokens: 10, cache_creation: { ephemeral_5m_input_tokens: 400, ephemeral_1h_input_tokens: 600 } },
      {
        'gen_ai.usage.input_tokens': 1010,
        'gen_ai.usage.cache_creation.input_tokens': 1000,
        'gen_ai.usage.details.cache_creation.ephemeral_5m_input_tokens': 400,
        'gen_ai.usage.details.cache_creation.ephemeral_1h_input_tokens': 600,
      },
    ],
    [{ input_tokens: 3, cache_creation: null }, { 'gen_ai.usage.input_tokens': 3 }],
    [{ input_tokens: 'many' }, {}],
    [{}, {}],
  ])('of %j invents nothing', (usage, attributes) => {
    expect(readUsage({ ...usage })).toEqual(attributes);
  });
});

test('what is written to the cache for an hour is counted apart', () => {
  const usage = { cache_creation_input_tokens: 300, cache_creation: { ephemeral_1h_input_tokens: 200 } };
  const response = { type: 'message', role: 'assistant', content: [], usage: { input_tokens: 1, ...usage } };
  const exchange = exchangeOf(recordingOf({ request: { model: 'm', messages: [], max_tokens: 1 }, response }, { url }));
  expect(recordOf(exchange).usage['prompt_tokens_details']).toEqual({
    cache_write_tokens: 300,
    cache_write_1h_tokens: 200,
  });
});

describe('a response', () => {
  const answered = (response: unknown, changes = {}) =>
    exchangeOf(recordingOf({ request: { model: 'm', messages: [], max_tokens: 1 }, response }, { url, ...changes }));

  test('keeps which stop sequence it met, and the tier that served it', () => {
    const { response } = answered({
      id: 'msg_1',
      type: 'message',
      role: 'assistant',
      model: 'm-1',
      content: [{ type: 'text', text: 'one, two, ' }],
      stop_reason: 'stop_sequence',
      stop_sequence: 'three',
      usage: { input_tokens: 1, output_tokens: 2, service_tier: 'priority' },
    });
    expect(response).toMatchObject({
      id: 'msg_1',
      model: 'm-1',
      finishReasons: ['stop_sequence'],
      messages: [{ role: 'assistant', finish_reason: 'stop_sequence' }],
      extra: { stop_sequence: 'three', service_tier: 'priority' },
    });
  });

  test.each<[string, unknown, object]>([
    [
      'Anthropic',
      { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' }, request_id: 'req_1' },
      { type: '529', message: 'Overloaded' },
    ],
    ['a cloud', { message: 'Too many tokens' }, { type: '529', message: 'Too many tokens' }],
    [
      'Vertex AI',
      { error: { code: 529, message: 'Quota exceeded', status: 'RESOURCE_EXHAUSTED' } },
      { type: '529', message: 'Quota exceeded' },
    ],
  ])('with an error of %s has its message', (_whose, body, error) => {
    expect(answered(body, { status: 529 }).error).toEqual(error);
  });
});

describe('on Vertex AI', () => {
  const models = 'https://europe-west1-aiplatform.googleapis.com/v1/projects/p/locations/l/publishers/anthropic/models';
  const body = { anthropic_version: 'vertex-2023-10-16', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 };

  test.each<[string, boolean | undefined]>([
    ['rawPredict', undefined],
    ['streamRawPredict', true],
  ])('the model is the one in the path, and :%s decides whether the response is streamed', (method, stream) => {
    const recording = recordingOf(
      { request: body, response: { content: [] } },
      { url: `${models}/claude-sonnet-4-5@20250929:${method}` },
    );
    const exchange = exchangeOf(recording);
    expect(exchange).toMatchObject({ provider: 'gcp.vertex_ai', request: { model: 'claude-sonnet-4-5@20250929' } });
    expect(exchange.request.attributes['gen_ai.request.stream']).toBe(stream);
  });

  test('counting tokens is no call of a model', () => {
    const recording = recordingOf({ request: { ...body, model: 'm' } }, { url: `${models}/count-tokens:rawPredict` });
    expect(() => exchangeOf(recording)).toThrow('not recognised');
  });
});
