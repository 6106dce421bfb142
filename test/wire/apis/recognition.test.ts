import type { JsonRecord } from '../../../src/json/json-record';
import { apis, apisAt } from '../../../src/wire/apis';
import { mayBeModelCall } from '../../../src/wire/apis/paths';
import { readExchanges, recordingOf } from '../support/recordings';

const messages = [{ role: 'user', content: 'Hi' }];
const contents = [{ parts: [{ text: 'Hi' }] }];

/** Who reads a body at a path, and as what. */
const reader = (path: string, body: JsonRecord): readonly string[] | undefined => {
  const api = apisAt(path).find((each) => each.recognises(body, path));
  return api && [api.provider, api.operation];
};

describe('a request', () => {
  test.each<[string, JsonRecord, readonly string[]]>([
    ['/v1beta/models/m:generateContent', { contents }, ['gcp.gemini', 'generate_content']],
    ['/v1/projects/p/models/m:streamGenerateContent', { contents }, ['gcp.vertex_ai', 'generate_content']],
    ['/v1beta/models/m:embedContent', { content: contents[0] }, ['gcp.gemini', 'embeddings']],
    ['/v1beta/models/m:batchEmbedContents', { requests: [{ content: contents[0] }] }, ['gcp.gemini', 'embeddings']],
    [
      '/v1/projects/p/models/imagen:predict',
      { instances: [{ prompt: 'a cat' }] },
      ['gcp.vertex_ai', 'generate_content'],
    ],
    ['/model/m/converse', { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] }, ['aws.bedrock', 'chat']],
    ['/model/m/invoke', { anthropic_version: 'bedrock-2023-05-31', messages }, ['aws.bedrock', 'chat']],
    ['/model/m/invoke', { messages: [{ role: 'user', content: [{ text: 'Hi' }] }] }, ['aws.bedrock', 'chat']],
    ['/model/m/invoke-with-response-stream', { messages, max_tokens: 5 }, ['aws.bedrock', 'chat']],
    ['/model/cohere.command-r/invoke', { message: 'Hi' }, ['aws.bedrock', 'chat']],
    ['/model/cohere.embed-v4/invoke', { texts: ['Hi'], input_type: 'x' }, ['aws.bedrock', 'embeddings']],
    ['/model/amazon.titan-embed-text/invoke', { inputText: 'Hi' }, ['aws.bedrock', 'embeddings']],
    ['/model/amazon.titan-text/invoke', { inputText: 'Hi' }, ['aws.bedrock', 'text_completion']],
    ['/model/meta.llama3/invoke', { prompt: 'Hi' }, ['aws.bedrock', 'text_completion']],
    ['/v2/chat', { model: 'm', messages }, ['cohere', 'chat']],
    ['/v1/chat', { message: 'Hi' }, ['cohere', 'chat']],
    ['/v2/embed', { model: 'm', texts: ['Hi'] }, ['cohere', 'embeddings']],
    ['/api/chat', { model: 'm', messages }, ['ollama', 'chat']],
    ['/api/generate', { model: 'm', prompt: 'Hi' }, ['ollama', 'text_completion']],
    ['/api/embed', { model: 'm', input: ['Hi'] }, ['ollama', 'embeddings']],
  ])('to %s with %j is read as one of %j', (path, body, expected) => {
    expect(mayBeModelCall('POST', `${path}?alt=sse`)).toBe(true);
    expect(reader(path, body)).toEqual(expected);
  });

  test.each<[string, JsonRecord]>([
    ['/v1beta/models/m:countTokens', { contents }],
    ['/v1beta/models/m:generateContent', {}],
    ['/2015-03-31/functions/f/invoke', { prompt: 'Hi' }],
    // The AI SDK's chat in an app of one's own.
    ['/api/chat', { id: '1', model: 'm', messages: [{ role: 'user', parts: [{ type: 'text', text: 'Hi' }] }] }],
    ['/api/chat', { messages }],
    ['/api/generate', { model: 'm' }],
    ['/v1/chat', { text: 'Hi' }],
  ])('to %s with %j is no model call', (path, body) => {
    expect(reader(path, body)).toBeUndefined();
  });
});

test('every path of every API is looked for, and read', () => {
  for (const path of apis.flatMap(({ ends }) => ends)) {
    expect(mayBeModelCall('POST', `/v1${path}?alt=sse`)).toBe(true);
    expect(apisAt(`/v1${path}`)).not.toEqual([]);
  }
});

