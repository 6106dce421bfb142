import fc from 'fast-check';
import type { OtlpLogRecord } from '../../../src/otlp';
import {
  anyValue,
  attributes,
  attributesIn,
  hexIn,
  hrTimeOf,
  idOf,
  listIn,
  nanosIn,
  some,
  textIn,
  time,
  uint32,
  valueIn,
  words,
} from './messages';
import type { Message } from './schema';

const logRecord = some({
  timeUnixNano: time,
  observedTimeUnixNano: time,
  severityNumber: fc.integer({ min: 0, max: 24 }),
  severityText: words,
  body: anyValue.value as fc.Arbitrary<Message>,
  attributes,
  droppedAttributesCount: uint32,
  flags: uint32,
  traceId: fc.oneof(idOf(16), fc.constant(Buffer.alloc(16))),
  spanId: fc.oneof(idOf(8), fc.constant(Buffer.alloc(0))),
  eventName: words,
});

export const logsRequest: fc.Arbitrary<Message> = some({
  resourceLogs: fc.array(
    some({
      resource: some({ attributes }),
      scopeLogs: fc.array(
        some({
          scope: some({ name: words, version: words }),
          logRecords: fc.array(logRecord, { maxLength: 3 }),
          schemaUrl: words,
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 3 },
  ),
});

/** The log records that a receiver should read, written without regard to speed, with BigInt. */
export const logRecordsIn = (message: Message): readonly OtlpLogRecord[] =>
  listIn(message, 'resourceLogs').flatMap((ofResource) => {
    const resource = { attributes: attributesIn(listIn(ofResource['resource'] as Message | undefined, 'attributes')) };
    return listIn(ofResource, 'scopeLogs').flatMap((ofScope) => {
      const scope = ofScope['scope'] as Message | undefined;
      const instrumentationScope = { name: textIn(scope, 'name'), version: textIn(scope, 'version') || undefined };
      return listIn(ofScope, 'logRecords').map((each) => ({ ...logRecordIn(each), resource, instrumentationScope }));
    });
  });

function logRecordIn(message: Message): Omit<OtlpLogRecord, 'resource' | 'instrumentationScope'> {
  const [traceId, spanId] = [hexIn(message, 'traceId'), hexIn(message, 'spanId')];
  const body = message['body'] as Message | undefined;
  return {
    time: hrTimeOf(nanosIn(message, 'timeUnixNano') || nanosIn(message, 'observedTimeUnixNano')),
    eventName: textIn(message, 'eventName') || undefined,
    spanContext: /^0*$/.test(traceId) || /^0*$/.test(spanId) ? undefined : { traceId, spanId },
    attributes: attributesIn(listIn(message, 'attributes')),
    body: body === undefined ? undefined : valueIn(body),
  };
}
