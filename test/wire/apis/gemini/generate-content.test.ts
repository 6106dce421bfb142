import { geminiEmbeddings } from '../../../../src/wire/apis/gemini/embeddings';
import { geminiGenerateContent } from '../../../../src/wire/apis/gemini/generate-content';
import { foldGemini } from '../../../../src/wire/apis/gemini/stream';
import { readUsage } from '../../../../src/wire/apis/gemini/usage';
import { folded } from '../../support/folded';

const [vertex, gemini] = geminiGenerateContent;
const [vertexEmbeddings, embeddings] = geminiEmbeddings;
const path = '/v1beta/models/gemini-2.5-flash:generateContent';
const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }];
const request = (fields: object) => gemini.readRequest({ contents, ...fields }, path);
const parts = (...each: object[]) => gemini.readRequest({ contents: [{ parts: each }] }, path).messages;

describe('a request to Gemini', () => {
  test('is read alike in snake case and in camel case', () => {
    const snake = {
      system_instruction: { parts: [{ text: 'Be brief.' }] },
      generation_config: {
        max_output_tokens: 10,
        top_p: 0.5,
        response_mime_type: 'application/json',
        response_schema: { type: 'OBJECT', properties: { first_name: { type: 'STRING' } } },
        thinking_config: { include_thoughts: true, thinking_level: 'HIGH' },
      },
      tools: [
        { function_declarations: [{ name: 'f', parameters_json_schema: { type: 'object' } }] },
        { google_search: {} },
      ],
      tool_config: { function_calling_config: { mode: 'ANY', allowed_function_names: ['f'] } },
      safety_settings: [{ category: 'C', threshold: 'T' }],
    };
    const camel = {
      systemInstruction: { parts: [{ text: 'Be brief.' }] },
      generationConfig: {
        maxOutputTokens: 10,
        topP: 0.5,
        responseMimeType: 'application/json',
        responseSchema: { type: 'OBJECT', properties: { first_name: { type: 'STRING' } } },
        thinkingConfig: { includeThoughts: true, thinkingLevel: 'HIGH' },
      },
      tools: [
        { functionDeclarations: [{ name: 'f', parametersJsonSchema: { type: 'object' } }] },
        { googleSearch: {} },
      ],
      toolConfig: { functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f'] } },
      safetySettings: [{ category: 'C', threshold: 'T' }],
    };
    expect(request(snake)).toEqual(request(camel));
    expect(request(camel)).toMatchObject({
      model: 'gemini-2.5-flash',
      systemInstructions: [{ type: 'text', content: 'Be brief.' }],
      tools: [{ type: 'function', name: 'f', parameters: { type: 'object' } }, { type: 'googleSearch' }],
      attributes: {
        'gen_ai.request.max_tokens': 10,
        'gen_ai.request.top_p': 0.5,
        'gen_ai.request.reasoning.level': 'HIGH',
        'gen_ai.output.type': 'json',
      },
      extra: {
        response_format: { type: 'json_schema', json_schema: { schema: camel.generationConfig.responseSchema } },
        tool_choice: { type: 'function', function: { name: 'f' } },
        thinkingConfig: { includeThoughts: true },
        safetySettings: [{ category: 'C', threshold: 'T' }],
      },
    });
  });

  test.each<[string, object, object]>([
    ['AUTO', { mode: 'AUTO' }, { tool_choice: 'AUTO' }],
    [
      'ANY of several',
      { mode: 'ANY', allowedFunctionNames: ['f', 'g'] },
      { tool_choice: 'ANY', toolConfig: { allowedFunctionNames: ['f', 'g'] } },
    ],
    [
      'ANY of one',
      { mode: 'ANY', allowedFunctionNames: ['f'] },
      { tool_choice: { type: 'function', function: { name: 'f' } } },
    ],
  ])('whose function calling is %s has it as its tool choice', (_mode, functionCallingConfig, extra) => {
    expect(request({ toolConfig: { functionCallingConfig } }).extra).toEqual(extra);
  });

  test('is streamed by its path', () => {
    const { attributes } = gemini.readRequest({ contents }, path.replace(':generateContent', ':streamGenerateContent'));
    expect(attributes['gen_ai.request.stream']).toBe(true);
    expect(request({}).attributes['gen_ai.request.stream']).toBeUndefined();
  });

  test.each([
    ['/v1/projects/p/locations/l/publishers/google/models/gemini-2.5-pro:generateContent', 'gemini-2.5-pro', true],
    ['/v1/projects/p/locations/l/endpoints/123:generateContent', '123', true],
    ['/v1beta/tunedModels/mine:generateContent', 'mine', false],
    ['/v1beta/models/gemini%2Dx:generateContent', 'gemini-x', false],
  ])('at %s is one of model %s; of Vertex AI: %s', (at, model, isVertex) => {
    expect(gemini.readRequest({ contents }, at).model).toBe(model);
    expect(vertex.recognises({ contents }, at)).toBe(isVertex);
    expect(gemini.recognises({}, at)).toBe(false);
  });
});

describe('a part', () => {
  test.each<[string, object, object]>([
    ['of thought', { text: 'Hm', thought: true }, { type: 'reasoning', content: 'Hm' }],
    [
      'with a signature',
      { text: 'Yes', thoughtSignature: 'c2ln' },
      { type: 'text', content: 'Yes', thoughtSignature: 'c2ln' },
    ],
    [
      'with bytes',
      { inlineData: { mimeType: 'audio/mp3', data: 'SUQz' } },
      { type: 'blob', modality: 'audio', mime_type: 'audio/mp3', content: 'SUQz' },
    ],
    [
      'with a place',
      { file_data: { mime_type: 'application/pdf', file_uri: 'gs://b/a.pdf' } },
      { type: 'uri', modality: 'document', mime_type: 'application/pdf', uri: 'gs://b/a.pdf' },
    ],
    [
      'that calls a function, with an id',
      { functionCall: { id: 'c1', name: 'f', args: { a_b: 1 } } },
      { type: 'tool_call', id: 'c1', name: 'f', arguments: { a_b: 1 } },
    ],
    [
      'of code that was run',
      { codeExecutionResult: { outcome: 'OUTCOME_OK', output: '4' } },
      { type: 'codeExecutionResult', codeExecutionResult: { outcome: 'OUTCOME_OK', output: '4' } },
    ],
  ])('%s is read', (_what, part, expected) => {
    expect(parts(part)).toEqual([{ role: 'user', parts: [expected] }]);
  });

  test('with the result of a function is a message of its own, with the name of the function', () => {
    const answer = (name: string) => ({ functionResponse: { name, response: { c: 18 } } });
    expect(parts(answer('f'), { text: 'And?' }, answer('g'))).toEqual([
      { role: 'tool', name: 'f', parts: [{ type: 'tool_call_response', response: { c: 18 } }] },
      { role: 'user', parts: [{ type: 'text', content: 'And?' }] },
      { role: 'tool', name: 'g', parts: [{ type: 'tool_call_response', response: { c: 18 } }] },
    ]);
  });
});

describe("Gemini's usage", () => {
  test('has the counts of the whole: output with thoughts, input with the requests of tools', () => {
    expect(
      readUsage({
        promptTokenCount: 100,
        toolUsePromptTokenCount: 7,
        candidatesTokenCount: 20,
        thoughtsTokenCount: 30,
        cachedContentTokenCount: 64,
        totalTokenCount: 157,
        promptTokensDetails: [
          { modality: 'TEXT', tokenCount: 60 },
          { modality: 'VIDEO', tokenCount: 40 },
        ],
        candidatesTokensDetails: [{ modality: 'IMAGE', tokenCount: 20 }],
        cacheTokensDetails: [{ modality: 'TEXT', tokenCount: 64 }],
      }),
    ).toEqual({
      'gen_ai.usage.input_tokens': 107,
      'gen_ai.usage.output_tokens': 50,
      'gen_ai.usage.total_tokens': 157,
      'gen_ai.usage.cache_read.input_tokens': 64,
      'gen_ai.usage.reasoning.output_tokens': 30,
      'gen_ai.usage.details.toolUsePromptTokenCount': 7,
      'gen_ai.usage.text.input_tokens': 60,
      'gen_ai.usage.details.promptTokensDetails.video': 40,
      'gen_ai.usage.image.output_tokens': 20,
      'gen_ai.usage.text.cache_read.input_tokens': 64,
    });
  });
});

describe("Gemini's embeddings", () => {
  test('have each input as a message, and a parameter that all inputs share once', () => {
    const each = (text: string, title: string) => ({
      model: 'models/e',
      content: { parts: [{ text }] },
      outputDimensionality: 256,
      taskType: 'RETRIEVAL_DOCUMENT',
      title,
    });
    const body = { requests: [each('one', 'A'), each('two', 'B')] };
    expect(embeddings.readRequest(body, '/v1beta/models/e:batchEmbedContents')).toEqual({
      model: 'e',
      messages: [
        { role: 'user', parts: [{ type: 'text', content: 'one' }] },
        { role: 'user', parts: [{ type: 'text', content: 'two' }] },
      ],
      attributes: { 'gen_ai.embeddings.dimension.count': 256 },
      extra: { taskType: 'RETRIEVAL_DOCUMENT', title: ['A', 'B'] },
    });
  });

  test("of Vertex AI's prediction are counted", () => {
    const at = '/v1/projects/p/locations/l/publishers/google/models/text-embedding-005:predict';
    const body = { instances: [{ content: 'one', task_type: 'QUESTION' }], parameters: { outputDimensionality: 128 } };
    expect(vertexEmbeddings.recognises(body, at)).toBe(true);
    expect(vertexEmbeddings.recognises({ instances: [{ prompt: 'a picture' }] }, at)).toBe(false);
    expect(vertexEmbeddings.readRequest(body, at)).toEqual({
      model: 'text-embedding-005',
      messages: [{ role: 'user', parts: [{ type: 'text', content: 'one' }] }],
      attributes: { 'gen_ai.embeddings.dimension.count': 128 },
      extra: { taskType: 'QUESTION' },
    });
    const statistics = { token_count: 3, truncated: false };
    const answer = { predictions: [1, 2].map(() => ({ embeddings: { values: [0.1], statistics } })) };
    expect(vertexEmbeddings.readResponse(answer)).toMatchObject({
      attributes: { 'gen_ai.usage.input_tokens': 6 },
      extra: {},
    });
  });

  test("of Vertex AI's prediction have marks for the inputs that were cut off", () => {
    const predictions = [false, true].map((truncated) => ({
      embeddings: { values: [0.1], statistics: { truncated } },
    }));
    expect(vertexEmbeddings.readResponse({ predictions }).extra).toEqual({ truncated: [false, true] });
  });
});

describe('the chunks of a stream', () => {
  const chunk = (...each: object[]) => ({ data: JSON.stringify({ candidates: [{ content: { parts: each } }] }) });
  const partsOf = (...chunks: { data: string }[]) =>
    (folded(foldGemini, chunks).body['candidates'] as { content: { parts: unknown[] } }[])[0]?.content.parts;

  test('keep thoughts apart from texts, and a signature with its text', () => {
    expect(
      partsOf(
        chunk({ text: 'H', thought: true }),
        chunk({ text: 'm', thought: true }),
        chunk({ text: 'Ye' }),
        chunk({ text: 's', thoughtSignature: 'c2ln' }),
        chunk({ text: '!' }),
      ),
    ).toEqual([{ text: 'Hm', thought: true }, { text: 'Yes', thoughtSignature: 'c2ln' }, { text: '!' }]);
  });

  test('put the arguments of a call together, by their paths', () => {
    const piece = (...partialArgs: object[]) => chunk({ functionCall: { partialArgs, willContinue: true } });
    expect(
      partsOf(
        chunk({ functionCall: { name: 'f', willContinue: true } }),
        piece({ jsonPath: '$.city', stringValue: 'Par', willContinue: true }),
        piece({ jsonPath: '$.city', stringValue: 'is' }, { jsonPath: '$.days[0].count', numberValue: 3 }),
        piece({ jsonPath: '$.days[1]', nullValue: 'NULL_VALUE' }, { jsonPath: '$.metric', boolValue: true }),
        chunk({ functionCall: {} }),
        chunk({ functionCall: { name: 'g', args: { a: 1 } } }),
      ),
    ).toEqual([
      { functionCall: { name: 'f', args: { city: 'Paris', days: [{ count: 3 }, null], metric: true } } },
      { functionCall: { name: 'g', args: { a: 1 } } },
    ]);
  });

  test.each([
    ['a reason of every candidate', [{ candidates: [{ finishReason: 'STOP' }] }], true],
    ['a reason of one of two', [{ candidates: [{ finishReason: 'STOP' }, { index: 1 }] }], false],
    ['a blocked prompt', [{ promptFeedback: { blockReason: 'SAFETY' } }], true],
    ['an error', [{ error: { code: 500 } }], true],
    ['nothing of that', [{ candidates: [{}] }], false],
  ])('with %s is recognised as complete or not', (_what, chunks, complete) => {
    const events = chunks.map((each) => ({ data: JSON.stringify(each) }));
    expect(folded(foldGemini, events).complete).toBe(complete);
  });
});
