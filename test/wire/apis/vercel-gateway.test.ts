import fc from 'fast-check';
import { readMessages, readPart } from '../../../src/wire/apis/vercel-gateway/content';
import { readUsage } from '../../../src/wire/apis/vercel-gateway/usage';
import { recordOf, spanOf } from '../support/record';
import { exchangeOf, recordingOf, streamOf } from '../support/recordings';

const url = 'https://ai-gateway.vercel.sh/v4/ai/language-model';
const prompt = [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }];
const exchangeWith = (response: unknown, request: object = { prompt }, changes: object = {}) => {
  const requestHeaders = { model: 'openai/gpt-5', stream: Buffer.isBuffer(response) };
  return exchangeOf(recordingOf({ request, response }, { url, requestHeaders, ...changes }));
};

const blob = { type: 'blob', modality: 'image', mime_type: 'image/png', content: 'iVBO' };
const uri = { type: 'uri', modality: 'image', mime_type: 'image/png', uri: 'https://x.test/cat.png' };
const call = { toolCallId: 'c1', toolName: 'look' };
const answer = { type: 'tool_call_response', id: 'c1', name: 'look' };

describe('a part of the AI SDK', () => {
  test.each<[what: string, part: object, expected: object]>([
    ['a text', { type: 'text', text: 'Hi' }, { type: 'text', content: 'Hi' }],
    ['a thought', { type: 'reasoning', text: 'Hm' }, { type: 'reasoning', content: 'Hm' }],
    ['a file in base64', { type: 'file', mediaType: 'image/png', data: 'iVBO' }, blob],
    ['a file as a data URL', { type: 'file', mediaType: 'image/png', data: 'data:image/png;base64,iVBO' }, blob],
    ['a file at an address', { type: 'file', mediaType: 'image/png', data: 'https://x.test/cat.png' }, uri],
    ['a file of version 4', { type: 'file', mediaType: 'image/png', data: { type: 'data', data: 'iVBO' } }, blob],
    [
      'a file of version 4 at an address',
      { type: 'file', mediaType: 'image/png', data: { type: 'url', url: 'https://x.test/cat.png' } },
      uri,
    ],
    [
      'a file of version 4 that is a text',
      { type: 'file', mediaType: 'text/plain', data: { type: 'text', text: 'Hi' } },
      { type: 'text', content: 'Hi' },
    ],
    [
      'a file that a provider has stored',
      { type: 'file', mediaType: 'application/pdf', data: { type: 'reference', reference: { openai: 'f1' } } },
      { type: 'file', modality: 'document', mime_type: 'application/pdf', reference: { openai: 'f1' } },
    ],
    [
      'a call',
      { type: 'tool-call', ...call, input: { at: 'x' } },
      { type: 'tool_call', id: 'c1', name: 'look', arguments: { at: 'x' } },
    ],
    [
      'an answer as text',
      { type: 'tool-result', ...call, output: { type: 'text', value: 'Y' } },
      { ...answer, response: 'Y' },
    ],
    [
      'an answer as JSON',
      { type: 'tool-result', ...call, output: { type: 'json', value: { at: 1 } } },
      { ...answer, response: { at: 1 } },
    ],
    [
      'an answer that is an error',
      { type: 'tool-result', ...call, output: { type: 'error-text', value: 'No' } },
      { ...answer, response: 'No', is_error: true },
    ],
    [
      'an answer that is denied',
      { type: 'tool-result', ...call, output: { type: 'execution-denied', reason: 'Not now' } },
      { ...answer, response: 'Not now' },
    ],
    [
      'an answer of a tool of the provider',
      { type: 'tool-result', ...call, result: [{ title: 'X' }] },
      { ...answer, response: [{ title: 'X' }] },
    ],
    [
      'an answer with a picture',
      {
        type: 'tool-result',
        ...call,
        output: {
          type: 'content',
          value: [
            { type: 'text', text: 'See' },
            { type: 'image-data', data: 'iVBO', mediaType: 'image/png' },
            { type: 'file', data: { type: 'data', data: 'iVBO' }, mediaType: 'image/png' },
          ],
        },
      },
      { ...answer, response: [{ type: 'text', text: 'See' }, blob, blob] },
    ],
    [
      'a source',
      { type: 'source', sourceType: 'url', url: 'https://x' },
      { type: 'source', sourceType: 'url', url: 'https://x' },
    ],
  ])('that is %s', (_what, part, expected) => {
    expect(readPart({ ...part })).toEqual(expected);
  });

  test('that is one of several answers of tools is a message of its own', () => {
    const results = ['a', 'b'].map((value) => ({ type: 'tool-result', ...call, output: { type: 'text', value } }));
    expect(readMessages({ role: 'tool', content: results }).map(({ parts }) => parts.length)).toEqual([1, 1]);
  });
});

