import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { HoneyHiveSpanExporter } from '../../../src';
import { type Receiver, startReceiver } from '../../../src/inspector';
import type { ReadableSpan } from '../../../src/mapping/span/span-view';
import { json, protobuf } from '../../otlp/support/senders';
import { endAll } from '../../support/cli';
import { fixture, spanOf } from '../../support/fixture';
import {
  kill,
  metricsOf,
  newFolder,
  type RunningRelay,
  removeFolders,
  startRelay,
  untilMetrics,
} from '../relay-process';

const token = 'a-token-of-this-test';
let honeyHive: Receiver;

beforeEach(async () => {
  honeyHive = await startReceiver();
});

afterEach(async () => {
  await endAll();
  await honeyHive.close();
  removeFolders();
});

const start = (args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): Promise<RunningRelay> =>
  startRelay(['--queue', 'memory', ...args], { HH_API_URL: honeyHive.url, HH_RELAY_TOKEN: token, ...env });

/** Runs an app. @returns what it prints */
const run = async (name: string, ...args: readonly string[]): Promise<string> =>
  (await promisify(execFile)(process.execPath, [join(__dirname, name), ...args])).stdout.trim();

/** Posts spans as an exporter would. */
async function post(relay: RunningRelay, spans: readonly ReadableSpan[], isProtobuf = true): Promise<Response> {
  const body = (isProtobuf ? protobuf : json).serializeRequest(spans);
  const type = isProtobuf ? 'application/x-protobuf' : 'application/json';
  const headers = { 'content-type': type, authorization: `Bearer ${token}` };
  return fetch(`${relay.url}/v1/traces`, { method: 'POST', headers, body: Buffer.from(body) });
}

describe("the model call of an app with OpenTelemetry's own exporter arrives", () => {
  test.each([
    ['http', 'none'],
    ['http', 'gzip'],
    ['proto', 'none'],
    ['proto', 'gzip'],
  ])('otlp-%s, compression %s', async (format, compression) => {
    const relay = await start();
    expect(await run('exporting-trace.cjs', format, relay.url, `Bearer ${token}`, compression)).toBe('[0]');
    const [event] = await honeyHive.waitForEvents(1);
    expect(event).toMatchObject({
      model: 'gpt-4o',
      messages: [{ role: 'user', content: 'Where to?' }],
      response: { role: 'assistant', content: 'To the sea.' },
      usage: { total_tokens: 7 },
    });
    await honeyHive.waitForSessions(1);
    expect(await metricsOf(relay)).toMatchObject({ accepted_total: 2 });
  });
});

test('an app with a wrong token is refused, and gives its spans up', async () => {
  const relay = await start();
  expect(await run('exporting-trace.cjs', 'proto', relay.url, 'Bearer wrong', 'none')).toBe('[1]');
});

const scenario = ['openinference-openai-4.2.7--openai6', 'chat-logprobs'] as const;

test('a trace has the records that the exporter itself would make of it', async () => {
  const spans = fixture('ai-6.0.326', 'generateText-tools-loop-responses').spans.map((one) => spanOf(one));
  const other = await startReceiver();
  const exporter = new HoneyHiveSpanExporter({ url: other.url, apiKey: 'key' });
  exporter.export(spans, () => undefined);
  await exporter.shutdown();
  expect(other.events.length).toBeGreaterThan(1);
  const relay = await start(['--trace-wait', '100']);
  expect((await post(relay, spans)).status).toBe(200);
  await honeyHive.waitForEvents(other.events.length);
  expect(honeyHive.events).toEqual(other.events);
  await other.close();
});

/** A root and a call in it, as two requests bring them. */
const [root, call] = (() => {
  const [span] = fixture(...scenario).spans.map((one) => spanOf(one));
  if (span === undefined) throw new Error('the fixture has no span');
  const { traceId, spanId } = span.spanContext();
  const parent = { traceId, spanId: '1111111111111111', traceFlags: 1 };
  const { instrumentationScope: scope = { name: 'an app' } } = span;
  const around = { ...span, name: 'POST /ask', attributes: {}, events: [], instrumentationScope: scope };
  return [
    { ...around, spanContext: () => parent, parentSpanContext: undefined, parentSpanId: undefined },
    {
      ...span,
      spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
      parentSpanContext: parent,
      parentSpanId: parent.spanId,
    },
  ] as const;
})();

