import fc from 'fast-check';
import { foldResponse } from '../../../../src/wire/apis/openai/responses-stream';
import captured from '../../../fixtures/wire/openai-responses.json';
import { type Captured, exchangeOfCaptured, isStreamed } from '../../support/captured';
import { eventsOf, folded } from '../../support/folded';
import { exchangeInPieces, inPieces, pieceSizes } from '../../support/pieces';
import { exchangeOf, recordingOf, streamOf } from '../../support/recordings';

const url = 'http://localhost/v1/responses';
const request = { model: 'm', input: 'x', stream: true };
const fold = (events: readonly object[]) => folded(foldResponse, eventsOf(streamOf(events, '')));
const outputOf = (events: readonly object[]) => fold(events).body['output'];

const added = (output_index: number, item: object) => ({ type: 'response.output_item.added', output_index, item });
const delta = (kind: string, text: string, place: object = {}) => ({
  type: `response.${kind}.delta`,
  output_index: 0,
  delta: text,
  ...place,
});
const message = { id: 'msg_1', type: 'message', role: 'assistant', status: 'in_progress', content: [] };
const part = (type: string, fields: object) => ({
  type: 'response.content_part.added',
  output_index: 0,
  content_index: 0,
  part: { type, ...fields },
});
const at0 = { content_index: 0 };