test.each<[version: string, usage: object]>([
  ['2', { inputTokens: 25, outputTokens: 9, totalTokens: 34, reasoningTokens: 7, cachedInputTokens: 20 }],
  ['3 and 4', { inputTokens: { total: 25, cacheRead: 20 }, outputTokens: { total: 9, reasoning: 7 } }],
])('the counts of version %s, and the cost that the gateway states', (_version, usage) => {
  expect(readUsage({ ...usage }, { gateway: { cost: '0.0025' } })).toMatchObject({
    'gen_ai.usage.input_tokens': 25,
    'gen_ai.usage.cache_read.input_tokens': 20,
    'gen_ai.usage.output_tokens': 9,
    'gen_ai.usage.reasoning.output_tokens': 7,
    'gen_ai.usage.cost': 0.0025,
  });
});

test.each([undefined, '', 'free', null])('a cost of %p is none', (cost) => {
  expect(readUsage({}, { gateway: { cost } })).toEqual({});
});

describe('a request', () => {
  test('has its model and whether it is streamed from its headers, and everything else from its body', () => {
    const { request } = exchangeWith(streamOf([]), {
      prompt,
      maxOutputTokens: 5,
      temperature: 0.5,
      stopSequences: ['END'],
      reasoning: 'low',
      includeRawChunks: false,
      headers: { 'user-agent': 'ai/7' },
      tools: [{ type: 'function', name: 'look', inputSchema: { type: 'object' } }],
      toolChoice: { type: 'tool', toolName: 'look' },
      responseFormat: { type: 'json', name: 'sight', schema: { type: 'object' } },
      providerOptions: { gateway: { order: ['azure'] } },
    });
    expect(request).toEqual({
      model: 'openai/gpt-5',
      messages: [{ role: 'user', parts: [{ type: 'text', content: 'Hi' }] }],
      tools: [{ type: 'function', name: 'look', parameters: { type: 'object' } }],
      attributes: {
        'gen_ai.output.type': 'json',
        'gen_ai.request.max_tokens': 5,
        'gen_ai.request.temperature': 0.5,
        'gen_ai.request.stop_sequences': ['END'],
        'gen_ai.request.reasoning.level': 'low',
        'gen_ai.request.stream': true,
      },
      extra: {
        tool_choice: { type: 'function', function: { name: 'look' } },
        response_format: { type: 'json_schema', json_schema: { name: 'sight', schema: { type: 'object' } } },
        providerOptions: { gateway: { order: ['azure'] } },
      },
    });
  });
});

const finish = { finishReason: 'stop', usage: { inputTokens: 5, outputTokens: 2 } };

