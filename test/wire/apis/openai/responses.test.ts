import { openaiResponses } from '../../../../src/wire/apis/openai/responses';
import { readInput, readOutput } from '../../../../src/wire/apis/openai/responses-items';
import { recordOf, spanOf } from '../../support/record';
import { exchangeOf, recordingOf } from '../../support/recordings';

const path = '/v1/responses';
const url = `https://api.openai.com${path}`;
const request = (fields: object) => openaiResponses.readRequest({ model: 'm', input: 'x', ...fields }, path);

describe('a body at a path of responses', () => {
  test.each<[string, object, boolean]>([
    ['a model and an input', { model: 'm', input: 'x' }, true],
    ['a stored prompt, which names the model', { prompt: { id: 'pmpt_1' } }, true],
    ['a model and the response before', { model: 'm', previous_response_id: 'resp_1' }, true],
    ['an input without a model', { input: 'x' }, false],
    ['a model and nothing to say', { model: 'm' }, false],
    ['a survey of the app', { answers: [1, 2] }, false],
  ])('with %s is recognised as a model call or not', (_what, body, isCall) => {
    expect(openaiResponses.recognises({ ...body }, path)).toBe(isCall);
  });
});

describe('a parameter of a response', () => {
  test.each<[string, unknown, string, unknown]>([
    ['temperature', 0, 'gen_ai.request.temperature', 0],
    ['top_p', 0.5, 'gen_ai.request.top_p', 0.5],
    ['max_output_tokens', 16, 'gen_ai.request.max_tokens', 16],
    ['stream', true, 'gen_ai.request.stream', true],
    ['service_tier', 'flex', 'openai.request.service_tier', 'flex'],
    ['reasoning', { effort: 'high' }, 'gen_ai.request.reasoning.level', 'high'],
    ['conversation', 'conv_1', 'gen_ai.conversation.id', 'conv_1'],
    ['conversation', { id: 'conv_1' }, 'gen_ai.conversation.id', 'conv_1'],
    ['previous_response_id', 'resp_1', 'gen_ai.request.previous_response.id', 'resp_1'],
    ['prompt', { id: 'pmpt_1' }, 'gen_ai.prompt.name', 'pmpt_1'],
    ['prompt', { id: 'pmpt_1', version: '2' }, 'gen_ai.prompt.version', '2'],
    ['prompt', { id: 'pmpt_1', variables: { city: 'Paris' } }, 'gen_ai.prompt.variable.city', 'Paris'],
    [
      'prompt',
      { id: 'p', variables: { city: { type: 'input_text', text: 'Paris' } } },
      'gen_ai.prompt.variable.city',
      'Paris',
    ],
  ])('%s = %j is the attribute %s', (name, value, attribute, expected) => {
    const { attributes, extra } = request({ [name]: value });
    expect(attributes[attribute]).toEqual(expected);
    expect(extra).toEqual({});
  });

  test.each<[string, unknown]>([
    ['tool_choice', { type: 'function', name: 'f' }],
    ['parallel_tool_calls', false],
    ['max_tool_calls', 3],
    ['include', ['reasoning.encrypted_content']],
    ['store', false],
    ['background', true],
    ['truncation', 'auto'],
    ['top_logprobs', 2],
    ['metadata', { customer: 'acme' }],
    ['user', 'u-1'],
    ['prompt_cache_key', 'k'],
    ['reasoning', { summary: 'auto' }],
  ])('%s = %j, for which the conventions have nothing, keeps its name', (name, value) => {
    expect(request({ [name]: value }).extra).toEqual({ [name]: value });
  });

  test.each<[string, object, object, string]>([
    ['text', { type: 'text' }, { type: 'text' }, 'text'],
    ['json_object', { type: 'json_object' }, { type: 'json_object' }, 'json'],
    [
      'json_schema',
      { type: 'json_schema', name: 's', schema: { type: 'object' }, strict: true },
      { type: 'json_schema', json_schema: { name: 's', schema: { type: 'object' }, strict: true } },
      'json',
    ],
  ])(
    'text.format of type %s is a response format in the form of chat',
    (_type, format, response_format, outputType) => {
      const { attributes, extra } = request({ text: { format, verbosity: 'low' } });
      expect(extra).toEqual({ response_format, verbosity: 'low' });
      expect(attributes['gen_ai.output.type']).toBe(outputType);
    },
  );

  test('instructions are apart from the conversation, and tools are definitions', () => {
    const tools = [
      { type: 'function', name: 'f', description: null, parameters: { type: 'object' }, strict: true },
      { type: 'mcp', server_label: 'docs', server_url: 'https://mcp.example/sse' },
    ];
    const { systemInstructions, tools: definitions } = request({ instructions: 'Be brief.', tools });
    expect(systemInstructions).toEqual([{ type: 'text', content: 'Be brief.' }]);
    expect(definitions).toEqual([
      { type: 'function', name: 'f', parameters: { type: 'object' }, strict: true },
      tools[1],
    ]);
  });
});