describe('the events of a response that was cut', () => {
  test.each<[string, readonly object[], unknown]>([
    [
      'give the text so far',
      [
        added(0, message),
        part('output_text', { text: '', annotations: [] }),
        delta('output_text', 'Par', at0),
        delta('output_text', 'is', at0),
      ],
      { ...message, content: [{ type: 'output_text', text: 'Paris', annotations: [] }] },
    ],
    [
      'give what the text cites',
      [
        added(0, message),
        part('output_text', { text: '', annotations: [] }),
        {
          type: 'response.output_text.annotation.added',
          output_index: 0,
          content_index: 0,
          annotation_index: 0,
          annotation: { type: 'url_citation', url: 'https://x' },
        },
      ],
      {
        ...message,
        content: [{ type: 'output_text', text: '', annotations: [{ type: 'url_citation', url: 'https://x' }] }],
      },
    ],
    [
      'give a refusal',
      [
        added(0, message),
        part('refusal', { refusal: '' }),
        delta('refusal', 'I ', at0),
        delta('refusal', 'cannot', at0),
      ],
      { ...message, content: [{ type: 'refusal', refusal: 'I cannot' }] },
    ],
    [
      'give several parts by their index',
      [added(0, message), delta('output_text', 'b', { content_index: 1 }), delta('output_text', 'a', at0)],
      {
        ...message,
        content: [
          { type: 'output_text', text: 'a' },
          { type: 'output_text', text: 'b' },
        ],
      },
    ],
    [
      'give the arguments of a call as far as they came',
      [
        added(0, { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'f', arguments: '' }),
        delta('function_call_arguments', '{"a"'),
        delta('function_call_arguments', ':1'),
      ],
      { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'f', arguments: '{"a":1' },
    ],
    [
      'give the input of a custom tool',
      [
        added(0, { type: 'custom_tool_call', call_id: 'call_1', name: 'py', input: '' }),
        delta('custom_tool_call_input', 'print('),
        delta('custom_tool_call_input', '1)'),
      ],
      { type: 'custom_tool_call', call_id: 'call_1', name: 'py', input: 'print(1)' },
    ],
    [
      'give the code that is being run',
      [
        added(0, { type: 'code_interpreter_call', id: 'ci_1', code: '' }),
        delta('code_interpreter_call_code', '1+'),
        { type: 'response.code_interpreter_call_code.done', output_index: 0, code: '1+1' },
        { type: 'response.code_interpreter_call.interpreting', output_index: 0, item_id: 'ci_1' },
      ],
      { type: 'code_interpreter_call', id: 'ci_1', code: '1+1' },
    ],
    [
      'give the arguments for an MCP server',
      [added(0, { type: 'mcp_call', id: 'mcp_1', name: 'find', arguments: '' }), delta('mcp_call_arguments', '{}')],
      { type: 'mcp_call', id: 'mcp_1', name: 'find', arguments: '{}' },
    ],
    [
      'give the summary of the reasoning by its parts',
      [
        added(0, { type: 'reasoning', id: 'rs_1', summary: [] }),
        {
          type: 'response.reasoning_summary_part.added',
          output_index: 0,
          summary_index: 0,
          part: { type: 'summary_text', text: '' },
        },
        delta('reasoning_summary_text', 'H', { summary_index: 0 }),
        delta('reasoning_summary_text', 'm', { summary_index: 0 }),
        {
          type: 'response.reasoning_summary_part.added',
          output_index: 0,
          summary_index: 1,
          part: { type: 'summary_text', text: '' },
        },
        delta('reasoning_summary_text', 'So', { summary_index: 1 }),
      ],
      {
        type: 'reasoning',
        id: 'rs_1',
        summary: [
          { type: 'summary_text', text: 'Hm' },
          { type: 'summary_text', text: 'So' },
        ],
      },
    ],
    [
      'give the reasoning of an open model',
      [added(0, { type: 'reasoning', summary: [] }), delta('reasoning_text', 'Hm', at0)],
      { type: 'reasoning', summary: [], content: [{ type: 'reasoning_text', text: 'Hm' }] },
    ],
    [
      'may end with the item whole',
      [
        added(0, message),
        delta('output_text', 'Pa', at0),
        {
          type: 'response.output_item.done',
          output_index: 0,
          item: { ...message, status: 'completed', content: [{ type: 'output_text', text: 'Paris' }] },
        },
      ],
      { ...message, status: 'completed', content: [{ type: 'output_text', text: 'Paris' }] },
    ],
  ])('%s', (_rule, events, item) => {
    expect(outputOf(events)).toEqual([item]);
    expect(fold(events).complete).toBe(false);
  });

  test('give parallel calls by their place, interleaved', () => {
    const call = (name: string) => ({ type: 'function_call', call_id: name, name, arguments: '' });
    const events = [
      added(1, call('b')),
      added(0, call('a')),
      delta('function_call_arguments', '{"b"', { output_index: 1 }),
      delta('function_call_arguments', '{"a"'),
      delta('function_call_arguments', ':2}', { output_index: 1 }),
      delta('function_call_arguments', ':1}'),
    ];
    expect(outputOf(events)).toEqual([
      { ...call('a'), arguments: '{"a":1}' },
      { ...call('b'), arguments: '{"b":2}' },
    ]);
  });
});