test.each<[method: string, path: string, mayBe: boolean]>([
  ['POST', '/v1/chat/completions/', true],
  ['POST', '/v1/chat/completions//?x=1', true],
  ['GET', '/v1/responses/resp_7?stream=true&starting_after=3', true],
  ['GET', '/openai/responses/resp_7/', true],
  ['POST', '/v1/responses/resp_7/cancel', true],
  ['GET', '/v1/chat/deferred-completion/r-7', true],
  ['GET', '/v1/responses/resp_7/input_items', false],
  ['DELETE', '/v1/responses/resp_7', false],
  ['GET', '/surveys/1/responses/77', false],
  ['GET', '/v1/responses', false],
])('that %s %s may be a part of a call is %s', (method, path, mayBe) => {
  expect(mayBeModelCall(method, path)).toBe(mayBe);
});

test('other requests are no model calls', () => {
  expect(mayBeModelCall('GET', '/v1/chat/completions')).toBe(false);
  expect(mayBeModelCall('POST', '/v1/chat/completions/chatcmpl-1')).toBe(false);
  expect(mayBeModelCall('POST', '/search?q=/chat/completions')).toBe(false);
});

const listed = { object: 'list', data: [{ id: 'gpt-4o', object: 'model' }] };
const message = {
  id: 'msg_1',
  object: 'thread.message',
  role: 'user',
  content: [{ type: 'text', text: { value: 'Hi' } }],
};

/** What goes to a model's server and asks no model. */
test.each<[method: string, url: string, request: object, response: object]>([
  ['POST', 'https://api.anthropic.com/v1/messages/count_tokens', { model: 'm', messages }, { input_tokens: 9 }],
  ['POST', 'https://api.openai.com/v1/responses/input_tokens', { model: 'm', input: 'Hi' }, { input_tokens: 9 }],
  ['POST', 'https://generativelanguage.googleapis.com/v1beta/models/m:countTokens', { contents }, { totalTokens: 9 }],
  ['POST', 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/count-tokens', { input: {} }, { inputTokens: 9 }],
  ['POST', 'https://api.cohere.com/v1/tokenize', { model: 'm', text: 'Hi' }, { tokens: [1] }],
  ['POST', 'https://api.openai.com/v1/files', { purpose: 'batch' }, { id: 'file-1', object: 'file' }],
  ['GET', 'https://api.openai.com/v1/files', {}, listed],
  ['POST', 'https://api.openai.com/v1/uploads', { filename: 'a', bytes: 1 }, { id: 'upload_1', object: 'upload' }],
  ['POST', 'https://api.openai.com/v1/threads', { messages }, { id: 'thread_1', object: 'thread' }],
  ['POST', 'https://api.openai.com/v1/threads/thread_1/messages', { role: 'user', content: 'Hi' }, message],
  ['GET', 'https://api.openai.com/v1/threads/thread_1/messages', {}, { object: 'list', data: [message] }],
  ['POST', 'https://api.openai.com/v1/conversations', { items: messages }, { id: 'conv_1', object: 'conversation' }],
  ['POST', 'https://api.openai.com/v1/conversations/conv_1/items', { items: messages }, { object: 'list', data: [] }],
  ['POST', 'https://api.openai.com/v1/assistants', { model: 'm', instructions: 'Hi' }, { id: 'asst_1' }],
  ['POST', 'https://api.openai.com/v1/vector_stores/vs_1/search', { query: 'Hi' }, { object: 'list', data: [] }],
  ['POST', 'https://api.openai.com/v1/batches', { input_file_id: 'file-1' }, { id: 'batch_1', status: 'validating' }],
  ['GET', 'https://api.openai.com/v1/models', {}, listed],
  ['POST', 'https://api.anthropic.com/v1/messages/batches', { requests: [] }, { id: 'msgbatch_1' }],
  ['GET', 'https://api.anthropic.com/v1/messages/batches/msgbatch_1', {}, { processing_status: 'ended' }],
  ['POST', 'https://api.openai.com/v1/fine_tuning/jobs', { model: 'm', training_file: 'f' }, { id: 'ftjob-1' }],
])('%s %s asks no model', (method, url, request, response) => {
  const { pathname, origin } = new URL(url);
  if (!mayBeModelCall(method, pathname, origin)) return;
  expect(readExchanges(recordingOf({ request, response }, { url }))).toEqual([]);
});
