import { brotliCompressSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { ExchangeReader } from '../../src/wire/exchange-reader';
import { Chunks } from '../../src/wire/http/chunks';
import { encodeEvent } from '../support/providers/event-stream.cjs';
import { pieceSizes } from './support/pieces';
import {
  chatRequest,
  chatResponse,
  readExchange,
  recordingOf,
  streamOf,
  type WholeRecording,
} from './support/recordings';

const request = { ...chatRequest, stream: true };
const chunk = (delta: object, more: object = {}) => ({ id: 'c', model: 'm', choices: [{ index: 0, delta, ...more }] });
const chunks = [
  chunk({ role: 'assistant', content: 'Grüße 東京 🗼' }),
  chunk({ content: ', "quoted"\n' }),
  chunk({}, { finish_reason: 'stop' }),
  { id: 'c', choices: [], usage: { prompt_tokens: 3, completion_tokens: 9 } },
];
const gemini = { url: 'https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent' };
const geminiRequest = { contents: [{ parts: [{ text: 'x' }] }] };
const candidates = ['Grüße', ' 🗼 ]}'].map((text) => ({ candidates: [{ content: { parts: [{ text }] } }] }));
const converse = { url: 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse-stream' };
const encodedAs = (contentEncoding: string) => ({ headers: { contentType: 'text/event-stream', contentEncoding } });

const forms: readonly (readonly [string, WholeRecording])[] = [
  ['JSON', recordingOf({ request: chatRequest, response: { ...chatResponse, note: 'Grüße 🗼' } })],
  ['events', recordingOf({ request, response: streamOf(chunks) })],
  [
    'events with carriage returns',
    recordingOf({ request, response: Buffer.from(streamOf(chunks).toString().replaceAll('\n', '\r\n')) }),
  ],
  [
    'events with bare JSON after them',
    recordingOf({
      request,
      response: Buffer.concat([streamOf(chunks, ''), Buffer.from('{"error":{"message":"No 🗼"}}')]),
    }),
  ],
  [
    'events with one line end between them',
    recordingOf({ request, response: Buffer.from(streamOf(chunks).toString().replaceAll('\n\n', '\n')) }),
  ],
  ['a web page', recordingOf({ request, response: Buffer.from('<html>Grüße</html>') }, { status: 502 })],
  ['gzip', recordingOf({ request, response: gzipSync(streamOf(chunks)) }, encodedAs('gzip'))],
  ['brotli', recordingOf({ request, response: brotliCompressSync(streamOf(chunks)) }, encodedAs('br'))],
  [
    'a JSON list',
    recordingOf({ request: geminiRequest, response: Buffer.from(JSON.stringify(candidates, undefined, 1)) }, gemini),
  ],
  [
    'lines of JSON',
    recordingOf(
      {
        request: { model: 'm', messages: [{ role: 'user', content: 'x' }] },
        response: Buffer.from('{"message":{"content":"Grü"}}\n{"message":{"content":"ße 🗼"},"done":true}\n'),
      },
      { url: 'http://127.0.0.1:11434/api/chat' },
    ),
  ],
  [
    'an event stream',
    recordingOf(
      {
        request: { messages: [{ role: 'user', content: [{ text: 'x' }] }] },
        response: Buffer.concat([
          encodeEvent('messageStart', { role: 'assistant' }),
          encodeEvent('contentBlockDelta', { contentBlockIndex: 0, delta: { text: 'Grüße 🗼' } }),
          encodeEvent('messageStop', { stopReason: 'end_turn' }),
        ]),
      },
      converse,
    ),
  ],
];

test.each(forms)('%s is the same exchange wherever the network divides it', (_form, recording) => {
  const whole = readExchange(recording);
  expect(whole).toBeDefined();
  fc.assert(
    fc.property(pieceSizes, (sizes) => {
      expect(readExchange(recording, sizes)).toEqual(whole);
    }),
    { numRuns: 30 },
  );
});

describe('of a response that is longer than what is kept', () => {
  const maxBytes = 100_000;
  const word = (i: number) => ` word${i}`;
  const words = Array.from({ length: 16_000 }, (_, i) => word(i));

  test.each<[string, Buffer | object]>([
    [
      'streamed',
      streamOf([
        chunk({ role: 'assistant', content: 'First' }),
        ...words.map((content) => chunk({ content })),
        ...chunks.slice(2),
      ]),
    ],
    [
      'whole',
      {
        ...chatResponse,
        choices: [
          { index: 0, message: { role: 'assistant', content: `First${words.join('')}` }, finish_reason: 'stop' },
        ],
      },
    ],
  ])('the text has its beginning and its end, and what comes last is there: %s', (_how, response) => {
    const exchange = readExchange(
      recordingOf({ request: { ...request, stream: Buffer.isBuffer(response) }, response }),
      [5000],
      maxBytes,
    );
    const text = String(exchange?.response.messages[0]?.parts[0]?.['content']);
    expect(text.startsWith('First word0 word1')).toBe(true);
    expect(text.endsWith(' word15998 word15999')).toBe(true);
    expect(text.length).toBeLessThan(maxBytes);
    expect(exchange?.response).toMatchObject({ finishReasons: ['stop'] });
    expect(exchange?.response.attributes['gen_ai.usage.input_tokens']).toBeGreaterThan(0);
    expect(exchange?.truncated).toBe(true);
    expect(exchange?.error).toBeUndefined();
  });

  test('no more is ever held than about the bound, whatever arrives', () => {
    const long = [
      streamOf(words.map((content) => chunk({ content }))),
      streamOf(
        words.map((_, index) =>
          chunk({ tool_calls: [{ index, id: `c${index}`, function: { name: 'f', arguments: '{}' } }] }),
        ),
      ),
      streamOf(words.map((name) => ({ [name]: name }))),
      Buffer.from(`data: {"id":"${'x'.repeat(3_000_000)}"}\n\n`),
      Buffer.from(`data: ${'x'.repeat(3_000_000)}`),
    ];
    for (const response of long) {
      const recorded = {
        request: new Chunks(),
        response: new Chunks(),
        recording: recordingOf(),
        isDone: false,
        ignoreBodies: () => undefined,
      };
      const reader = new ExchangeReader(recorded, { maxBytes, maxMediaBytes: 4096 });
      recorded.request.push(Buffer.from(JSON.stringify(request)));
      let most = 0;
      for (let from = 0; from < response.length; from += 10_000) {
        recorded.response.push(response.subarray(from, from + 10_000));
        while (reader.step());
        most = Math.max(most, reader.kept);
      }
      expect(most).toBeLessThan(2 * maxBytes);
    }
  });
});
