import { toModelEvent } from '../../src/mapping';
import type { CreateModelEvent } from '../../src/mapping/record/model-event';
import type { Recording } from '../../src/wire/http/recording';
import anthropic from '../fixtures/wire/anthropic.json';
import bedrock from '../fixtures/wire/bedrock.json';
import cohere from '../fixtures/wire/cohere.json';
import gemini from '../fixtures/wire/gemini.json';
import ollama from '../fixtures/wire/ollama.json';
import chat from '../fixtures/wire/openai-chat.json';
import completions from '../fixtures/wire/openai-completions.json';
import embeddings from '../fixtures/wire/openai-embeddings.json';
import responses from '../fixtures/wire/openai-responses.json';
import { encodeEvent } from '../support/providers/event-stream.cjs';
import { bytesThatLeave, type Call } from './support/bytes-that-leave';
import { type Captured, isStreamed } from './support/captured';
import { spanOf } from './support/record';
import { exchangeOf, recordingOf, streamOf, type WholeRecording } from './support/recordings';

/** Words of fixed sets, ids, versions and names of models: all other texts of a body become a canary of one word. */
const plain =
  /^(?:type|role|object|status|model|modelId|modelVersion|id|.*_id|.*Id|event|event_type|response_type|service_tier|serviceTier|reasoning_effort|effort|thinkingLevel|think|encoding_formats?|embedding_types|finish_?reason|finishReason|stop_?reason|done_reason|reason|completionReason|user|verbosity|modalities|conversation|system_fingerprint|anthropic_version|safety_identifier|prompt_cache_key|version|code|tool_choice|mode|created_at|guardrailIdentifier|blockReason)$/i;

function infected(value: unknown, member = ''): unknown {
  if (typeof value === 'string') return plain.test(member) ? value : 'Canary';
  if (Array.isArray(value)) return value.map((item) => infected(item, member));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, infected(one, name)]));
}

/** The bytes of a stream, as its API frames them. */
function bytesOf(api: string, chunks: readonly unknown[]): { readonly bytes: Buffer; readonly contentType: string } {
  if (api === 'ollama') {
    return {
      bytes: Buffer.from(chunks.map((chunk) => `${JSON.stringify(chunk)}\n`).join('')),
      contentType: 'application/x-ndjson',
    };
  }
  if (api !== 'bedrock') return { bytes: streamOf(chunks), contentType: 'text/event-stream' };
  const event = (chunk: unknown): Buffer =>
    Array.isArray(chunk)
      ? encodeEvent(String(chunk[0]), chunk[1])
      : encodeEvent('chunk', { bytes: Buffer.from(JSON.stringify(chunk)).toString('base64') });
  return { bytes: Buffer.concat(chunks.map(event)), contentType: 'application/vnd.amazon.eventstream' };
}

/** Of an SDK's call, which fails as a call of a model wherever it goes. */
const requestHeaders = { client: 'OpenAI/JS 6.0.0' };

function recordingOfCaptured(api: string, { path, status, request, response }: Captured): WholeRecording {
  const { pathname } = new URL(path, 'https://model.test');
  const url = `https://model.test${pathname}`;
  const failure = { name: 'Error', code: undefined, message: 'Canary' };
  const changes: Partial<Recording> =
    status === 0
      ? { url, requestHeaders, status: undefined, verdict: 'error', failure }
      : { url, requestHeaders, status };
  if (!isStreamed(response)) return recordingOf({ request: infected(request), response: infected(response) }, changes);
  const events = response.errorEvent === undefined ? response.chunks : [...response.chunks, response.errorEvent];
  const chunks = events.map((chunk) => (Array.isArray(chunk) ? [chunk[0], infected(chunk[1])] : infected(chunk)));
  const { bytes, contentType } = bytesOf(api, chunks);
  return recordingOf({ request: infected(request), response: bytes }, { ...changes, headers: { contentType } });
}

const apis = { anthropic, bedrock, cohere, gemini, ollama, chat, completions, embeddings, responses };

describe('without content, no word of a request or an answer is in a span or its record', () => {
  test.each(Object.entries(apis))('%s', (api, captured) => {
    const found = new Map<string, string>();
    let said = 0;
    for (const each of captured as unknown as readonly Captured[]) {
      const exchange = exchangeOf(recordingOfCaptured(api, each));
      if (exchange === undefined) continue; // what it is was said by a text that is a canary now
      if (JSON.stringify(toModelEvent(spanOf(exchange))).includes('Canary')) said += 1;
      for (const structured of [true, false]) {
        const span = spanOf(exchange, { structured, captureContent: false });
        const texts = [span.name, span.status, span.attributes, toModelEvent(span, { captureContent: false })];
        const [canary] = /.{0,60}Canary/.exec(JSON.stringify(texts)) ?? [];
        if (canary !== undefined) found.set(each.name, canary);
      }
      // The content that a span has is left out by the mapping, too.
      const [canary] =
        /.{0,60}Canary/.exec(JSON.stringify(toModelEvent(spanOf(exchange), { captureContent: false }))) ?? [];
      if (canary !== undefined) found.set(`${each.name}, mapped`, canary);
    }
    expect([...found]).toEqual([]);
    expect(said).toBeGreaterThan(captured.length / 2);
  });
});

