import type { ModelResponse } from '../../../../src/wire/exchange';
import { exchangeOf, recordingOf, streamOf } from '../../support/recordings';

const url = 'http://127.0.0.1/v1/chat/completions';
const ask = (fields: object = {}) => ({ model: 'm', messages: [{ role: 'user', content: 'x' }], ...fields });
const choice = (message: object, finish_reason = 'stop', index = 0) => ({ index, message, finish_reason });

const whole = (body: object, request: object = {}): ModelResponse =>
  exchangeOf(recordingOf({ request: ask(request), response: body }, { url })).response;
const answer = (message: object): ModelResponse => whole({ choices: [choice({ role: 'assistant', ...message })] });
const streamed = (chunks: readonly object[]): ModelResponse =>
  exchangeOf(recordingOf({ request: ask({ stream: true }), response: streamOf(chunks) }, { url })).response;
const delta = (fields: object, others: object = {}) => ({ choices: [{ index: 0, delta: fields, ...others }] });
const partsOf = ({ messages }: ModelResponse) => messages[0]?.parts;

const reasoning = (content: string, beside: object = {}) => ({ ...beside, type: 'reasoning', content });
const text = (content: string) => ({ type: 'text', content });
const image = (data: string, index: number) => ({
  type: 'image_url',
  image_url: { url: `data:image/png;base64,${data}` },
  index,
});
const blob = (content: string) => ({ type: 'blob', modality: 'image', mime_type: 'image/png', content });
const text5 = { type: 'text', text: '5' };

describe('of an answer in another form than that of OpenAI', () => {
  test.each<[string, object, readonly object[]]>([
    [
      'reasoning in an object',
      { reasoning_content: { text: 'Hm', signature: 's' }, content: '5' },
      [reasoning('Hm', { signature: 's' }), text('5')],
    ],
    [
      'reasoning in an object of an object',
      { reasoning_content: { reasoningText: { text: 'Hm', signature: 's' } } },
      [reasoning('Hm', { signature: 's' })],
    ],
    ['reasoning in a list', { reasoning: [{ type: 'text', text: 'Hm' }, 'So'] }, [reasoning('Hm'), reasoning('So')]],
    ["reasoning in Copilot's field", { reasoning_text: 'Hm', content: '5' }, [reasoning('Hm'), text('5')]],
    ['reasoning behind an empty field', { reasoning_content: '', reasoning: 'Hm' }, [reasoning('Hm')]],
    [
      'reasoning that only the details have',
      {
        reasoning_details: [
          { type: 'reasoning.summary', summary: 'Hm' },
          { type: 'reasoning.encrypted', data: 'e=' },
        ],
      },
      [reasoning('Hm'), reasoning('', { data: 'e=' })],
    ],
    [
      'reasoning that only the blocks have',
      { thinking_blocks: [{ type: 'thinking', thinking: 'Hm', signature: 's' }], content: '5' },
      [reasoning('Hm', { signature: 's' }), text('5')],
    ],
    [
      'reasoning that a text and the details have',
      { reasoning: 'Hm\nSo', reasoning_details: ['Hm', 'So'].map((each) => ({ text: each, signature: each })) },
      [reasoning('Hm', { signature: 'Hm' }), reasoning('So', { signature: 'So' })],
    ],
    [
      'a summary among the content',
      { content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] }, { text: '5' }] },
      [reasoning('Hm'), text('5')],
    ],
    ['content in an object', { content: { type: 'text', text: '5' } }, [text('5')]],
    ['images beside the text', { content: '5', images: [image('QUJD', 0)] }, [text('5'), blob('QUJD')]],
    ['a text in an object', { content: [{ type: 'text', text: { value: '5', annotations: [] } }] }, [text('5')]],
    ['a number', { content: 5 }, [text('5')]],
    ['texts in a list', { content: ['5', '6'] }, [text('5'), text('6')]],
    [
      'a call that is no list, with an object of arguments',
      { tool_calls: { id: 'c', type: 'function', function: { name: 'f', arguments: { a: 1 } } } },
      [{ type: 'tool_call', id: 'c', name: 'f', arguments: { a: 1 } }],
    ],
    [
      'a call without an object around its tool',
      { tool_calls: [{ id: 'c', name: 'f', arguments: '{}' }] },
      [{ type: 'tool_call', id: 'c', name: 'f', arguments: '{}' }],
    ],
  ])('%s is read', (_what, message, parts) => {
    expect(partsOf(answer(message))).toEqual(parts);
  });

  test.each<[string, readonly object[], readonly object[]]>([
    [
      'reasoning in objects',
      [
        delta({ reasoning_content: { text: 'H' } }),
        delta({ reasoning_content: { text: 'm' } }),
        delta({ reasoning_content: { signature: 's' } }),
        delta({ content: '5' }),
      ],
      [reasoning('Hm', { signature: 's' }), text('5')],
    ],
    [
      'reasoning in a text and then in objects',
      [delta({ reasoning: 'H' }), delta({ reasoning: { text: 'm' } })],
      [reasoning('Hm')],
    ],
    [
      'summaries among the content',
      ['H', 'm'].map((piece) =>
        delta({ content: [{ type: 'reasoning', summary: [{ type: 'summary_text', text: piece }] }] }),
      ),
      [reasoning('Hm')],
    ],
    [
      'blocks, each with its signature',
      [
        delta({ thinking_blocks: [{ type: 'thinking', thinking: 'H' }] }),
        delta({ thinking_blocks: [{ type: 'thinking', thinking: 'm' }] }),
        delta({ thinking_blocks: [{ type: 'thinking', thinking: '', signature: 's' }] }),
        delta({ thinking_blocks: [{ type: 'thinking', thinking: 'So' }] }),
      ],
      [reasoning('Hm', { signature: 's' }), reasoning('So')],
    ],
    [
      'details without an index',
      ['H', 'm'].map((piece) => delta({ reasoning_details: [{ type: 'reasoning.text', text: piece }] })),
      [reasoning('Hm')],
    ],
    [
      'images beside the text, all at index 0',
      [delta({ content: '5' }), delta({ images: [image('QUJD', 0)] }), delta({ images: [image('REVG', 0)] })],
      [text('5'), blob('QUJD'), blob('REVG')],
    ],
    ['content in objects', ['5', '6'].map((piece) => delta({ content: { type: 'text', text: piece } })), [text('56')]],
    [
      'all of the text each time',
      ['The tide', 'The tide rises', 'The tide rises at', 'The tide rises at nine.'].map((content) =>
        delta({ content }),
      ),
      [text('The tide rises at nine.')],
    ],
    [
      'a text that begins like the one before',
      ['ha', 'ha-', 'ha-ha-'].map((content) => delta({ content })),
      [text('haha-ha-ha-')],
    ],
  ])('%s, streamed, is read', (_what, chunks, parts) => {
    expect(partsOf(streamed(chunks))).toEqual(parts);
  });
});

