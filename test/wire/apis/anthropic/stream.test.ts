import fc from 'fast-check';
import { foldMessage } from '../../../../src/wire/apis/anthropic/stream';
import { eventsOf, folded } from '../../support/folded';
import { exchangeInPieces, inPieces, pieceSizes } from '../../support/pieces';
import { streamOf } from '../../support/recordings';

const url = 'http://localhost/v1/messages';
const fold = (events: readonly object[]) => folded(foldMessage, eventsOf(streamOf(events, '')));

const start = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm-1',
    content: [],
    stop_reason: null,
    usage: { input_tokens: 16, cache_read_input_tokens: 1500, output_tokens: 1 },
  },
};
const open = (index: number, content_block: object) => ({ type: 'content_block_start', index, content_block });
const delta = (index: number, type: string, fields: object) => ({
  type: 'content_block_delta',
  index,
  delta: { type, ...fields },
});
const text = (index: number, piece: string) => delta(index, 'text_delta', { text: piece });
const json = (index: number, partial_json: string) => delta(index, 'input_json_delta', { partial_json });
const end = (fields: object = {}, usage: object = { output_tokens: 15 }) => [
  { type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null, ...fields }, usage },
  { type: 'message_stop' },
];

describe('the events of a message', () => {
  test.each<[string, readonly object[], object]>([
    [
      'give its text in order',
      [open(0, { type: 'text', text: '' }), { type: 'ping' }, text(0, 'Par'), text(0, 'is')],
      { type: 'text', text: 'Paris' },
    ],
    [
      'give its thinking and the signature of that',
      [
        open(0, { type: 'thinking', thinking: '', signature: '' }),
        delta(0, 'thinking_delta', { thinking: 'H' }),
        delta(0, 'thinking_delta', { thinking: 'm' }),
        delta(0, 'signature_delta', { signature: 'Eq==' }),
      ],
      { type: 'thinking', thinking: 'Hm', signature: 'Eq==' },
    ],
    [
      'give what a text cites',
      [
        open(0, { type: 'text', text: '', citations: [] }),
        text(0, 'a'),
        delta(0, 'citations_delta', { citation: { cited_text: 'x' } }),
        delta(0, 'citations_delta', { citation: { cited_text: 'y' } }),
      ],
      { type: 'text', text: 'a', citations: [{ cited_text: 'x' }, { cited_text: 'y' }] },
    ],
    [
      'give the input of a call',
      [open(0, { type: 'tool_use', id: '1', name: 'f', input: {} }), json(0, ''), json(0, '{"a"'), json(0, ':1}')],
      { type: 'tool_use', id: '1', name: 'f', input: { a: 1 } },
    ],
    [
      'give a call without input',
      [open(0, { type: 'tool_use', id: '1', name: 'f', input: {} }), json(0, '')],
      { type: 'tool_use', id: '1', name: 'f', input: {} },
    ],
    [
      'give input that is no JSON as it came',
      [open(0, { type: 'tool_use', id: '1', name: 'f', input: {} }), json(0, '{"a": oops')],
      { type: 'tool_use', id: '1', name: 'f', input: '{"a": oops' },
    ],
    [
      'give a block that comes at once',
      [open(0, { type: 'redacted_thinking', data: 'Em==' })],
      { type: 'redacted_thinking', data: 'Em==' },
    ],
    [
      'give what was compacted',
      [open(0, { type: 'compaction', content: null }), delta(0, 'compaction_delta', { content: 'So far: …' })],
      { type: 'compaction', content: 'So far: …' },
    ],
  ])('%s', (_rule, events, block) => {
    expect(fold([start, ...events, { type: 'content_block_stop', index: 0 }, ...end()]).body['content']).toEqual([
      block,
    ]);
  });

  test('give parallel calls by their index, interleaved', () => {
    const call = (id: string) => ({ type: 'tool_use', id, name: 'f', input: {} });
    const events = [
      open(0, call('a')),
      open(1, call('b')),
      json(1, '{"b"'),
      json(0, '{"a"'),
      json(1, ':2}'),
      json(0, ':1}'),
    ];
    expect(fold([start, ...events, ...end()]).body['content']).toEqual([
      { ...call('a'), input: { a: 1 } },
      { ...call('b'), input: { b: 2 } },
    ]);
  });

  test.each<[string, object]>([
    ['without an index', { index: undefined }],
    ['at one index', { index: 0 }],
    ['with a negative index', { index: -1 }],
  ])('give all blocks %s', (_where, place) => {
    const events = [
      open(0, { type: 'thinking', thinking: '' }),
      delta(0, 'thinking_delta', { thinking: 'Hm' }),
      open(1, { type: 'text', text: '' }),
      text(1, 'Par'),
      text(1, 'is'),
      open(2, { type: 'tool_use', id: '1', name: 'f', input: {} }),
      json(2, '{"a":1}'),
    ].map((event) => ({ ...event, ...place }));
    expect(fold([start, ...events, ...end()]).body['content']).toEqual([
      { type: 'thinking', thinking: 'Hm' },
      { type: 'text', text: 'Paris' },
      { type: 'tool_use', id: '1', name: 'f', input: { a: 1 } },
    ]);
  });

  test('give blocks that were not announced', () => {
    const events = [delta(0, 'thinking_delta', { thinking: 'Hm' }), text(1, 'Par'), text(1, 'is')];
    expect(fold([start, ...events, ...end()]).body['content']).toEqual([
      { type: 'thinking', thinking: 'Hm' },
      { type: 'text', text: 'Paris' },
    ]);
  });

  test.each<[string, object]>([
    ['zeros', { input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 15 }],
    ['nothing', { input_tokens: null, output_tokens: 15 }],
  ])('give the counts at the start, where those at the end are %s', (_what, usage) => {
    expect(fold([start, text(0, 'a'), ...end({}, usage)]).body['usage']).toMatchObject({
      input_tokens: 16,
      cache_read_input_tokens: 1500,
      output_tokens: 15,
    });
  });

  test('give why it stopped, and the counts by then over those at the start', () => {
    const last = end(
      { stop_reason: 'stop_sequence', stop_sequence: 'three' },
      { output_tokens: 15, input_tokens: null },
    );
    expect(fold([start, ...last])).toMatchObject({
      body: {
        id: 'msg_1',
        stop_reason: 'stop_sequence',
        stop_sequence: 'three',
        usage: { input_tokens: 16, cache_read_input_tokens: 1500, output_tokens: 15 },
      },
      complete: true,
    });
  });

  test.each<[string, readonly object[], boolean]>([
    ['message_stop', [start, ...end()], true],
    ['a stop reason', [start, ...end().slice(0, 1)], true],
    ['an error', [start, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }], true],
    ['nothing of that', [start, open(0, { type: 'text', text: '' }), text(0, 'Par')], false],
  ])('with %s at their end are recognised as complete or not', (_what, events, complete) => {
    expect(fold(events).complete).toBe(complete);
  });

  test('that break off in an error have what had arrived, and the error', () => {
    const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
    const events = [start, open(0, { type: 'text', text: '' }), text(0, 'Par'), error];
    const request = { model: 'm', messages: [], stream: true };
    const exchange = exchangeInPieces({ url, request }, streamOf(events, ''), [50]);
    expect(exchange.error).toEqual({ type: 'overloaded_error', message: 'Overloaded' });
    expect(exchange.response.messages).toEqual([{ role: 'assistant', parts: [{ type: 'text', content: 'Par' }] }]);
    expect(exchange.response.attributes['gen_ai.usage.input_tokens']).toBe(1516);
  });
});

