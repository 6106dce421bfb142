import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { growth, linear } from '../support/growth';
import { encodeEvent, encodeMessage } from '../support/providers/event-stream.cjs';
import { chatUrl, readExchange, recordingOf, type WholeRecording } from './support/recordings';

const sse = (events: readonly unknown[]) =>
  Buffer.from(events.map((each) => `data: ${JSON.stringify(each)}\n\n`).join(''));
const lines = (events: readonly unknown[]) => Buffer.from(events.map((each) => `${JSON.stringify(each)}\n`).join(''));
const many = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, i) => make(i));

const user = { role: 'user', content: 'x' };
const chat = (response: Buffer, changes: Partial<WholeRecording> = {}) =>
  recordingOf({ request: { model: 'm', messages: [user], stream: true }, response }, changes);
const at = (url: string, request: object, response: Buffer) => recordingOf({ request, response }, { url });

const delta = (fields: object) => ({ choices: [{ index: 0, delta: fields }] });
const words = (count: number) => sse(many(count, (i) => delta({ content: ` word ${i}` })));
const encoded = (contentEncoding: string, body: Buffer) =>
  chat(body, { headers: { contentType: 'text/event-stream', contentEncoding } });
const converse = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/converse-stream';
const invoke = 'https://bedrock-runtime.us-east-1.amazonaws.com/model/m/invoke-with-response-stream';
const gemini = 'https://generativelanguage.googleapis.com/v1beta/models/m:streamGenerateContent';
const geminiRequest = { contents: [{ parts: [{ text: 'x' }] }] };
const anthropic = 'https://api.anthropic.com/v1/messages';
const responses = 'https://api.openai.com/v1/responses';

