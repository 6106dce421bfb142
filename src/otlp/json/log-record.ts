import { logContextOf, type OtlpLogRecord } from '../received-log-record';
import type { OtlpResource, OtlpScope } from '../received-span';
import { anyValueIn, attributesOf } from './any-value';
import { spanIdOf, traceIdOf } from './id';
import { type Members, textOf } from './members';
import { timeOf } from './numbers';

export function logRecordOf(members: Members, resource: OtlpResource, instrumentationScope: OtlpScope): OtlpLogRecord {
  const time = timeOf(members, 'timeUnixNano', 'time_unix_nano');
  const observed = timeOf(members, 'observedTimeUnixNano', 'observed_time_unix_nano');
  return {
    time: time[0] === 0 && time[1] === 0 ? observed : time,
    eventName: textOf(members, 'eventName', 'event_name') || undefined,
    spanContext: logContextOf(traceIdOf(members), spanIdOf(members)),
    attributes: attributesOf(members),
    body: anyValueIn(members, 'body'),
    resource,
    instrumentationScope,
  };
}
