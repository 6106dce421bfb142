import {
  apiKindOf,
  linkedContext,
  type OtlpEvent,
  type OtlpLink,
  type OtlpResource,
  type OtlpScope,
  type OtlpSpan,
  type OtlpStatus,
  parentIdOf,
  ReceivedSpan,
} from '../received-span';
import { attributesOf } from './any-value';
import { idOf, spanIdOf, traceIdOf } from './id';
import { type Members, readEach, readObject, textOf } from './members';
import { enumOf, timeOf, uint32Of } from './numbers';

const kinds = ['UNSPECIFIED', 'INTERNAL', 'SERVER', 'CLIENT', 'PRODUCER', 'CONSUMER'].map(
  (kind) => `SPAN_KIND_${kind}`,
);
const codes = ['UNSET', 'OK', 'ERROR'].map((code) => `STATUS_CODE_${code}`);

export function spanOf(members: Members, resource: OtlpResource, scope: OtlpScope): OtlpSpan {
  const span = new ReceivedSpan(resource, scope);
  span.traceId = traceIdOf(members);
  span.spanId = spanIdOf(members);
  span.parentSpanId = parentIdOf(idOf(members, 'parentSpanId', 'parent_span_id', 8));
  span.flags = uint32Of(members, 'flags');
  span.name = textOf(members, 'name');
  span.kind = apiKindOf(enumOf(members, 'kind', kinds));
  span.startTime = timeOf(members, 'startTimeUnixNano', 'start_time_unix_nano');
  span.endTime = timeOf(members, 'endTimeUnixNano', 'end_time_unix_nano');
  span.attributes = attributesOf(members);
  span.droppedAttributesCount = droppedAttributesOf(members);
  span.events = eachOf(members, 'events', eventOf);
  span.droppedEventsCount = uint32Of(members, 'droppedEventsCount', 'dropped_events_count');
  span.links = eachOf(members, 'links', linkOf);
  span.droppedLinksCount = uint32Of(members, 'droppedLinksCount', 'dropped_links_count');
  span.status = readObject(members, 'status', statusOf);
  return span;
}

const droppedAttributesOf = (members: Members): number =>
  uint32Of(members, 'droppedAttributesCount', 'dropped_attributes_count');

function eachOf<T>(members: Members, name: string, read: (item: Members) => T): readonly T[] {
  const found: T[] = [];
  readEach(members, name, (item) => found.push(read(item)));
  return found;
}

const eventOf = (members: Members): OtlpEvent => ({
  name: textOf(members, 'name'),
  time: timeOf(members, 'timeUnixNano', 'time_unix_nano'),
  attributes: attributesOf(members),
  droppedAttributesCount: droppedAttributesOf(members),
});

const linkOf = (members: Members): OtlpLink => ({
  context: linkedContext(traceIdOf(members), spanIdOf(members), uint32Of(members, 'flags')),
  attributes: attributesOf(members),
  droppedAttributesCount: droppedAttributesOf(members),
});

const statusOf = (members: Members): OtlpStatus => ({
  code: enumOf(members, 'code', codes),
  message: textOf(members, 'message') || undefined,
});
