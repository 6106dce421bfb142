import { AsyncLocalStorage } from 'node:async_hooks';
import { once } from 'node:events';
import http from 'node:http';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { startWire } from '../../src/wire/index';
import { runningWire, type Wire } from '../../src/wire/registry';
import type { EndedSpan } from '../../src/wire/span/ended-span';
import { eventually } from '../support/eventually';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { observeWire, serve } from './support/observe';

const messages = (text: string) => [{ role: 'user', content: text }];
let openai: OpenAiStandIn;
beforeAll(async () => {
  openai = await startOpenAi();
});
afterAll(() => openai.close());

let running: Wire[] = [];
afterEach(() => {
  for (const wire of running) wire.stop();
  running = [];
});
function observed(...options: Parameters<typeof observeWire>): ReturnType<typeof observeWire> {
  const started = observeWire(...options);
  running.push(started.wire);
  return started;
}

const ask = async (text: string, more: object = {}, init: RequestInit = {}): Promise<string> => {
  const response = await fetch(`${openai.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: messages(text), ...more }),
    ...init,
  });
  return response.text();
};

interface Sent {
  readonly headers?: http.OutgoingHttpHeaders;
  readonly body: string;
}

/** Posts by `node:http`, which leaves an answer as it is. */
async function overHttp(url: string, { headers = {}, body }: Sent): Promise<void> {
  const request = http.request(url, { method: 'POST', headers });
  const [response] = await once(request.end(body), 'response');
  await once(response.resume(), 'end');
}

const last = (spans: readonly EndedSpan[]): Readonly<Record<string, unknown>> => {
  const span = spans.at(-1);
  if (span === undefined) throw new Error('no span was made');
  return span.attributes;
};

describe('a model call on the wire', () => {
  test('becomes a span with its request, its response and its usage', async () => {
    const { wire, spans } = observed();
    const answer = JSON.parse(
      await ask('Capital of France?', { temperature: 0.2, max_tokens: 100, tool_choice: 'none' }),
    );
    await wire.settle();
    expect(spans).toHaveLength(1);
    expect(spans[0]).toMatchObject({
      name: 'chat gpt-4o-mini',
      kind: 2,
      status: { code: 0 },
      attributes: {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4o-mini',
        'gen_ai.request.temperature': 0.2,
        'gen_ai.request.max_tokens': 100,
        'honeyhive.request.tool_choice': 'none',
        'gen_ai.input.messages': [{ role: 'user', parts: [{ type: 'text', content: 'Capital of France?' }] }],
        'gen_ai.output.messages': [
          {
            role: 'assistant',
            parts: [{ type: 'text', content: answer.choices[0].message.content }],
            finish_reason: 'stop',
          },
        ],
        'gen_ai.response.id': answer.id,
        'gen_ai.response.model': answer.model,
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': answer.usage.prompt_tokens,
        'gen_ai.usage.output_tokens': answer.usage.completion_tokens,
        'gen_ai.usage.total_tokens': answer.usage.total_tokens,
        'http.response.status_code': 200,
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(openai.url).port),
      },
    });
  });

  test.each([
    '',
    '[[split]]',
    '[[crlf]]',
    '[[split]][[crlf]]',
    '[[gzip]]',
    '[[br]]',
    '[[deflate]]',
    '[[gzip]][[split]]',
  ])('streamed %s has the same span as unstreamed', async (how) => {
    const { wire, spans } = observed();
    const text = `[[unicode]] ${how} in Paris`;
    await ask(text, { n: 2 });
    await ask(text, { n: 2, stream: true, stream_options: { include_usage: true } });
    await wire.settle();
    const [whole, streamed] = spans.map(({ attributes }) => attributes);
    for (const said of ['gen_ai.output.messages', 'gen_ai.response.finish_reasons', 'gen_ai.usage.total_tokens']) {
      expect(streamed?.[said]).toEqual(whole?.[said]);
    }
    expect(whole?.['gen_ai.output.messages']).toHaveLength(2);
    expect(streamed?.['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
  });

  test('has the parallel tool calls of a stream, each complete and in order', async () => {
    const { wire, spans } = observed();
    const tool = (name: string) => ({ type: 'function', function: { name, parameters: { type: 'object' } } });
    await ask('Weather in Paris and the time?', { stream: true, tools: [tool('get_weather'), tool('get_time')] });
    await wire.settle();
    const sent = openai.exchanges.at(-1)?.chunks?.flatMap((chunk) => JSON.stringify(chunk).match(/call_\w+/g) ?? []);
    const parts = (
      last(spans)['gen_ai.output.messages'] as { parts: { type: string; id: string; arguments: string }[] }[]
    )
      .flatMap((message) => message.parts)
      .filter((part) => part.type === 'tool_call');
    expect(parts.length).toBeGreaterThan(1);
    expect(parts.map((part) => part.id)).toEqual(sent);
    for (const part of parts) expect(() => JSON.parse(part.arguments)).not.toThrow();
    expect(last(spans)['gen_ai.tool.definitions']).toEqual([
      { type: 'function', name: 'get_weather', parameters: { type: 'object' } },
      { type: 'function', name: 'get_time', parameters: { type: 'object' } },
    ]);
  });

  test('that is retried is one span per attempt, with the number that the SDK counts', async () => {
    const { wire, spans } = observed();
    const headers = (count: number) => ({ 'x-stainless-retry-count': String(count) });
    await ask('[[429-once]] again', {}, { headers: headers(0) });
    await ask('[[429-once]] again', {}, { headers: headers(1) });
    await wire.settle();
    expect(spans.map(({ attributes }) => attributes['error.type'])).toEqual(['429', undefined]);
    expect(spans.map(({ attributes }) => attributes['http.request.resend_count'])).toEqual([undefined, 1]);
  });

  test.each([
    [
      'fetch',
      (url: string, init: { headers: Record<string, string>; body: string }) =>
        fetch(url, { method: 'POST', ...init }).then((response) => response.text()),
    ],
    ['node:http', overHttp],
  ])('that the AWS SDK retries over %s has the number of its attempts', async (_how, send) => {
    const { wire, spans } = observed();
    await send(`${openai.url}/chat/completions`, {
      headers: { 'amz-sdk-request': 'attempt=3; max=5' },
      body: JSON.stringify({ model: 'm', messages: messages('hi') }),
    });
    await wire.settle();
    expect(last(spans)['http.request.resend_count']).toBe(2);
  });

  test.each<[string, number | string | string[]]>([
    ['a text', '2'],
    ['a number', 2],
    ['a list of one, as node-fetch does', ['2']],
  ])('has the number of its retries over node:http also where the SDK sets the header as %s', async (_how, count) => {
    const { wire, spans } = observed();
    await overHttp(`${openai.url}/chat/completions`, {
      headers: { 'x-stainless-retry-count': count },
      body: JSON.stringify({ model: 'm', messages: messages('hi') }),
    });
    await wire.settle();
    expect(last(spans)['http.request.resend_count']).toBe(2);
  });

  test.each([
    ['[[401]]', false, '401', /api key/i],
    ['[[429]]', true, '429', /rate limit/i],
    ['[[500]]', false, '500', /server/i],
    ['[[502]]', false, '502', /bad gateway/i],
    ['[[sse-error]]', true, 'server_error', /server had an error/i],
    ['[[cut]]', true, 'cut', /./],
    ['[[cut]]', false, 'cut', /./],
    ['[[drop]]', false, 'ECONNRESET', /./],
  ])(
    '%s (streamed: %s) ends its span with the error %s and the message of the server or the network',
    async (how, stream, type, words) => {
      const { wire, spans } = observed();
      await ask(`${how} please`, { stream }).catch(() => undefined);
      await wire.settle();
      expect(last(spans)['error.type']).toBe(type);
      expect(spans.at(-1)?.status).toMatchObject({ code: 2, message: expect.stringMatching(words) });
    },
  );

  const whole = '{"choices":[{"message":{"content":"Paris","role":"assistant"}}],"usage":{"total_tokens":3}}';
  const cut = whole.slice(0, 50);
  const html = '<html>Sign in to this network</html>';
  test.each<[string, string | undefined, object, string | Buffer, http.OutgoingHttpHeaders | string[]]>([
    ['is JSON that was cut', 'unreadable', {}, cut, {}],
    ['is empty', 'unreadable', {}, '', {}],
    ['is JSON that was cut, compressed', 'unreadable', {}, gzipSync(cut), { 'content-encoding': 'gzip' }],
    ['is no gzip, but says so', 'unreadable', {}, whole, { 'content-encoding': 'gzip' }],
    ['is a web page', 'unreadable', {}, html, { 'content-type': 'text/html' }],
    ['is a web page instead of a stream', 'unreadable', { stream: true }, html, { 'content-type': 'text/html' }],
    ['is a stream of no gzip', 'unreadable', { stream: true }, 'data: {}', { 'content-encoding': 'gzip' }],
    ['is a stream that was cut', 'cut', { stream: true }, 'data: {"choices":[]}\n\n', {}],
    ['is whole', undefined, {}, whole, {}],
    ['begins with a byte order mark', undefined, {}, `\ufeff${whole}`, {}],
    ['is in no encoding, but says so', undefined, {}, whole, { 'content-encoding': 'constructor' }],
    ['is in an unknown encoding', 'unreadable', {}, gzipSync(whole), { 'content-encoding': 'no-such' }],
    [
      'is a stream in an unknown one',
      'unreadable',
      { stream: true },
      gzipSync('data: {}'),
      { 'content-encoding': 'x' },
    ],
    ['is a chain with an unknown one', 'unreadable', {}, gzipSync(whole), { 'content-encoding': 'gzip, no-such' }],
    ['is a chain', undefined, {}, brotliCompressSync(gzipSync(whole)), { 'content-encoding': 'gzip, br' }],
    [
      'is a chain in two headers',
      undefined,
      {},
      gzipSync(deflateSync(whole)),
      ['content-encoding', 'deflate', 'content-encoding', 'gzip'],
    ],
  ])('that succeeded and whose response %s has the error: %s', async (_answer, error, more, body, headers) => {
    const server = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(200, headers).end(body));
    });
    const { wire, spans } = observed();
    await overHttp(`${server.origin}/chat/completions`, {
      body: JSON.stringify({ model: 'm', messages: messages('hello'), ...more }),
    });
    await wire.settle();
    await server.close();
    expect(last(spans)['error.type']).toBe(error);
  });

  test.each<[string, number, Buffer, string, string]>([
    ['whose encoding is unknown', 200, gzipSync(whole), 'br, no-such', 'its encoding no-such is unknown here'],
    ['whose encoding is any text', 200, gzipSync(whole), 'see "my prompt"', 'its encoding is unknown here'],
    ['that refuses in an unknown encoding', 500, gzipSync(whole), 'no-such', 'its encoding no-such is unknown here'],
    ['that is no gzip', 200, Buffer.from(whole), 'gzip', 'it is not encoded as its header claims'],
    ['that is no brotli', 200, Buffer.alloc(64, 0xff), 'br', 'it is not encoded as its header claims'],
    ['that refuses in no gzip', 500, Buffer.from(whole), 'gzip', 'it is not encoded as its header claims'],
  ])('with a response %s says so in its error, in words of ours', async (_what, status, body, encoding, words) => {
    const server = await serve((request, response) => {
      request.resume().on('end', () => response.writeHead(status, { 'content-encoding': encoding }).end(body));
    });
    const { wire, spans } = observed();
    await overHttp(`${server.origin}/chat/completions`, {
      body: JSON.stringify({ model: 'm', messages: messages('hello') }),
    });
    await wire.settle();
    await server.close();
    expect(last(spans)['error.type']).toBe(status === 200 ? 'unreadable' : String(status));
    expect(spans.at(-1)?.status.message).toBe(`The response could not be read: ${words}`);
    expect(last(spans)['gen_ai.output.messages']).toBeUndefined();
  });

  test('is a child of the span that was active when it was made, not of the one that is active when it ends', async () => {
    const parent = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 };
    let context = trace.setSpanContext(ROOT_CONTEXT, parent);
    const { wire, spans } = observed({ activeContext: () => context });
    const call = ask('[[slow]] hello');
    await eventually(() => wire.inFlight() === 1);
    context = ROOT_CONTEXT;
    await call;
    await wire.settle();
    expect(spans[0]?.spanContext().traceId).toBe(parent.traceId);
    expect(spans[0]?.parentSpanContext?.spanId).toBe(parent.spanId);
  });

  test('has no parent where the active one is invalid, and spans of any trace wait for it', async () => {
    const none = { traceId: '0'.repeat(32), spanId: '0'.repeat(16), traceFlags: 0 };
    const { wire, spans } = observed({ activeContext: () => trace.setSpanContext(ROOT_CONTEXT, none) });
    const calls = [ask('[[slow]] hello'), ask('hello')];
    await eventually(() => wire.inFlight() === 2);
    const seen: number[] = [];
    runningWire()?.afterCalls('a'.repeat(32), () => seen.push(spans.length));
    await Promise.all(calls);
    await wire.settle();
    expect(seen).toEqual([2]);
    const ids = spans.flatMap((span) => Object.values(span.spanContext()).slice(0, 2));
    expect(new Set(ids).size).toBe(4);
    expect(ids).not.toContain(none.traceId);
    expect(spans.map(({ parentSpanContext }) => parentSpanContext)).toEqual([undefined, undefined]);
  });

  test('is recorded in the asynchronous context that it was made in, also of many at once', async () => {
    const sessions = new AsyncLocalStorage<string>();
    const sentIn: [string | undefined, string][] = [];
    const record = ({ attributes }: EndedSpan): void => {
      sentIn.push([sessions.getStore(), JSON.stringify(attributes['gen_ai.input.messages'])]);
    };
    const { wire } = observed({ record });
    const overHttp = async (text: string): Promise<void> => {
      const request = http.request(`${openai.url}/chat/completions`, { method: 'POST' });
      const [response] = await once(request.end(JSON.stringify({ model: 'm', messages: messages(text) })), 'response');
      await once(response.resume(), 'end');
    };
    const calls = Array.from({ length: 10 }, (_, i) =>
      sessions.run(`s-${i}`, () => (i % 2 === 0 ? ask(`from s-${i}`) : overHttp(`from s-${i}`))),
    );
    await Promise.all(calls);
    await wire.settle();
    expect(sentIn.length).toBe(10);
    for (const [session, sent] of sentIn) expect(sent).toContain(`from ${session}`);
  });

  test('lasts from the request to the last byte', async () => {
    const { wire, spans } = observed();
    await ask('[[slow]] stream', { stream: true });
    await wire.settle();
    const [span] = spans;
    const took =
      span === undefined
        ? 0
        : (span.endTime[0] - span.startTime[0]) * 1e3 + (span.endTime[1] - span.startTime[1]) / 1e6;
    expect(took).toBeGreaterThan(190);
    expect(Number(last(spans)['gen_ai.response.time_to_first_chunk']) * 1000).toBeLessThan(took - 90);
  });

  test('is recognised by its body: another one at such a path is not recorded', async () => {
    const { wire, spans } = observed();
    for (const body of ['{"model":"m"}', '{"messages":[]}', 'hello', '[]', 'null'])
      await ask('', {}, { body }).catch(() => undefined);
    await fetch(`${openai.url}/chat/completions/chatcmpl-1`, { method: 'POST', body: '{}' });
    await fetch(`${openai.origin}/exchanges?of=/chat/completions`);
    await wire.settle();
    expect(spans).toEqual([]);
  });
});

describe('the wire', () => {
  test('observes calls over connections, and through references, that are older than itself', async () => {
    const { request } = http;
    const before = fetch;
    await ask('before');
    const { wire, spans } = observed();
    const init = { method: 'POST', body: JSON.stringify({ model: 'm', messages: messages('after') }) };
    await (await before(`${openai.url}/chat/completions`, init)).text();
    const sent = request(`${openai.url}/chat/completions`, { method: 'POST' }).end(init.body);
    const [response] = (await once(sent, 'response')) as [http.IncomingMessage];
    await once(response.resume(), 'end');
    await wire.settle();
    expect(spans.map(({ attributes }) => attributes['gen_ai.input.messages'])).toEqual([
      [{ role: 'user', parts: [{ type: 'text', content: 'after' }] }],
      [{ role: 'user', parts: [{ type: 'text', content: 'after' }] }],
    ]);
  });

  test('started twice makes a span of a call for each listener', async () => {
    const first = observed();
    const second = observed({ captureContent: false });
    await ask('once');
    await first.wire.settle();
    expect([first.spans.length, second.spans.length]).toEqual([1, 1]);
    expect(last(first.spans)['gen_ai.input.messages']).toBeDefined();
    expect(last(second.spans)['gen_ai.input.messages']).toBeUndefined();
    first.wire.stop();
    await ask('again');
    await second.wire.settle();
    expect([first.spans.length, second.spans.length]).toEqual([1, 2]);
  });

  test('started twice for one tracer makes one span of a call', async () => {
    const first = observed();
    const tracer = new NodeTracerProvider().getTracer('app');
    const wires = [1, 2].map(() => startWire({ tracer: () => tracer, captureContent: true }));
    running.push(...wires);
    const startSpan = jest.spyOn(tracer, 'startSpan');
    await ask('once');
    await Promise.all([first.wire, ...wires].map((wire) => wire.settle()));
    expect(startSpan).toHaveBeenCalledTimes(1);
  });

  test('observes nothing after it is stopped, and can be started again', async () => {
    const write = http.ClientRequest.prototype.write;
    const { wire, spans } = observed();
    wire.stop();
    await ask('unseen');
    await wire.settle();
    expect(spans).toEqual([]);
    expect(http.ClientRequest.prototype.write).toBe(write);
    const again = observed();
    await ask('seen');
    await again.wire.settle();
    expect(again.spans).toHaveLength(1);
  });

  test('counts the calls that are not spans yet', async () => {
    const { wire, spans } = observed();
    const call = ask('[[slow]] count me');
    await eventually(() => wire.inFlight() === 1);
    await call;
    expect(wire.inFlight()).toBe(1);
    await wire.settle();
    expect([wire.inFlight(), spans.length]).toEqual([0, 1]);
  });

  test('makes spans of what has arrived when the process ends in the middle of a stream', async () => {
    const { wire, spans } = observed();
    const controller = new AbortController();
    const response = await fetch(`${openai.url}/chat/completions`, {
      method: 'POST',
      body: JSON.stringify({ model: 'gpt-4o-mini', messages: messages('[[slow]] go on'), stream: true }),
      signal: controller.signal,
    });
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.read();
    wire.settleNow();
    expect(spans).toHaveLength(1);
    expect(last(spans)).toMatchObject({ 'error.type': 'cut', 'gen_ai.request.model': 'gpt-4o-mini' });
    expect(JSON.stringify(last(spans)['gen_ai.output.messages'])).toContain('The');
    controller.abort();
    await reader?.read().catch(() => undefined);
    await wire.settle();
    expect(spans).toHaveLength(1);
  });

  test('keeps no more of a call than the limit, and marks the span as truncated', async () => {
    const { wire, spans } = observed({ maxCapturedBytes: 4_000 });
    const text = 'word '.repeat(20_000);
    const answer = JSON.parse(await ask(text, { temperature: 1 }));
    await wire.settle();
    const [message] = last(spans)['gen_ai.input.messages'] as { parts: { content: string }[] }[];
    expect(message?.parts[0]?.content).toMatch(
      /^(?:word ){100,400}\S*\[… \d+ characters missing …\][word ]{500,2000}$/,
    );
    expect(last(spans)).toMatchObject({
      'honeyhive.truncated': true,
      'gen_ai.request.model': 'gpt-4o-mini',
      'gen_ai.response.id': answer.id,
      'gen_ai.usage.total_tokens': answer.usage.total_tokens,
    });
    expect(last(spans)['error.type']).toBeUndefined();
  });

  test('records a call also when a function of the listener throws', async () => {
    const broken = (): never => {
      throw new Error('the app has a bug');
    };
    const { wire, spans } = observed({ activeContext: broken });
    expect(await ask('still answered')).toContain('Paris');
    await wire.settle();
    expect(last(spans)['gen_ai.response.finish_reasons']).toEqual(['stop']);
  });

  test('survives responses of any form', async () => {
    const bodies = [
      '',
      '{',
      '{"choices":7,"usage":"many","error":[]}',
      '{"choices":[null,{"message":[]}]}',
      '\u0000',
      '[1]',
    ];
    const server = await serve((request, response) => {
      request.resume().on('end', () => response.end(bodies[Number(request.headers['x-body'])]));
    });
    const { wire, spans } = observed();
    for (const i of bodies.keys()) {
      await ask('hello', {}, {});
      await fetch(`${server.origin}/chat/completions`, {
        method: 'POST',
        headers: { 'x-body': String(i), 'user-agent': 'OpenAI/JS 6.0.0' },
        body: JSON.stringify({ model: 'm', messages: messages('hello') }),
      }).then((response) => response.text());
    }
    await wire.settle();
    await server.close();
    expect(spans.filter(({ name }) => name === 'chat m')).toHaveLength(bodies.length);
  });
});