describe('an item of the input', () => {
  test.each<[string, object, object]>([
    ['a message', { role: 'user', content: 'a' }, { role: 'user', parts: [{ type: 'text', content: 'a' }] }],
    [
      'a message with a picture',
      {
        type: 'message',
        role: 'user',
        content: [{ type: 'input_image', image_url: 'https://x/y.png', detail: 'low' }],
      },
      { role: 'user', parts: [{ type: 'uri', modality: 'image', uri: 'https://x/y.png', detail: 'low' }] },
    ],
    [
      'a message with a stored picture',
      { role: 'user', content: [{ type: 'input_image', file_id: 'file-1' }] },
      { role: 'user', parts: [{ type: 'file', modality: 'image', file_id: 'file-1' }] },
    ],
    [
      'a message with a file by its address',
      { role: 'user', content: [{ type: 'input_file', file_url: 'https://x/y.pdf' }] },
      { role: 'user', parts: [{ type: 'uri', modality: 'document', uri: 'https://x/y.pdf' }] },
    ],
    [
      'a message with a file of bare base64',
      { role: 'user', content: [{ type: 'input_file', filename: 'a.pdf', file_data: 'JVBERi0=' }] },
      { role: 'user', parts: [{ type: 'blob', modality: 'document', filename: 'a.pdf', content: 'JVBERi0=' }] },
    ],
    [
      'a message with a recording',
      { role: 'user', content: [{ type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } }] },
      { role: 'user', parts: [{ type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: 'UklG' }] },
    ],
    [
      'the result of a tool',
      { type: 'function_call_output', id: 'fco_1', call_id: 'call_1', output: '18' },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', item_id: 'fco_1', response: '18' }] },
    ],
    [
      'the result of a tool in parts',
      { type: 'function_call_output', call_id: 'call_1', output: [{ type: 'input_text', text: '18' }] },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'call_1', response: [{ type: 'text', text: '18' }] }] },
    ],
    [
      'what a computer shows',
      { type: 'computer_call_output', call_id: 'call_1', output: { type: 'computer_screenshot', file_id: 'f' } },
      {
        role: 'tool',
        parts: [
          {
            type: 'tool_call_response',
            tool_type: 'computer',
            id: 'call_1',
            response: { type: 'computer_screenshot', file_id: 'f' },
          },
        ],
      },
    ],
    [
      'tools that a search found',
      { type: 'tool_search_output', id: 'ts_1', call_id: 'call_1', tools: [{ type: 'function', name: 'f' }] },
      {
        role: 'tool',
        parts: [
          {
            type: 'tool_call_response',
            tool_type: 'tool_search',
            id: 'call_1',
            item_id: 'ts_1',
            response: { tools: [{ type: 'function', name: 'f' }] },
          },
        ],
      },
    ],
    [
      'an approval',
      { type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true },
      { role: 'user', parts: [{ type: 'mcp_approval_response', approval_request_id: 'mcpr_1', approve: true }] },
    ],
    [
      'a reference to an item',
      { type: 'item_reference', id: 'msg_1' },
      { role: 'assistant', parts: [{ type: 'item_reference', id: 'msg_1' }] },
    ],
  ])('%s is a message', (_what, item, message) => {
    expect(readInput([item])).toEqual([message]);
  });

  const reasoning = { type: 'reasoning', id: 'rs_1', summary: [{ type: 'summary_text', text: 'Hm' }] };
  const spoken = (text: string) => ({ type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] });
  const call = (id: string) => ({ type: 'function_call', call_id: id, name: 'f', arguments: '{}' });

  test('of one turn of the assistant are one message, of two turns two', () => {
    const items = [reasoning, spoken('a'), call('1'), call('2'), spoken('b'), call('3')];
    expect(readInput(items).map(({ parts }) => parts.map(({ type }) => type))).toEqual([
      ['reasoning', 'text', 'tool_call', 'tool_call'],
      ['text', 'tool_call'],
    ]);
  });

  test('between the results of two tools start a message of their own', () => {
    const answer = { type: 'function_call_output', call_id: '1', output: 'x' };
    expect(readInput([call('1'), answer, call('2')]).map(({ role }) => role)).toEqual([
      'assistant',
      'tool',
      'assistant',
    ]);
  });
});

