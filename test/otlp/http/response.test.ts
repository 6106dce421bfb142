import { type OtlpOutcome, otlpResponse } from '../../../src/otlp/http/response';
import { decoded } from '../support/schema';
import { load } from '../support/senders';

interface Serializer {
  deserializeResponse(bytes: Uint8Array): unknown;
}
const serializers = load('@opentelemetry/otlp-transformer') as Readonly<Record<string, Serializer>>;

const answer = (path: string, contentType: string | undefined, outcome?: OtlpOutcome) =>
  otlpResponse({ path, contentType }, outcome);

const partial = { rejected: 300, message: 'They have no ids: é.' };

describe('the answer to an export', () => {
  test.each([
    ['/v1/traces', 'application/x-protobuf', 'ProtobufTraceSerializer', { rejectedSpans: 300 }],
    ['/v1/traces', 'application/json', 'JsonTraceSerializer', { rejectedSpans: '300' }],
    ['/v1/logs', 'application/x-protobuf', 'ProtobufLogsSerializer', { rejectedLogRecords: 300 }],
    ['/v1/logs', 'application/json; charset=utf-8', 'JsonLogsSerializer', { rejectedLogRecords: '300' }],
  ])("to %s in %s is understood by OpenTelemetry's exporter", (path, type, name, rejected) => {
    const read = (outcome?: OtlpOutcome) => serializers[name]?.deserializeResponse(answer(path, type, outcome).body);
    expect(read(partial)).toEqual({ partialSuccess: { ...rejected, errorMessage: partial.message } });
    expect(read()).toEqual({});
    expect(answer(path, type, partial)).toMatchObject({ status: 200, headers: { 'content-type': type.split(';')[0] } });
  });

  test('is empty in protobuf, and an empty object in JSON, if all went well', () => {
    expect(answer('/v1/traces', 'application/x-protobuf').body).toHaveLength(0);
    expect(answer('/v1/logs', 'application/json').body.toString()).toBe('{}');
  });
});

describe('an error is a google.rpc.Status', () => {
  const message = 'Send it again: é.';

  test.each([
    [400, 3],
    [401, 16],
    [403, 7],
    [404, 5],
    [413, 8],
    [415, 3],
    [421, 3],
    [429, 8],
    [500, 13],
    [502, 13],
    [503, 14],
  ])('of status %d with code %d, in the format of the request', (status, code) => {
    const inProtobuf = answer('/v1/traces', 'application/x-protobuf', { status, message });
    expect(inProtobuf).toMatchObject({ status, headers: { 'content-type': 'application/x-protobuf' } });
    expect(decoded('RpcStatus', inProtobuf.body)).toEqual({ code, message });
    const inJson = answer('/v1/logs', 'application/json', { status, message });
    expect(JSON.parse(inJson.body.toString())).toEqual({ code, message });
  });

  test('in JSON if the format of the request is not known', () => {
    expect(answer('/v1/traces', 'text/plain', { status: 415, message })).toMatchObject({
      headers: { 'content-type': 'application/json' },
    });
  });

  test('and says in whole seconds when to try again', () => {
    const { headers } = answer('/v1/logs', 'application/json', { status: 503, message, retryAfterSeconds: 0.2 });
    expect(headers).toEqual({ 'content-type': 'application/json', 'retry-after': '1' });
  });
});
