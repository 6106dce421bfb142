import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logRecordsOfJson, type OtlpLogRecord, type OtlpSpan, spansOfJson } from '../../../src/otlp';
import { ClaudeCodeEvents } from '../../../src/otlp/claude-code/claude-code-events';

const recorded = JSON.parse(readFileSync(join(__dirname, 'recorded-2.1.332.json'), 'utf8')) as {
  readonly traces: object;
  readonly logs: object;
};
const logRecords = logRecordsOfJson(JSON.stringify(recorded.logs));
const spans = spansOfJson(JSON.stringify(recorded.traces));
const typed = (type: string): readonly OtlpSpan[] => spans.filter(({ attributes }) => attributes['span.type'] === type);
const [firstCall, secondCall] = typed('llm_request') as [OtlpSpan, OtlpSpan];
const [tool] = typed('tool') as [OtlpSpan];

const isNamed =
  (...names: readonly string[]) =>
  ({ attributes }: OtlpLogRecord): boolean =>
    names.includes(String(attributes['event.name']));

function eventsOf(isKept: (record: OtlpLogRecord) => boolean = () => true): ClaudeCodeEvents {
  const events = new ClaudeCodeEvents();
  for (const record of logRecords) if (isKept(record)) events.take(record);
  return events;
}

const bodies = ({ attributes }: OtlpSpan) => [
  attributes['claude_code.api_request_body'],
  attributes['claude_code.api_response_body'],
];

test('the spans of two calls and a tool get what the log events say of each, once', () => {
  const events = eventsOf();
  const first = events.joined(firstCall);
  const second = events.joined(secondCall);
  expect(bodies(first)).toEqual([expect.stringContaining('in facts.txt?'), expect.stringContaining('toolu_1')]);
  expect(bodies(second)).toEqual([expect.stringContaining('tool_result'), expect.stringContaining('It is 42.')]);
  expect(second.attributes['claude_code.cost_usd']).toBe(0.000_190_65);
  expect(events.joined(tool).attributes['claude_code.tool_input']).toBe('{"file_path":"/app/facts.txt"}');
  // The span stays what it was.
  expect(first.spanContext()).toEqual(firstCall.spanContext());
  expect(first.duration).toEqual(firstCall.duration);
  expect(first.attributes).toMatchObject(firstCall.attributes);
  expect(events.joined(firstCall)).toBe(firstCall);
});

test('a call is awaited until its cost and, if asked for, its answer have come', () => {
  const isAwaited = (hasBodies: boolean, ...names: readonly string[]) =>
    eventsOf(isNamed(...names)).isAwaited(firstCall, hasBodies);
  expect([isAwaited(true), isAwaited(false)]).toEqual([true, true]);
  expect([isAwaited(true, 'api_request'), isAwaited(false, 'api_request')]).toEqual([true, false]);
  expect(isAwaited(true, 'api_request', 'api_response_body')).toBe(false);
  expect(eventsOf(() => false).isAwaited(tool, true)).toBe(false);
});

test('a call that has failed has the last request that was made within it', () => {
  const failed = Object.create(firstCall, {
    attributes: { value: { ...firstCall.attributes, success: false, request_id: 'req_of_error' } },
  }) as OtlpSpan;
  const events = eventsOf(isNamed('api_request_body'));
  expect(events.isAwaited(failed, true)).toBe(false);
  expect(bodies(events.joined(failed))).toEqual([expect.stringContaining('in facts.txt?'), undefined]);
  expect(events.joined(failed)).toBe(failed); // the other request was made later
});

test('log records and spans of others are left alone', () => {
  const events = new ClaudeCodeEvents();
  const other = { name: 'another library' };
  expect(events.take({ ...(logRecords[0] as OtlpLogRecord), instrumentationScope: other })).toBe(false);
  const span = Object.create(firstCall, { instrumentationScope: { value: other } }) as OtlpSpan;
  expect(events.joined(span)).toBe(span);
  expect(events.isAwaited(span, true)).toBe(false);
});

test('what waits for spans that never come is bounded: the oldest are forgotten', () => {
  const events = eventsOf();
  const [body] = logRecords.filter(isNamed('api_request_body')) as [OtlpLogRecord];
  const large = 'x'.repeat(2 ** 20);
  for (let index = 0; index < 40; index += 1) {
    events.take({ ...body, attributes: { ...body.attributes, body: large, request_body_id: `large ${index}` } });
  }
  expect(bodies(events.joined(firstCall))).toEqual([undefined, expect.stringContaining('toolu_1')]);
});