describe('an item of the output', () => {
  const partsOf = (item: object) => readOutput([{ ...item }])?.parts;
  test.each<[string, object, unknown]>([
    [
      'a refusal',
      { type: 'message', role: 'assistant', content: [{ type: 'refusal', refusal: 'No.' }] },
      [{ type: 'refusal', content: 'No.' }],
    ],
    [
      'reasoning in several paragraphs, with what the API wants back',
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [
          { type: 'summary_text', text: 'a' },
          { type: 'summary_text', text: 'b' },
        ],
        encrypted_content: 'gAAA',
      },
      [
        { type: 'reasoning', content: 'a', item_id: 'rs_1', encrypted_content: 'gAAA' },
        { type: 'reasoning', content: 'b' },
      ],
    ],
    [
      'reasoning of an open model',
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'a' }] },
      [{ type: 'reasoning', content: 'a' }],
    ],
    [
      'reasoning that is not shown',
      { type: 'reasoning', id: 'rs_1', summary: [] },
      [{ type: 'reasoning', item_id: 'rs_1' }],
    ],
    [
      'a call',
      { type: 'function_call', id: 'fc_1', call_id: 'call_1', name: 'f', arguments: '{"a":1}', status: 'completed' },
      [{ type: 'tool_call', id: 'call_1', item_id: 'fc_1', name: 'f', arguments: '{"a":1}' }],
    ],
    [
      'a call of a custom tool',
      { type: 'custom_tool_call', call_id: 'call_1', name: 'py', input: 'print(1)' },
      [{ type: 'tool_call', tool_type: 'custom', id: 'call_1', name: 'py', arguments: 'print(1)' }],
    ],
    [
      'a use of the computer',
      { type: 'computer_call', id: 'cu_1', call_id: 'call_1', action: { type: 'click', x: 1, y: 2 } },
      [
        {
          type: 'tool_call',
          id: 'call_1',
          item_id: 'cu_1',
          name: 'computer',
          arguments: { action: { type: 'click', x: 1, y: 2 } },
        },
      ],
    ],
    [
      'a search',
      { type: 'web_search_call', id: 'ws_1', status: 'completed', action: { type: 'search', query: 'q' } },
      [
        {
          type: 'server_tool_call',
          id: 'ws_1',
          name: 'web_search',
          server_tool_call: { type: 'web_search_call', action: { type: 'search', query: 'q' } },
        },
      ],
    ],
    [
      'a call of an MCP server that failed',
      {
        type: 'mcp_call',
        id: 'mcp_1',
        name: 'find',
        server_label: 'docs',
        arguments: '{}',
        error: 'gone',
        status: 'failed',
      },
      [
        {
          type: 'server_tool_call',
          id: 'mcp_1',
          name: 'find',
          server_tool_call: {
            type: 'mcp_call',
            server_label: 'docs',
            arguments: '{}',
            error: 'gone',
            status: 'failed',
          },
        },
      ],
    ],
    [
      'code that was run',
      {
        type: 'code_interpreter_call',
        id: 'ci_1',
        code: '1',
        container_id: 'c',
        outputs: [{ type: 'logs', logs: '1' }],
      },
      [
        {
          type: 'server_tool_call',
          id: 'ci_1',
          name: 'code_interpreter',
          server_tool_call: {
            type: 'code_interpreter_call',
            code: '1',
            container_id: 'c',
            outputs: [{ type: 'logs', logs: '1' }],
          },
        },
      ],
    ],
    [
      'an image that was made',
      { type: 'image_generation_call', id: 'ig_1', output_format: 'webp', result: 'UklG' },
      [
        {
          type: 'server_tool_call',
          id: 'ig_1',
          name: 'image_generation',
          server_tool_call: { type: 'image_generation_call', output_format: 'webp' },
        },
        { type: 'blob', modality: 'image', mime_type: 'image/webp', content: 'UklG' },
      ],
    ],
    [
      'a request for approval',
      { type: 'mcp_approval_request', id: 'mcpr_1', name: 'find', server_label: 'docs', arguments: '{}' },
      [{ type: 'mcp_approval_request', id: 'mcpr_1', name: 'find', server_label: 'docs', arguments: '{}' }],
    ],
    ['a kind of tomorrow', { type: 'dream', id: 'd', text: 'sheep' }, [{ type: 'dream', id: 'd', text: 'sheep' }]],
  ])('%s is a part of the response', (_what, item, parts) => {
    expect(partsOf(item)).toEqual(parts);
  });

  test('has its annotations beside the message', () => {
    const annotation = { type: 'url_citation', url: 'https://x', title: 'X', start_index: 0, end_index: 1 };
    const content = [{ type: 'output_text', text: 'a', annotations: [annotation], logprobs: [] }];
    expect(readOutput([{ type: 'message', role: 'assistant', content }])).toEqual({
      role: 'assistant',
      parts: [{ type: 'text', content: 'a' }],
      annotations: [annotation],
    });
  });
});

