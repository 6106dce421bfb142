import fc from 'fast-check';
import { CallObserver } from '../../../src/wire/call-observer';
import { sessionAt } from '../../../src/wire/sockets/session-at';
import { type Ending, SocketCalls, type SocketSession } from '../../../src/wire/sockets/socket-calls';
import type { EndedSpan } from '../../../src/wire/span/ended-span';

type Fields = Readonly<Record<string, unknown>>;
type Attributes = EndedSpan['attributes'];

const realtimeUrl = 'https://api.openai.com/v1/realtime?model=gpt-realtime';
const liveUrl =
  'https://generativelanguage.googleapis.com/ws/google.ai.generativelanguage.v1beta.GenerativeService.BidiGenerateContent';

/** Which call is read first is left to the load of the machine. */
const startOf = ({ startTime: [seconds, nanoseconds] }: EndedSpan): number => seconds * 1e9 + nanoseconds;

/** A session, and what was recorded of it, by what it said as it ended. */
function open(address: string) {
  const url = new URL(address);
  const spans: EndedSpan[] = [];
  const observer = new CallObserver(() => undefined);
  const wire = observer.listen({
    captureContent: true,
    origin: { version: '0.0.0', resourceAttributes: {} },
    record: (span) => void spans.push(span),
  });
  const calls = new SocketCalls(url.origin + url.pathname, observer);
  const inner: SocketSession = sessionAt(url.pathname)(calls, url);
  const later =
    <Args extends readonly unknown[]>(run: (...args: Args) => void) =>
    (...args: Args): void => {
      calls.now = { at: calls.now.at + 1, context: undefined };
      run(...args);
    };
  const session = {
    sent: later((message: Fields) => inner.sent(message)),
    received: later((message: Fields) => inner.received(message)),
    closed: later((ending: Ending) => inner.closed(ending)),
    get kept() {
      return inner.kept;
    },
    settle: () => inner.settle(),
  };
  const end = async (): Promise<readonly EndedSpan[]> => {
    session.closed({ verdict: 'aborted', error: undefined });
    await wire.settle();
    return spans.sort((one, other) => startOf(one) - startOf(other));
  };
  return { session, spans, wire, end };
}

/** @param said each as sent by the app (`>`) or by the server (`<`) */
async function recorded(
  address: string,
  said: readonly (readonly ['>' | '<', Fields])[],
): Promise<readonly EndedSpan[]> {
  const { session, end } = open(address);
  for (const [way, message] of said) way === '>' ? session.sent(message) : session.received(message);
  return end();
}

const sent = (type: string, fields: Fields = {}) => ['>', { type, ...fields }] as const;
const came = (type: string, fields: Fields = {}) => ['<', { type, ...fields }] as const;
const user = (text: string, more: Fields = {}) => ({
  type: 'message',
  role: 'user',
  content: [{ type: 'input_text', text }],
  ...more,
});
const spokenItem = (id: string) => ({
  id,
  type: 'message',
  role: 'user',
  content: [{ type: 'input_audio', transcript: null }],
});
const done = (id: string, more: Fields = {}) =>
  came('response.done', {
    response: {
      object: 'realtime.response',
      id,
      status: 'completed',
      output: [
        {
          id: `item_${id}`,
          type: 'message',
          role: 'assistant',
          content: [{ type: 'output_text', text: `answer ${id}` }],
        },
      ],
      ...more,
    },
  });

type Parts = readonly { readonly role?: string; readonly parts: readonly { readonly content?: string }[] }[];
/** Roles and first texts. */
const conversation = (attributes: Attributes) =>
  ((attributes['gen_ai.input.messages'] ?? []) as Parts).map(
    ({ role, parts }) => `${role}: ${parts[0]?.content ?? ''}`,
  );
const answer = (attributes: Attributes) =>
  (attributes['gen_ai.output.messages'] as Parts | undefined)?.[0]?.parts.map(({ content }) => content);

