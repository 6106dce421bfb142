import { epoch, type HrTime } from '../hr-time';
import { logContextOf, type OtlpLogRecord } from '../received-log-record';
import { noAttributes, type OtlpResource, type OtlpScope } from '../received-span';
import { readAnyValue, withAttribute } from './any-value';
import type { WireReader } from './wire-reader';

/** Fields have their numbers in opentelemetry/proto/logs/v1/logs.proto; those of its severity are passed over. */
export function readLogRecord(reader: WireReader, resource: OtlpResource, scope: OtlpScope): OtlpLogRecord {
  const outer = reader.enter();
  let time: HrTime = epoch;
  let observed: HrTime = epoch;
  let body: unknown;
  let attributes = noAttributes;
  let eventName: string | undefined;
  let [traceId, spanId] = ['', ''];
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        time = reader.time();
        break;
      case 5:
        body = readAnyValue(reader, body ?? null, 0);
        break;
      case 6:
        attributes = withAttribute(reader, attributes);
        break;
      case 9:
        traceId = reader.id(16);
        break;
      case 10:
        spanId = reader.id(8);
        break;
      case 11:
        observed = reader.time();
        break;
      case 12:
        eventName = reader.text() || undefined;
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  const spanContext = logContextOf(traceId, spanId);
  const happened = time[0] === 0 && time[1] === 0 ? observed : time;
  return { time: happened, eventName, spanContext, attributes, body, resource, instrumentationScope: scope };
}
