import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import fc from 'fast-check';
import { CallObserver } from '../../src/wire/call-observer';
import type { Exchange, LaterAnswer, Pieces } from '../../src/wire/exchange';
import { LaterAnswers } from '../../src/wire/later-answers';
import type { EndedSpan } from '../../src/wire/span/ended-span';
import { observeWire, serve, type TestServer } from './support/observe';
import { streamOf } from './support/recordings';

const id = 'resp_7';
const base = { id, object: 'response', model: 'o3-2025', background: true, output: [], usage: null, error: null };
const queued = { ...base, status: 'queued' };
const running = { ...base, status: 'in_progress' };
const done = {
  ...base,
  status: 'completed',
  output: [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: 'What I found.' }] }],
  usage: { input_tokens: 50, output_tokens: 9, total_tokens: 59 },
};
const question = { model: 'o3', input: 'Dig deep.', background: true };

type Answer = object | Buffer | number;

/** What the server answers next: JSON, the events of a stream, or a status alone. */
let answers: Answer[] = [];
let server: TestServer;
beforeAll(async () => {
  server = await serve((request, response) => {
    request.resume().on('end', () => {
      const answer = answers.shift() ?? 404;
      const type = Buffer.isBuffer(answer) ? 'text/event-stream' : 'application/json';
      response.writeHead(typeof answer === 'number' ? answer : 200, { 'content-type': type });
      response.end(Buffer.isBuffer(answer) ? answer : typeof answer === 'number' ? '' : JSON.stringify(answer));
    });
  });
});
afterAll(() => server.close());

let observed: ReturnType<typeof observeWire>;
afterEach(() => observed.wire.stop());

const send = async (path: string, method = 'GET', body?: object): Promise<void> => {
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  await (await fetch(server.origin + path, init)).text();
};
const ask = (body: object = question): Promise<void> => send('/v1/responses', 'POST', body);
const poll = (query = ''): Promise<void> => send(`/v1/responses/${id}${query}`);

/** Makes the requests of an app, to which the server answers this in turn. */
async function spansOf(
  given: readonly Answer[],
  requests: readonly (() => Promise<void>)[],
  options: Parameters<typeof observeWire>[0] = {},
): Promise<readonly EndedSpan[]> {
  answers = [...given];
  observed = observeWire(options);
  for (const request of requests) await request();
  await observed.wire.settle();
  return observed.spans;
}

const text = (content: string) => [{ type: 'text', content }];
const asked = { 'gen_ai.input.messages': [{ role: 'user', parts: text('Dig deep.') }] };
const found = {
  'gen_ai.response.id': id,
  'gen_ai.response.status': 'completed',
  'gen_ai.output.messages': [{ role: 'assistant', parts: text('What I found.'), finish_reason: 'stop' }],
  'gen_ai.usage.input_tokens': 50,
};
const msOf = (time: readonly [number, number]): number => time[0] * 1000 + time[1] / 1e6;

