import { isObject, toJson } from '../../json/json';
import type { Attributes } from './attribute-names';
import type { HrTime, LogEvent, ReadableSpan } from './span-view';

/** What can be read of a span whose getters or proxies throw, as plain data. Never throws. */
export function inertSpan(span: ReadableSpan): ReadableSpan {
  const context = inertAttributes(() => span.spanContext());
  const status = inertAttributes(() => span.status);
  const scope = inertAttributes(() => span.instrumentationScope ?? span.instrumentationLibrary);
  const parent = inertAttributes(() => span.parentSpanContext ?? { spanId: span.parentSpanId });
  return {
    name: textOf(() => span.name) ?? '',
    spanContext: () => ({
      traceId: textOf(() => context['traceId']) ?? '',
      spanId: textOf(() => context['spanId']) ?? '',
    }),
    parentSpanId: textOf(() => parent['spanId']),
    startTime: timeOf(() => span.startTime),
    endTime: timeOf(() => span.endTime),
    status: { code: status['code'] === 2 ? 2 : 0, message: textOf(() => status['message']) },
    attributes: inertAttributes(() => span.attributes),
    events: listOf(() => span.events).flatMap((event) =>
      isObject(event)
        ? { name: textOf(() => event['name']) ?? '', attributes: inertAttributes(() => event['attributes']) }
        : [],
    ),
    resource: { attributes: inertAttributes(() => span.resource?.attributes) },
    instrumentationScope: { name: textOf(() => scope['name']) ?? '', version: textOf(() => scope['version']) },
  };
}

export const inertLogs = (logs: () => readonly LogEvent[] | undefined): readonly LogEvent[] =>
  listOf(logs).flatMap((log) =>
    isObject(log)
      ? {
          name: textOf(() => log['name']) ?? '',
          attributes: inertAttributes(() => log['attributes']),
          body: attempt(() => toJson(log['body'])),
        }
      : [],
  );

export function inertAttributes(read: () => unknown): Attributes {
  const copy = attempt(() => toJson(read()));
  return isObject(copy) ? copy : {};
}

function listOf(read: () => unknown): readonly unknown[] {
  const copy = attempt(() => toJson(read()));
  return Array.isArray(copy) ? copy : [];
}

function timeOf(read: () => unknown): HrTime {
  const [seconds, nanoseconds] = listOf(read);
  return typeof seconds === 'number' && typeof nanoseconds === 'number' ? [seconds, nanoseconds] : [0, 0];
}

function textOf(read: () => unknown): string | undefined {
  const value = attempt(read);
  return typeof value === 'string' ? value : undefined;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined; // what cannot be read is not there
  }
}