describe('events that name no place, or a wrong one,', () => {
  const call = (id: string) => ({ type: 'function_call', id, call_id: id, name: 'f', arguments: '' });
  const piece = (kind: string, text: unknown, place: object = {}) => ({
    type: `response.${kind}.delta`,
    delta: text,
    ...place,
  });
  const begun = (item: object, place: object = {}) => ({ type: 'response.output_item.added', item, ...place });
  const args = 'function_call_arguments';
  const two = [
    { ...call('a'), arguments: '{"a":1}' },
    { ...call('b'), arguments: '{"b":2}' },
  ];
  const said = { type: 'message', content: [{ type: 'output_text', text: 'Paris' }] };
  const done = (item: object, place: object = {}) => ({ type: 'response.output_item.done', item, ...place });

  test.each<[string, readonly object[], unknown]>([
    [
      'are of the last item',
      [begun(call('a')), piece(args, '{"a"'), piece(args, ':1}'), begun(call('b')), piece(args, '{"b":2}')],
      two,
    ],
    [
      'are of the item with their id',
      [
        begun(call('a')),
        begun(call('b')),
        piece(args, '{"b":2}', { item_id: 'b' }),
        piece(args, '{"a":1}', { item_id: 'a' }),
      ],
      two,
    ],
    [
      'are of the item with their id, where all have one index',
      [
        begun(call('a'), { output_index: 0 }),
        piece(args, '{"a":1}', { output_index: 0, item_id: 'a' }),
        begun(call('b'), { output_index: 0 }),
        piece(args, '{"b":2}', { output_index: 0, item_id: 'b' }),
        done(two[0] ?? {}, { output_index: 0 }),
      ],
      two,
    ],
    [
      'are of the item with their index, where each has another id',
      [
        begun(call('a'), { output_index: 0 }),
        piece(args, '{"a"', { output_index: 0, item_id: 'x' }),
        piece(args, ':1}', { output_index: 0, item_id: 'y' }),
      ],
      two.slice(0, 1),
    ],
    ['need no item before them', [piece('output_text', 'Par'), piece('output_text', 'is')], [said]],
    [
      'are of an item of their kind',
      [piece('reasoning_text', 'Hm'), piece('output_text', 'Par'), piece('output_text', 'is')],
      [{ type: 'reasoning', content: [{ type: 'reasoning_text', text: 'Hm' }] }, said],
    ],
    ['have their text in an object', [piece('output_text', { type: 'output_text', text: 'Paris' })], [said]],
    ['end with the item whole', [begun(call('a')), piece(args, '{"a"'), done(two[0] ?? {})], two.slice(0, 1)],
  ])('%s', (_rule, events, output) => {
    expect(outputOf(events)).toEqual(output);
  });
});

describe('the end of a streamed response', () => {
  const begun = { type: 'response.created', response: { id: 'resp_1', status: 'in_progress', output: [] } };
  const whole = { ...message, status: 'completed', content: [{ type: 'output_text', text: 'Paris' }] };

  test.each(['completed', 'incomplete', 'failed'])('is recognised by response.%s', (status) => {
    const end = { type: `response.${status}`, response: { id: 'resp_1', status, output: [whole] } };
    expect(fold([begun, added(0, message), end])).toEqual({
      body: { id: 'resp_1', status, output: [whole] },
      complete: true,
    });
  });

  test('may leave out the output that was sent before', () => {
    const done = { type: 'response.output_item.done', output_index: 0, item: whole };
    const end = { type: 'response.completed', response: { id: 'resp_1', status: 'completed', output: [] } };
    expect(outputOf([begun, done, end])).toEqual([whole]);
  });

  test.each<[string, object]>([
    ['flat', { type: 'error', sequence_number: 3, code: 'server_error', message: 'Sorry.', param: null }],
    ['in an object', { type: 'error', error: { type: 'server_error', code: null, message: 'Sorry.' } }],
  ])('may be an error, %s', (_form, event) => {
    const events = streamOf([begun, event], '');
    const exchange = exchangeInPieces({ url, request }, events, [64]);
    expect(exchange.error).toEqual({ type: 'server_error', message: 'Sorry.' });
    expect(exchange.response.id).toBe('resp_1');
  });
});

