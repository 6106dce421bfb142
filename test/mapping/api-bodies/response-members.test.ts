import type { Json, JsonObject } from '../../../src/json/json';
import { leftoverOf } from '../../../src/json/leftovers';
import { leftoverOfResponse, membersBesideMessage } from '../../../src/mapping/api-bodies/response-members';

const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** A generation of LangChain, of a model that has these members beside its text. */
const generation = (kwargs: JsonObject, others: JsonObject = {}): JsonObject => ({
  generations: [
    [
      {
        text: 'Paris.',
        generationInfo: { finish_reason: 'stop', prompt: 0, completion: 0 },
        message: { lc: 1, type: 'constructor', id: ['langchain_core', 'messages', 'AIMessage'], kwargs },
        ...others,
      },
    ],
  ],
});
const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };

test.each<[string, JsonObject]>([
  [
    'a choice of a chat API',
    {
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: 'Paris.',
            tool_calls: [call],
            refusal: 'no',
            reasoning_content: 'why',
          },
          finish_reason: 'stop',
        },
      ],
    },
  ],
  [
    'a message that is the answer itself',
    {
      ...{ id: 'm-1', type: 'message', role: 'assistant', model: 'm', stop_reason: 'end_turn' },
      ...{
        content: [{ type: 'text', text: 'Paris.' }],
        tool_calls: [call],
        function_call: { name: 'f', arguments: '{}' },
      },
      ...{ refusal: 'no', reasoning_content: 'why' },
    },
  ],
  ['an answer of Titan', { results: [{ outputText: 'Paris.', completionReason: 'FINISH', tokenCount: 3 }] }],
  ['an answer of Mistral on Bedrock', { outputs: [{ text: 'Paris.', stop_reason: 'stop' }] }],
  ['texts of a choice', { results: [{ outputs: 'Paris.' }] }],
  [
    'an answer of Llama',
    { generation: 'Paris.', stop_reason: 'stop', prompt_token_count: 3, generation_token_count: 2 },
  ],
  ['an answer of Claude’s older API', { completion: 'Paris.', stop_reason: 'stop_sequence' }],
  ['the texts of a list of items, once more', { output_text: 'Paris.', output: [{ type: 'text', text: 'Paris.' }] }],
  [
    'a part among items',
    { output: [{ type: 'function_call', call_id: 'c1', name: 'f', arguments: '{}', status: 'completed' }] },
  ],
  [
    'a turn of items',
    { output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'Paris.' }] }] },
  ],
  [
    'an answer of Converse',
    { output: { message: { role: 'assistant', content: [{ text: 'Paris.' }] } }, stopReason: 'end_turn' },
  ],
  ['the reason for which OpenAI ended early', { incomplete_details: { reason: 'content_filter' } }],
  ['vectors', { embedding: [0.1], embeddings: [[0.1]], embeddingsByType: { float: [0.1] } }],
  ['vectors of OpenAI', { data: [{ object: 'embedding', index: 0, embedding: [0.1] }] }],
  ['images of OpenAI', { data: [{ b64_json: 'iVBORw0KGgo=' }] }],
  ['images of Nova', { images: [png, png] }],
  ['images of Stability', { artifacts: [{ base64: 'iVBORw0KGgo=' }] }],
  ['images of Imagen', { predictions: [{ bytesBase64Encoded: 'iVBORw0KGgo=', mimeType: 'image/png' }] }],
  ['images of Google’s SDK', { generatedImages: [{ image: { imageBytes: 'iVBORw0KGgo=', mimeType: 'image/png' } }] }],
  [
    'LangChain’s envelope of a message, and what it repeats',
    generation({
      ...{
        content: 'Paris.',
        type: 'ai',
        name: 'a',
        tool_calls: [call],
        invalid_tool_calls: [call],
        tool_call_chunks: [call],
      },
      ...{
        content_blocks: ['b'],
        contentBlocks: ['b'],
        lc_serializable: true,
        lc_kwargs: { a: 1 },
        lc_namespace: ['n'],
      },
      ...{ id: 'msg_1', usage_metadata: { input_tokens: 3, output_tokens: 2 } },
    }),
  ],
  [
    'what LangChain keeps of the API’s message',
    generation({
      additional_kwargs: {
        ...{
          tool_calls: [call],
          function_call: { name: 'f' },
          refusal: 'no',
          reasoning_content: 'why',
          reasoning: 'why',
        },
        ...{ id: 'm', model: 'm', role: 'assistant', type: 'message', content: 'Paris.', stop_reason: 'end_turn' },
      },
      response_metadata: {
        ...{ model_name: 'm', model: 'm', id: 'm', role: 'assistant', content: 'Paris.', stopReason: 'end_turn' },
        ...{ finishReason: 'STOP', done_reason: 'stop', tokenUsage: { promptTokens: 3, completionTokens: 2 } },
        output: [
          { type: 'message', role: 'assistant', content: 'Paris.' },
          { type: 'reasoning', summary: ['s'], content: ['c'] },
          { type: 'function_call', call_id: 'c', name: 'f', arguments: '{}' },
          { type: 'custom_tool_call', call_id: 'c', name: 'f', input: 'x' },
        ],
      },
    }),
  ],
  [
    'LangChain’s description of the answer',
    {
      ...generation({}),
      llmOutput: { id: 'm', model: 'm', role: 'assistant', type: 'message', content: ['c'], stop_reason: 'end_turn' },
    },
  ],
])('nothing is left of %s', (_what, body) => {
  expect(leftoverOfResponse(body)).toBeUndefined();
});

