import { providerAt } from '../../../../src/providers/hosts';
import { openaiChat } from '../../../../src/wire/apis/openai/chat';
import { readMessage } from '../../../../src/wire/apis/openai/messages';
import { readUsage } from '../../../../src/wire/apis/openai/usage';
import type { Part } from '../../../../src/wire/exchange';

const path = '/v1/chat/completions';
const request = (fields: object) => openaiChat.readRequest({ model: 'm', messages: [], ...fields }, path);

describe('a parameter of a chat request', () => {
  test.each<[string, unknown, string, unknown]>([
    ['temperature', 0, 'gen_ai.request.temperature', 0],
    ['top_p', 0.5, 'gen_ai.request.top_p', 0.5],
    ['top_k', 40, 'gen_ai.request.top_k', 40],
    ['max_tokens', 10, 'gen_ai.request.max_tokens', 10],
    ['max_completion_tokens', 10, 'gen_ai.request.max_tokens', 10],
    ['stop', 'END', 'gen_ai.request.stop_sequences', ['END']],
    ['stop', ['a', 'b'], 'gen_ai.request.stop_sequences', ['a', 'b']],
    ['frequency_penalty', -1, 'gen_ai.request.frequency_penalty', -1],
    ['presence_penalty', 1, 'gen_ai.request.presence_penalty', 1],
    ['seed', 0, 'gen_ai.request.seed', 0],
    ['random_seed', 7, 'gen_ai.request.seed', 7],
    ['n', 2, 'gen_ai.request.choice.count', 2],
    ['stream', true, 'gen_ai.request.stream', true],
    ['reasoning_effort', 'high', 'gen_ai.request.reasoning.level', 'high'],
    ['service_tier', 'flex', 'openai.request.service_tier', 'flex'],
  ])('%s = %j is the attribute %s', (name, value, attribute, expected) => {
    const { attributes, extra } = request({ [name]: value });
    expect(attributes[attribute]).toEqual(expected);
    expect(extra).toEqual({});
  });

  test.each<[string, unknown]>([
    ['tool_choice', { type: 'function', function: { name: 'f' } }],
    ['parallel_tool_calls', false],
    ['logit_bias', { 50256: -100 }],
    ['logprobs', true],
    ['top_logprobs', 2],
    ['user', 'u-1'],
    ['metadata', { customer: 'acme' }],
    ['store', true],
    ['modalities', ['text', 'audio']],
    ['audio', { voice: 'alloy', format: 'wav' }],
    ['prediction', { type: 'content', content: 'x' }],
    ['stream_options', { include_usage: true }],
    ['web_search_options', {}],
    ['repetition_penalty', 1.1],
    ['temperature', 'hot'],
  ])('%s = %j, for which the conventions have nothing, keeps its name', (name, value) => {
    expect(request({ [name]: value }).extra).toEqual({ [name]: value });
  });

  test.each(['stop', 'tools', 'temperature', 'user'])('%s = null is left out', (name) => {
    expect(request({ [name]: null })).toEqual(request({}));
  });

  test('with two different values for one attribute loses none', () => {
    const { attributes, extra } = request({ max_completion_tokens: 10, max_tokens: 20 });
    expect([attributes['gen_ai.request.max_tokens'], extra]).toEqual([10, { max_tokens: 20 }]);
  });

  test.each([
    ['text', 'text'],
    ['json_object', 'json'],
    ['json_schema', 'json'],
  ])('response_format of type %s is the output type %s, and is kept with its schema', (type, outputType) => {
    const response_format = { type, json_schema: { name: 's', schema: { type: 'object' }, strict: true } };
    const { attributes, extra } = request({ response_format });
    expect([attributes['gen_ai.output.type'], extra]).toEqual([outputType, { response_format }]);
  });

  test.each<[unknown, unknown]>([
    ['auto', 'auto'],
    [{ name: 'f' }, { type: 'function', function: { name: 'f' } }],
  ])('function_call = %j is a tool choice', (function_call, tool_choice) => {
    expect(request({ function_call }).extra).toEqual({ tool_choice });
  });

  test('tools and functions are tool definitions', () => {
    const f = { name: 'f', description: 'd', parameters: { type: 'object' }, strict: true };
    const format = { type: 'grammar' };
    const tools = [
      { type: 'function', function: f },
      { type: 'custom', custom: { name: 'c', format } },
      { type: 'web_search', filters: {} },
    ];
    expect(request({ tools, functions: [f] }).tools).toEqual([
      { type: 'function', ...f },
      { type: 'custom', name: 'c', format },
      { type: 'web_search', filters: {} },
      { type: 'function', ...f },
    ]);
  });
});