/** Recordings that grow with a count, by what of them grows. */
const growing: readonly (readonly [string, (count: number) => WholeRecording])[] = [
  ['words', (n) => chat(words(n))],
  ['carriage returns', (n) => chat(Buffer.from('\r'.repeat(n * 100)))],
  ['blank lines', (n) => chat(Buffer.from('\n'.repeat(n * 100)))],
  ['comments', (n) => chat(Buffer.from(': x\n'.repeat(n * 20)))],
  ['lines of data without a blank one', (n) => chat(Buffer.from('data: {"a":\n'.repeat(n * 5)))],
  ['one line of data', (n) => chat(Buffer.from(`data: ${'x'.repeat(n * 100)}`))],
  ['lines of bare JSON', (n) => chat(lines(many(n, () => delta({ content: 'x' }))))],
  ['bare JSON in one line', (n) => chat(Buffer.from('{"a":[{"b":"}"}]}'.repeat(n)))],
  ['bare JSON whose ends are missing', (n) => chat(Buffer.from('{"a":"b" '.repeat(n)))],
  ['fields for errors', (n) => chat(Buffer.from('error: x\n'.repeat(n)))],
  ['details of an error', (n) => chat(Buffer.from(JSON.stringify({ detail: many(n * 5, () => ({ msg: 'x' })) })))],
  ['bare JSON that does not end', (n) => chat(Buffer.from(`: x\n${'{"a":\n'.repeat(n * 10)}`))],
  ['gzip', (n) => encoded('gzip', gzipSync(words(n)))],
  ['gzip of nothing but zeros', (n) => encoded('gzip', gzipSync(Buffer.alloc(n * 1000)))],
  ['brotli', (n) => encoded('br', brotliCompressSync(words(n)))],
  ['deflate', (n) => encoded('deflate', deflateSync(words(n)))],
  ['deflate in gzip', (n) => encoded('deflate, gzip', gzipSync(deflateSync(words(n))))],
  [
    'tool calls, each with an index',
    (n) => chat(sse(many(n, (index) => delta({ tool_calls: [{ index, id: `c${index}`, function: { name: 'f' } }] })))),
  ],
  [
    'tool calls without index and id',
    (n) => chat(sse(many(n, () => delta({ tool_calls: [{ function: { name: 'f' } }] })))),
  ],
  ['tool calls by id', (n) => chat(sse(many(n, (i) => delta({ tool_calls: [{ id: `c${i}` }] }))))],
  [
    'pieces of one tool call',
    (n) => chat(sse(many(n, () => delta({ tool_calls: [{ index: 0, function: { arguments: '{"a' } }] })))),
  ],
  [
    'tool calls in one piece',
    (n) => chat(sse([delta({ tool_calls: [{ index: 0, function: { name: 'f', arguments: '{}'.repeat(n) } }] })])),
  ],
  [
    'pieces of one tool call, each with an id',
    (n) => chat(sse(many(n, (i) => delta({ tool_calls: [{ id: `c${i}`, function: { arguments: '{"a' } }] })))),
  ],
  [
    'pieces of one tool call, each at an index',
    (n) => chat(sse(many(n, (index) => delta({ tool_calls: [{ index, function: { arguments: '{"a' } }] })))),
  ],
  [
    'pieces with all of a text so far',
    (n) => chat(sse(many(Math.sqrt(n * 20), (i) => delta({ content: 'word '.repeat(i) })))),
  ],
  [
    'dashes, more with each piece',
    (n) => chat(sse(many(Math.sqrt(n * 20), (i) => delta({ content: '-'.repeat(5 * i) })))),
  ],
  [
    'tool calls whose arguments have a place kept beside their name',
    (n) =>
      chat(
        sse(
          many(n, (i) =>
            delta({
              tool_calls: [
                { index: 0, function: { ...(i % 2 ? {} : { name: 'f' }), arguments: i % 2 ? '{"a":1}' : '{}' } },
              ],
            }),
          ),
        ),
      ),
  ],
  [
    'pieces of a name',
    (n) => chat(sse(many(n, (i) => delta({ tool_calls: [{ index: 0, function: { name: `f${i}` } }] })))),
  ],
  ['reasoning in objects', (n) => chat(sse(many(n, () => delta({ reasoning: { text: 'x' } }))))],
  ['counts', (n) => chat(sse(many(n, (i) => ({ usage: { [`c${i}`]: i } }))))],
  [
    'log probabilities',
    (n) => chat(sse(many(n, () => ({ choices: [{ delta: {}, logprobs: { content: [{ logprob: -1 }] } }] })))),
  ],
  ['reasoning details', (n) => chat(sse(many(n, (index) => delta({ reasoning_details: [{ index, text: 'x' }] }))))],
  ['parts of content', (n) => chat(sse(many(n, (i) => delta({ content: [{ type: `t${i}`, text: 'x' }] }))))],
  ['choices', (n) => chat(sse(many(n, (index) => ({ choices: [{ index, delta: { content: 'x' } }] }))))],
  ['new fields', (n) => chat(sse(many(n, (i) => ({ [`f${i}`]: i }))))],
  [
    'content blocks',
    (n) =>
      at(
        anthropic,
        { model: 'm', messages: [user], stream: true },
        sse(many(n, (index) => ({ type: 'content_block_delta', index, delta: { text: 'x' } }))),
      ),
  ],
  [
    'citations',
    (n) =>
      at(
        anthropic,
        { model: 'm', messages: [user], stream: true },
        sse(many(n, () => ({ type: 'content_block_delta', index: 0, delta: { citation: { title: 't' } } }))),
      ),
  ],
  [
    'annotations',
    (n) =>
      at(
        responses,
        { model: 'm', input: 'x', stream: true },
        sse(
          many(n, (i) => ({
            type: 'response.output_text.annotation.added',
            output_index: 0,
            content_index: 0,
            annotation: { index: i },
          })),
        ),
      ),
  ],
  [
    'items of output',
    (n) =>
      at(
        responses,
        { model: 'm', input: 'x', stream: true },
        sse(
          many(n, (i) => ({
            type: 'response.output_item.done',
            output_index: i,
            item: { type: 'message', content: [{ type: 'output_text', text: 'x' }] },
          })),
        ),
      ),
  ],
  [
    'items of output without an index',
    (n) =>
      at(
        responses,
        { model: 'm', input: 'x', stream: true },
        sse(many(n, (i) => ({ type: 'response.output_item.added', item: { type: 'message', id: `m${i}` } }))),
      ),
  ],
  [
    'content blocks at one index',
    (n) =>
      at(
        anthropic,
        { model: 'm', messages: [user], stream: true },
        sse(many(n, () => ({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'x' } }))),
      ),
  ],
  [
    'partial arguments',
    (n) =>
      at(
        gemini,
        geminiRequest,
        sse(
          many(n, (i) => ({
            candidates: [
              {
                content: {
                  parts: [
                    { functionCall: { willContinue: true, partialArgs: [{ jsonPath: `$.a${i}`, numberValue: 1 }] } },
                  ],
                },
              },
            ],
          })),
        ),
      ),
  ],
  [
    'items of a list',
    (n) =>
      at(
        gemini,
        geminiRequest,
        Buffer.from(JSON.stringify(many(n, () => ({ candidates: [{ content: { parts: [{ text: 'x' }] } }] })))),
      ),
  ],
  ['brackets of a list', (n) => at(gemini, geminiRequest, Buffer.from(`[${'[[]],'.repeat(n * 10)}`))],
  [
    'messages of an event stream',
    (n) =>
      at(
        converse,
        { messages: [{ role: 'user', content: [{ text: 'x' }] }] },
        Buffer.concat(
          many(n, (i) => encodeEvent('contentBlockDelta', { contentBlockIndex: i % 7, delta: { text: 'x' } })),
        ),
      ),
  ],
  [
    'JSON after an event stream',
    (n) =>
      at(
        converse,
        { messages: [{ role: 'user', content: [{ text: 'x' }] }] },
        Buffer.concat([encodeEvent('messageStart', {}), Buffer.from('{"message":"x"}'.repeat(n))]),
      ),
  ],
  [
    'one message of an event stream',
    (n) =>
      at(
        converse,
        { messages: [{ role: 'user', content: [{ text: 'x' }] }] },
        encodeMessage({ ':event-type': 'metadata' }, `{"a":"${'x'.repeat(n * 100)}"}`),
      ),
  ],
  [
    'wrapped chunks',
    (n) =>
      at(
        invoke,
        { prompt: 'x' },
        Buffer.concat(
          many(n, () => encodeEvent('chunk', { bytes: Buffer.from('{"generation":"x"}').toString('base64') })),
        ),
      ),
  ],
  [
    'events of Cohere',
    (n) =>
      at(
        'https://api.cohere.com/v2/chat',
        { model: 'm', messages: [user], stream: true },
        sse(
          many(n, (index) => ({ type: 'citation-start', index, delta: { message: { citations: { start: index } } } })),
        ),
      ),
  ],
  [
    'calls of Cohere',
    (n) =>
      at(
        'https://api.cohere.com/v1/chat',
        { message: 'x', stream: true },
        sse(many(n, (index) => ({ event_type: 'tool-calls-chunk', tool_call_delta: { index, name: 'f' } }))),
      ),
  ],
  [
    'lines of Ollama',
    (n) =>
      at(
        'http://127.0.0.1:11434/api/chat',
        { model: 'm', messages: [user] },
        lines(many(n, () => ({ message: { content: 'x', tool_calls: [{ function: { name: 'f' } }] } }))),
      ),
  ],
  [
    'messages of a request',
    (n) => recordingOf({ request: { model: 'm', messages: many(n, () => user) } }, { url: chatUrl }),
  ],
  [
    'unknown members of a response',
    (n) => recordingOf({ response: { ...Object.fromEntries(many(5 * n, (i) => [`k${i}`, i])), choices: [] } }),
  ],
  [
    'unknown members of a request',
    (n) =>
      recordingOf({
        request: { model: 'm', messages: [user], ...Object.fromEntries(many(5 * n, (i) => [`k${i}`, i])) },
      }),
  ],
  [
    'members below the outermost object of a response',
    (n) => recordingOf({ response: { choices: [], usage: Object.fromEntries(many(5 * n, (i) => [`k${i}`, i])) } }),
  ],
  [
    'members below the outermost object of a request',
    (n) =>
      recordingOf({
        request: { model: 'm', messages: [user], metadata: Object.fromEntries(many(5 * n, (i) => [`k${i}`, `v${i}`])) },
      }),
  ],
  [
    'lists in lists of a response',
    (n) =>
      recordingOf({ response: Buffer.from(`{"choices":${'['.repeat(20 * n)}${']'.repeat(20 * n)}}`) }, { headers: {} }),
  ],
  [
    'URLs in an error',
    (n) => recordingOf({ response: { error: { message: 'http://u:p@host.test/?key=k '.repeat(n) } } }, { status: 400 }),
  ],
  [
    'choices of a response',
    (n) => recordingOf({ response: { choices: many(5 * n, (index) => ({ index, message: { content: 'x' } })) } }),
  ],
  ['brackets of a response', (n) => recordingOf({ response: Buffer.from('[]{}'.repeat(n * 20)) }, { headers: {} })],
];

test.each(growing)('ten times as many %s take no more than twelve times as long to read', (_what, recordingFor) => {
  const prepare = (count: number) => {
    const recording = recordingFor(count);
    return () => readExchange(recording, [64 * 1024]);
  };
  expect(growth(prepare, 200)).toBeLessThanOrEqual(linear);
});
