import fc from 'fast-check';
import { StreamedCalls } from '../../../../src/wire/apis/openai/pieces/streamed-calls';
import { unbounded } from '../../support/folded';
import { inPieces } from '../../support/pieces';

type Piece = Readonly<Record<string, unknown>>;

/** `[name, arguments]` of the calls that the pieces give. */
function callsIn(pieces: readonly Piece[]): unknown {
  const calls = new StreamedCalls(unbounded());
  for (const piece of pieces) calls.push(piece);
  return (calls.all() ?? []).map((call) => {
    const { name, arguments: args } = call['function'] as { name?: unknown; arguments?: unknown };
    return [name, args];
  });
}

const piece = (place: Piece, name: string | undefined, args: unknown): Piece => ({
  ...place,
  type: 'function',
  function: { ...(name === undefined ? {} : { name }), ...(args === undefined ? {} : { arguments: args }) },
});

const oslo = '{"town":"Oslo"}';
const bern = '{"town":"Bern"}';
const at = (index: number, id?: string) => ({ index, ...(id === undefined ? {} : { id }) });

describe('tool calls in pieces', () => {
  test.each<[string, readonly Piece[], unknown]>([
    [
      'are two where the arguments of one follow those of the other in one piece',
      [piece(at(0, 'c_1'), 'tide', ''), piece(at(0), undefined, oslo + bern)],
      [
        ['tide', oslo],
        ['tide', bern],
      ],
    ],
    [
      'are two where such a piece ends within the second one',
      [piece(at(0, 'c_1'), 'tide', `${oslo} {"to`), piece(at(0), undefined, 'wn":"Bern"}')],
      [
        ['tide', oslo],
        ['tide', bern],
      ],
    ],
    [
      'are two where the end of the second one has an index of its own',
      [
        piece(at(0, 'c_1'), 'tide', ''),
        piece(at(0), undefined, oslo),
        piece(at(0, 'c_2'), 'tide', ''),
        piece(at(1), undefined, bern),
      ],
      [
        ['tide', oslo],
        ['tide', bern],
      ],
    ],
    [
      'are two where all have the same id',
      [piece(at(0, 'c'), 'tide', oslo), piece(at(1, 'c'), 'tide', bern)],
      [
        ['tide', oslo],
        ['tide', bern],
      ],
    ],
    [
      'are two where neither has arguments',
      [piece({ id: 'c_1' }, 'now', ''), piece({ id: 'c_2' }, 'now', '')],
      [
        ['now', ''],
        ['now', ''],
      ],
    ],
    [
      'are two where both have arguments that are no JSON',
      [piece({ id: 'c_1' }, 'say', 'hello'), piece({ id: 'c_2' }, 'say', 'bye')],
      [
        ['say', 'hello'],
        ['say', 'bye'],
      ],
    ],
    [
      'are one where the last piece has all of it again',
      [piece(at(0, 'c_1'), 'tide', '{"town":'), piece(at(0), undefined, '"Oslo"}'), piece(at(0), 'tide', oslo)],
      [['tide', oslo]],
    ],
    [
      'are one where an empty piece follows',
      [piece(at(0, 'c_1'), 'tide', oslo), piece(at(0, ''), '', '')],
      [['tide', oslo]],
    ],
    [
      'are one where the tail has another index',
      [piece(at(0, 'c_1'), 'tide', '{"town":'), piece(at(1), undefined, '"Oslo"}')],
      [['tide', oslo]],
    ],
    [
      'keep braces in texts',
      [piece(at(0, 'c_1'), 'say', '{"a":"}{\\"'), piece(at(0), undefined, '}{"}')],
      [['say', '{"a":"}{\\"}{"}']],
    ],
    [
      'keep arguments that begin like the piece before them',
      [piece(at(0, 'c_1'), 'f', '{"a":'), piece(at(0), undefined, '{"a":1}'), piece(at(0), undefined, '}')],
      [['f', '{"a":{"a":1}}']],
    ],
    [
      'keep a key that begins like the piece before it',
      [piece(at(0, 'c_1'), 'f', '{"'), piece(at(0), undefined, '{":[["a"'), piece(at(0), undefined, '],null]}')],
      [['f', '{"{":[["a"],null]}']],
    ],
    [
      'are one where each piece has all of them so far and the first ends in a key',
      [piece(at(0, 'c_1'), 'tide', '{"'), piece(at(0), undefined, oslo)],
      [['tide', oslo]],
    ],
    [
      'are one where these pieces have as many quotes as a text of their own would',
      [piece(at(0, 'c_1'), 'tide', '{"'), piece(at(0), undefined, '{"a":1,"b\\"":2}')],
      [['tide', '{"a":1,"b\\"":2}']],
    ],
    [
      'have arguments as an object',
      [piece({}, 'tide', { town: 'Oslo' }), piece({}, 'tide', { town: 'Bern' })],
      [
        ['tide', { town: 'Oslo' }],
        ['tide', { town: 'Bern' }],
      ],
    ],
    [
      'have the object in place of the text before it',
      [piece(at(0, 'c_1'), 'tide', ''), piece(at(0, 'c_1'), 'tide', { town: 'Oslo' })],
      [['tide', { town: 'Oslo' }]],
    ],
    ...['{}', {}, 'null'].map((placeholder): [string, readonly Piece[], unknown] => [
      `have the arguments that follow ${JSON.stringify(placeholder)} beside the name`,
      [
        piece(at(0, 'c_1'), 'tide', placeholder),
        piece(at(0), undefined, '{"town":'),
        piece(at(0), undefined, '"Oslo"}'),
      ],
      [['tide', oslo]],
    ]),
    [
      'have no arguments but {} where none follow',
      [piece(at(0, 'c_1'), 'now', '{}'), piece(at(0), undefined, '{}'), piece(at(0), undefined, '')],
      [['now', '{}']],
    ],
    [
      'are two where the first has no arguments but {}',
      [piece(at(0, 'c_1'), 'tide', '{}'), piece(at(0, 'c_2'), 'tide', oslo)],
      [
        ['tide', '{}'],
        ['tide', oslo],
      ],
    ],
    [
      'are one where null follows',
      [piece(at(0, 'c_1'), 'tide', oslo), piece(at(0, ''), '', 'null'), piece(at(0), undefined, null)],
      [['tide', oslo]],
    ],
    [
      'keep null as one of their values',
      [piece(at(0, 'c_1'), 'f', '{"a":'), piece(at(0), undefined, 'null'), piece(at(0), undefined, '}')],
      [['f', '{"a":null}']],
    ],
    [
      'have a name in pieces',
      [
        piece(at(0, 'c_1'), 'tide_', undefined),
        piece(at(0), 'of_', ''),
        piece(at(0), 'day', ''),
        piece(at(0), undefined, oslo),
      ],
      [['tide_of_day', oslo]],
    ],
    [
      'have a name of which each piece has all so far',
      [piece(at(0), 'tide_', ''), piece(at(0), 'tide_of_day', ''), piece(at(0), undefined, oslo)],
      [['tide_of_day', oslo]],
    ],
    [
      'have a name whose last piece comes with the first of the arguments',
      [piece(at(0, 'c_1'), 'tide_', ''), piece(at(0), 'of_day', '{"town":'), piece(at(0), undefined, '"Oslo"}')],
      [['tide_of_day', oslo]],
    ],
    [
      'have a name in pieces that only their id holds together',
      [piece({ id: 'c_1' }, 'tide_', ''), piece({ id: 'c_1' }, 'of_day', ''), piece({}, undefined, oslo)],
      [['tide_of_day', oslo]],
    ],
    [
      'are two where another name comes with the same id at a new index',
      [piece(at(0, 'c'), 'now', ''), piece(at(1, 'c'), 'tide', ''), piece(at(1), undefined, oslo)],
      [
        ['now', ''],
        ['tide', oslo],
      ],
    ],
    [
      'are two where another id comes with another name',
      [piece(at(0, 'c_1'), 'now', ''), piece(at(0, 'c_2'), 'tide', ''), piece(at(0), undefined, oslo)],
      [
        ['now', ''],
        ['tide', oslo],
      ],
    ],
    [
      'are two where another name comes without an index',
      [piece({}, 'now', ''), piece({}, 'tide', oslo)],
      [
        ['now', ''],
        ['tide', oslo],
      ],
    ],
    [
      'are two where another name comes with all arguments',
      [piece(at(0), 'now', ''), piece(at(0), 'tide', oslo)],
      [
        ['now', ''],
        ['tide', oslo],
      ],
    ],
    ['have no arguments where none came', [piece(at(0, 'c_1'), 'now', undefined)], [['now', undefined]]],
  ])('%s', (_rule, pieces, calls) => {
    expect(callsIn(pieces)).toEqual(calls);
  });

  test('have the first id that came', () => {
    const calls = new StreamedCalls(unbounded());
    for (const each of [piece(at(0, 'c_1'), 'f', '{"a":'), piece(at(0, 'c_2'), undefined, '1}')]) calls.push(each);
    expect(calls.all()).toEqual([{ id: 'c_1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }]);
  });
});

/** A call that was made, its arguments as a text in pieces. */
interface Made {
  readonly name: string;
  readonly args: readonly string[];
}

const whole = ({ args }: Made): string => args.join('');
const filled = ({ args }: Made): readonly string[] => args.filter((text) => text !== '');
const soFar = (call: Made): readonly string[] =>
  filled(call).map((_, place) =>
    filled(call)
      .slice(0, place + 1)
      .join(''),
  );

/** A head with the name, then the arguments. */
const headed = (call: Made, head: Piece, tail: (place: number) => Piece): readonly Piece[] => [
  piece(head, call.name, ''),
  ...call.args.map((text, place) => piece(tail(place), undefined, text)),
];

/** How servers divide calls into pieces. */
const styles: Readonly<Record<string, (call: Made, place: number) => readonly Piece[]>> = {
  'by index, with an id at first': (call, i) => headed(call, at(i, `c_${i}`), () => at(i)),
  'by index, with the id and the name in each': (call, i) =>
    call.args.map((text) => piece(at(i, `c_${i}`), call.name, text)),
  'by index, without ids': (call, i) => headed(call, at(i), () => at(i)),
  'by id alone': (call, i) => headed(call, { id: `c_${i}` }, () => ({ id: `c_${i}` })),
  'with an id at first, and no index': (call, i) => headed(call, { id: `c_${i}` }, () => ({})),
  'by neither': (call) => headed(call, {}, () => ({})),
  'all at index 0, with an id at first': (call, i) => headed(call, at(0, `c_${i}`), () => at(0, '')),
  'all at index 0, with empty ids': (call) => headed(call, at(0, ''), () => at(0, '')),
  'all at index 0, with a new id in each': (call, i) =>
    headed(call, at(0, `c_${i}`), (place) => at(0, `c_${i}_${place}`)),
  'with a new id in each, and no index': (call, i) =>
    headed(call, { id: `c_${i}` }, (place) => ({ id: `c_${i}_${place}` })),
  'with a new id and the name in each': (call, i) =>
    filled(call).map((text, place) => piece(at(0, `c_${i}_${place}`), call.name, text)),
  'with the id at a wrong index': (call, i) => headed(call, at(0, `c_${i}`), () => at(i + 1)),
  'whole, all at index 0': (call) => [piece(at(0), call.name, whole(call))],
  'whole, without an index': (call, i) => [piece({ id: `c_${i}` }, call.name, whole(call))],
  'whole, without anything': (call) => [piece({}, call.name, whole(call))],
  'cumulative, with the id and the name in each': (call, i) =>
    soFar(call).map((text) => piece(at(i, `c_${i}`), call.name, text)),
  'cumulative, without ids': (call, i) => soFar(call).map((text) => piece(at(i), call.name, text)),
  'cumulative, all at index 0': (call, i) => soFar(call).map((text) => piece(at(0, `c_${i}`), call.name, text)),
};

const argument = fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 2 });
/** Servers that tell calls apart by nothing else cannot say that a call was made twice. */
const madeCalls = (name: fc.Arbitrary<string>) =>
  fc
    .uniqueArray(
      argument.map((args) => JSON.stringify(args)),
      { minLength: 1, maxLength: 4 },
    )
    .chain((all) => fc.tuple(...all.map((text) => fc.record({ name, args: inPieces(fc.constant(text)) }))));

describe('any calls, in any pieces', () => {
  const expected = (made: readonly Made[]) => made.map((call) => [call.name, whole(call)]);

  test.each(Object.entries(styles))('are the calls that were made: %s', (_style, pieces) => {
    fc.assert(
      fc.property(madeCalls(fc.constantFrom('tide', 'clock')), (made) => {
        expect(callsIn(made.flatMap(pieces))).toEqual(expected(made));
      }),
      { numRuns: 40 },
    );
  });

  test('are the calls that were made: one after the other, with nothing between them', () => {
    fc.assert(
      fc.property(
        madeCalls(fc.constant('tide')).chain((made) =>
          fc.tuple(fc.constant(made), inPieces(fc.constant(made.map(whole).join('')))),
        ),
        ([made, args]) => {
          const pieces = headed({ name: 'tide', args }, at(0, 'c_1'), () => at(0));
          expect(callsIn(pieces)).toEqual(expected(made));
        },
      ),
    );
  });
});
