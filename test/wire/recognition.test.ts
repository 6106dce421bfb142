import type { JsonRecord } from '../../src/json/json-record';
import { readExchange, recordingOf, streamOf, type WholeRecording } from './support/recordings';

const turns = [{ role: 'user', content: 'Hi' }];
const instance = (fields: object) => ({ instances: [fields] });

const app = 'https://shop.example';
const server = 'http://gpu-7.internal:8000';
const ollama = 'http://127.0.0.1:11434';
const agentCore = 'https://bedrock-agentcore.us-east-1.amazonaws.com';
const vertex = 'https://us-east5-aiplatform.googleapis.com/v1/projects/p/locations/l';

const said = { choices: [{ index: 0, message: { role: 'assistant', content: 'Hello' }, finish_reason: 'stop' }] };
const message = { type: 'message', role: 'assistant', content: [{ type: 'text', text: 'Hello' }] };
const response = { object: 'response', output: [{ type: 'message', role: 'assistant', content: [] }] };
const vectors = { data: [{ object: 'embedding', index: 0, embedding: [0.1] }] };

const operationAt = (url: string, request: unknown, answer: unknown, changes: Partial<WholeRecording> = {}) => {
  const exchange = readExchange(recordingOf({ request, response: answer }, { url, ...changes }));
  return exchange && `${exchange.provider} ${exchange.operation}`;
};

describe("an app's own request", () => {
  test.each<[url: string, request: JsonRecord, answer: JsonRecord]>([
    [`${app}/v1/chat`, { message: 'Where is my parcel?' }, { reply: 'On its way' }],
    [`${app}/v1/chat`, { message: 'Where is my parcel?' }, { text: 'On its way' }],
    [`${app}/messages`, { model: 'sms', messages: ['Your parcel is there'] }, { sent: 1 }],
    [`${app}/messages`, { model: 'sms', messages: [{ to: '+49', text: 'Hi' }] }, { sent: 1 }],
    [`${app}/v1/messages`, { model: 'sms', messages: turns }, { queued: true }],
    [`${app}/rooms/7/messages`, { messages: turns, model: 'm' }, { id: 'msg_1', content: 'Hi' }],
    [`${app}/surveys/1/responses`, { model: 'nps', input: 'Very happy' }, { id: 7, status: 'completed' }],
    [`${app}/surveys/1/responses`, { model: 'nps', input: { stars: 5 } }, response],
    [`${app}/v1/responses`, { model: 'nps', input: 'Very happy' }, { saved: true }],
    [`${app}/courses/1/completions`, { model: 'go', prompt: 'Lesson 3' }, { completed: 12 }],
    [`${app}/courses/1/completions`, { model: 'go', prompt: 'Lesson 3' }, { choices: ['a', 'b'] }],
    [`${app}/chat/completions`, { model: 'support', messages: turns }, { choices: [{ label: 'Yes' }] }],
    [`${app}/graph/embeddings`, { model: 'node2vec', input: ['a', 'b'] }, { vectors: [[0.1]] }],
    [`${app}/api/generate`, { model: 'invoice', prompt: 'For May' }, { url: '/invoices/5.pdf' }],
    [`${app}/api/generate`, { model: 'invoice', prompt: 'For May' }, { response: 'made' }],
    [`${app}/api/chat`, { model: 'support', messages: turns }, { message: { role: 'assistant', content: 'Hello' } }],
    [`${app}/api/embed`, { model: 'player', input: 'video 7' }, { html: '<iframe>' }],
    [`${app}/v2/chat`, { model: 'support', messages: turns }, { message: 'Hello' }],
    [`${app}/v1/embed`, { texts: ['a'] }, { embeddings: [[0.1]] }],
    [`${app}/chat/completions`, { model: 'support', messages: turns }, { reply: 'Hello' }],
    [`${app}/chat/completions`, { messages: ['Hi'] }, said],
    [`${app}/model/7/invoke`, { prompt: 'a chair' }, { text: 'a file' }],
    ['https://x1.execute-api.eu-west-1.amazonaws.com/prod/messages', { model: 'm', messages: turns }, { sent: 1 }],
    [`${agentCore}/runtimes/x/invocations`, { prompt: 'Where is my parcel?' }, { result: 'On its way' }],
    [`${agentCore}/runtimes/x/invocations`, { prompt: 'Where is my parcel?' }, {}],
    [`${app}/models/imagen-4:predict`, instance({ prompt: 'a cat' }), { predictions: [{ saved: true }] }],
    [`${vertex}/endpoints/7:predict`, instance({ prompt: 'a cat' }), { predictions: [{ bytesBase64Encoded: 'iVBO' }] }],
    [`${server}/v1/models/my:predict`, instance({ prompt: 'Hi' }), { predictions: ['Hello'] }],
    [`${server}/v1/models/my:predict`, instance({ content: 'Hi' }), { predictions: [{ embeddings: {} }] }],
    [`${vertex}/endpoints/7:predict`, instance({ content: 'Great!' }), { predictions: [{ confidences: [0.9] }] }],
  ])('to %s with %j that is answered %j is no model call', (url, request, answer) => {
    expect(operationAt(url, request, answer)).toBeUndefined();
  });

  test.each<[url: string, request: JsonRecord]>([
    [`${app}/v1/chat`, { message: 'Where is my parcel?' }],
    [`${app}/messages`, { model: 'm', messages: turns }],
    [`${app}/surveys/1/responses`, { model: 'nps', input: 'Very happy' }],
    [`${app}/courses/1/completions`, { model: 'go', prompt: 'Lesson 3' }],
    [`${app}/graph/embeddings`, { model: 'node2vec', input: ['a', 'b'] }],
    [`${app}/api/generate`, { model: 'invoice', prompt: 'For May' }],
    [`${app}/api/chat`, { model: 'support', messages: turns }],
  ])('to %s with %j is none when it fails, either', (url, request) => {
    const error = { error: { message: 'Try again', type: 'server_error' } };
    expect(operationAt(url, request, error, { status: 500 })).toBeUndefined();
    expect(operationAt(url, request, {}, { status: 204 })).toBeUndefined();
    expect(operationAt(url, request, {}, { status: undefined, verdict: 'error' })).toBeUndefined();
  });
});