describe("a message of OpenAI's form", () => {
  const image = 'data:image/png;base64,iVBORw0KGgo=';
  test.each<[string, unknown, readonly Part[]]>([
    ['text', 'Hello', [{ type: 'text', content: 'Hello' }]],
    ['empty text', '', [{ type: 'text', content: '' }]],
    ['nothing', null, []],
    [
      'texts',
      [
        { type: 'text', text: 'a' },
        { type: 'text', text: 'b' },
      ],
      [
        { type: 'text', content: 'a' },
        { type: 'text', content: 'b' },
      ],
    ],
    [
      'a text with a cache mark',
      [{ type: 'text', text: 'a', cache_control: { type: 'ephemeral' } }],
      [{ type: 'text', content: 'a', cache_control: { type: 'ephemeral' } }],
    ],
    [
      'an image',
      [{ type: 'image_url', image_url: { url: image, detail: 'low' } }],
      [{ type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBORw0KGgo=', detail: 'low' }],
    ],
    [
      'the address of an image',
      [{ type: 'image_url', image_url: { url: 'https://e.com/cat.png' } }],
      [{ type: 'uri', modality: 'image', uri: 'https://e.com/cat.png' }],
    ],
    [
      'audio',
      [{ type: 'input_audio', input_audio: { data: 'UklG', format: 'wav' } }],
      [{ type: 'blob', modality: 'audio', mime_type: 'audio/wav', content: 'UklG' }],
    ],
    [
      'a file',
      [{ type: 'file', file: { filename: 'a.pdf', file_data: 'data:application/pdf;base64,JVBE' } }],
      [{ type: 'blob', modality: 'document', mime_type: 'application/pdf', content: 'JVBE', filename: 'a.pdf' }],
    ],
    [
      'the id of a file',
      [{ type: 'file', file: { file_id: 'file-1' } }],
      [{ type: 'file', modality: 'document', file_id: 'file-1' }],
    ],
    [
      'the id of a file in the part itself',
      [{ type: 'file', file_id: 'file-1' }],
      [{ type: 'file', modality: 'document', file_id: 'file-1' }],
    ],
    [
      'audio as bare base64',
      [{ type: 'input_audio', input_audio: 'UklG' }],
      [{ type: 'blob', modality: 'audio', content: 'UklG' }],
    ],
    [
      'the address of audio',
      [{ type: 'input_audio', input_audio: 'https://e.com/said.mp3' }],
      [{ type: 'uri', modality: 'audio', uri: 'https://e.com/said.mp3' }],
    ],
    [
      'thoughts, and what follows from them',
      [
        {
          type: 'thinking',
          thinking: [
            { type: 'text', text: 'H' },
            { type: 'text', text: 'm' },
          ],
          closed: true,
        },
        { type: 'text', text: 'Paris' },
      ],
      [
        { type: 'reasoning', content: 'Hm', closed: true },
        { type: 'text', content: 'Paris' },
      ],
    ],
    [
      'thoughts that are more than text',
      [{ type: 'thinking', thinking: [{ type: 'reference', reference_ids: [1] }] }],
      [{ type: 'thinking', thinking: [{ type: 'reference', reference_ids: [1] }] }],
    ],
    ['a refusal', [{ type: 'refusal', refusal: 'No' }], [{ type: 'refusal', content: 'No' }]],
    ['something new', [{ type: 'hologram', rays: [1] }], [{ type: 'hologram', rays: [1] }]],
  ])('with %s', (_what, content, parts) => {
    expect(readMessage({ role: 'user', content })).toEqual({ role: 'user', parts });
  });

  test.each<[string, Record<string, unknown>, object]>([
    [
      'keeps its role and its name',
      { role: 'developer', name: 'alice', content: 'x' },
      { role: 'developer', name: 'alice', parts: [{ type: 'text', content: 'x' }] },
    ],
    [
      'calls tools with the arguments as the model wrote them',
      {
        role: 'assistant',
        content: null,
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{ "a": 1 }' } }],
      },
      { role: 'assistant', parts: [{ type: 'tool_call', id: 'c1', name: 'f', arguments: '{ "a": 1 }' }] },
    ],
    [
      'has a text and calls a tool',
      {
        role: 'assistant',
        content: 'Wait',
        tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '' } }],
      },
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: 'Wait' },
          { type: 'tool_call', id: 'c1', name: 'f', arguments: '' },
        ],
      },
    ],
    [
      'calls a custom tool',
      {
        role: 'assistant',
        content: '',
        tool_calls: [{ id: 'c1', type: 'custom', custom: { name: 'python', input: 'print()' } }],
      },
      {
        role: 'assistant',
        parts: [{ type: 'tool_call', tool_type: 'custom', id: 'c1', name: 'python', arguments: 'print()' }],
      },
    ],
    [
      'calls a function in the legacy form',
      { role: 'assistant', content: null, function_call: { name: 'f', arguments: '{}' } },
      { role: 'assistant', parts: [{ type: 'tool_call', name: 'f', arguments: '{}' }] },
    ],
    [
      'has the result of a tool',
      { role: 'tool', tool_call_id: 'c1', content: '18 °C' },
      { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: '18 °C' }] },
    ],
    [
      'has the result of a function',
      { role: 'function', name: 'f', content: '18 °C' },
      { role: 'function', name: 'f', parts: [{ type: 'tool_call_response', response: '18 °C' }] },
    ],
    [
      'reasons',
      { role: 'assistant', reasoning_content: 'Hm', content: 'Yes' },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Hm' },
          { type: 'text', content: 'Yes' },
        ],
      },
    ],
    [
      'reasons, as gateways write it',
      { role: 'assistant', reasoning: 'Hm', content: 'Yes' },
      {
        role: 'assistant',
        parts: [
          { type: 'reasoning', content: 'Hm' },
          { type: 'text', content: 'Yes' },
        ],
      },
    ],
    [
      'speaks',
      { role: 'assistant', content: null, audio: { id: 'a1', data: 'UklG', transcript: 'Hi' } },
      { role: 'assistant', parts: [{ type: 'blob', modality: 'audio', id: 'a1', content: 'UklG', transcript: 'Hi' }] },
    ],
    [
      'has spoken before',
      { role: 'assistant', audio: { id: 'a1' } },
      { role: 'assistant', parts: [{ type: 'file', modality: 'audio', file_id: 'a1' }] },
    ],
    [
      'cites',
      { role: 'assistant', content: 'x', refusal: null, annotations: [{ type: 'url_citation' }] },
      { role: 'assistant', annotations: [{ type: 'url_citation' }], parts: [{ type: 'text', content: 'x' }] },
    ],
  ])('that %s', (_what, message, expected) => {
    expect(readMessage(message)).toEqual(expected);
  });
});