describe('the choices of an answer', () => {
  const call = (id: string) => ({ id, type: 'function', function: { name: 'f', arguments: '{}' } });
  const said = { role: 'assistant', content: 'I look.' };
  const calling = (id: string) => ({ role: 'assistant', content: null, tool_calls: [call(id)] });
  const called = (id: string) => ({ type: 'tool_call', id, name: 'f', arguments: '{}' });

  test.each([
    ['all at index 0', 0],
    ['one after the other', 1],
  ])('that split the text and the calls, %s, are one', (_where, step) => {
    const choices = [said, calling('a'), calling('b')].map((message, i) =>
      choice(message, i === 0 ? 'stop' : 'tool_calls', i * step),
    );
    const { messages, finishReasons } = whole({ choices });
    expect(messages).toEqual([
      { role: 'assistant', parts: [text('I look.'), called('a'), called('b')], finish_reason: 'tool_calls' },
    ]);
    expect(finishReasons).toEqual(['tool_calls']);
  });

  test('that split them in a stream are one', () => {
    const { messages } = streamed([
      { choices: [{ index: 0, delta: { content: 'I look.' }, finish_reason: 'tool_calls' }] },
      { choices: [{ index: 1, delta: { tool_calls: [{ index: 0, ...call('a') }] }, finish_reason: 'tool_calls' }] },
    ]);
    expect(messages.map(({ parts }) => parts)).toEqual([[text('I look.'), called('a')]]);
  });

  test.each<[string, object, readonly object[]]>([
    ['were asked for', { n: 2 }, [choice(said), choice(calling('a'), 'tool_calls', 1)]],
    ['have a text each', {}, [choice(said), choice({ ...said, tool_calls: [call('a')] }, 'tool_calls', 1)]],
  ])('that %s stay apart', (_what, request, choices) => {
    expect(whole({ choices }, request).messages).toHaveLength(2);
  });
});

