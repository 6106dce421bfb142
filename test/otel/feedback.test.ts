import { eventIdOf, type HoneyHiveFeedback, HoneyHiveSpanExporter, sendFeedback } from '../../src';
import { chatSpan } from '../support/call';
import { allTaken, type FaultyServer, http, startFaultyServer } from '../support/faulty-server';
import { type OpenAiStandIn, startOpenAi } from '../support/providers/openai.cjs';
import { node, register } from '../zero-code/app-process';

let server: FaultyServer;
beforeEach(async () => {
  server = await startFaultyServer((exchange) => {
    exchange.socket.write(exchange.head.startsWith('POST /events/') ? allTaken(exchange) : http(200));
  });
});
afterEach(() => server.close());

let model: OpenAiStandIn;
beforeAll(async () => {
  model = await startOpenAi();
});
afterAll(() => model.close());

const index = register.replace(/register\.js$/, 'index.js');
const url = (): string => `http://127.0.0.1:${server.port}`;
const routes = (): readonly string[] => server.exchanges.map(({ head }) => /^\S+ \S+/.exec(head)?.[0] ?? '');

describe('sendFeedback', () => {
  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /either an eventId or a sessionId/],
    ['both ids', { eventId: 'a', sessionId: 'b', feedback: { rating: 1 } }, /either an eventId or a sessionId/],
    ['an empty id', { eventId: '', feedback: { rating: 1 } }, /eventId must be the id of an event/],
    ['an id that leads elsewhere', { eventId: '..', feedback: { rating: 1 } }, /eventId must be the id of an event/],
    ['an id that is no text', { eventId: 'a\ud800b', feedback: { rating: 1 } }, /eventId must be the id of an event/],
    ['an empty session', { sessionId: '', feedback: { rating: 1 } }, /sessionId must be a string that is not empty/],
    ['an id that is no string', { eventId: 7, feedback: { rating: 1 } }, /eventId must be the id of an event/],
    ['nothing to add', { eventId: 'a' }, /needs feedback, metrics, metadata or userProperties/],
    ['feedback that is no object', { eventId: 'a', feedback: 5 }, /feedback must be an object/],
    ['empty metrics', { eventId: 'a', metrics: {} }, /metrics must be an object with at least one entry/],
    ['a list', { eventId: 'a', userProperties: ['u'] }, /userProperties must be an object/],
  ])('throws for %s', (_what, given, message) => {
    expect(() => sendFeedback(given as HoneyHiveFeedback)).toThrow(TypeError);
    expect(() => sendFeedback(given as HoneyHiveFeedback)).toThrow(message);
  });

  test('adds to an event through every exporter of the process, and is counted', async () => {
    const exporters = [0, 1].map(() => new HoneyHiveSpanExporter({ apiKey: 'key', url: url() }));
    sendFeedback({
      eventId: 'e',
      feedback: { rating: 5 },
      metrics: { relevance: 0.5 },
      metadata: { seen: new Date(0) },
      userProperties: { user_id: 'u' },
    });
    for (const exporter of exporters) await exporter.forceFlush();
    expect(server.exchanges.map(({ body }) => JSON.parse(body.toString()))).toEqual(
      Array(2).fill({
        event_id: 'e',
        feedback: { rating: 5 },
        metrics: { relevance: 0.5 },
        metadata: { seen: '1970-01-01T00:00:00.000Z' },
        user_properties: { user_id: 'u' },
      }),
    );
    for (const exporter of exporters) {
      expect(exporter.stats()).toMatchObject({ accepted: 0, updates: { accepted: 1, delivered: 1, pending: 0 } });
      await exporter.shutdown();
    }
  });

  test('takes the session id that withHoneyHive takes', async () => {
    const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: url(), api: 'v1' });
    sendFeedback({ sessionId: 'chat-42', feedback: { rating: 5 } });
    await exporter.shutdown();
    // UUIDv5 of the URL namespace.
    expect(routes()).toEqual(['PUT /v1/events/32b710b8-8c7e-58ac-9265-133ce087b63e']);
  });

  test('leaves after an event of which the span has ended just before', async () => {
    const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url: url() });
    exporter.export([chatSpan({})], () => undefined);
    sendFeedback({ eventId: 'e', feedback: { rating: 5 } });
    expect(exporter.stats().updates).toMatchObject({ accepted: 1, pending: 1 });
    await exporter.forceFlush();
    expect(exporter.stats()).toMatchObject({ delivered: 1, updates: { accepted: 1, delivered: 1 } });
    await exporter.shutdown();
  });

  test('under register leaves after the event of a call that was answered just before', async () => {
    await node(
      [
        '--require',
        register,
        '-e',
        `const { trace } = require('@opentelemetry/api');
         const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
         const { eventIdOf, sendFeedback } = require(${JSON.stringify(index)});
         new NodeTracerProvider().register();
         const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' };
         trace.getTracer('app').startActiveSpan('chat gpt-4o', { attributes }, async (span) => {
           const messages = [{ role: 'user', content: 'hi' }];
           const body = JSON.stringify({ model: 'gpt-4o', messages });
           const headers = { 'content-type': 'application/json' };
           await (await fetch(process.env.MODEL_URL + '/chat/completions', { method: 'POST', headers, body })).json();
           span.end();
           sendFeedback({ eventId: eventIdOf(span), feedback: { rating: 5 } });
           setTimeout(() => {}, 3000);
         });`,
      ],
      { env: { HH_API_KEY: 'key', HH_API_URL: url(), HH_EXIT_TIMEOUT_MS: '60000', MODEL_URL: model.url } },
    );
    const bodies = server.exchanges.map(({ body }) => JSON.parse(body.toString()));
    const places = ['POST /events/model/batch', 'PUT /events'].map((route) => routes().indexOf(route));
    const [recorded = -1, updated = -1] = places;
    expect(bodies[recorded].model_events).toEqual([expect.objectContaining({ event_id: bodies[updated].event_id })]);
    expect(recorded).toBeLessThan(updated);
  });

  const placeOf = (route: string, id: string): number =>
    server.exchanges.findIndex(({ head, body }) => head.startsWith(route) && body.toString().includes(id));

  test('waits for its event also where a flush gives up before that is a record', async () => {
    let redacted = (): void => undefined;
    const done = new Promise<void>((resolve) => {
      redacted = resolve;
    });
    const exporter = new HoneyHiveSpanExporter({
      apiKey: 'key',
      url: url(),
      flushTimeoutMs: 100,
      redact: (record) => done.then(() => record),
    });
    const call = chatSpan({});
    exporter.export([call], () => undefined);
    sendFeedback({ eventId: eventIdOf(call), feedback: { rating: 5 } });
    await expect(exporter.forceFlush()).rejects.toThrow('still pending');
    redacted();
    await exporter.shutdown();
    expect(placeOf('POST /events/', eventIdOf(call))).toBeGreaterThanOrEqual(0);
    expect(placeOf('PUT ', eventIdOf(call))).toBeGreaterThan(placeOf('POST /events/', eventIdOf(call)));
  });

  test('under register leaves after the event of the last of many calls, at process.exit', async () => {
    const traceId = 'a'.repeat(32);
    const eventId = eventIdOf({ spanContext: () => ({ traceId, spanId: '1'.padStart(16, '0') }) });
    await node(
      [
        '--require',
        register,
        '-e',
        `const { HoneyHiveSpanProcessor, sendFeedback } = require(${JSON.stringify(index)});
         const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
         const processor = new HoneyHiveSpanProcessor({ cost: false });
         new NodeTracerProvider({ spanProcessors: [processor] }).register();
         for (let n = 900; n > 0; n -= 1) {
           const ids = { traceId: '${traceId}', spanId: String(n).padStart(16, '0'), traceFlags: 1 };
           processor.onEnd({
             name: 'chat m', kind: 2, spanContext: () => ids, startTime: [1, 0], endTime: [2, 0], status: { code: 0 }, events: [],
             links: [], resource: { attributes: {} }, instrumentationScope: { name: 'script' },
             attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm', text: 'x'.repeat(20_000) },
           });
         }
         sendFeedback({ eventId: '${eventId}', feedback: { rating: 5 } });
         process.exit(0);`,
      ],
      { env: { HH_API_KEY: 'key', HH_API_URL: url(), HH_EXIT_TIMEOUT_MS: '60000', HH_SESSIONS: 'off' } },
    );
    expect(placeOf('POST /events/', eventId)).toBeGreaterThanOrEqual(0);
    expect(placeOf('PUT ', eventId)).toBeGreaterThan(placeOf('POST /events/', eventId));
  });

  test('without anything that exports is lost with one warning', async () => {
    const { stderr } = await node([
      '-e',
      `const { sendFeedback } = require(${JSON.stringify(index)});
       for (const rating of [1, 2]) sendFeedback({ eventId: 'e', feedback: { rating } });`,
    ]);
    expect(stderr.match(/sendFeedback is called without/g)).toHaveLength(1);
  });

  test.each([
    ['', 'updates'],
    ['process.exit(0);', 'updates'],
    ["process.kill(process.pid, 'SIGTERM');", 'updates'],
    ['', 'starts'],
    ['process.exit(0);', 'starts'],
  ])('under register is named by a line, if the process ends before it is taken: %s', async (end, what) => {
    const refused = await startFaultyServer((exchange) => {
      const isRecords = exchange.head.startsWith('POST /events/');
      exchange.socket.write(isRecords ? allTaken(exchange) : http(503));
    });
    const { stderr } = await node(
      [
        '--require',
        register,
        '-e',
        `const { sendFeedback } = require(${JSON.stringify(index)});
         (async () => {
           ${what === 'starts' ? "await require('./ask.cjs').ask();" : "sendFeedback({ eventId: 'e', feedback: { rating: 5 } });"}
           ${end}
         })();`,
      ],
      {
        env: {
          HH_API_KEY: 'key',
          HH_API_URL: `http://127.0.0.1:${refused.port}`,
          MODEL_URL: model.url,
          // What is refused is tried until then; before it, the record has to leave, on a busy machine too.
          HH_EXIT_TIMEOUT_MS: what === 'starts' ? '10000' : '3000',
        },
      },
    );
    refused.close();
    const name = what === 'starts' ? 'start of a session' : 'update';
    expect(stderr).toBe(`honeyhive: 1 ${name} could not be delivered before the process ended.\n`);
  });

  test('under register is named by a line, if it is called in an exit listener', async () => {
    const { stderr } = await node(
      [
        '--require',
        register,
        '-e',
        `const { sendFeedback } = require(${JSON.stringify(index)});
         process.on('exit', () => sendFeedback({ eventId: 'e', feedback: { rating: 5 } }));
         require('./ask.cjs').ask();`,
      ],
      { env: { HH_API_KEY: 'key', HH_API_URL: url(), HH_EXIT_TIMEOUT_MS: '60000', MODEL_URL: model.url } },
    );
    expect(stderr).toMatch(/^honeyhive: sendFeedback was called as the process exits/);
  });

  test.each(['', 'process.exit();', "throw new Error('of the app');"])(
    'under register arrives, however the process ends: %s',
    async (end) => {
      await node(
        [
          '--require',
          register,
          '-e',
          `const { sendFeedback } = require(${JSON.stringify(index)});
           sendFeedback({ eventId: 'e', feedback: { rating: 5 } });
           ${end}`,
        ],
        { env: { HH_API_KEY: 'key', HH_API_URL: url(), HH_EXIT_TIMEOUT_MS: '60000' } },
      );
      expect(routes()).toContain('PUT /events');
    },
  );
});