describe('usage', () => {
  test('has the names of the conventions, and keeps counts for which they have none', () => {
    expect(
      readUsage({
        prompt_tokens: 100,
        completion_tokens: 50,
        total_tokens: 150,
        prompt_tokens_details: { cached_tokens: 64, audio_tokens: 0, cache_write_tokens: 8 },
        completion_tokens_details: { reasoning_tokens: 32, audio_tokens: 3, accepted_prediction_tokens: 2 },
        cost: 0.0012,
        queue_time: 0.01,
        is_byok: false,
      }),
    ).toEqual({
      'gen_ai.usage.input_tokens': 100,
      'gen_ai.usage.output_tokens': 50,
      'gen_ai.usage.total_tokens': 150,
      'gen_ai.usage.cache_read.input_tokens': 64,
      'gen_ai.usage.cache_creation.input_tokens': 8,
      'gen_ai.usage.audio.input_tokens': 0,
      'gen_ai.usage.reasoning.output_tokens': 32,
      'gen_ai.usage.audio.output_tokens': 3,
      'gen_ai.usage.cost': 0.0012,
      'gen_ai.usage.details.completion_tokens_details.accepted_prediction_tokens': 2,
      'gen_ai.usage.details.queue_time': 0.01,
    });
  });

  test("has Mistral's count of cached tokens", () => {
    expect(readUsage({ prompt_tokens: 9, num_cached_tokens: 5 })).toEqual({
      'gen_ai.usage.input_tokens': 9,
      'gen_ai.usage.cache_read.input_tokens': 5,
    });
  });

  test("has DeepSeek's cache hits, once", () => {
    expect(readUsage({ prompt_cache_hit_tokens: 5, prompt_tokens_details: { cached_tokens: 5 } })).toEqual({
      'gen_ai.usage.cache_read.input_tokens': 5,
    });
  });
});