describe('a call of a model', () => {
  test.each<[what: string, url: string, request: JsonRecord, answer: JsonRecord, read: string]>([
    ['with a slash at its end', `${server}/v1/chat/completions/`, { model: 'm', messages: turns }, said, 'openai chat'],
    ['of llama.cpp, without a model', `${server}/v1/chat/completions`, { messages: turns }, said, 'openai chat'],
    [
      'without a model',
      `${server}/completions`,
      { prompt: 'Hi' },
      { choices: [{ text: '!' }] },
      'openai text_completion',
    ],
    ['without a model', `${server}/v1/embeddings`, { input: 'Hi' }, vectors, 'openai embeddings'],
    ['of an empty model', `${server}/chat/completions`, { model: '', messages: turns }, said, 'openai chat'],
    [
      'of an empty model',
      `${server}/completions`,
      { model: '', prompt: 'Hi' },
      { choices: [{ text: '!' }] },
      'openai text_completion',
    ],
    ['of an empty model', `${server}/embeddings`, { model: '', input: 'Hi' }, vectors, 'openai embeddings'],
    ['behind a prefix', `${server}/llm/messages`, { model: 'm', messages: turns }, message, 'anthropic chat'],
    ['behind a prefix', `${server}/llm/responses`, { model: 'm', input: 'Hi' }, response, 'openai chat'],
    [
      'that compacts a conversation',
      'https://api.openai.com/v1/responses/compact',
      { model: 'm', input: [{ role: 'user', content: 'Hi' }] },
      { object: 'response.compaction', output: [{ type: 'compaction', encrypted_content: 'x' }] },
      'openai chat',
    ],
    [
      "by Anthropic's text completions",
      'https://api.anthropic.com/v1/complete',
      { model: 'claude-2.1', prompt: '\n\nHuman: Hi\n\nAssistant:', max_tokens_to_sample: 5 },
      { type: 'completion', completion: ' Hello', stop_reason: 'stop_sequence' },
      'anthropic text_completion',
    ],
    [
      'with a picture and no content',
      `${ollama}/api/chat`,
      { model: 'llava', messages: [{ role: 'user', images: ['iVBO'] }] },
      { message: { role: 'assistant', content: 'A cat' }, done: true },
      'ollama chat',
    ],
    [
      'at any host, if the answer says so',
      `${server}/api/generate`,
      { model: 'm', prompt: 'Hi' },
      { model: 'm', response: 'Hello', done: true },
      'ollama text_completion',
    ],
    [
      'of Mistral on Vertex AI',
      `${vertex}/publishers/mistralai/models/mistral-medium-3:rawPredict`,
      { model: 'mistral-medium-3', messages: turns },
      said,
      'gcp.vertex_ai chat',
    ],
    [
      'of Codestral on Vertex AI',
      `${vertex}/publishers/mistralai/models/codestral-2:streamRawPredict`,
      { prompt: 'def f', suffix: 'return' },
      said,
      'gcp.vertex_ai text_completion',
    ],
    [
      'of PaLM',
      `${vertex}/publishers/google/models/text-bison:predict`,
      instance({ prompt: 'Hi' }),
      { predictions: [{ content: 'Hello' }] },
      'gcp.vertex_ai text_completion',
    ],
    [
      'of an open model on an endpoint',
      `${vertex}/endpoints/7:predict`,
      instance({ prompt: 'Hi', max_tokens: 5 }),
      { predictions: ['Prompt:\nHi\nOutput:\nHello'] },
      'gcp.vertex_ai text_completion',
    ],
    [
      'for embeddings on Vertex AI',
      `${vertex}/publishers/google/models/text-embedding-005:predict`,
      instance({ content: 'Hi' }),
      { predictions: [{ embeddings: { values: [0.1], statistics: { token_count: 1 } } }] },
      'gcp.vertex_ai embeddings',
    ],
    [
      'for embeddings of pictures on Vertex AI',
      `${vertex}/publishers/google/models/multimodalembedding@001:predict`,
      instance({ text: 'Hi', image: { gcsUri: 'gs://b/cat.png' } }),
      { predictions: [{ textEmbedding: [0.1], imageEmbedding: [0.2] }] },
      'gcp.vertex_ai embeddings',
    ],
  ])('%s, to %s with %j', (_what, url, request, answer, read) => {
    expect(operationAt(url, request, answer)).toBe(read);
  });

  test('by a gateway at any host is one also when its stream is cut', () => {
    const pieces = [
      { type: 'text-start', id: '0' },
      { type: 'text-delta', id: '0', delta: 'Hel' },
    ];
    const request = { prompt: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] };
    const asked = { requestHeaders: { model: 'openai/gpt-5', stream: true } };
    const read = operationAt(`${server}/v3/ai/language-model`, request, streamOf(pieces, ''), asked);
    expect(read).toBe('vercel_ai_gateway chat');
  });

  test.each<[where: string, url: string, request: JsonRecord, changes?: Partial<WholeRecording>]>([
    ['at a path that no app has', `${server}/v1/chat/completions`, { messages: turns }],
    ['at a path that no app has', `${server}/v1/messages`, { model: 'm', messages: turns }],
    ['at a path that no app has', `${server}/v1/responses`, { model: 'm', input: 'Hi' }],
    ['at a path that no app has', `${server}/v1/embeddings`, { model: 'm', input: 'Hi' }],
    ['at a path that no app has', `${server}/v1beta/models/m:generateContent`, { contents: [{ parts: [] }] }],
    ['at the port of Ollama', `${ollama}/api/chat`, { model: 'm', messages: turns }],
    ['at a host by the name of Ollama', 'https://ollama.lan/api/generate', { model: 'm', prompt: 'Hi' }],
    ['at the host of a provider', 'https://api.cohere.com/v1/chat', { message: 'Hi' }],
    ...[
      'bedrock-runtime.us-east-1',
      'bedrock-runtime-fips.us-gov-west-1',
      'bedrock-agent-runtime.eu-west-1',
      'vpce-0a1-b2.bedrock-runtime.us-east-1.vpce',
      'vpce-0a1-b2.bedrock-agent-runtime-fips.us-east-1.vpce',
    ].map(
      (host) =>
        ['at Bedrock', `https://${host}.amazonaws.com/completions`, { prompt: 'Hi' }] as [string, string, JsonRecord],
    ),
    [
      "by a provider's SDK",
      `${server}/api/chat`,
      { model: 'm', messages: turns },
      { requestHeaders: { client: 'ollama-js/0.6.3 (x64 linux Node.js/v24.0.0)' } },
    ],
    [
      'by the AI SDK',
      `${server}/llm/completions`,
      { model: 'm', prompt: 'Hi' },
      { requestHeaders: { client: 'ai/7.0.1 ai-sdk-provider-utils/5.0.1 node.js/24' } },
    ],
  ])('%s is one also when it fails: %s', (_where, url, request, changes = {}) => {
    const page = Buffer.from('<html>Bad gateway</html>');
    expect(operationAt(url, request, page, { ...changes, status: 502 })).toBeDefined();
    expect(
      operationAt(url, request, Buffer.alloc(0), { ...changes, status: undefined, verdict: 'error' }),
    ).toBeDefined();
  });
});

