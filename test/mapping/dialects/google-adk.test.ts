import { isModelCall } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { chatSpan, recordOf } from '../../support/call';
import { recordsOf } from '../../support/records';

const llm = {
  'gen_ai.operation.name': undefined,
  'gen_ai.system': 'gcp.vertex.agent',
  'gen_ai.request.model': 'gemini-2.5-flash',
  'gen_ai.agent.name': 'weather',
};
const called = (request: object, response: object = {}): CreateModelEvent =>
  recordOf({
    ...llm,
    'gcp.vertex.agent.llm_request': JSON.stringify(request),
    'gcp.vertex.agent.llm_response': JSON.stringify(response),
  });

test('a call is known by its model, though it has the name of an agent and no operation', () => {
  expect(isModelCall(chatSpan({ ...llm, 'gcp.vertex.agent.llm_request': '{}' }))).toBe(true);
});

test('a tool is no call, though it has an empty request', () => {
  const attributes = { 'gen_ai.operation.name': 'execute_tool', 'gcp.vertex.agent.llm_request': '{}' };
  expect(isModelCall(chatSpan({ ...attributes, 'gen_ai.request.model': undefined }))).toBe(false);
});

test('the provider is who serves the model, and not the kit', () => {
  const [record] = recordsOf('google-adk-2.0.0--default', 'agent-plain');
  expect(record?.provider).toBe('gcp.gemini');
});

test('the instructions come first', () => {
  const [record] = recordsOf('google-adk-2.0.0--default', 'agent-thinking');
  expect(record?.messages.map(({ role }) => role)).toEqual(['system', 'user']);
});

test('thoughts are reasoning, and their tokens part of the completion', () => {
  const [record] = recordsOf('google-adk-2.0.0--default', 'agent-thinking');
  expect(record?.response).toMatchObject({
    content: '17 × 23 = 391.',
    reasoning_content: expect.stringContaining('17*20=340'),
    finish_reason: 'STOP',
  });
  expect(record?.usage).toEqual({
    prompt_tokens: 12,
    completion_tokens: 108,
    total_tokens: 120,
    completion_tokens_details: { reasoning_tokens: 42 },
  });
});

test('an answer of a tool without an id is for the call of its name', () => {
  const records = recordsOf('google-adk-2.0.0--default', 'agent-tools');
  expect(records.at(-1)?.messages.filter(({ role }) => role === 'tool')).toEqual([
    { role: 'tool', content: '{"c":18,"at":"Paris, France"}', tool_call_id: 'get_weather' },
    { role: 'tool', content: '{"c":18,"at":"東京 🗼"}', tool_call_id: 'get_weather' },
  ]);
});

test("Gemini's settings have the names of the chat API", () => {
  const record = called({
    model: 'gemini-2.5-flash',
    contents: [],
    config: {
      temperature: 0,
      topP: 0.9,
      topK: 40,
      maxOutputTokens: 50,
      stopSequences: ['END'],
      candidateCount: 2,
      seed: 7,
      responseMimeType: 'application/json',
      thinkingConfig: { thinkingBudget: 100 },
      toolConfig: { functionCallingConfig: { mode: 'ANY' } },
      tools: [
        { functionDeclarations: [{ name: 'f', parametersJsonSchema: { type: 'object' } }] },
        { googleSearch: {} },
      ],
    },
  });
  expect(record.hyperparameters).toEqual({
    temperature: 0,
    top_p: 0.9,
    top_k: 40,
    max_tokens: 50,
    stop: ['END'],
    n: 2,
    seed: 7,
    thinkingConfig: { thinkingBudget: 100 },
  });
  expect(record.response_format).toEqual({ type: 'json_object' });
  expect(record.tool_choice).toBe('required');
  expect(record.tools).toEqual([
    { type: 'function', function: { name: 'f', parameters: { type: 'object' } } },
    { googleSearch: {} },
  ]);
});

test('a call that Gemini refused has its reason as the error', () => {
  expect(called({}, { errorCode: 'SAFETY', errorMessage: 'Blocked.' }).error).toBe('Blocked.');
});