describe('a stream', () => {
  const text = fc.string({ minLength: 1 });
  const part = fc.oneof(
    fc.record({ type: fc.constantFrom('text', 'reasoning'), text }),
    fc.record({ type: fc.constant('tool-call'), toolCallId: fc.uuid(), toolName: fc.constant('look'), input: text }),
    fc.record({
      type: fc.constant('file'),
      mediaType: fc.constant('image/png'),
      data: fc.base64String({ minLength: 4 }),
    }),
  );
  type Part = { readonly type: string } & Readonly<Record<string, string>>;

  /** The pieces of a part, one a character; calls come whole after theirs. */
  const piecesOf = (each: Part, index: number): readonly object[] => {
    const { type } = each;
    if (type === 'file') return [each];
    const id = each['toolCallId'] ?? String(index);
    const name = type === 'tool-call' ? 'tool-input' : type;
    const deltas = [...(each['text'] ?? each['input'] ?? '')].map((delta) => ({ type: `${name}-delta`, id, delta }));
    const tool = type === 'tool-call' ? { toolName: each['toolName'] } : {};
    return [
      { type: `${name}-start`, id, ...tool },
      ...deltas,
      { type: `${name}-end`, id },
      ...(tool.toolName ? [each] : []),
    ];
  };

  test('is read like the result that it was made from', () => {
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 4 }), (parts) => {
        const content = parts as readonly Part[];
        const events = [
          { type: 'stream-start', warnings: [] },
          ...content.flatMap(piecesOf),
          { type: 'finish', ...finish },
        ];
        const streamed = exchangeWith(streamOf(events));
        expect(streamed.response).toEqual(exchangeWith({ content, ...finish, warnings: [] }).response);
        expect(streamed.error).toBeUndefined();
      }),
      { numRuns: 40 },
    );
  });

  const begun = [
    { type: 'text-start', id: '0' },
    { type: 'text-delta', id: '0', delta: 'So ' },
    { type: 'tool-input-start', id: 'c1', toolName: 'look' },
    { type: 'tool-input-delta', id: 'c1', delta: '{"a' },
  ];
  test.each<[how: string, end: readonly object[], error: object]>([
    ['that breaks off', [], { type: 'cut' }],
    [
      'with an error',
      [{ type: 'error', error: { message: 'Overloaded', type: 'internal_server_error' } }],
      { type: 'internal_server_error', message: 'Overloaded' },
    ],
    [
      'with an error that is a text',
      [{ type: 'error', error: 'Overloaded' }],
      { type: 'error', message: 'Overloaded' },
    ],
  ])('%s keeps what has come', (_how, end, error) => {
    const exchange = exchangeWith(streamOf([...begun, ...end], ''));
    expect(exchange.error).toMatchObject(error);
    expect(exchange.response.messages).toEqual([
      {
        role: 'assistant',
        parts: [
          { type: 'text', content: 'So ' },
          { type: 'tool_call', id: 'c1', name: 'look', arguments: '{"a' },
        ],
      },
    ]);
  });
});

test('without content, no word of a call through the gateway is in its span or record', () => {
  const canary = 'Canary of a call';
  const exchange = exchangeWith(
    {
      content: [
        { type: 'text', text: canary },
        { type: 'tool-call', ...call, input: canary },
      ],
      ...finish,
      providerMetadata: { gateway: { cost: '0.1', routing: { plan: canary } } },
      warnings: [{ type: 'other', message: canary }],
    },
    {
      prompt: [{ role: 'user', content: [{ type: 'text', text: canary }] }],
      tools: [{ type: 'function', name: 'look', description: canary, inputSchema: { title: canary } }],
      stopSequences: ['Canary'],
      responseFormat: { type: 'json', schema: { title: canary } },
      providerOptions: { gateway: { tags: [canary] } },
    },
  );
  expect(JSON.stringify(recordOf(exchange))).toContain('Canary');
  for (const structured of [true, false]) {
    const span = spanOf(exchange, { structured, captureContent: false });
    expect(JSON.stringify([span.name, span.status, span.attributes])).not.toContain('Canary');
  }
  expect(recordOf(exchange, { captureContent: false })).toMatchObject({ model: 'openai/gpt-5', cost: 0.1 });
});