test("the answer of a model is read from Vertex AI's older predictions", () => {
  const url = `${vertex}/publishers/google/models/chat-bison@002:predict`;
  const request = {
    instances: [
      {
        context: 'Be kind.',
        messages: [
          { author: 'user', content: 'Hi' },
          { author: 'bot', content: 'Yes?' },
        ],
      },
    ],
    parameters: { temperature: 0.2, maxOutputTokens: 10 },
  };
  const answer = {
    predictions: [{ candidates: [{ author: '1', content: 'Hello' }], safetyAttributes: [{ blocked: false }] }],
    metadata: { tokenMetadata: { inputTokenCount: { totalTokens: 5 }, outputTokenCount: { totalTokens: 2 } } },
  };
  const text = (content: string) => [{ type: 'text', content }];
  expect(readExchange(recordingOf({ request, response: answer }, { url }))).toMatchObject({
    request: {
      model: 'chat-bison@002',
      systemInstructions: text('Be kind.'),
      messages: [
        { role: 'user', parts: text('Hi') },
        { role: 'assistant', parts: text('Yes?') },
      ],
      attributes: { 'gen_ai.request.temperature': 0.2, 'gen_ai.request.max_tokens': 10 },
    },
    response: {
      messages: [{ role: 'assistant', parts: text('Hello') }],
      attributes: { 'gen_ai.usage.input_tokens': 5, 'gen_ai.usage.output_tokens': 2 },
      extra: { safetyAttributes: [{ blocked: false }] },
    },
  });
});

test("the events of Anthropic's text completions are one text", () => {
  const events = [' Hel', 'lo'].map((completion) => ({
    type: 'completion',
    completion,
    stop_reason: null,
    model: 'c',
  }));
  const last = { type: 'completion', completion: '', stop_reason: 'stop_sequence', stop: '\n\nHuman:', model: 'c' };
  const stream = Buffer.from(
    [...events, last].map((each) => `event: completion\ndata: ${JSON.stringify(each)}\n\n`).join(''),
  );
  const request = { model: 'c', prompt: 'Hi', max_tokens_to_sample: 5, stream: true };
  const exchange = readExchange(
    recordingOf({ request, response: stream }, { url: 'https://api.anthropic.com/v1/complete' }),
  );
  expect(exchange).toMatchObject({
    request: { attributes: { 'gen_ai.request.max_tokens': 5, 'gen_ai.request.stream': true } },
    response: {
      messages: [{ role: 'assistant', parts: [{ type: 'text', content: ' Hello' }], finish_reason: 'stop_sequence' }],
      finishReasons: ['stop_sequence'],
    },
    error: undefined,
  });
});
