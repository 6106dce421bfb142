import type { HrTime } from './hr-time';
import type { Attributes } from './put';
import type { OtlpResource, OtlpScope } from './received-span';

/** A log record of another process, in the shape that SDKs hand to their processors, as far as log events are joined with spans by it. */
export interface OtlpLogRecord {
  /** When it happened, or else when it was first seen. */
  readonly time: HrTime;
  /** `undefined` where the sender has none, or writes it as the attribute `event.name`. */
  readonly eventName: string | undefined;
  /** The span that it belongs to. */
  readonly spanContext: OtlpLogContext | undefined;
  readonly attributes: Attributes;
  /** `undefined` if the sender has none. */
  readonly body: unknown;
  /** One object for all log records of the resource. */
  readonly resource: OtlpResource;
  /** One object for all log records of the scope. */
  readonly instrumentationScope: OtlpScope;
}

/** Ids in lower-case hex. */
export interface OtlpLogContext {
  readonly traceId: string;
  readonly spanId: string;
}

/** `undefined` unless it names a span: senders leave the ids out, or write them empty or as zeros, where no span was active. */
export const logContextOf = (traceId: string, spanId: string): OtlpLogContext | undefined =>
  isId(traceId) && isId(spanId) ? { traceId, spanId } : undefined;

const isId = (id: string): boolean => id !== '0'.repeat(id.length);
