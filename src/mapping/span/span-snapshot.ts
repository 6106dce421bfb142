import { isObject, toJson } from '../../json/json';
import { guarded } from '../../runtime/guarded';
import type { Attributes } from './attribute-names';
import { attributesOf } from './resource-attributes';
import type { HrTime, LogEvent, ReadableSpan } from './span-view';

/** The readable part of a span whose getters or proxies throw, as plain data. Never throws. */
export function spanSnapshot(span: ReadableSpan): ReadableSpan {
  const { traceId, spanId } = objectSnapshot(() => span.spanContext());
  const { code, message } = objectSnapshot(() => span.status);
  const { name: scope, version } = objectSnapshot(() => span.instrumentationScope ?? span.instrumentationLibrary);
  const parent = objectSnapshot(() => span.parentSpanContext ?? { spanId: span.parentSpanId });
  return {
    name: textOf(guarded(() => span.name)) ?? '',
    spanContext: () => ({ traceId: textOf(traceId) ?? '', spanId: textOf(spanId) ?? '' }),
    parentSpanId: textOf(parent['spanId']),
    startTime: timeOf(() => span.startTime),
    endTime: timeOf(() => span.endTime),
    status: { code: code === 2 ? 2 : 0, message: textOf(message) },
    attributes: objectSnapshot(() => span.attributes),
    events: listSnapshot(() => span.events)
      .filter(isObject)
      .map(eventOf),
    resource: { attributes: objectSnapshot(() => attributesOf(span.resource)) },
    instrumentationScope: { name: textOf(scope) ?? '', version: textOf(version) },
  };
}

export const logsSnapshot = (logs: () => readonly LogEvent[] | undefined): readonly LogEvent[] =>
  listSnapshot(logs)
    .filter(isObject)
    .map((log) => ({ ...eventOf(log), body: log['body'] }));

/** A copy of an object's readable properties. */
export function objectSnapshot(read: () => unknown): Attributes {
  const copy = guarded(() => toJson(read()));
  return isObject(copy) ? copy : {};
}

function listSnapshot(read: () => unknown): readonly unknown[] {
  const copy = guarded(() => toJson(read()));
  return Array.isArray(copy) ? copy : [];
}

const eventOf = ({ name, attributes }: Attributes) => ({
  name: textOf(name) ?? '',
  attributes: isObject(attributes) ? attributes : {},
});

function timeOf(read: () => unknown): HrTime {
  const [seconds, nanoseconds] = listSnapshot(read);
  return typeof seconds === 'number' && typeof nanoseconds === 'number' ? [seconds, nanoseconds] : [0, 0];
}

const textOf = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined);