describe('a response', () => {
  const answer = (fields: object) =>
    exchangeOf(recordingOf({ request: { model: 'm', input: 'x' }, response: { id: 'resp_1', ...fields } }, { url }));
  const message = { type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'a', logprobs: [] }] };
  const call = { type: 'function_call', call_id: '1', name: 'f', arguments: '{}' };

  test.each<[string, object, readonly string[] | undefined]>([
    ['a whole answer stops', { status: 'completed', output: [message] }, ['stop']],
    ['a call waits for its answer', { status: 'completed', output: [message, call] }, ['tool_calls']],
    [
      'a search does not',
      { status: 'completed', output: [{ type: 'web_search_call', id: 'ws_1' }, message] },
      ['stop'],
    ],
    [
      'a response that became too long is cut',
      { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' }, output: [message] },
      ['length'],
    ],
    [
      'a filtered response has this reason',
      { status: 'incomplete', incomplete_details: { reason: 'content_filter' }, output: [] },
      ['content_filter'],
    ],
    ['work in the background has no reason yet', { status: 'queued', background: true, output: [] }, undefined],
  ])('%s: its finish reason is %j', (_rule, fields, reasons) => {
    const { response, error } = answer(fields);
    expect(response.finishReasons).toEqual(reasons);
    expect(error).toBeUndefined();
  });

  test('keeps its status, its counts and its log probabilities', () => {
    const logprobs = [{ token: 'a', logprob: -0.1, top_logprobs: [] }];
    const usage = {
      input_tokens: 10,
      input_tokens_details: { cached_tokens: 4 },
      output_tokens: 6,
      output_tokens_details: { reasoning_tokens: 2 },
      total_tokens: 16,
    };
    const output = [{ ...message, content: [{ type: 'output_text', text: 'a', logprobs }] }];
    const { attributes, extra } = answer({ status: 'completed', output, usage, temperature: 1, store: true }).response;
    expect(attributes).toEqual({
      'gen_ai.response.status': 'completed',
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 6,
      'gen_ai.usage.total_tokens': 16,
      'gen_ai.usage.cache_read.input_tokens': 4,
      'gen_ai.usage.reasoning.output_tokens': 2,
    });
    expect(extra).toEqual({ logprobs });
  });

  test('that is a call has the ids of both the call and its item in the record', () => {
    const output = [{ ...call, id: 'fc_1' }];
    expect(recordOf(answer({ status: 'completed', output })).response['tool_calls']).toEqual([
      { id: '1', type: 'function', function: { name: 'f', arguments: '{}' }, item_id: 'fc_1' },
    ]);
  });

  test('that failed is an error, also with status 200', () => {
    const error = { code: 'server_error', message: 'Sorry.' };
    expect(answer({ status: 'failed', error, output: [] }).error).toEqual({ type: 'server_error', message: 'Sorry.' });
  });
});