/** The input of a tool is an object. */
const anyInput = fc.dictionary(fc.string(), fc.jsonValue()).map((input) => JSON.stringify(input));

const anyBlock = fc.oneof(
  fc.record({ kind: fc.constant('text' as const), pieces: inPieces(fc.string({ unit: 'grapheme', maxLength: 60 })) }),
  fc.record({
    kind: fc.constant('thinking' as const),
    pieces: inPieces(fc.string({ unit: 'grapheme', maxLength: 60 })),
  }),
  fc.record({ kind: fc.constant('tool_use' as const), pieces: inPieces(anyInput) }),
);

test('a stream folds to the same message, wherever the model and the network cut it', () => {
  fc.assert(
    fc.property(fc.array(anyBlock, { maxLength: 4 }), pieceSizes, (blocks, sizes) => {
      const events = blocks.flatMap(({ kind, pieces }, index) => {
        if (kind === 'tool_use') {
          const call = { type: kind, id: `toolu_${index}`, name: 'f', input: {} };
          return [open(index, call), ...pieces.map((piece) => json(index, piece))];
        }
        const grows = pieces.map((piece) => delta(index, `${kind}_delta`, { [kind]: piece }));
        return [open(index, { type: kind, [kind]: '' }), ...grows];
      });
      const request = { model: 'm', messages: [], stream: true };
      const answer = streamOf([start, ...events, ...end()], '');
      const { response, error } = exchangeInPieces({ url, request }, answer, sizes);
      expect(error).toBeUndefined();
      expect(response.messages.flatMap(({ parts }) => parts)).toEqual(
        blocks.map(({ kind, pieces }, index) => {
          const whole = pieces.join('');
          if (kind === 'tool_use')
            return { type: 'tool_call', id: `toolu_${index}`, name: 'f', arguments: JSON.parse(whole) };
          return { type: kind === 'text' ? 'text' : 'reasoning', content: whole };
        }),
      );
    }),
  );
});
