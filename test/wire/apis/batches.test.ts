import { readExchanges, recordingOf } from '../support/recordings';
import { factsOf } from './tables/row';

const said = (content: string) => ({
  choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop' }],
});
const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
const response = (body: object, status = 200) => ({ status_code: status, request_id: 'req_1', body });
const lines = (values: readonly unknown[]): Buffer =>
  Buffer.from(values.map((each) => `${JSON.stringify(each)}\n`).join(''));

const read = (url: string, body: Buffer) =>
  readExchanges(
    recordingOf(
      { response: body },
      { url, requestBody: Buffer.alloc(0), headers: { contentType: 'application/octet-stream' } },
    ),
    [50],
  );

test('each line of a file of results is a call of its own', () => {
  const chat = {
    object: 'chat.completion',
    id: 'chatcmpl-1',
    model: 'gpt-4o',
    created: 1_760_000_000,
    ...said('Hello'),
    usage,
  };
  const vectors = {
    object: 'list',
    model: 'text-embedding-3-small',
    data: [{ embedding: [0.1] }],
    usage: { prompt_tokens: 3 },
  };
  const calls = read(
    'https://api.openai.com/v1/files/file-7/content',
    lines([
      { id: 'batch_req_1', custom_id: 'a', response: response(chat), error: null },
      { id: 'batch_req_2', custom_id: 'b', response: response(vectors), error: null },
      { id: 'batch_req_3', custom_id: 'c', response: response({ error: { message: 'No', code: 'bad' } }, 400) },
    ]),
  );
  expect(calls.map(factsOf)).toMatchObject([
    {
      operation: 'chat',
      provider: 'openai',
      id: 'chatcmpl-1',
      model: 'gpt-4o',
      output: ['Hello'],
      attributes: { 'usage.input_tokens': 9, 'openai.request.service_tier': 'batch' },
      extra: { custom_id: 'a' },
    },
    { operation: 'embeddings', model: 'text-embedding-3-small', attributes: { 'usage.input_tokens': 3 } },
    { operation: 'chat', error: '400', extra: { custom_id: 'c' } },
  ]);
  expect(calls[0]).toMatchObject({ startTime: 1_760_000_000_000, endTime: 1_760_000_000_000 });
});

test("each result of Anthropic's batches is a call, but for those that were never asked", () => {
  const message = {
    type: 'message',
    id: 'msg_1',
    model: 'claude',
    role: 'assistant',
    content: [{ type: 'text', text: 'Hi' }],
  };
  const calls = read(
    'https://api.anthropic.com/v1/messages/batches/msgbatch_7/results',
    lines([
      {
        custom_id: 'a',
        result: { type: 'succeeded', message: { ...message, usage: { input_tokens: 9, output_tokens: 2 } } },
      },
      {
        custom_id: 'b',
        result: { type: 'errored', error: { type: 'error', error: { type: 'overloaded', message: 'No' } } },
      },
      { custom_id: 'c', result: { type: 'canceled' } },
      { custom_id: 'd', result: { type: 'expired' } },
    ]),
  );
  expect(calls.map(factsOf)).toMatchObject([
    { provider: 'anthropic', id: 'msg_1', output: ['Hi'], attributes: { 'usage.output_tokens': 2 } },
    { provider: 'anthropic', error: 'overloaded', output: [] },
  ]);
});

test.each<[what: string, body: Buffer]>([
  ['the requests of a batch', lines([{ custom_id: 'a', method: 'POST', url: '/v1/chat/completions', body: {} }])],
  ['data of the app', lines([{ id: 1, response: 'yes' }])],
  ['JSON', Buffer.from('{"custom_id": "a",\n "response": "yes"}')],
  ['a picture', Buffer.from('89504e470d0a1a0a00000000', 'hex')],
  ['a text', Buffer.from('Good day')],
  ['nothing', Buffer.alloc(0)],
])('a file with %s has no calls', (_what, body) => {
  expect(read('https://api.openai.com/v1/files/file-7/content', body)).toEqual([]);
});

test("each result of a batch of Gemini's is a call, where the answer to its status has them", () => {
  const response = {
    candidates: [{ content: { role: 'model', parts: [{ text: 'Hi' }] }, finishReason: 'STOP' }],
    modelVersion: 'g',
  };
  const body = {
    name: 'batches/7',
    done: true,
    response: {
      inlinedResponses: {
        inlinedResponses: [
          { response, metadata: { key: 'a' } },
          { error: { code: 13, message: 'No' }, metadata: { key: 'b' } },
        ],
      },
    },
  };
  const url = 'https://generativelanguage.googleapis.com/v1beta/batches/7';
  const calls = readExchanges(recordingOf({ response: body }, { url, requestBody: Buffer.alloc(0) }));
  expect(calls.map(factsOf)).toMatchObject([
    { provider: 'gcp.gemini', operation: 'generate_content', output: ['Hi'], extra: { custom_id: 'a' } },
    { error: '13', extra: { custom_id: 'b' } },
  ]);
  const status = { name: 'batches/7', metadata: { state: 'BATCH_STATE_RUNNING' } };
  expect(readExchanges(recordingOf({ response: status }, { url, requestBody: Buffer.alloc(0) }))).toEqual([]);
});