test('reasoning that LiteLLM says three times is there once', () => {
  const blocks = { thinking_blocks: [{ type: 'thinking', thinking: 'Hm', signature: 's' }] };
  const { messages } = answer({
    content: '5',
    reasoning_content: 'Hm',
    ...blocks,
    provider_specific_fields: { citations: null, ...blocks },
  });
  expect(messages).toEqual([
    { role: 'assistant', parts: [reasoning('Hm', { signature: 's' }), text('5')], finish_reason: 'stop' },
  ]);
});

test('a text in place of a message is the message', () => {
  const { messages, extra } = whole({ choices: [{ index: 0, text: '5', finish_reason: 'stop' }] });
  expect(messages).toEqual([{ role: 'assistant', parts: [text('5')], finish_reason: 'stop' }]);
  expect(extra).toEqual({});
});

test('a part in place of a list of them is the content', () => {
  const request = ask({ messages: [{ role: 'user', content: text5 }] });
  const { request: read } = exchangeOf(
    recordingOf({ request, response: { choices: [choice({ content: text5 })] } }, { url }),
  );
  expect(read.messages).toEqual([{ role: 'user', parts: [text('5')] }]);
});

describe('usage is read', () => {
  const counts = { prompt_tokens: 1336, completion_tokens: 31, total_tokens: 1367 };
  const zeros = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 };
  const usage = {
    'gen_ai.usage.input_tokens': 1336,
    'gen_ai.usage.output_tokens': 31,
    'gen_ai.usage.total_tokens': 1367,
  };
  const end = { finish_reason: 'stop' };

  test.each<[string, ModelResponse]>([
    ['in the choice', whole({ choices: [{ ...choice({ content: '5' }), usage: counts }] })],
    ['in the choice of a chunk', streamed([delta({ content: '5' }), delta({}, { ...end, usage: counts })])],
    ['beside one of zeros', whole({ usage: zeros, choices: [{ ...choice({ content: '5' }), usage: counts }] })],
    ["in Groq's own field", streamed([{ ...delta({ content: '5' }, end), usage: null, x_groq: { usage: counts } }])],
    [
      'before chunks without any',
      streamed([
        { ...delta({ content: '5' }), usage: counts },
        { ...delta({}, end), usage: null },
      ]),
    ],
    [
      'before chunks of zeros',
      streamed([
        { ...delta({ content: '5' }), usage: counts },
        { ...delta({}, end), usage: zeros },
      ]),
    ],
    [
      'as texts',
      whole({
        choices: [choice({ content: '5' })],
        usage: { prompt_tokens: '1336', completion_tokens: '31', total_tokens: '1367' },
      }),
    ],
  ])('%s', (_where, { attributes, extra }) => {
    expect(attributes).toEqual(usage);
    expect(extra['usage']).toBeUndefined();
  });

  test('in the times of llama.cpp', () => {
    const timings = { prompt_n: 12, cache_n: 30, predicted_n: 8, predicted_ms: 99.5 };
    const { attributes, extra } = streamed([{ ...delta({ content: '5' }, end), timings }]);
    expect(attributes).toEqual({
      'gen_ai.usage.input_tokens': 42,
      'gen_ai.usage.output_tokens': 8,
      'gen_ai.usage.cache_read.input_tokens': 30,
    });
    expect(extra['timings']).toEqual({ predicted_ms: 99.5 });
  });

  const chunkWith = (fields: object) => streamed([{ ...delta({ content: '5' }, end), ...fields }]);
  test.each<[string, ModelResponse, object]>([
    [
      "Groq's, but for what is beside it",
      chunkWith({ x_groq: { id: 'req_1', usage: { ...counts, prompt_time: 0.01 } } }),
      { x_groq: { id: 'req_1' } },
    ],
    ["Groq's, where the chunk has it, too", chunkWith({ usage: counts, x_groq: { usage: counts } }), {}],
    [
      "Groq's, but for what differs from that of the chunk",
      chunkWith({ usage: counts, x_groq: { usage: { ...counts, completion_tokens: 32 } } }),
      { x_groq: { usage: { completion_tokens: 32 } } },
    ],
    [
      "llama.cpp's, where the usage says the same",
      chunkWith({
        usage: { prompt_tokens: 42, completion_tokens: 8, prompt_tokens_details: { cached_tokens: 30 } },
        timings: { prompt_n: 12, cache_n: 30, predicted_n: 8 },
      }),
      {},
    ],
  ])('is not kept once more: %s', (_whose, { extra }, expected) => {
    expect(extra).toEqual(expected);
  });

  test('leaves counts among the times that are others', () => {
    const timings = { prompt_n: 12, cache_n: 30, predicted_n: 8 };
    const cacheless = { prompt_tokens: 42, completion_tokens: 8 };
    expect(chunkWith({ usage: cacheless, timings }).extra).toEqual({ timings });
  });

  test("in Bedrock's metrics", () => {
    const metrics = { inputTokenCount: 12, outputTokenCount: 8, firstByteLatency: 5 };
    const { attributes, extra } = streamed([
      delta({ content: '5' }),
      { ...delta({}, end), 'amazon-bedrock-invocationMetrics': metrics },
    ]);
    expect(attributes).toEqual({ 'gen_ai.usage.input_tokens': 12, 'gen_ai.usage.output_tokens': 8 });
    expect(extra['amazon-bedrock-invocationMetrics']).toEqual({ firstByteLatency: 5 });
  });

  test.each<[string, object, object]>([
    ['where the body has none', {}, { 'gen_ai.usage.input_tokens': 12, 'gen_ai.usage.output_tokens': 8 }],
    ['but not over the body', { usage: counts }, usage],
  ])('in headers, %s', (_where, body, expected) => {
    const headers = { contentType: 'application/json', inputTokens: '12', outputTokens: '8' };
    const response = { choices: [choice({ content: '5' })], ...body };
    expect(exchangeOf(recordingOf({ request: ask(), response }, { url, headers })).response.attributes).toEqual(
      expected,
    );
  });

  test.each<[string, object, number]>([
    ['Perplexity', { cost: { input_tokens_cost: 0.001, total_cost: 0.006 } }, 0.006],
    ['xAI, in ticks', { cost_in_usd_ticks: 37_756_000 }, 0.0037756],
  ])('with the cost that is stated by %s', (_who, fields, cost) => {
    const { attributes } = whole({ choices: [choice({ content: '5' })], usage: { ...counts, ...fields } });
    expect(attributes['gen_ai.usage.cost']).toBe(cost);
  });

  test.each<[string, string, object, number | undefined]>([
    ['where the body has none', '0.0042', {}, 0.0042],
    ['but not over the body', '0.0042', { cost: 0.006 }, 0.006],
    ['but for one that is not known', '0.0', {}, undefined],
  ])("with the cost in a header of LiteLLM's, %s", (_where, stated, fields, cost) => {
    const headers = { contentType: 'application/json', cost: stated };
    const response = { choices: [choice({ content: '5' })], usage: { ...counts, ...fields } };
    const { attributes } = exchangeOf(recordingOf({ request: ask(), response }, { url, headers })).response;
    expect(attributes['gen_ai.usage.cost']).toBe(cost);
  });

  test.each<[string, object, object]>([
    [
      'with its price',
      { cost: 0, is_byok: true, cost_details: { upstream_inference_cost: 0.02 } },
      { cost: 0.02, 'details.cost': 0, 'details.cost_details.upstream_inference_cost': 0.02 },
    ],
    [
      'with a fee beside its price',
      { cost: 0.001, is_byok: true, cost_details: { upstream_inference_cost: 0.02 } },
      { cost: 0.021, 'details.cost': 0.001, 'details.cost_details.upstream_inference_cost': 0.02 },
    ],
    [
      'without its price, of which the fee says nothing',
      { cost: 0.001, is_byok: true, cost_details: { upstream_inference_cost: null } },
      { 'details.cost': 0.001 },
    ],
    [
      'but not with one of OpenRouter, which repeats the cost',
      { cost: 0.02, is_byok: false, cost_details: { upstream_inference_cost: 0.02 } },
      { cost: 0.02, 'details.cost_details.upstream_inference_cost': 0.02 },
    ],
  ])('of a call by OpenRouter, with a key of the user: %s', (_what, fields, expected) => {
    const { attributes } = whole({ choices: [choice({ content: '5' })], usage: { ...counts, ...fields } });
    expect(attributes).toEqual({
      ...usage,
      ...Object.fromEntries(Object.entries(expected).map(([name, value]) => [`gen_ai.usage.${name}`, value])),
    });
  });
});