const request = {
  model: 'gpt-4o',
  messages: [{ role: 'user', content: 'canary' }],
  stop: ['canary'],
  temperature: 0.5,
  user: 'u1',
  metadata: { note: 'canary' },
  tool_choice: { type: 'function', function: { name: 'canary' } },
};
const path = '/v1/chat/completions?canary=canary';
const errorOf = (type: string) => ({
  error: { message: 'cannot read "canary"', type, param: 'canary', code: 'invalid' },
});
const chunks = ['can', 'ary'].map((content) => ({
  id: 'c1',
  model: 'gpt-4o',
  choices: [{ index: 0, delta: { content } }],
}));

test.each<[string, Partial<Call>, string]>([
  [
    'that is refused with its prompt',
    { status: 422, response: errorOf('invalid_request_error') },
    'HTTP 422 Unprocessable Entity',
  ],
  [
    'that is refused with a page',
    { status: 503, response: '<p>canary</p>', contentType: 'text/html' },
    'HTTP 503 Service Unavailable',
  ],
  ...(
    [
      [
        'in a choice',
        { choices: [{ message: { content: 'canary' }, error: { code: 502, message: 'canary' } }] },
        'HTTP 502 Bad Gateway',
      ],
      ['as a status', { base_resp: { status_code: 1004, status_msg: 'canary' } }, '1004'],
      ['as details', { detail: [{ msg: 'canary', input: 'canary', loc: ['canary'] }] }, 'error'],
      ['in a list', { success: false, errors: [{ code: 7, message: 'canary', documentation: 'canary' }] }, '7'],
      ['as a name', { error: 'No canary', message: 'canary' }, 'error'],
    ] as const
  ).map(([place, response, error]): [string, Partial<Call>, string] => [
    `whose error stands ${place}`,
    { response },
    error,
  ]),
  ...(
    [
      ['bare', '\n{"detail": "canary"}', 'error'],
      ['in an event of its own', 'event: error\ndata: canary\n\n', 'error'],
      [
        'in a field of its own',
        'error: {"code": 400, "message": "canary", "note": "canary"}\n\n',
        'HTTP 400 Bad Request',
      ],
    ] as const
  ).map(([place, end, error]): [string, Partial<Call>, string] => [
    `whose error stands in a stream, ${place}`,
    {
      request: { ...request, stream: true },
      response: `${streamOf(chunks, '')}${end}`,
      contentType: 'text/event-stream',
    },
    error,
  ]),
  ['whose answer is an error', { response: { error: { message: 'canary', type: 'overloaded' } } }, 'overloaded'],
  ['whose error is of no known kind', { response: { error: { message: 'x', type: 'no canary here' } } }, 'error'],
  [
    'that the app leaves for a reason',
    {
      request: { ...request, stream: true },
      response: streamOf(chunks, '').toString(),
      contentType: 'text/event-stream',
      abort: new Error('canary'),
    },
    'aborted',
  ],
])('without content, a call %s says what is known to be none', async (_what, call, error) => {
  const bytes = await bytesThatLeave([{ path, request, response: {}, ...call }], false);
  expect(bytes).not.toMatch(/canary/i);
  const { model_events: records } = JSON.parse(bytes.slice(bytes.indexOf('{'))) as {
    readonly model_events: readonly CreateModelEvent[];
  };
  expect(records).toMatchObject([{ model: 'gpt-4o', error, hyperparameters: { temperature: 0.5, user: 'u1' } }]);
});

describe('without content, a call of a model with an odd name has a record', () => {
  const models = ['Llama 3 8B Instruct', 'C:\\models\\my model.gguf', '通义千问', 'a canary of a prompt'];
  test.each<[string, Partial<Call>]>([
    ['that is refused', { status: 422, response: { detail: 'x' } }],
    ['that fails', { status: 500, response: { error: { message: 'x' } } }],
    ['that the app leaves', { response: '{', abort: new Error('x') }],
  ])('%s', async (_what, call) => {
    const calls = models.map((model) => ({ path, request: { ...request, model }, response: {}, ...call }));
    const bytes = await bytesThatLeave(calls, false);
    const found = [...bytes.matchAll(/"model":("(?:[^"\\]|\\.)*")/g)].map(([, model]) => JSON.parse(model ?? ''));
    expect(new Set(found)).toEqual(new Set([...models.slice(0, 3), 'unknown']));
    expect(bytes).not.toContain('canary');
  });
});