describe('a response that is made in the background', () => {
  const created = { type: 'response.created', response: running };
  const completed = { type: 'response.completed', response: done };

  test.each<[how: string, given: readonly Answer[], requests: readonly (() => Promise<void>)[]]>([
    ['by asking again', [queued, running, done], [ask, poll, poll]],
    ['after a failed attempt to ask', [queued, 500, done], [ask, poll, poll]],
    [
      'by a stream that goes on',
      [queued, streamOf([completed], '')],
      [ask, () => poll('?stream=true&starting_after=3')],
    ],
    ['after its own stream was cut', [streamOf([created], ''), done], [() => ask({ ...question, stream: true }), poll]],
    ['at an address with a last slash', [queued, done], [ask, () => send(`/v1/responses/${id}/`)]],
    ['once, though it is asked for once more', [queued, done, done], [ask, poll, poll]],
    ['at once', [done, done], [ask, poll]],
  ])('is one call with the answer that the app got %s', async (_how, given, requests) => {
    const spans = await spansOf(given, requests);
    expect(spans).toHaveLength(1);
    expect(spans[0]?.attributes).toMatchObject({ ...asked, ...found });
    expect(spans[0]?.status).toEqual({ code: 0 });
  });

  describe('and whose stream was cut, has all that came', () => {
    const delta = (text: string, id = 'msg_1') => ({
      ...{ type: 'response.output_text.delta', item_id: id, output_index: 1, content_index: 0, delta: text },
    });
    const added = (item: object) => ({ type: 'response.output_item.added', output_index: 1, item });
    const reasoning = { id: 'rs_1', type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm.' }] };
    const thought = { type: 'response.output_item.done', output_index: 0, item: reasoning };
    const message = added({ id: 'msg_1', type: 'message', role: 'assistant', content: [] });
    const { output: _, ...withoutOutput } = done;
    const ended = { type: 'response.completed', response: withoutOutput };
    const firstHalf = [created, thought, message, delta('What ')];
    const call = { id: 'fc_1', type: 'function_call', call_id: 'call_1', name: 'dig', arguments: '' };
    const digging = (text: string) => ({
      ...{ type: 'response.function_call_arguments.delta', item_id: 'fc_1', output_index: 1, delta: text },
    });

    const isThinking = { type: 'reasoning', content: 'Hm.' };
    const all = [isThinking, ...text('What I found.')];
    const resume = () => poll('?stream=true&starting_after=4');
    const stream = () => ask({ ...question, stream: true });
    const cut = (...events: readonly object[]) => streamOf(events, '');

    test.each<[what: string, given: readonly Answer[], parts: readonly object[]]>([
      ['a text that goes on', [cut(...firstHalf), cut(delta('I found.'), ended)], all],
      ['a text cut twice', [cut(...firstHalf), cut(delta('I ')), cut(delta('found.'), ended)], all],
      [
        'a text that is there whole in the end',
        [
          cut(...firstHalf),
          cut(delta('I found.'), { ...delta(''), type: 'response.output_text.done', text: 'What I found.' }, ended),
        ],
        all,
      ],
      ['a stream from its beginning', [cut(...firstHalf), cut(...firstHalf, delta('I found.'), ended)], all],
      ['nothing more', [cut(...firstHalf, delta('I found.')), cut(ended)], all],
      ['a response that is there whole in the end', [cut(...firstHalf), cut(completed)], text('What I found.')],
      [
        'the arguments of a call',
        [cut(created, added(call), digging('{"at":')), cut(digging('"home"}'), ended)],
        [{ type: 'tool_call', id: 'call_1', name: 'dig', arguments: '{"at":"home"}' }],
      ],
      [
        'another message',
        [
          cut(...firstHalf, delta('I found.')),
          cut(
            { ...message, output_index: 2, item: { ...message.item, id: 'msg_2' } },
            delta('And more.', 'msg_2'),
            ended,
          ),
        ],
        [...all, ...text('And more.')],
      ],
      [
        'a text of a server without ids of items',
        [
          cut(created, { ...delta('What '), item_id: undefined }),
          cut({ ...delta('I found.'), item_id: undefined }, ended),
        ],
        text('What I found.'),
      ],
    ])('%s', async (_what, given, parts) => {
      const spans = await spansOf(given, [stream, ...given.slice(1).map(() => resume)]);
      expect(spans).toHaveLength(1);
      const { 'gen_ai.output.messages': output, ...others } = spans[0]?.attributes ?? {};
      expect(output).toMatchObject([{ role: 'assistant', parts }]);
      expect((output as { parts: object[] }[])[0]?.parts).toHaveLength(parts.length);
      expect(others).toMatchObject({
        ...asked,
        'gen_ai.response.status': 'completed',
        'gen_ai.usage.input_tokens': 50,
      });
      expect(spans[0]?.status).toEqual({ code: 0 });
    });

    test('and is not gone on with, up to the end of the process', async () => {
      const spans = await spansOf([cut(...firstHalf), cut(delta('I '))], [stream, resume]);
      observed.wire.settleNow();
      expect(spans.map(({ attributes }) => attributes['gen_ai.output.messages'])).toMatchObject([
        [{ parts: [isThinking, ...text('What I ')] }],
      ]);
      expect(observed.wire.load().bytes).toBe(0);
    });
  });

  test('has the time and the parent of the request that began it', async () => {
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    let context = trace.setSpanContext(ROOT_CONTEXT, parent);
    let askedAt = 0;
    const elsewhere = async () => {
      context = ROOT_CONTEXT;
      askedAt = Date.now();
      await poll();
    };
    const [span] = await spansOf([queued, done], [ask, elsewhere], { activeContext: () => context });
    expect(span?.parentSpanContext).toEqual(parent);
    expect(msOf(span?.startTime ?? [0, 0])).toBeLessThanOrEqual(askedAt);
    expect(msOf(span?.endTime ?? [0, 0])).toBeGreaterThanOrEqual(askedAt);
  });

  test('that fails has the error of the server', async () => {
    const failed = { ...base, status: 'failed', error: { code: 'server_error', message: 'No luck' } };
    const [span] = await spansOf([queued, failed], [ask, poll]);
    expect(span).toMatchObject({
      attributes: { ...asked, 'error.type': 'server_error', 'gen_ai.response.status': 'failed' },
      status: { message: 'No luck' },
    });
  });

  test('that the app cancels is a call without an answer', async () => {
    const cancelled = { ...base, status: 'cancelled' };
    const spans = await spansOf([queued, cancelled], [ask, () => send(`/v1/responses/${id}/cancel`, 'POST')]);
    expect(spans.map(({ attributes }) => attributes['gen_ai.response.status'])).toEqual(['cancelled']);
    expect(spans[0]?.attributes).toMatchObject(asked);
  });

  test('and is not done when the process ends is recorded as it is', async () => {
    const spans = await spansOf([queued, running], [ask, poll]);
    expect(spans).toEqual([]);
    observed.wire.settleNow();
    expect(spans.map(({ attributes, status }) => [attributes['gen_ai.response.status'], status.code])).toEqual([
      ['queued', 0],
    ]);
    expect(spans[0]?.attributes).toMatchObject(asked);
  });

  test('says nothing without content', async () => {
    const canary = 'Canary of an answer';
    const output = [{ type: 'message', role: 'assistant', content: [{ type: 'output_text', text: canary }] }];
    const [span, other] = await spansOf(
      [
        queued,
        { ...done, output },
        { ...done, id: 'resp_8', output, instructions: canary, metadata: { note: canary } },
      ],
      [() => ask({ ...question, input: canary }), poll, () => send('/v1/responses/resp_8')],
      { captureContent: false },
    );
    expect(span?.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 50, 'gen_ai.request.model': 'o3' });
    expect(other?.attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 50 });
    expect(JSON.stringify([span, other])).not.toContain('Canary');
  });
});