test.each<[string, object, object]>([
  [
    'a schema',
    { responseMimeType: 'application/json', responseSchema: { type: 'OBJECT' } },
    { type: 'json_schema', json_schema: { schema: { type: 'OBJECT' } } },
  ],
  [
    'a JSON Schema before it',
    { responseJsonSchema: { type: 'object' }, responseSchema: {} },
    { type: 'json_schema', json_schema: { schema: { type: 'object' } } },
  ],
  ['JSON', { responseMimeType: 'application/json' }, { type: 'json_object' }],
  ['text', { responseMimeType: 'text/plain' }, { type: 'text' }],
])('an answer is asked for as %s', (_what, config, expected) => {
  expect(called({ config }).response_format).toEqual(expected);
});

test('other types of an answer have no format, and settings keep their names', () => {
  const { response_format, hyperparameters } = called({
    config: { responseMimeType: 'text/x.enum', candidateCount: 2, topK: 3, safetySettings: [{ category: 'c' }] },
  });
  expect(response_format).toBeUndefined();
  expect(hyperparameters).toEqual({ n: 2, top_k: 3, safetySettings: [{ category: 'c' }] });
});

test.each<[string, object, string | undefined]>([
  ['a mode', { mode: 'ANY' }, 'required'],
  ['the only allowed function', { mode: 'ANY', allowedFunctionNames: ['weather'] }, 'weather'],
  ['a mode of several functions', { mode: 'AUTO', allowedFunctionNames: ['weather', 'time'] }, 'auto'],
])('the choice of a tool is %s', (_what, functionCallingConfig, expected) => {
  expect(called({ config: { toolConfig: { functionCallingConfig } } }).tool_choice).toBe(expected);
});

test('instructions can be a text or parts', () => {
  const system = (systemInstruction: unknown) => called({ contents: [], config: { systemInstruction } }).messages;
  expect(system('Be brief.')).toEqual([{ role: 'system', content: 'Be brief.' }]);
  expect(system({ parts: [{ text: 'Be' }, { text: 'brief.' }] })).toEqual([{ role: 'system', content: 'Be\nbrief.' }]);
});

test.each<[string, object, object]>([
  [
    'of tools in the prompt',
    { promptTokenCount: 3, toolUsePromptTokenCount: 2, candidatesTokenCount: 4 },
    { prompt_tokens: 5, completion_tokens: 4 },
  ],
  ['of live answers', { promptTokenCount: 3, responseTokenCount: 4 }, { prompt_tokens: 3, completion_tokens: 4 }],
  [
    'of thoughts alone',
    { thoughtsTokenCount: 4 },
    { completion_tokens: 4, completion_tokens_details: { reasoning_tokens: 4 } },
  ],
  [
    'of the cache',
    { promptTokenCount: 3, candidatesTokenCount: 1, cachedContentTokenCount: 2 },
    { prompt_tokens: 3, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 2 } },
  ],
])('counts %s', (_what, usageMetadata, expected) => {
  expect(called({}, { usageMetadata }).usage).toMatchObject(expected);
});

describe('an answer of the kit', () => {
  test('has the version of its model, its reason, and what no field has in the metadata', () => {
    const { model, response, metadata } = called(
      { model: 'gemini-2.5-flash', contents: [], note: 'y' },
      { content: { parts: [{ text: 'Hi' }] }, modelVersion: 'gemini-2.5-flash-001', finishReason: 'STOP', note: 'x' },
    );
    expect(model).toBe('gemini-2.5-flash-001');
    expect(response).toEqual({ role: 'assistant', content: 'Hi', finish_reason: 'STOP' });
    expect(metadata).toMatchObject({
      'gcp.vertex.agent.llm_request': { note: 'y' },
      'gcp.vertex.agent.llm_response': { note: 'x' },
    });
  });

  test('that is none has the message of the error, or its code', () => {
    const whole = called({}, { errorCode: 'SAFETY', errorMessage: 'It was blocked.' });
    expect([whole.error, whole.response]).toEqual(['It was blocked.', {}]);
    expect(whole.metadata).not.toHaveProperty(['gcp.vertex.agent.llm_response']);
    expect(called({}, { errorCode: 'SAFETY' }).error).toBe('SAFETY');
  });
});
