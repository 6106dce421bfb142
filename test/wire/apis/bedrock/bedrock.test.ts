import * as fc from 'fast-check';
import { readBlocks } from '../../../../src/wire/apis/bedrock/content';
import { bedrockConverse } from '../../../../src/wire/apis/bedrock/converse';
import { foldConverse } from '../../../../src/wire/apis/bedrock/converse-stream';
import { bedrockCall } from '../../../../src/wire/apis/bedrock/path';
import { bedrockUsage } from '../../../../src/wire/apis/bedrock/usage';
import { pickHeaders } from '../../../../src/wire/http/headers';
import { encodeEvent } from '../../../support/providers/event-stream.cjs';
import { folded } from '../../support/folded';
import { exchangeOf, recordingOf } from '../../support/recordings';

const host = 'https://bedrock-runtime.us-east-1.amazonaws.com';

describe('a path of Bedrock', () => {
  test.each<[string, unknown]>([
    ['/model/amazon.nova-lite-v1%3A0/converse', { model: 'amazon.nova-lite-v1:0', isStream: false }],
    ['/model/us.meta.llama3-8b-v1:0/converse-stream', { model: 'us.meta.llama3-8b-v1:0', isStream: true }],
    [
      '/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fus.x-v1%3A0/invoke',
      { model: 'arn:aws:bedrock:us-east-1:1:inference-profile/us.x-v1:0', isStream: false },
    ],
    ['/model/100%/invoke-with-response-stream', { model: '100%', isStream: true }],
    ['/gateway/model/a/model/b/invoke', { model: 'a/model/b', isStream: false }],
    ['/2015-03-31/functions/f/invoke', undefined],
    ['/model/invoke', undefined],
    ['/converse', undefined],
  ])('%s calls %j', (path, call) => {
    expect(bedrockCall(path)).toEqual(call);
  });

  test('may have something before, and is read from its first model on', () => {
    // Slow on long paths, since it starts anew at each `/model/`.
    const plain = /\/model\/(.+)\/(?:converse(-stream)?|invoke(-with-response-stream)?)$/;
    const piece = fc.constantFrom('/model', '/', 'a', '/converse', '/invoke', '-stream', '-with-response-stream');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const path = pieces.join('');
        const [, model, converseStream, invokeStream] = plain.exec(path) ?? [];
        const isStream = (converseStream ?? invokeStream) !== undefined;
        expect(bedrockCall(path)).toEqual(model === undefined ? undefined : { model, isStream });
      }),
      { numRuns: 1000 },
    );
  });
});

describe('a block of the Converse API', () => {
  test.each<[string, object, object]>([
    ['text', { text: 'Hi' }, { type: 'text', content: 'Hi' }],
    [
      'a picture',
      { image: { format: 'jpeg', source: { bytes: '/9j/' } } },
      { type: 'blob', modality: 'image', mime_type: 'image/jpeg', content: '/9j/' },
    ],
    [
      'a video in a bucket',
      { video: { format: 'mp4', source: { s3Location: { uri: 's3://b/v.mp4', bucketOwner: '1' } } } },
      { type: 'uri', modality: 'video', mime_type: 'video/mp4', uri: 's3://b/v.mp4', bucketOwner: '1' },
    ],
    [
      'a document of text',
      { document: { name: 'd', source: { text: 'words' } } },
      { type: 'document', modality: 'document', name: 'd', text: 'words' },
    ],
    [
      'thoughts',
      { reasoningContent: { reasoningText: { text: 'Hm', signature: 's' } } },
      { type: 'reasoning', content: 'Hm', signature: 's' },
    ],
    [
      'hidden thoughts',
      { reasoningContent: { redactedContent: 'eHg=' } },
      { type: 'reasoning', redactedContent: 'eHg=' },
    ],
    [
      'a failed tool',
      { toolResult: { toolUseId: 't', content: [{ text: 'no' }], status: 'error' } },
      { type: 'tool_call_response', id: 't', response: 'no', status: 'error' },
    ],
    [
      'citations',
      { citationsContent: { content: [{ text: 'a' }, { text: 'b' }], citations: [{ title: 't' }] } },
      { type: 'text', content: 'ab', citations: [{ title: 't' }] },
    ],
    [
      'a mark of the cache',
      { cachePoint: { type: 'default' } },
      { type: 'cachePoint', cachePoint: { type: 'default' } },
    ],
  ])('with %s is read', (_what, block, expected) => {
    expect(readBlocks([block])).toEqual([expected]);
  });
});

