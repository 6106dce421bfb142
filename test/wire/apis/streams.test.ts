import fc from 'fast-check';
import type { OutputMessage } from '../../../src/wire/exchange';
import { encodeEvent } from '../../support/providers/event-stream.cjs';
import { exchangeInPieces } from '../support/pieces';

/** A message whose texts come in pieces, as a model writes them. */
interface Written {
  readonly thoughts: readonly string[];
  readonly texts: readonly string[];
  readonly calls: readonly { readonly name: string; readonly args: Readonly<Record<string, unknown>> }[];
}

const sse = (chunks: readonly unknown[]) =>
  Buffer.from(chunks.map((chunk) => `data: ${JSON.stringify(chunk)}\r\n\r\n`).join(''));
const lines = (chunks: readonly unknown[]) => Buffer.from(chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join(''));
const halves = (text: string): readonly string[] => [text.slice(0, text.length / 2), text.slice(text.length / 2)];

const geminiChunks = ({ thoughts, texts, calls }: Written) => [
  ...[
    ...thoughts.map((text) => ({ text, thought: true })),
    ...texts.map((text) => ({ text })),
    ...calls.map((call) => ({ functionCall: call })),
  ].map((part) => ({ candidates: [{ content: { parts: [part], role: 'model' } }] })),
  { candidates: [{ finishReason: 'STOP' }] },
];

const converseEvents = ({ thoughts, texts, calls }: Written) => [
  encodeEvent('messageStart', { role: 'assistant' }),
  ...thoughts.map((text) => [0, { reasoningContent: { text } }] as const).map(delta),
  ...texts.map((text) => [1, { text }] as const).map(delta),
  ...calls.flatMap(({ name, args }, at) => [
    encodeEvent('contentBlockStart', { contentBlockIndex: at + 2, start: { toolUse: { toolUseId: `t${at}`, name } } }),
    ...halves(JSON.stringify(args)).map((input) => delta([at + 2, { toolUse: { input } }])),
  ]),
  encodeEvent('messageStop', { stopReason: 'end_turn' }),
];
const delta = ([contentBlockIndex, value]: readonly [number, object]) =>
  encodeEvent('contentBlockDelta', { contentBlockIndex, delta: value });

const cohereEvents = ({ thoughts, texts, calls }: Written) => [
  { type: 'message-start', id: 'm', delta: { message: { role: 'assistant' } } },
  ...thoughts.map((thinking) => content(0, { type: 'thinking', thinking })),
  ...texts.map((text) => content(1, { type: 'text', text })),
  ...calls.flatMap(({ name, args }, index) => [
    call('start', index, { id: `t${index}`, type: 'function', function: { name, arguments: '' } }),
    ...halves(JSON.stringify(args)).map((piece) => call('delta', index, { function: { arguments: piece } })),
  ]),
  { type: 'message-end', delta: { finish_reason: 'COMPLETE' } },
];
const content = (index: number, piece: object) => ({
  type: 'content-delta',
  index,
  delta: { message: { content: piece } },
});
const call = (kind: string, index: number, piece: object) => ({
  type: `tool-call-${kind}`,
  index,
  delta: { message: { tool_calls: piece } },
});

const ollamaLines = ({ thoughts, texts, calls }: Written) => [
  ...thoughts.map((thinking) => ({ message: { role: 'assistant', content: '', thinking }, done: false })),
  ...texts.map((text) => ({ message: { role: 'assistant', content: text }, done: false })),
  ...calls.map(({ name, args }) => ({
    message: { role: 'assistant', content: '', tool_calls: [{ function: { name, arguments: args } }] },
    done: false,
  })),
  { message: { role: 'assistant', content: '' }, done: true, done_reason: 'stop' },
];

const user = { role: 'user', content: 'x' };
const streams: readonly (readonly [string, { url: string; request: object; bytes: (message: Written) => Buffer }])[] = [
  [
    'Gemini, as events',
    {
      url: 'https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent',
      request: { contents: [{ parts: [{ text: 'x' }] }] },
      bytes: (message) => sse(geminiChunks(message)),
    },
  ],
  [
    'Gemini, as a list',
    {
      url: 'https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent',
      request: { contents: [{ parts: [{ text: 'x' }] }] },
      bytes: (message) => Buffer.from(JSON.stringify(geminiChunks(message), undefined, 2)),
    },
  ],
  [
    'Bedrock',
    {
      url: 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse-stream',
      request: { messages: [{ role: 'user', content: [{ text: 'x' }] }] },
      bytes: (message) => Buffer.concat(converseEvents(message)),
    },
  ],
  [
    'Cohere',
    {
      url: 'https://api.cohere.com/v2/chat',
      request: { model: 'm', messages: [user], stream: true },
      bytes: (message) => sse(cohereEvents(message)),
    },
  ],
  [
    'Ollama',
    {
      url: 'http://127.0.0.1:11434/api/chat',
      request: { model: 'm', messages: [user] },
      bytes: (message) => lines(ollamaLines(message)),
    },
  ],
];

const piece = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
const written: fc.Arbitrary<Written> = fc.record({
  thoughts: fc.array(piece, { maxLength: 3 }),
  texts: fc.array(piece, { minLength: 1, maxLength: 4 }),
  calls: fc.array(
    fc.record({
      name: fc.string({ minLength: 1, maxLength: 8 }),
      args: fc.dictionary(
        fc.string({ maxLength: 6 }).filter((key) => key !== '__proto__'),
        fc.oneof(piece, fc.integer()),
        { maxKeys: 3, noNullPrototype: true },
      ),
    }),
    { maxLength: 3 },
  ),
});

describe.each(streams)('a stream of %s', (_provider, { url, request, bytes }) => {
  test('folds to the same message, wherever the model and the network cut it', () => {
    fc.assert(
      fc.property(written, fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1 }), (message, sizes) => {
        const { response, error } = exchangeInPieces({ url, request }, bytes(message), sizes);
        expect(error).toBeUndefined();
        expect(response.messages.map(said)).toEqual([
          { thoughts: message.thoughts.join(''), texts: message.texts.join(''), calls: message.calls },
        ]);
      }),
    );
  });
});

const said = ({ parts }: OutputMessage) => ({
  thoughts: textsOf(parts, 'reasoning'),
  texts: textsOf(parts, 'text'),
  calls: parts
    .filter(({ type }) => type === 'tool_call')
    .map((part) => ({
      name: part['name'],
      args: typeof part['arguments'] === 'string' ? JSON.parse(part['arguments']) : part['arguments'],
    })),
});

const textsOf = (parts: OutputMessage['parts'], type: string): string =>
  parts
    .filter((part) => part.type === type)
    .map((part) => part['content'])
    .join('');
