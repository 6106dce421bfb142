import { logRecordsOfJson, logRecordsOfProtobuf, type OtlpLogRecord, OversizedOtlp, spansOfJson } from '../../src/otlp';
import { content, fixed64, inScope, number } from './support/wire';

/** Of a request with one log record of these members. */
function only(members: object): OtlpLogRecord {
  const [record] = logRecordsOfJson(JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [members] }] }] }));
  if (record === undefined) throw new Error('no log record');
  return record;
}

const traceId = '5b8efff798038103d269b633813fc60c';
const spanId = 'eee19b7ec3c1b174';

test('the example of the specification is read', () => {
  // https://github.com/open-telemetry/opentelemetry-proto/blob/v1.9.0/examples/logs.json
  const text = JSON.stringify({
    resourceLogs: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'my.service' } }] },
        scopeLogs: [
          {
            scope: { name: 'my.library', version: '1.0.0' },
            logRecords: [
              {
                timeUnixNano: '1544712660300000000',
                observedTimeUnixNano: '1544712660300000000',
                severityNumber: 10,
                severityText: 'Information',
                traceId: traceId.toUpperCase(),
                spanId: spanId.toUpperCase(),
                body: { stringValue: 'Example log record' },
                attributes: [{ key: 'boolean.attribute', value: { boolValue: true } }],
              },
            ],
          },
        ],
      },
    ],
  });
  expect(logRecordsOfJson(text)).toEqual([
    {
      time: [1_544_712_660, 300_000_000],
      eventName: undefined,
      spanContext: { traceId, spanId },
      attributes: { 'boolean.attribute': true },
      body: 'Example log record',
      resource: { attributes: { 'service.name': 'my.service' } },
      instrumentationScope: { name: 'my.library', version: '1.0.0' },
    },
  ]);
});

test('a request with the names of the .proto file is read', () => {
  const record = {
    time_unix_nano: '0',
    observed_time_unix_nano: '7',
    severity_number: 'SEVERITY_NUMBER_INFO',
    event_name: 'gen_ai.choice',
    trace_id: traceId,
    span_id: spanId,
    body: { kvlist_value: { values: [{ key: 'index', value: { int_value: '0' } }] } },
  };
  const text = JSON.stringify({ resource_logs: [{ scope_logs: [{ log_records: [record] }] }] });
  expect(logRecordsOfJson(text)).toMatchObject([
    { time: [0, 7], eventName: 'gen_ai.choice', spanContext: { traceId, spanId }, body: { index: 0 } },
  ]);
});

test.each([
  ['no ids', {}],
  ['empty ids', { traceId: '', spanId: '' }],
  ['ids of zeros', { traceId: '0'.repeat(32), spanId: '0'.repeat(16) }],
  ['a trace alone', { traceId }],
])('a log record with %s belongs to no span', (_what, ids) => {
  expect(only(ids).spanContext).toBeUndefined();
});

test('a body is of any type, and may be absent', () => {
  expect(only({ body: { stringValue: '' } }).body).toBe('');
  expect(only({ body: {} }).body).toBeNull();
  expect(only({ body: null }).body).toBeUndefined();
  expect(only({}).body).toBeUndefined();
});

test('in protobuf, the body may come in parts, and what is not needed is passed over', () => {
  const item = (value: number) => content(5, content(5, content(1, number(3, value))));
  const [record] = logRecordsOfProtobuf(
    inScope(content(2, item(1), number(2, 9), content(3, 'INFO'), fixed64(11, 5n), item(2), content(12, 'an event'))),
  );
  expect(record).toMatchObject({ time: [0, 5], eventName: 'an event', body: [1, 2], spanContext: undefined });
});

test('what is no request is refused with the place', () => {
  const place = 'resourceLogs[0].scopeLogs[0].logRecords[0]';
  expect(() => only({ body: 'text' })).toThrow(`Malformed OTLP: no object at ${place}.body.`);
  expect(() => only({ eventName: 1 })).toThrow(`Malformed OTLP: no text at ${place}.eventName.`);
});

test('a request of more spans or log records than the receiver takes is refused before they are read', () => {
  const records = inScope(content(2), content(2), content(2));
  expect(logRecordsOfProtobuf(records, 3)).toHaveLength(3);
  expect(() => logRecordsOfProtobuf(records, 2)).toThrow(OversizedOtlp);
  const spans = '{"resourceSpans":[{"scopeSpans":[{"spans":[{},{},{}]}]}]}';
  expect(() => spansOfJson(spans, 2)).toThrow(
    'The request has more than 2 spans or log records. Send smaller batches.',
  );
});