describe('a request to the Converse API', () => {
  const request = (body: object) => bedrockConverse.readRequest(body as never, '/model/m/converse');

  test('has its parameters from all objects of the request', () => {
    expect(
      request({
        inferenceConfig: { maxTokens: 10, temperature: 0 },
        additionalModelRequestFields: { top_k: 5, thinking: { type: 'enabled' } },
        guardrailConfig: { guardrailIdentifier: 'g1', guardrailVersion: '2' },
        outputConfig: {
          effort: 'high',
          textFormat: { type: 'json_schema', structure: { jsonSchema: { schema: '{}', name: 'n' } } },
        },
        performanceConfig: { latency: 'optimized' },
      }),
    ).toMatchObject({
      attributes: {
        'gen_ai.request.max_tokens': 10,
        'gen_ai.request.temperature': 0,
        'gen_ai.request.top_k': 5,
        'gen_ai.request.reasoning.level': 'high',
        'gen_ai.output.type': 'json',
        'aws.bedrock.guardrail.id': 'g1',
      },
      extra: {
        thinking: { type: 'enabled' },
        guardrailConfig: { guardrailVersion: '2' },
        performanceConfig: { latency: 'optimized' },
        response_format: { type: 'json_schema', json_schema: { schema: '{}', name: 'n' } },
      },
    });
  });

  test.each<[object, unknown]>([
    [{ auto: {} }, 'auto'],
    [{ any: {} }, 'any'],
    [{ tool: { name: 'f' } }, { type: 'function', function: { name: 'f' } }],
  ])('with the tool choice %j has it in the form of OpenAI', (toolChoice, expected) => {
    expect(request({ toolConfig: { tools: [], toolChoice } }).extra['tool_choice']).toEqual(expected);
  });
});

describe("Bedrock's usage", () => {
  test.each<[string, object, object]>([
    ['nothing cached', { inputTokens: 10, outputTokens: 5, totalTokens: 15 }, { input_tokens: 10, total_tokens: 15 }],
    [
      'cached tokens beside the input',
      { inputTokens: 10, outputTokens: 5, totalTokens: 115, cacheReadInputTokens: 80, cacheWriteInputTokens: 20 },
      { input_tokens: 110, total_tokens: 115 },
    ],
    [
      'cached tokens within the input, by the total',
      { inputTokens: 100, outputTokens: 5, totalTokens: 105, cacheReadInputTokens: 80 },
      { input_tokens: 100, total_tokens: 105 },
    ],
    [
      'a total without the cached tokens',
      { inputTokens: 10, outputTokens: 5, totalTokens: 15, cacheReadInputTokens: 80 },
      { input_tokens: 90, 'details.totalTokens': 15 },
    ],
  ])('with %s', (_what, usage, expected) => {
    const attributes = bedrockUsage(usage as never);
    for (const [name, count] of Object.entries(expected)) expect(attributes[`gen_ai.usage.${name}`]).toBe(count);
    if ('details.totalTokens' in expected) expect(attributes).not.toHaveProperty(['gen_ai.usage.total_tokens']);
  });

  const url = `${host}/model/mistral.mistral-7b-instruct-v0%3A2/invoke`;
  const request = { prompt: '<s>[INST]Hi[/INST]' };

  test('is in the headers where the response of the model has no counts', () => {
    const headers = pickHeaders([
      ['X-Amzn-Bedrock-Input-Token-Count', '12'],
      ['X-Amzn-Bedrock-Output-Token-Count', '8'],
    ]);
    const response = { outputs: [{ text: 'Hello', stop_reason: 'stop' }] };
    expect(exchangeOf(recordingOf({ request, response }, { url, headers })).response.attributes).toEqual({
      'gen_ai.usage.input_tokens': 12,
      'gen_ai.usage.output_tokens': 8,
    });
  });

  test('is in the last chunk of a stream where the response of the model has no counts', () => {
    const chunk = (value: object) =>
      encodeEvent('chunk', { bytes: Buffer.from(JSON.stringify(value)).toString('base64') });
    const metrics = { inputTokenCount: 12, outputTokenCount: 8, invocationLatency: 5 };
    const response = Buffer.concat([
      chunk({ outputs: [{ text: 'Hel', stop_reason: null }] }),
      chunk({ outputs: [{ text: 'lo', stop_reason: 'stop' }], 'amazon-bedrock-invocationMetrics': metrics }),
    ]);
    const streamed = exchangeOf(recordingOf({ request, response }, { url: `${url}-with-response-stream` })).response;
    expect(streamed).toMatchObject({
      messages: [{ role: 'assistant', parts: [{ type: 'text', content: 'Hello' }], finish_reason: 'stop' }],
      attributes: { 'gen_ai.usage.input_tokens': 12, 'gen_ai.usage.output_tokens': 8 },
      extra: { 'amazon-bedrock-invocationMetrics': { invocationLatency: 5 } },
    });
  });
});