describe('chunks of a chat among the events', () => {
  const chunk = (content: string, others: object = {}) => ({
    id: 'gen-1',
    object: 'chat.completion.chunk',
    model: 'served',
    choices: [{ index: 0, delta: { role: 'assistant', content }, finish_reason: null }],
    ...others,
  });
  const error = { error: { code: 502, message: 'Provider disconnected' } };
  const read = (events: readonly object[]) =>
    exchangeOf(recordingOf({ request, response: streamOf(events) }, { url: 'http://127.0.0.1/v1/responses' }));
  const text = (content: string) => ({ type: 'text', content });

  test.each<[string, readonly object[]]>([
    ['beside which an error stands', [chunk('Par'), chunk('is', error)]],
    ['which an error follows', [chunk('Par'), chunk('is'), error]],
    ['which an error event follows', [chunk('Par'), chunk('is'), { type: 'error', message: 'Provider disconnected' }]],
  ])('have their text in the record, %s', (_what, events) => {
    const { response, error: found } = read(events);
    expect(response).toMatchObject({ id: 'gen-1', model: 'served' });
    expect(response.messages).toEqual([{ role: 'assistant', parts: [text('Paris')] }]);
    expect(found?.message).toBe('Provider disconnected');
  });

  test('follow what the events have said', () => {
    const { response, error: found } = read([added(0, message), delta('output_text', 'Par', at0), chunk('is', error)]);
    expect(response.messages.map(({ parts }) => parts)).toEqual([
      [{ ...text('Par'), item_id: 'msg_1', status: 'in_progress' }, text('is')],
    ]);
    expect(response.extra).not.toHaveProperty('choices');
    expect(found?.message).toBe('Provider disconnected');
  });

  test('are an answer without an error, too', () => {
    const usage = { prompt_tokens: 9, completion_tokens: 2, total_tokens: 11 };
    const last = { ...chunk(''), choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage };
    const { response, error: found } = read([chunk('Paris'), last]);
    expect(response.messages).toEqual([{ role: 'assistant', parts: [text('Paris')], finish_reason: 'stop' }]);
    expect(response.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 9, 'gen_ai.usage.output_tokens': 2 });
    expect(found).toBeUndefined();
  });
});

test('a stream is read like the whole response that it was made from', () => {
  const streams = (captured as unknown as readonly Captured[]).filter(
    ({ response }) => isStreamed(response) && response.final !== null,
  );
  expect(streams.length).toBeGreaterThan(3);
  for (const each of streams) {
    const { chunks = [], final } = isStreamed(each.response) ? each.response : {};
    const pieces = { chunks: chunks.slice(0, -1), final };
    const streamed = exchangeOfCaptured({ ...each, response: { ...pieces, final } }, undefined, '').response;
    const whole = exchangeOfCaptured({ ...each, response: final }, undefined, '').response;
    expect(exchangeOfCaptured(each, undefined, '').response).toEqual(whole);
    // Also without its last event: all that was said is in the pieces.
    expect(streamed.messages.map(({ parts }) => parts)).toEqual(whole.messages.map(({ parts }) => parts));
  }
});

const anyItem = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), pieces: inPieces(fc.string({ unit: 'grapheme', maxLength: 60 })) }),
  fc.record({
    kind: fc.constant('reasoning' as const),
    pieces: inPieces(fc.string({ unit: 'grapheme', minLength: 1 })),
  }),
  fc.record({ kind: fc.constant('call' as const), pieces: inPieces(fc.json()) }),
);

test('a stream folds to the same message, wherever the model and the network cut it, and also when it is cut off', () => {
  fc.assert(
    fc.property(fc.array(anyItem, { minLength: 1, maxLength: 4 }), pieceSizes, (items, sizes) => {
      const events = items.flatMap(({ kind, pieces }, output_index) => {
        const place = { output_index, content_index: 0 };
        if (kind === 'call') {
          const item = { type: 'function_call', call_id: `call_${output_index}`, name: 'f', arguments: '' };
          return [added(output_index, item), ...pieces.map((text) => delta('function_call_arguments', text, place))];
        }
        const type = kind === 'text' ? 'output_text' : 'reasoning_text';
        const item = kind === 'text' ? message : { type: 'reasoning', summary: [] };
        return [
          added(output_index, item),
          { type: 'response.content_part.added', ...place, part: { type, text: '' } },
          ...pieces.map((text) => delta(type, text, place)),
        ];
      });
      const { response } = exchangeInPieces({ url, request }, streamOf(events, ''), sizes);
      expect(
        response.messages.flatMap(({ parts }) => parts.map((each) => each['content'] ?? each['arguments'])),
      ).toEqual(items.map(({ pieces }) => pieces.join('')));
    }),
  );
});
