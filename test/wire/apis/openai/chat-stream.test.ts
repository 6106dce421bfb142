import fc from 'fast-check';
import { foldChat } from '../../../../src/wire/apis/openai/chat-stream';
import { eventsOf, folded } from '../../support/folded';
import { exchangeInPieces, inPieces, pieceSizes } from '../../support/pieces';
import { chatRequest, chatUrl, streamOf } from '../../support/recordings';

const fold = (chunks: readonly unknown[], end?: string) => folded(foldChat, eventsOf(streamOf(chunks, end)));
const delta = (fields: object, index = 0) => ({ choices: [{ index, delta: fields, finish_reason: null }] });
const calls = (...tool_calls: object[]) => delta({ tool_calls });
const messageOf = (chunks: readonly unknown[]) => (fold(chunks).body['choices'] as { message: unknown }[])[0]?.message;

describe('the chunks of a stream', () => {
  test.each<[string, readonly unknown[], unknown]>([
    [
      'give their text in order',
      [delta({ role: 'assistant', content: '' }), delta({ content: 'Par' }), delta({ content: 'is' })],
      { role: 'assistant', content: 'Paris' },
    ],
    [
      'may repeat the role',
      [delta({ role: 'assistant', content: 'a' }), delta({ role: 'assistant', content: 'b' })],
      { role: 'assistant', content: 'ab' },
    ],
    [
      'give a refusal',
      [delta({ content: null, refusal: 'I ' }), delta({ refusal: 'cannot' })],
      { content: null, refusal: 'I cannot' },
    ],
    [
      'give reasoning beside the text',
      [delta({ reasoning_content: 'Hm' }), delta({ reasoning_content: 'm', content: null }), delta({ content: 'Yes' })],
      { reasoning_content: 'Hmm', content: 'Yes' },
    ],
    [
      'give a legacy function call',
      [
        delta({ function_call: { name: 'f', arguments: '' } }),
        delta({ function_call: { arguments: '{"a"' } }),
        delta({ function_call: { arguments: ':1}' } }),
      ],
      { function_call: { name: 'f', arguments: '{"a":1}' } },
    ],
    [
      'give audio and its transcript',
      [
        delta({ audio: { id: 'a1', transcript: 'He' } }),
        delta({ audio: { transcript: 'llo' } }),
        delta({ audio: { data: 'UklG', expires_at: 5 } }),
      ],
      { audio: { id: 'a1', transcript: 'Hello', data: 'UklG', expires_at: 5 } },
    ],
    [
      'give reasoning details by their index',
      [
        delta({ reasoning_details: [{ type: 'reasoning.text', text: 'H', index: 0 }] }),
        delta({ reasoning_details: [{ type: 'reasoning.text', text: 'm', signature: 's', index: 0 }] }),
      ],
      { reasoning_details: [{ type: 'reasoning.text', text: 'Hm', signature: 's', index: 0 }] },
    ],
    [
      'give thoughts as parts and then text, as Mistral does',
      [
        delta({ role: 'assistant', content: '' }),
        delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'H' }] }] }),
        delta({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'm' }], closed: true }] }),
        delta({ content: 'Par' }),
        delta({ content: 'is' }),
        delta({
          content: [
            { type: 'reference', reference_ids: [1] },
            { type: 'reference', reference_ids: [2] },
          ],
        }),
        delta({ content: '.' }),
      ],
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }], closed: true },
          { type: 'text', text: 'Paris' },
          { type: 'reference', reference_ids: [1] },
          { type: 'reference', reference_ids: [2] },
          { type: 'text', text: '.' },
        ],
      },
    ],
    [
      'may end with the message whole',
      [{ choices: [{ index: 0, message: { role: 'assistant', content: 'Paris' }, finish_reason: 'stop' }] }],
      { role: 'assistant', content: 'Paris' },
    ],
  ])('%s', (_rule, chunks, message) => {
    expect(messageOf(chunks)).toEqual(message);
  });

  test.each([{}, { delta: null }, { delta: {} }])('may have a text in place of a delta, beside %j', (fields) => {
    const piece = (text: string | null) => ({ choices: [{ index: 0, text, ...fields }] });
    expect(messageOf([piece('Par'), piece('is'), piece(''), piece(null)])).toEqual({ content: 'Paris' });
  });

  test('may repeat a piece beside it, as Together does', () => {
    const piece = (text: string) => ({ choices: [{ index: 0, text, delta: { content: text }, finish_reason: null }] });
    expect(fold([piece('Par'), piece('is')]).body['choices']).toEqual([
      { index: 0, finish_reason: null, message: { content: 'Paris' } },
    ]);
  });

  const a = { id: 'a', type: 'function', function: { name: 'f', arguments: '{"x":1}' } };
  const b = { id: 'b', type: 'function', function: { name: 'f', arguments: '{"y":2}' } };
  const open = { id: 'a', type: 'function', function: { name: 'f', arguments: '' } };
  const openB = { id: 'b', type: 'function', function: { name: 'f', arguments: '' } };
  const args = (text: string) => ({ function: { arguments: text } });

  test.each<[string, readonly unknown[]]>([
    [
      'by index',
      [
        calls({ index: 0, ...open }),
        calls({ index: 0, ...args('{"x":1}') }),
        calls({ index: 1, ...openB }),
        calls({ index: 1, ...args('{"y":2}') }),
      ],
    ],
    [
      'by index, interleaved',
      [
        calls({ index: 0, ...open }, { index: 1, ...openB }),
        calls({ index: 1, ...args('{"y"') }),
        calls({ index: 0, ...args('{"x"') }),
        calls({ index: 0, ...args(':1}') }, { index: 1, ...args(':2}') }),
      ],
    ],
    [
      'by index, with the id in every piece',
      [
        calls({ index: 0, ...open }),
        calls({ index: 0, id: 'a', ...args('{"x":1}') }),
        calls({ index: 1, ...openB }),
        calls({ index: 1, id: 'b', ...args('{"y":2}') }),
      ],
    ],
    ['by id, where every call has the same index', [calls({ index: 0, ...a }), calls({ index: 0, ...b })]],
    [
      'by id, where there is no index',
      [calls(open), calls({ id: 'a', ...args('{"x":1}') }), calls(openB), calls(args('{"y":2}'))],
    ],
    ['whole, all at once', [calls(a, b)]],
  ])('give parallel tool calls %s', (_how, chunks) => {
    expect(messageOf(chunks)).toEqual({ tool_calls: [a, b] });
  });

  test('give whole tool calls without index and id', () => {
    const [first, second] = [a, b].map(({ type, function: called }) => ({ type, function: called }));
    expect(messageOf([calls(first ?? {}), calls(second ?? {})])).toEqual({ tool_calls: [first, second] });
  });

  test.each<[string, readonly unknown[], unknown]>([
    ['of the last chunk', [delta({}), { choices: [], usage: { prompt_tokens: 1 } }], { prompt_tokens: 1 }],
    [
      'that grows with each chunk',
      [
        { ...delta({}), usage: { prompt_tokens: 1, completion_tokens: 1 } },
        { ...delta({}), usage: { prompt_tokens: 1, completion_tokens: 2 } },
      ],
      { prompt_tokens: 1, completion_tokens: 2 },
    ],
    [
      'that only one chunk has',
      [
        { choices: [], usage: { prompt_tokens: 1 } },
        { ...delta({}), usage: null },
      ],
      { prompt_tokens: 1 },
    ],
    [
      'of an earlier chunk, where the last one has nothing but zeros',
      [
        { ...delta({}), usage: { prompt_tokens: 7, completion_tokens: 2, details: { cached: 3 } } },
        { choices: [], usage: { prompt_tokens: 0, completion_tokens: 0, details: { cached: 0 } } },
      ],
      { prompt_tokens: 7, completion_tokens: 2, details: { cached: 3 } },
    ],
  ])('give the usage %s', (_where, chunks, usage) => {
    expect(fold(chunks).body['usage']).toEqual(usage);
  });

  test.each<[string, readonly unknown[], string, boolean]>([
    ['[DONE]', [delta({ content: 'a' })], 'data: [DONE]\n\n', true],
    ['a finish reason of every choice', [{ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }], '', true],
    [
      'the finish reason of one choice of two',
      [delta({}, 1), { choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }],
      '',
      false,
    ],
    ['nothing of that', [delta({ content: 'a' })], '', false],
    ['an event that was cut', [delta({ content: 'a' })], 'data: [DONE', false],
  ])('with %s at their end are recognised as complete or not', (_what, chunks, end, complete) => {
    expect(fold(chunks, end).complete).toBe(complete);
  });

  test('that are no chunks are passed over', () => {
    const text =
      'data: 7\n\ndata: {"choices":"x"}\n\ndata: nonsense\n\nevent: ping\ndata\n\n: comment\n\ndata: {"id":"1","choices":[]}\n\n';
    expect(folded(foldChat, eventsOf(Buffer.from(text))).body).toEqual({ id: '1', choices: [] });
  });
});

