import { MalformedOtlp, type OtlpSpan, spansOfJson } from '../../src/otlp';

function only(text: string): OtlpSpan {
  const [span, ...others] = spansOfJson(text);
  if (span === undefined || others.length > 0) throw new Error(`${others.length + 1} spans`);
  return span;
}

/** A request with one span, from the text of the span. */
const around = (span: string): string => `{"resourceSpans":[{"scopeSpans":[{"spans":[${span}]}]}]}`;
const spanOf = (members: object): OtlpSpan => only(around(JSON.stringify(members)));
const valueIn = (anyValue: string): unknown =>
  only(around(`{"attributes":[{"key":"a","value":${anyValue}}]}`)).attributes['a'];

const inLists = (depth: number): string =>
  `${'{"arrayValue":{"values":['.repeat(depth)}{"boolValue":true}${']}}'.repeat(depth)}`;

test('the example of the specification is read', () => {
  // https://github.com/open-telemetry/opentelemetry-proto/blob/v1.9.0/examples/trace.json
  const text = JSON.stringify({
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'my.service' } }] },
        scopeSpans: [
          {
            scope: {
              name: 'my.library',
              version: '1.0.0',
              attributes: [{ key: 'my.scope.attribute', value: { stringValue: 'some scope attribute' } }],
            },
            spans: [
              {
                traceId: '5B8EFFF798038103D269B633813FC60C',
                spanId: 'EEE19B7EC3C1B174',
                parentSpanId: 'EEE19B7EC3C1B173',
                name: "I'm a server span",
                startTimeUnixNano: '1544712660000000000',
                endTimeUnixNano: '1544712661000000000',
                kind: 2,
                attributes: [{ key: 'my.span.attr', value: { stringValue: 'some value' } }],
              },
            ],
          },
        ],
      },
    ],
  });
  const span = only(text);
  expect(span).toMatchObject({
    name: "I'm a server span",
    kind: 1,
    parentSpanId: 'eee19b7ec3c1b173',
    startTime: [1_544_712_660, 0],
    endTime: [1_544_712_661, 0],
    attributes: { 'my.span.attr': 'some value' },
    resource: { attributes: { 'service.name': 'my.service' } },
    instrumentationScope: { name: 'my.library', version: '1.0.0' },
  });
  expect(span.spanContext()).toMatchObject({ traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b174' });
});

test('a request with the names of the .proto file is read', () => {
  const text = JSON.stringify({
    resource_spans: [
      {
        scope_spans: [
          {
            spans: [
              {
                trace_id: '5b8efff798038103d269b633813fc60c',
                span_id: 'eee19b7ec3c1b174',
                parent_span_id: 'eee19b7ec3c1b173',
                start_time_unix_nano: 1_544_712_660_000_000_000,
                end_time_unix_nano: '1544712661000000001',
                dropped_attributes_count: 1,
                dropped_events_count: 2,
                dropped_links_count: 3,
                events: [{ time_unix_nano: '1', name: 'event' }],
                links: [{ trace_id: '5b8efff798038103d269b633813fc60c', span_id: 'eee19b7ec3c1b172' }],
                attributes: [
                  { key: 'text', value: { string_value: 'x' } },
                  { key: 'list', value: { array_value: { values: [{ int_value: 1 }, { double_value: 0.5 }] } } },
                  { key: 'object', value: { kvlist_value: { values: [{ key: 'k', value: { bool_value: true } }] } } },
                  { key: 'bytes', value: { bytes_value: 'AP8' } },
                ],
              },
            ],
          },
        ],
      },
    ],
  });
  const span = only(text);
  expect(span).toMatchObject({
    traceId: '5b8efff798038103d269b633813fc60c',
    spanId: 'eee19b7ec3c1b174',
    parentSpanId: 'eee19b7ec3c1b173',
    startTime: [1_544_712_660, 0],
    endTime: [1_544_712_661, 1],
    droppedAttributesCount: 1,
    droppedEventsCount: 2,
    droppedLinksCount: 3,
    events: [{ name: 'event', time: [0, 1] }],
    links: [{ context: { traceId: '5b8efff798038103d269b633813fc60c', spanId: 'eee19b7ec3c1b172' } }],
    attributes: { text: 'x', list: [1, 0.5], object: { k: true }, bytes: new Uint8Array([0, 255]) },
  });
});