describe('a chat call', () => {
  test.each([
    ['/v1/chat/completions', { model: 'm', messages: [] }, true],
    ['/openai/deployments/gpt4o/chat/completions', { messages: [] }, true],
    ['/v1/agents/completions', { agent_id: 'ag:terse', messages: [] }, true],
    ['/v1/chat/completions', { model: 'm', messages: [{ role: 'user', content: { type: 'text', text: 'x' } }] }, true],
    ['/v1/chat/completions', { model: 'm', messages: [{ role: 'user', content: { text: 'x' } }] }, false],
    ['/v1/chat/completions', { messages: [] }, false],
    ['/v1/chat/completions', { model: 'm', input: 'x' }, false],
    ['/v1/chat/completions', { model: 1, messages: [] }, false],
  ])('at %s with %j: recognised is %s', (at, body, recognised) => {
    expect(openaiChat.recognises(body, at)).toBe(recognised);
  });

  test('names an agent where it names no model', () => {
    const { model, attributes } = openaiChat.readRequest(
      { agent_id: 'ag:terse', messages: [] },
      '/v1/agents/completions',
    );
    expect([model, attributes['gen_ai.agent.id']]).toEqual([undefined, 'ag:terse']);
  });

  test("names Azure's deployment as its model where the body names none", () => {
    expect(openaiChat.readRequest({ messages: [] }, '/openai/deployments/gpt4o/chat/completions').model).toBe('gpt4o');
  });

  test.each([
    ['api.openai.com', 'openai'],
    ['eu.api.openai.com', 'openai'],
    ['my-resource.openai.azure.com', 'azure.ai.openai'],
    ['api.groq.com', 'groq'],
    ['api.mistral.ai', 'mistral_ai'],
    ['api.deepseek.com', 'deepseek'],
    ['api.x.ai', 'x_ai'],
    ['api.together.xyz', 'together_ai'],
    ['openrouter.ai', 'openrouter'],
    ['generativelanguage.googleapis.com', 'gcp.gemini'],
    ['us-central1-aiplatform.googleapis.com', 'gcp.vertex_ai'],
    ['123.us-central1-1.prediction.vertexai.goog', 'gcp.vertex_ai'],
    ['m.eastus2.models.ai.azure.com', 'azure.ai.inference'],
    ['api.minimaxi.com', 'minimax'],
    ['api.openai.com.evil.example', undefined],
    ['notopenai.com', undefined],
    ['localhost', undefined],
  ])('to %s is of the provider %s', (host, provider) => {
    expect(providerAt(host)).toBe(provider);
  });
});