describe('a stored prompt', () => {
  const prompt = { id: 'pmpt_1', version: '2', variables: { city: 'Atlantis' } };
  const exchange = exchangeOf(recordingOf({ request: { prompt }, response: { id: 'resp_1', model: 'm-1' } }, { url }));

  test('has its variables in the record', () => {
    expect(recordOf(exchange)).toMatchObject({ model: 'm-1', template_inputs: { city: 'Atlantis' } });
  });

  test('leaves them out where content is not captured', () => {
    expect(JSON.stringify(spanOf(exchange, { captureContent: false }))).not.toContain('Atlantis');
  });
});

describe('a conversation that is compacted', () => {
  const compaction = { id: 'cmp_1', type: 'compaction', encrypted_content: 'gAAA' };
  const said = (id: string, text: string) => ({
    id,
    type: 'message',
    role: 'user',
    status: 'completed',
    content: [{ type: 'input_text', text }],
  });
  const input = [
    { role: 'user', content: 'Capital of France?' },
    { role: 'assistant', content: 'Paris.' },
  ];
  const compacted = (output: readonly object[]) => {
    const response = {
      id: 'resp_1',
      object: 'response.compaction',
      output,
      usage: { input_tokens: 30, output_tokens: 8, total_tokens: 38 },
    };
    const body = { model: 'gpt-5', input };
    return exchangeOf(recordingOf({ request: body, response }, { url: `${url}/compact` }));
  };

  test('has what the model made of it as its answer, and not what the user has said', () => {
    const exchange = compacted([said('msg_1', 'Capital of France?'), compaction]);
    expect(exchange.response.messages).toEqual([{ role: 'assistant', parts: [compaction] }]);
    expect(exchange.response.extra).toEqual({});
    const { messages, response } = recordOf(exchange);
    expect(messages).toHaveLength(2);
    expect(response).toEqual({ role: 'assistant', content: [compaction] });
  });

  test('keeps what the user has said before this request', () => {
    const earlier = said('msg_0', 'Hello');
    const exchange = compacted([earlier, said('msg_1', 'Capital of France?'), compaction]);
    expect(exchange.response.extra).toEqual({ output: [earlier] });
    expect(recordOf(exchange).metadata?.['honeyhive.response.output']).toEqual([earlier]);
  });
});