describe('an id is read', () => {
  const traceId = '9e2a3dc06074b17540d54de4e51e735f';

  test.each([
    ['in hex', traceId],
    ['in capital hex', traceId.toUpperCase()],
    ['in base64, as the exporter for Dart wrote it', Buffer.from(traceId, 'hex').toString('base64')],
    ['in base64 without padding', Buffer.from(traceId, 'hex').toString('base64url')],
    ['in the base64 of its hex, as the exporter for Swift wrote it', 'OWUyYTNkYzA2MDc0YjE3NTQwZDU0ZGU0ZTUxZTczNWY='],
  ])('%s', (_form, written) => {
    expect(spanOf({ traceId: written }).spanContext().traceId).toBe(traceId);
  });

  test.each([
    ['absent', {}],
    ['null', { traceId: null }],
    ['empty', { traceId: '' }],
  ])('as none, if it is %s', (_what, members) => {
    expect(spanOf(members).spanContext().traceId).toBe('');
  });

  test('of a span in base64', () => {
    expect(spanOf({ spanId: '+iPdFTeJDX8=' }).spanContext().spanId).toBe('fa23dd1537890d7f');
  });
});

describe('a value', () => {
  test.each([
    ['{}', null],
    ['null', null],
    ['{"stringValue":null}', null],
    ['{"stringValue":""}', ''],
    ['{"boolValue":false}', false],
    ['{"intValue":"12"}', 12],
    ['{"intValue":-12}', -12],
    ['{"intValue":"1e3"}', 1000],
    ['{"intValue":1.0}', 1],
    ['{"intValue":"9007199254740993"}', '9007199254740993'],
    ['{"intValue":9007199254740992}', '9007199254740992'],
    ['{"intValue":"-9223372036854775808"}', '-9223372036854775808'],
    ['{"intValue":{"low":12,"high":0,"unsigned":false}}', 12],
    ['{"intValue":{"low":-2,"high":-1,"unsigned":false}}', -2],
    ['{"intValue":{"low":1,"high":2097152,"unsigned":true}}', '9007199254740993'],
    ['{"doubleValue":1}', 1],
    ['{"doubleValue":"0.5"}', 0.5],
    ['{"doubleValue":"NaN"}', Number.NaN],
    ['{"doubleValue":"Infinity"}', Number.POSITIVE_INFINITY],
    ['{"doubleValue":"-Infinity"}', Number.NEGATIVE_INFINITY],
    ['{"bytesValue":"-_8="}', new Uint8Array([251, 255])],
    ['{"arrayValue":{}}', []],
    ['{"arrayValue":{"values":[{"intValue":1},{}]}}', [1, null]],
    ['{"kvlistValue":{}}', {}],
    ['{"kvlistValue":{"values":[{"key":"x","value":{"boolValue":true}},{"key":"y"}]}}', { x: true, y: null }],
    ['{"stringValue":"x","intValue":1}', 1],
    ['{"newValue":1}', null],
    ['{"stringValue":"x","newValue":1}', 'x'],
  ])('%s is %j', (text, expected) => {
    expect(valueIn(text)).toEqual(expected);
  });

  test('may stand in 64 lists and no more', () => {
    expect(JSON.stringify(valueIn(inLists(64)))).toBe(`${'['.repeat(64)}true${']'.repeat(64)}`);
    expect(() => valueIn(inLists(65))).toThrow(/a value in more than 64 lists and objects/);
    expect(() => valueIn(inLists(20_000))).toThrow(MalformedOtlp);
  });

  test('of the key __proto__ is an own member', () => {
    const text = around('{"attributes":[{"key":"__proto__","value":{"stringValue":"x"}}],"__proto__":{"name":"y"}}');
    const { attributes, name } = only(text);
    expect(JSON.stringify(attributes)).toBe('{"__proto__":"x"}');
    expect(name).toBe('');
  });
});

test('a time is text, a number, or the halves that protobufjs makes of it', () => {
  const times = [
    '1764500000123456789',
    1_764_500_000_000_000_000,
    { low: -1, high: -1, unsigned: true },
    { low: 7, high: 0 },
  ];
  expect(times.map((startTimeUnixNano) => spanOf({ startTimeUnixNano }).startTime)).toEqual([
    [1_764_500_000, 123_456_789],
    [1_764_500_000, 0],
    [18_446_744_073, 709_551_615],
    [0, 7],
  ]);
});

test('an enum is a number or a name', () => {
  const kinds = [3, '3', 'SPAN_KIND_CLIENT', 'SPAN_KIND_UNSPECIFIED', 'CLIENT', 'constructor', 99];
  expect(kinds.map((kind) => spanOf({ kind }).kind)).toEqual([2, 2, 2, 0, 0, 0, 0]);
  expect([2, 'STATUS_CODE_ERROR'].map((code) => spanOf({ status: { code } }).status.code)).toEqual([2, 2]);
});