test("a completion that is deferred, as xAI's can be, is one call with the answer that the app fetches", async () => {
  const completion = {
    id: 'c1',
    object: 'chat.completion',
    model: 'grok-4',
    choices: [{ index: 0, message: { role: 'assistant', content: 'What I found.' }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 50, completion_tokens: 9 },
  };
  const deferred = { model: 'grok', messages: [{ role: 'user', content: 'Dig deep.' }], deferred: true };
  const fetchIt = () => send('/v1/chat/deferred-completion/r-7');
  const spans = await spansOf(
    [{ request_id: 'r-7' }, 202, completion],
    [() => send('/v1/chat/completions', 'POST', deferred), fetchIt, fetchIt],
  );
  const { 'gen_ai.output.messages': output } = found;
  expect(spans.map(({ attributes }) => attributes)).toMatchObject([
    { ...asked, 'gen_ai.output.messages': output, 'gen_ai.response.id': 'c1', 'gen_ai.usage.input_tokens': 50 },
  ]);
});

describe('a response that was asked for elsewhere', () => {
  const stated = {
    ...done,
    created_at: 1_760_000_000,
    completed_at: 1_760_000_060,
    instructions: 'Be brief.',
    max_output_tokens: 100,
    tools: [],
  };

  test('is a call as its answer describes it, once', async () => {
    const spans = await spansOf([running, stated, stated], [poll, poll, poll]);
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      startTime: [1_760_000_000, 0],
      endTime: [1_760_000_060, 0],
      attributes: {
        ...found,
        'gen_ai.input.messages': [],
        'gen_ai.request.model': 'o3-2025',
        'gen_ai.request.max_tokens': 100,
        'gen_ai.system_instructions': text('Be brief.'),
      },
    });
  });

  test.each<[what: string, answer: Answer, path?: string]>([
    ['has answered its own request, and is only stored', { ...stated, background: false }],
    ['is not done', running],
    ['is gone', 404],
    ['is of a survey', { id: 'resp_7', status: 'completed', stars: 5 }, '/surveys/1/responses/resp_7'],
  ])('is no call if it %s', async (_what, answer, path = `/v1/responses/${id}`) => {
    expect(await spansOf([answer], [() => send(path)])).toEqual([]);
  });
});