describe('a Realtime session', () => {
  test('that asks for nothing has no call', async () => {
    expect(
      await recorded(realtimeUrl, [came('session.created', { session: {} }), sent('input_audio_buffer.clear')]),
    ).toEqual([]);
  });

  test('of the first version of the API is read', async () => {
    const at = { response_id: 'r', item_id: 'i', output_index: 0, content_index: 0 };
    const session = { modalities: ['text', 'audio'], input_audio_format: 'g711_ulaw', max_response_output_tokens: 77 };
    const [span] = await recorded(realtimeUrl, [
      sent('session.update', { session }),
      sent('conversation.item.create', { item: user('hello') }),
      sent('response.create'),
      came('response.created', { response: { id: 'r' } }),
      came('response.audio_transcript.delta', { ...at, delta: 'good ' }),
      came('response.audio.delta', { ...at, delta: 'AAAA' }),
      came('response.audio_transcript.delta', { ...at, delta: 'day' }),
    ]);
    expect(span?.attributes).toMatchObject({
      'gen_ai.request.max_tokens': 77,
      'honeyhive.request.output_modalities': ['text', 'audio'],
      'error.type': 'aborted',
    });
    expect(answer(span?.attributes ?? {})).toEqual(['good day', expect.stringMatching(/^\[… 3 bytes, SHA-256/)]);
  });

  test('on Azure has the deployment as its model', async () => {
    const url = 'https://x.openai.azure.com/openai/realtime?api-version=2025&deployment=my-voice';
    const [span] = await recorded(url, [sent('response.create'), done('1')]);
    expect(span?.attributes).toMatchObject({
      'gen_ai.provider.name': 'azure.ai.openai',
      'gen_ai.request.model': 'my-voice',
    });
  });

  test('has the items of its conversation in their order, without those that were deleted', async () => {
    const spans = await recorded(realtimeUrl, [
      sent('conversation.item.create', { item: user('second', { id: 'b' }) }),
      sent('conversation.item.create', { item: user('first', { id: 'a' }), previous_item_id: 'root' }),
      sent('conversation.item.create', { item: user('third') }),
      came('conversation.item.added', {
        item: user('third', { id: 'c', object: 'realtime.item' }),
        previous_item_id: 'b',
      }),
      sent('conversation.item.create', { item: user('gone', { id: 'd' }) }),
      came('conversation.item.deleted', { item_id: 'd' }),
      sent('response.create'),
      done('1'),
      sent('response.create', {
        response: { input: [{ type: 'item_reference', id: 'a' }, user('apart')], conversation: 'none' },
      }),
      done('2'),
      sent('response.create'),
      done('3'),
    ]);
    const all = ['user: first', 'user: second', 'user: third'];
    expect(spans.map(({ attributes }) => conversation(attributes))).toEqual([
      all,
      ['user: first', 'user: apart'],
      [...all, 'assistant: answer 1'],
    ]);
  });

  test('whose user interrupts has the reason, and where the answer was cut off', async () => {
    const spans = await recorded(realtimeUrl, [
      sent('response.create'),
      done('1', { status: 'cancelled', status_details: { type: 'cancelled', reason: 'turn_detected' } }),
      came('conversation.item.truncated', { item_id: 'item_1', content_index: 0, audio_end_ms: 700 }),
      sent('response.create'),
      done('2'),
    ]);
    expect(spans[0]?.attributes).toMatchObject({
      'gen_ai.response.finish_reasons': ['cancelled'],
      'honeyhive.response.status_details': { reason: 'turn_detected' },
    });
    expect(spans[0]?.attributes['error.type']).toBeUndefined();
    expect(JSON.stringify(spans[1]?.attributes['gen_ai.input.messages'])).toContain('"audio_end_ms":700');
  });

  test('has errors at what caused them', async () => {
    const error = (message: string, event_id: string | null) =>
      came('error', { error: { type: 'e', message, event_id } });
    const spans = await recorded(realtimeUrl, [
      sent('conversation.item.create', { event_id: 'x', item: user('hello') }),
      error('of an item', 'x'),
      sent('response.create', { event_id: 'y' }),
      error('of a response', 'y'),
      sent('response.create'),
      came('response.created', { response: { id: 'r' } }),
      error('of the session', null),
    ]);
    expect(spans.map(({ status }) => status.message)).toEqual(['of a response', 'of the session']);
  });

  test('has a transcript that comes after the answer, and does not wait for one for ever', async () => {
    const session = { audio: { input: { transcription: { model: 't' } } } };
    const { session: talk, spans, wire, end } = open(realtimeUrl);
    talk.sent({ type: 'session.update', session });
    for (const id of ['a', 'b']) {
      talk.sent({ type: 'input_audio_buffer.append', audio: 'AAAA' });
      talk.received({ type: 'input_audio_buffer.committed', item_id: id });
      talk.received({ type: 'conversation.item.added', item: spokenItem(id) });
      talk.received(done(id)[1]);
      await wire.settle();
      expect(spans.length).toBe(id === 'a' ? 0 : 1);
      if (id === 'b') continue;
      const type = 'conversation.item.input_audio_transcription.completed';
      talk.received({ type, item_id: 'a', content_index: 0, transcript: 'hello' });
    }
    const texts = (await end()).map(({ attributes }) => conversation(attributes));
    expect(texts).toEqual([
      ['user: hello'],
      ['user: hello', 'assistant: answer a', expect.stringMatching(/^user: \[… 3 bytes/)],
    ]);
  });

  test('of many hours is kept within bounds, and says what was left out', async () => {
    const { session, end } = open(realtimeUrl);
    const sound = Buffer.alloc(4800, 1).toString('base64');
    for (let i = 0; i < 3000; i += 1) {
      session.sent({ type: 'input_audio_buffer.append', audio: sound });
      session.sent({ type: 'conversation.item.create', item: user(`question ${i} ${'x'.repeat(200)}`) });
    }
    expect(session.kept).toBeLessThan(300 * 1024);
    session.sent({ type: 'response.create' });
    session.received(done('1')[1]);
    const [span] = await end();
    const left = Number(span?.attributes['honeyhive.request.items_left_out']);
    expect(left).toBeGreaterThan(1000);
    expect(conversation(span?.attributes ?? {})).toHaveLength(3000 - left);
  });
});

describe('a Live session', () => {
  const content = (text: string) => ({ turns: [{ role: 'user', parts: [{ text }] }], turnComplete: true });
  const says = (text: string, more: Fields = {}) =>
    ['<', { serverContent: { modelTurn: { parts: [{ text, ...more }] } } }] as const;
  const isOver = [
    '<',
    {
      serverContent: { turnComplete: true },
      usageMetadata: { promptTokenCount: 3, responseTokenCount: 4, totalTokenCount: 7 },
    },
  ] as const;

  test('may be spoken in snake case, and in chunks of media', async () => {
    const blob = (byte: number) => ({ mime_type: 'audio/pcm', data: Buffer.alloc(300, byte).toString('base64') });
    const [span] = await recorded(liveUrl, [
      ['>', { setup: { model: 'models/m', system_instruction: { parts: [{ text: 'brief' }] } } }],
      ['>', { realtime_input: { media_chunks: [blob(1), blob(2)] } }],
      says('hi'),
      isOver,
    ]);
    expect(span?.attributes).toMatchObject({
      'gen_ai.request.model': 'm',
      'gen_ai.system_instructions': [{ type: 'text', content: 'brief' }],
      'gen_ai.usage.input_tokens': 3,
      'gen_ai.usage.output_tokens': 4,
    });
    expect(conversation(span?.attributes ?? {})).toEqual([expect.stringMatching(/^user: \[… 600 bytes/)]);
  });

  test('has thoughts, grounding and calls that need no answer in one turn', async () => {
    const spans = await recorded(liveUrl, [
      ['>', { clientContent: content('go') }],
      says('hm', { thought: true }),
      ['<', { toolCall: { functionCalls: [{ id: 'f', name: 'note', args: {} }] } }],
      says('done'),
      ['<', { serverContent: { groundingMetadata: { webSearchQueries: ['q'] } } }],
      isOver,
    ]);
    expect(spans).toHaveLength(1);
    expect(JSON.stringify(spans[0]?.attributes['gen_ai.output.messages'])).toMatch(/hm.*note.*done/);
    expect(JSON.stringify(spans[0]?.attributes)).toContain('webSearchQueries');
  });

  test('has a usage that comes after the end of a turn', async () => {
    const [span] = await recorded(liveUrl, [
      ['>', { clientContent: content('go') }],
      says('done'),
      ['<', { serverContent: { turnComplete: true } }],
      ['<', { usageMetadata: { promptTokenCount: 5 } }],
    ]);
    expect(span?.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 5 });
    expect(span?.attributes['error.type']).toBeUndefined();
  });

  test('that ends before an answer has its call as unfinished', async () => {
    const [span] = await recorded(liveUrl, [['>', { clientContent: content('go') }]]);
    expect(span?.attributes['error.type']).toBe('aborted');
  });
});

const types = [
  ...['session.created', 'session.update', 'conversation.item.create', 'conversation.item.added', 'response.create'],
  ...['response.created', 'response.done', 'response.output_audio.delta', 'input_audio_buffer.append', 'error'],
  ...['input_audio_buffer.committed', 'conversation.item.input_audio_transcription.completed', 'response.completed'],
];
const anything = fc.jsonValue({ maxDepth: 3 });
const member = fc.constantFrom(
  ...[
    'item',
    'response',
    'session',
    'audio',
    'delta',
    'content',
    'id',
    'item_id',
    'response_id',
    'output',
    'error',
    'input',
  ],
  ...[
    'setup',
    'clientContent',
    'realtimeInput',
    'toolResponse',
    'serverContent',
    'toolCall',
    'turns',
    'modelTurn',
    'parts',
  ],
);
const message = fc.tuple(
  fc.boolean(),
  fc.constantFrom(...types),
  fc.dictionary(member, fc.oneof(anything, fc.dictionary(member, anything)), { maxKeys: 5 }),
);

test.each([realtimeUrl, liveUrl, 'https://api.openai.com/v1/responses'])(
  'any messages at %s are read without an error, and all of their calls end',
  (url) => {
    fc.assert(
      fc.property(fc.array(message, { maxLength: 12 }), (all) => {
        const { session, wire } = open(url);
        for (const [isSent, type, fields] of JSON.parse(JSON.stringify(all)) as typeof all) {
          if (isSent) session.sent({ type, ...fields });
          else session.received({ type, ...fields });
        }
        session.closed({ verdict: 'aborted', error: undefined });
        wire.settleNow();
        expect(wire.inFlight()).toBe(0);
      }),
      { numRuns: 300 },
    );
  },
);