test.each<[string, JsonObject, Json]>([
  [
    'members of items that are messages',
    {
      output: [
        { type: 'message', role: 'assistant', content: 'a', status: 'completed' },
        { content: 'b', phase: 'c' },
      ],
    },
    { output: [{ status: 'completed' }, { phase: 'c' }] },
  ],
  ['what is no item', { output: [7] }, { output: [7] }],
  [
    'the reason that is translated',
    { incomplete_details: { reason: 'max_output_tokens' } },
    { incomplete_details: { reason: 'max_output_tokens' } },
  ],
  ['the options of a text', { text: { format: { type: 'text' } } }, { text: { format: { type: 'text' } } }],
  ['images by their addresses and names', { images: [{ url: 'u' }, 'a.png'] }, { images: [{ url: 'u' }, 'a.png'] }],
  ['an object of images', { images: { a: 'b' } }, { images: { a: 'b' } }],
  [
    'the id of a run of LangChain',
    generation({ id: 'lc_run-1' }),
    { generations: [[{ message: { kwargs: { id: 'lc_run-1' } } }]] },
  ],
  [
    'the id of a run of an older LangChain',
    generation({ id: 'run-1' }),
    { generations: [[{ message: { kwargs: { id: 'run-1' } } }]] },
  ],
  [
    'items of LangChain’s answer that the message does not have',
    generation({ response_metadata: { output: [{ type: 'web_search_call', id: 'w' }, 'x'] } }),
    {
      generations: [
        [{ message: { kwargs: { response_metadata: { output: [{ type: 'web_search_call', id: 'w' }, 'x'] } } } }],
      ],
    },
  ],
])('left are %s', (_what, body, expected) => {
  expect(leftoverOfResponse(body)).toEqual(expected);
});

test('an id of LangChain that only contains that of a run, or is no text, is read', () => {
  expect(leftoverOfResponse(generation({ id: 'prerun-1' }))).toBeUndefined();
  expect(leftoverOfResponse(generation({ id: 7 }))).toBeUndefined();
});

test('what an answer repeats of its request is left out, but for its own members', () => {
  const own = { object: 'response', created_at: 1, status: 'completed' };
  const request = { top_p: 1, object: 'response', created_at: 0, status: 'none' };
  expect(leftoverOfResponse({ ...own, top_p: 1, background: false }, request)).toEqual({ ...own, background: false });
  expect(leftoverOfResponse({ top_p: 1 }, request)).toBeUndefined();
  expect(leftoverOfResponse('Paris.')).toBe('Paris.');
});

test('beside a message in a form of its own, what the API’s message repeats is left out', () => {
  const message = {
    role: 'assistant',
    content: 'a',
    tool_calls: [call],
    function_call: call,
    reasoning_content: 'why',
  };
  const body = { choices: [{ index: 0, message: { ...message, annotations: ['n'] }, logprobs: { content: [1] } }] };
  expect(leftoverOf(body, membersBesideMessage)).toEqual({
    choices: [{ message: { annotations: ['n'] }, logprobs: { content: [1] } }],
  });
});