describe('calls whose answers come later', () => {
  const observerOf = (maxBytes: number) => {
    const spans: EndedSpan[] = [];
    const observer = new CallObserver(() => undefined);
    const wire = observer.listen({
      room: { maxCalls: 10_000, maxBytes },
      captureContent: true,
      origin: { version: '0.0.0', resourceAttributes: {} },
      record: (span) => void spans.push(span),
    });
    const call = (index: number, input: string): void => {
      const recorder = observer.startRecording({ url: 'https://api.openai.com/v1/responses' });
      recorder.requestChunk(JSON.stringify({ ...question, input }));
      recorder.responseHead(200, { contentType: 'application/json' });
      recorder.responseChunk(Buffer.from(JSON.stringify({ ...queued, id: `resp_${index}` })));
      recorder.done('end');
    };
    const answer = (index: number): void => {
      const recorder = observer.startRecording({ url: `https://api.openai.com/v1/responses/resp_${index}` });
      recorder.responseHead(200, { contentType: 'application/json' });
      recorder.responseChunk(Buffer.from(JSON.stringify({ ...done, id: `resp_${index}` })));
      recorder.done('end');
    };
    return { wire, spans, call, answer };
  };
  const idsOf = (spans: readonly EndedSpan[]): readonly unknown[] =>
    spans.map(({ attributes }) => attributes['gen_ai.response.id']);

  test('are one with answers that are read before them, since they take longer to read', async () => {
    const { wire, spans, call, answer } = observerOf(32 * 2 ** 20);
    const input = 'x'.repeat(2_000_000);
    call(1, input);
    call(2, input);
    answer(2);
    answer(1);
    answer(3);
    await wire.settle();
    expect(idsOf(spans).toSorted()).toEqual(['resp_1', 'resp_2', 'resp_3']);
    const isAsked = ({ attributes }: EndedSpan) => attributes['gen_ai.request.model'] === 'o3';
    expect(idsOf(spans.filter(isAsked)).toSorted()).toEqual(['resp_1', 'resp_2']);
    expect(wire.load().bytes).toBe(0);
  });

  test('take a part of the room: beyond it the oldest are recorded as they are', async () => {
    const { wire, spans, call } = observerOf(400_000);
    for (let i = 0; i < 10; i += 1) {
      call(i, 'x'.repeat(20_000));
      await wire.settle();
    }
    expect(wire.load().bytes).toBeLessThanOrEqual(100_000);
    expect(idsOf(spans)).toEqual(['resp_0', 'resp_1', 'resp_2', 'resp_3', 'resp_4', 'resp_5']);
    wire.settleNow();
    expect([spans.length, wire.load().bytes]).toEqual([10, 0]);
  });
});