describe('pieces of text that each begin with the one before', () => {
  const textOf = (pieces: readonly string[]) =>
    (messageOf(pieces.map((content) => delta({ content }))) as { readonly content: string }).content;
  const answer = 'The tide is high at noon.';

  test.each<[string, readonly string[]]>([
    ['of which the first is long', ['The tide is high', answer]],
    ['of which the last is repeated', ['The tide', answer, answer]],
    ['of which the only one is long, and repeated', [answer, answer]],
    ['of which three are longer and longer', ['T', 'The', answer]],
    ['with empty ones between them', ['', 'T', '', 'The', answer, '']],
  ])('are all of it so far: %s', (_what, pieces) => {
    expect(textOf(pieces)).toBe(answer);
  });

  test('are all of it so far, however short', () => {
    expect(textOf(['No', 'No wa', 'No way'])).toBe('No way');
    expect(textOf(['Ja', 'Ja.', 'Ja.'])).toBe('Ja.');
  });

  test.each<[string, readonly string[]]>([
    ['two that are short', ['ha', 'haha']],
    ['two that are the same and short', ['Ha', 'Ha']],
    ['short ones that are the same', ['ha', 'ha', 'ha', 'ha']],
    ['lines that are the same', [`${answer}\n`, `${answer}\n`, `${answer}\n`]],
    ['dashes', ['-', '--', '----', '--------', '----------------', '--------------------------------']],
    ['white space', [' ', '  ', '    ']],
    ['some that begin so, and one that does not', ['a', 'ab', 'abc', '.']],
  ])('follow one another: %s', (_what, pieces) => {
    expect(textOf(pieces)).toBe(pieces.join(''));
  });

  const words = fc.uniqueArray(fc.constantFrom('tide', 'is', 'high', 'at', '7', 'é'), { minLength: 3 });

  test('are all of any text so far, if there are three', () => {
    fc.assert(
      fc.property(words, ([first = '', ...others]) => {
        const pieces = others.map((_, end) => [first, ...others.slice(0, end + 1)].join(' '));
        const all = [first, ...pieces];
        expect(textOf(all)).toBe(all.at(-1));
      }),
    );
  });

  test('follow one another, if one of them does not begin so, or two tokens do', () => {
    const token = fc.string({ unit: fc.constantFrom('a', 'b', ' '), minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(fc.array(token, { minLength: 2, maxLength: 4 }), (pieces) => {
        const isChain = pieces.every((piece, at) => piece.startsWith(pieces[at - 1] ?? ''));
        fc.pre(!isChain || pieces.length === 2);
        expect(textOf(pieces)).toBe(pieces.join(''));
      }),
    );
  });
});

const anyChoice = fc.record({
  content: inPieces(fc.string({ unit: 'grapheme', maxLength: 60 })),
  reasoning: inPieces(fc.string({ unit: 'grapheme', maxLength: 60 })),
  calls: fc.array(fc.record({ name: fc.string({ minLength: 1 }), args: inPieces(fc.json()) }), { maxLength: 3 }),
});

describe('a stream', () => {
  test('folds to the same message, wherever the model and the network cut it', () => {
    fc.assert(
      fc.property(fc.array(anyChoice, { minLength: 1, maxLength: 3 }), pieceSizes, (choices, sizes) => {
        const chunks = choices.flatMap((choice, index) => [
          delta({ role: 'assistant', content: '' }, index),
          ...choice.reasoning.map((piece) => delta({ reasoning_content: piece }, index)),
          ...choice.content.map((piece) => delta({ content: piece }, index)),
          ...choice.calls.flatMap(({ name, args }, at) => [
            delta(
              { tool_calls: [{ index: at, id: `call_${at}`, type: 'function', function: { name, arguments: '' } }] },
              index,
            ),
            ...args.map((piece) => delta({ tool_calls: [{ index: at, function: { arguments: piece } }] }, index)),
          ]),
          { choices: [{ index, delta: {}, finish_reason: 'stop' }] },
        ]);
        const { response, error } = exchangeInPieces(
          { url: chatUrl, request: { ...chatRequest, stream: true, n: choices.length } },
          streamOf(chunks),
          sizes,
        );
        expect(error).toBeUndefined();
        expect(response.messages.map(spoken)).toEqual(
          choices.map(({ content, reasoning, calls: made }) => ({
            text: content.join(''),
            reasoning: reasoning.join('').trim() === '' ? '' : reasoning.join(''), // white space alone stays where it is
            calls: made.map(({ name, args }, at) => [`call_${at}`, name, args.join('')]),
          })),
        );
      }),
    );
  });
});

const spoken = ({
  parts,
}: {
  readonly parts: readonly { readonly type: string; readonly [key: string]: unknown }[];
}) => {
  const text = (type: string) => parts.find((part) => part.type === type)?.['content'] ?? '';
  return {
    text: text('text'),
    reasoning: text('reasoning'),
    calls: parts.filter((part) => part.type === 'tool_call').map(({ id, name, arguments: args }) => [id, name, args]),
  };
};