describe("images at Bedrock's InvokeModel", () => {
  const text = { type: 'text', content: 'A cat' };
  const image = { type: 'blob', modality: 'image', content: 'QUJD' };

  test('that a model answers are its answer, also where its id has no name', () => {
    const profile = 'arn:aws:bedrock:us-east-1:7:application-inference-profile/a1';
    const url = `${host}/model/${encodeURIComponent(profile)}/invoke`;
    const response = { seeds: [7], finish_reasons: [null], images: ['QUJD'] };
    const { request, response: read } = exchangeOf(recordingOf({ request: { prompt: 'A cat' }, response }, { url }));
    expect(request.messages).toEqual([{ role: 'user', parts: [text] }]);
    expect(read.messages).toEqual([{ role: 'assistant', parts: [image] }]);
    expect(read.extra).not.toHaveProperty('images');
  });

  test('that a model is asked about stand beside its prompt', () => {
    const url = `${host}/model/us.meta.llama3-2-11b-instruct-v1%3A0/invoke`;
    const asked = { prompt: 'A cat', images: ['QUJD'] };
    const { operation, request, response } = exchangeOf(
      recordingOf({ request: asked, response: { generation: 'Yes', stop_reason: 'stop' } }, { url }),
    );
    expect(operation).toBe('text_completion');
    expect(request.messages).toEqual([{ role: 'user', parts: [text, image] }]);
    expect(response.messages).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: 'Yes' }], finish_reason: 'stop' },
    ]);
  });
});

describe('an error of Bedrock', () => {
  test.each(['converse', 'converse-stream', 'invoke', 'invoke-with-response-stream'])(
    'has its name from the header of the response to %s',
    (action) => {
      const url = `${host}/model/anthropic.claude-v2/${action}`;
      const headers = pickHeaders([['x-amzn-ErrorType', 'ThrottlingException:http://internal.amazon.com/coral/']]);
      const request = {
        anthropic_version: 'bedrock-2023-05-31',
        messages: [{ role: 'user', content: [{ text: 'x' }] }],
      };
      const recording = recordingOf({ request, response: { message: 'Slow down' } }, { url, status: 429, headers });
      const { error, response } = exchangeOf(recording);
      expect(error).toEqual({ type: '429', message: 'Slow down' });
      expect(response.extra['error']).toEqual({ type: 'ThrottlingException' });
    },
  );
});

describe('the events of a stream', () => {
  const fold = (...events: [string, object][]) =>
    folded(
      foldConverse,
      events.map(([event, value]) => ({ event, data: JSON.stringify(value) })),
    ).body['output'];
  const delta = (contentBlockIndex: number, value: object): [string, object] => [
    'contentBlockDelta',
    { contentBlockIndex, delta: value },
  ];

  test('give text with its citations, thoughts with their signature, and arguments that are no JSON as they are', () => {
    expect(
      fold(
        ['messageStart', { role: 'assistant' }],
        delta(0, { reasoningContent: { text: 'H' } }),
        delta(0, { reasoningContent: { text: 'm' } }),
        delta(0, { reasoningContent: { signature: 's' } }),
        delta(1, { text: 'Par' }),
        delta(1, { citation: { title: 't' } }),
        delta(1, { text: 'is' }),
        ['contentBlockStart', { contentBlockIndex: 2, start: { toolUse: { toolUseId: 'a', name: 'f' } } }],
        delta(2, { toolUse: { input: 'not ' } }),
        delta(2, { toolUse: { input: 'JSON' } }),
        ['contentBlockStart', { contentBlockIndex: 3, start: { toolUse: { toolUseId: 'b', name: 'g' } } }],
      ),
    ).toEqual({
      message: {
        role: 'assistant',
        content: [
          { reasoningContent: { reasoningText: { text: 'Hm', signature: 's' } } },
          { citationsContent: { content: [{ text: 'Paris' }], citations: [{ title: 't' }] } },
          { toolUse: { toolUseId: 'a', name: 'f', input: 'not JSON' } },
          { toolUse: { toolUseId: 'b', name: 'g', input: {} } },
        ],
      },
    });
  });
});
