import { execFile } from 'node:child_process';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toModelEvent } from '../../src';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { type OtlpSpan, spansOfJson, spansOfProtobuf } from '../../src/otlp';
import { otlpResponse } from '../../src/otlp/http/response';
import { fixtures, spanOf } from '../support/fixture';
import { type PlainSpan, plainSpan } from './support/plain-span';
import { json, protobuf } from './support/senders';

const read = (bytes: Buffer, isProtobuf: boolean): readonly OtlpSpan[] =>
  isProtobuf ? spansOfProtobuf(bytes) : spansOfJson(bytes.toString());

interface Received {
  readonly type: string | undefined;
  readonly spans: readonly OtlpSpan[];
}

/** The spans that `use` lets an exporter send to this server. */
async function received(use: (url: string) => Promise<void>): Promise<readonly Received[]> {
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    const type = request.headers['content-type'];
    const isProtobuf = type === 'application/x-protobuf';
    requests.push({ type, spans: read(await bodyOf(request), isProtobuf) });
    const answer = otlpResponse({ path: '/v1/traces', contentType: type }, undefined);
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  try {
    await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/traces`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
  return requests;
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

describe("what OpenTelemetry's exporter sends arrives as the SDK handed it over", () => {
  test.each([
    ['@opentelemetry/exporter-trace-otlp-proto', 'application/x-protobuf'],
    ['@opentelemetry/exporter-trace-otlp-http', 'application/json'],
  ])('%s', async (name, type) => {
    let printed = '';
    const requests = await received(async (url) => {
      const { stdout } = await promisify(execFile)(process.execPath, [
        join(__dirname, 'support/exporting.cjs'),
        name,
        url,
      ]);
      printed = stdout;
    });
    expect(requests.map((request) => request.type)).toEqual([type]);
    const sent = JSON.parse(printed) as readonly PlainSpan[];
    expect(sent).toHaveLength(2);
    expect(requests[0]?.spans.map(plainSpan)).toEqual(sent);
  });
});

/** OpenTelemetry's JSON has `null` of a number that JSON does not know. */
const withoutNaN = (span: ReadableSpan): ReadableSpan => ({
  ...span,
  attributes: Object.fromEntries(
    Object.entries(span.attributes).map(([name, value]) => [name, Number.isNaN(value) ? null : value]),
  ),
});

test('a model call has the same record if it came through OTLP, in either format', () => {
  const recordsOf = (spans: readonly ReadableSpan[]) =>
    new Map(spans.map((span) => [span.spanContext().spanId, toModelEvent(span)]));
  let calls = 0;
  for (const { spans: recorded } of fixtures('')) {
    const spans = recorded.map((span) => withoutNaN({ ...spanOf(span), links: [] } as ReadableSpan));
    const expected = recordsOf(spans);
    expect(recordsOf(read(Buffer.from(protobuf.serializeRequest(spans)), true))).toEqual(expected);
    expect(recordsOf(read(Buffer.from(json.serializeRequest(spans)), false))).toEqual(expected);
    calls += [...expected.values()].filter((record) => record !== undefined).length;
  }
  expect(calls).toBeGreaterThan(500);
});