describe('of calls whose answers come later,', () => {
  const response = { messages: [], attributes: {}, extra: {} };
  const exchange = (startTime: number, endTime: number): Exchange => {
    const request = { messages: [], attributes: {}, extra: {} };
    return { operation: 'chat', provider: 'openai', url: '', startTime, endTime, request, response, truncated: false };
  };
  const first: LaterAnswer = { url: '/r/1', isAskedFor: false, isDone: false, isLater: true };
  const last: LaterAnswer = { ...first, isAskedFor: true, isDone: true };

  test.each<[when: string, serverMs: number | undefined, endTime: number]>([
    ['as long after its beginning as it took the server', 2000, 3000],
    ['not before it was last not done', 100, 1600],
    ['not after the app had the answer', 90_000, 6000],
    ['when the app had the answer, if the server says nothing', undefined, 6000],
  ])('each ends %s', (_when, serverMs, endTime) => {
    const recorded: Exchange[] = [];
    const answers = new LaterAnswers();
    const record = (each: Exchange): void => void recorded.push(each);
    const ms = serverMs === undefined ? undefined : { from: 70_000, to: 70_000 + serverMs };
    answers.add({ call: {}, exchange: exchange(1000, 1100), later: first, record, bytes: 10 });
    answers.add({ call: {}, exchange: exchange(1500, 1600), later: { ...last, isDone: false }, record, bytes: 10 });
    answers.add({ call: {}, exchange: exchange(5900, 6000), later: { ...last, ms }, record, bytes: 10 });
    expect(recorded).toMatchObject([{ startTime: 1000, endTime }]);
    expect(answers.bytes).toBe(0);
  });

  test('one is recorded with all parts of its answer, in whatever order they are read', () => {
    const piecesOf = (text: string): Pieces => ({
      body: {},
      response: { ...response, id: text },
      after: (earlier) => piecesOf(`${earlier.response.id}${text}`),
    });
    const orders = fc.integer({ min: 2, max: 6 }).chain((size) => {
      const numbers = Array.from({ length: size }, (_, number) => number);
      return fc.shuffledSubarray(numbers, { minLength: size });
    });
    fc.assert(
      fc.property(orders, (order) => {
        const recorded: Exchange[] = [];
        const answers = new LaterAnswers();
        const calls = order.map((_, number) => ({ number }));
        const unread = new Set(calls);
        for (const number of order) {
          const call = calls[number] ?? { number };
          const later = {
            ...(number === 0 ? first : last),
            isDone: number === order.length - 1,
            pieces: piecesOf(String(number)),
          };
          answers.add(
            {
              ...{ call, exchange: exchange(number, number), later, bytes: 10 },
              record: (each) => void recorded.push(each),
            },
            () => [...unread].filter((each) => each.number < number),
          );
          unread.delete(call);
          answers.wasRead(call);
        }
        const whole = calls.map((call) => call.number).join('');
        expect(recorded).toMatchObject([{ startTime: 0, endTime: order.length - 1, response: { id: whole } }]);
        expect(answers.bytes).toBe(0);
      }),
    );
  });

  test('an answer that belongs to none of the calls before it is recorded as it is', () => {
    const recorded: Exchange[] = [];
    const answers = new LaterAnswers();
    const call = {};
    const record = (each: Exchange): void => void recorded.push(each);
    answers.add({ call: {}, exchange: exchange(2000, 2100), later: last, record, bytes: 10 }, () => [call]);
    answers.wasRead(call);
    expect(recorded).toMatchObject([{ startTime: 2000, endTime: 2100 }]);
  });

  test('a thousand are held: of more, the oldest is recorded as it is', () => {
    const recorded: number[] = [];
    const answers = new LaterAnswers();
    for (let i = 0; i < 1002; i += 1) {
      const record = ({ startTime }: Exchange): void => void recorded.push(startTime);
      answers.add({ call: {}, exchange: exchange(i, i), later: { ...first, url: `/r/${i}` }, record, bytes: 10 });
    }
    expect([recorded, answers.bytes]).toEqual([[0, 1], 10_000]);
    answers.releaseAll();
    expect([recorded.length, answers.bytes]).toEqual([1002, 0]);
  });
});
