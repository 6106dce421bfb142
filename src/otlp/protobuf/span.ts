import { epoch, type HrTime } from '../hr-time';
import {
  added,
  apiKindOf,
  linkedContext,
  noAttributes,
  type OtlpEvent,
  type OtlpLink,
  type OtlpResource,
  type OtlpScope,
  type OtlpSpan,
  type OtlpStatus,
  parentIdOf,
  ReceivedSpan,
} from '../received-span';
import { withAttribute } from './any-value';
import type { WireReader } from './wire-reader';

/* Fields have their numbers in opentelemetry/proto/trace/v1/trace.proto. */

export function readSpan(reader: WireReader, resource: OtlpResource, scope: OtlpScope): OtlpSpan {
  const span = new ReceivedSpan(resource, scope);
  const outer = reader.enter();
  while (reader.next()) {
    if (reader.field <= 6) readIdentity(reader, span);
    else readDetail(reader, span);
  }
  reader.leave(outer);
  return span;
}

function readIdentity(reader: WireReader, span: ReceivedSpan): void {
  switch (reader.field) {
    case 1:
      span.traceId = reader.id(16);
      break;
    case 2:
      span.spanId = reader.id(8);
      break;
    case 4:
      span.parentSpanId = parentIdOf(reader.id(8));
      break;
    case 5:
      span.name = reader.text();
      break;
    case 6:
      span.kind = apiKindOf(reader.int32());
      break;
    default:
      reader.skip();
  }
}

function readDetail(reader: WireReader, span: ReceivedSpan): void {
  switch (reader.field) {
    case 7:
      span.startTime = reader.time();
      break;
    case 8:
      span.endTime = reader.time();
      break;
    case 9:
      span.attributes = withAttribute(reader, span.attributes);
      break;
    case 10:
      span.droppedAttributesCount = reader.uint32();
      break;
    case 11:
      span.events = added(span.events, readEvent(reader));
      break;
    case 12:
      span.droppedEventsCount = reader.uint32();
      break;
    case 13:
      span.links = added(span.links, readLink(reader));
      break;
    case 14:
      span.droppedLinksCount = reader.uint32();
      break;
    case 15:
      span.status = readStatus(reader, span.status);
      break;
    case 16:
      span.flags = reader.fixed32();
      break;
    default:
      reader.skip();
  }
}

function readEvent(reader: WireReader): OtlpEvent {
  const outer = reader.enter();
  let time: HrTime = epoch;
  let name = '';
  let attributes = noAttributes;
  let droppedAttributesCount = 0;
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        time = reader.time();
        break;
      case 2:
        name = reader.text();
        break;
      case 3:
        attributes = withAttribute(reader, attributes);
        break;
      case 4:
        droppedAttributesCount = reader.uint32();
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return { name, time, attributes, droppedAttributesCount };
}

function readLink(reader: WireReader): OtlpLink {
  const outer = reader.enter();
  let traceId = '';
  let spanId = '';
  let attributes = noAttributes;
  let droppedAttributesCount = 0;
  let flags = 0;
  while (reader.next()) {
    switch (reader.field) {
      case 1:
        traceId = reader.id(16);
        break;
      case 2:
        spanId = reader.id(8);
        break;
      case 4:
        attributes = withAttribute(reader, attributes);
        break;
      case 5:
        droppedAttributesCount = reader.uint32();
        break;
      case 6:
        flags = reader.fixed32();
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return { context: linkedContext(traceId, spanId, flags), attributes, droppedAttributesCount };
}

/** @param before what an earlier field of the span has said: there may be several, of which each may have one part */
function readStatus(reader: WireReader, before: OtlpStatus): OtlpStatus {
  const outer = reader.enter();
  let { code, message } = before;
  while (reader.next()) {
    switch (reader.field) {
      case 2:
        message = reader.text() || undefined;
        break;
      case 3:
        code = reader.int32();
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return { code, message };
}