test('members that are not known, and those that are null, are as good as absent', () => {
  const span = { name: null, attributes: null, events: null, status: null, flags: null, new: [[{}]] };
  expect(spanOf(span)).toMatchObject({ name: '', attributes: {}, events: [], status: { code: 0 } });
  expect(spansOfJson('{"resourceSpans":[{"resource":null,"scopeSpans":null}],"new":1}')).toEqual([]);
  expect(spansOfJson('{}')).toEqual([]);
});

describe('what is no request is refused, with the place where it goes wrong and none of its words:', () => {
  const inSpan = 'resourceSpans[0].scopeSpans[0].spans[0]';
  const ofValue = (value: string) => around(`{"attributes":[{"key":"a"},{"key":"b","value":${value}}]}`);

  test.each([
    ['', 'no JSON at the body'],
    ['{"resourceSpans":[secret', 'no JSON at the body'],
    ['[]', 'no object at the body'],
    ['null', 'no object at the body'],
    ['"secret"', 'no object at the body'],
    ['{"resourceSpans":{}}', 'no list at resourceSpans'],
    ['{"resourceSpans":[1]}', 'no object at resourceSpans[0]'],
    ['{"resourceSpans":[{},{"resource":[]}]}', 'no object at resourceSpans[1].resource'],
    [
      '{"resourceSpans":[{"scopeSpans":[{"scope":{"name":1}}]}]}',
      'no text at resourceSpans[0].scopeSpans[0].scope.name',
    ],
    [around('{"name":["secret"]}'), `no text at ${inSpan}.name`],
    [around('{"traceId":"5b8e"}'), `no id of 16 bytes in hex at ${inSpan}.traceId`],
    [around('{"spanId":"secret secret se"}'), `no id of 8 bytes in hex at ${inSpan}.spanId`],
    [around('{"kind":-1}'), `no whole number of 32 bits at ${inSpan}.kind`],
    [around('{"kind":[]}'), `no whole number of 64 bits at ${inSpan}.kind`],
    [around('{"flags":4294967296}'), `no whole number of 32 bits at ${inSpan}.flags`],
    [around('{"startTimeUnixNano":-1}'), `no time in nanoseconds at ${inSpan}.startTimeUnixNano`],
    [around('{"startTimeUnixNano":"2025-11-30"}'), `no time in nanoseconds at ${inSpan}.startTimeUnixNano`],
    [around('{"endTimeUnixNano":"18446744073709551616"}'), `no time in nanoseconds at ${inSpan}.endTimeUnixNano`],
    [around('{"events":[{},{"timeUnixNano":0.5}]}'), `no time in nanoseconds at ${inSpan}.events[1].timeUnixNano`],
    [around('{"startTimeUnixNano":{"low":1}}'), `no time in nanoseconds at ${inSpan}.startTimeUnixNano`],
    [
      ofValue('{"intValue":{"low":0.5,"high":1}}'),
      `no whole number of 64 bits at ${inSpan}.attributes[1].value.intValue`,
    ],
    [ofValue('"secret"'), `no object at ${inSpan}.attributes[1].value`],
    [ofValue('{"stringValue":1}'), `no string at ${inSpan}.attributes[1].value.stringValue`],
    [ofValue('{"boolValue":"true"}'), `no boolean at ${inSpan}.attributes[1].value.boolValue`],
    [ofValue('{"intValue":0.5}'), `no whole number of 64 bits at ${inSpan}.attributes[1].value.intValue`],
    [ofValue('{"intValue":"0x10"}'), `no whole number of 64 bits at ${inSpan}.attributes[1].value.intValue`],
    [
      ofValue('{"intValue":"9223372036854775808"}'),
      `no whole number of 64 bits at ${inSpan}.attributes[1].value.intValue`,
    ],
    [ofValue('{"doubleValue":"secret"}'), `no number at ${inSpan}.attributes[1].value.doubleValue`],
    [ofValue('{"bytesValue":"not base64!"}'), `no base64 at ${inSpan}.attributes[1].value.bytesValue`],
    [
      ofValue('{"kvlistValue":{"values":[{"key":"k","value":{"arrayValue":{"values":[{},7]}}}]}}'),
      `no object at ${inSpan}.attributes[1].value.kvlistValue.values[0].value.arrayValue.values[1]`,
    ],
  ])('%s', (text, message) => {
    let refused: unknown;
    try {
      spansOfJson(text);
    } catch (error) {
      refused = error;
    }
    expect(refused).toBeInstanceOf(MalformedOtlp);
    expect((refused as Error).message).toBe(`Malformed OTLP: ${message}.`);
  });
});