describe('the spans of a trace', () => {
  test('are answered at once when the trace is complete', async () => {
    const relay = await start(['--trace-wait', '8000']);
    expect((await post(relay, [call, root])).status).toBe(200);
    await honeyHive.waitForEvents(1);
  });

  test('wait for its root, and are answered together', async () => {
    const relay = await start(['--trace-wait', '8000']);
    const answers: string[] = [];
    const first = post(relay, [call]).then(() => answers.push('call'));
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(answers).toEqual([]);
    const second = post(relay, [root], false).then(() => answers.push('root'));
    await Promise.all([first, second]);
    await honeyHive.waitForEvents(1);
  });

  test('are mapped without a root that does not come', async () => {
    const relay = await start(['--trace-wait', '50']);
    expect((await post(relay, [call])).status).toBe(200);
    await honeyHive.waitForEvents(1);
  });

  test('count once when they are sent again', async () => {
    const relay = await start();
    for (let times = 0; times < 3; times += 1) expect((await post(relay, [call, root])).status).toBe(200);
    await honeyHive.waitForEvents(1);
    await untilMetrics(relay, ({ queue_pending: pending }) => pending === 0);
    expect(honeyHive.received).toHaveLength(1);
  });

  test('that are answered with 200 outlive the relay', async () => {
    const queue = join(newFolder(), 'queue');
    const relay = await start(['--queue', queue, '--accept']);
    expect((await post(relay, [call, root])).status).toBe(200);
    await kill(relay);
    await start(['--queue', queue, '--drain']);
    await honeyHive.waitForEvents(1);
  });

  test('are asked for again while the queue is full', async () => {
    const relay = await start(['--accept', '--max-queue', '1', '--max-body', '16']);
    const large = {
      ...call,
      attributes: { ...call.attributes, 'input.value': 'x'.repeat(700_000) },
    };
    const other = { ...large, spanContext: () => ({ traceId: 'f'.repeat(32), spanId: 'e'.repeat(16), traceFlags: 1 }) };
    expect((await post(relay, [large, root])).status).toBe(200);
    const answer = await post(relay, [{ ...other, parentSpanContext: undefined, parentSpanId: undefined } as never]);
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '2']);
  });
});

test('content from log events is joined to its span', async () => {
  const relay = await start([], { HH_RELAY_TOKEN: '' });
  await run('../../inspector/command/exporting-events.cjs', 'proto', relay.url);
  const [event] = await honeyHive.waitForEvents(1);
  expect(event).toMatchObject({
    messages: [{ role: 'user', content: 'Where to?' }],
    response: { role: 'assistant', content: 'To the sea.' },
  });
});

test("the exporter's variables, and a redact function, hold for spans", async () => {
  const file = join(newFolder(), 'redact.mjs');
  writeFileSync(file, "export default (record) => ({ ...record, messages: [{ role: 'user', content: 'redacted' }] });");
  const relay = await start(['--redact', file], { HH_PROJECT: 'of the relay', HH_SESSIONS: 'off' });
  await post(relay, [call, root]);
  const [event] = await honeyHive.waitForEvents(1);
  expect(event).toMatchObject({ project: 'of the relay', messages: [{ role: 'user', content: 'redacted' }] });
  expect(honeyHive.sessions).toEqual([]);
});

test.each([
  ['no protobuf', Buffer.from([0xff, 0xff]), 'application/x-protobuf', 400],
  ['no JSON', Buffer.from('{'), 'application/json', 400],
  ['another type', Buffer.from('{}'), 'text/plain', 415],
])('%s is answered in the form of the request', async (_what, body, type, status) => {
  const relay = await start();
  const headers = { 'content-type': type, authorization: `Bearer ${token}` };
  const answer = await fetch(`${relay.url}/v1/traces`, { method: 'POST', headers, body });
  expect(answer.status).toBe(status);
  expect(answer.headers.get('content-type')).toBe(type === 'text/plain' ? 'application/json' : type);
});
