import type { HrTime } from './hr-time';
import { durationOf, epoch } from './hr-time';
import type { Attributes } from './put';

/** An ended span of another process, in the shape that SDKs hand to their exporters. */
export interface OtlpSpan {
  readonly name: string;
  /** As the API counts, from 0 for internal. */
  readonly kind: number;
  spanContext(): OtlpContext;
  /** `undefined` for a root. */
  readonly parentSpanContext: OtlpContext | undefined;
  /** The same, as SDK 1.x has it. */
  readonly parentSpanId: string | undefined;
  readonly startTime: HrTime;
  readonly endTime: HrTime;
  readonly duration: HrTime;
  readonly ended: true;
  readonly status: OtlpStatus;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
  readonly events: readonly OtlpEvent[];
  readonly droppedEventsCount: number;
  readonly links: readonly OtlpLink[];
  readonly droppedLinksCount: number;
  /** One object for all spans of the resource. */
  readonly resource: OtlpResource;
  /** One object for all spans of the scope. */
  readonly instrumentationScope: OtlpScope;
}

/** Ids are in lower-case hex, and empty where the sender left them out. */
export interface OtlpContext {
  readonly traceId: string;
  readonly spanId: string;
  readonly traceFlags: number;
  /** `undefined` where the sender does not say. */
  readonly isRemote?: boolean | undefined;
}

export interface OtlpStatus {
  readonly code: number;
  readonly message?: string | undefined;
}

export interface OtlpEvent {
  readonly name: string;
  readonly time: HrTime;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

export interface OtlpLink {
  readonly context: OtlpContext;
  readonly attributes: Attributes;
  readonly droppedAttributesCount: number;
}

export interface OtlpResource {
  readonly attributes: Attributes;
}

export interface OtlpScope {
  readonly name: string;
  readonly version?: string | undefined;
}

/** Stand where a sender gives none, so that a hostile span of two bytes costs one object and no more. */
export const noAttributes: Attributes = Object.freeze({});
const none: readonly never[] = Object.freeze([]);
const unset: OtlpStatus = Object.freeze({ code: 0 });

/** A span while it is read, in whichever order its fields come; nothing writes to it later. */
export class ReceivedSpan implements OtlpSpan {
  name = '';
  kind = 0;
  traceId = '';
  spanId = '';
  parentSpanId: string | undefined = undefined;
  flags = 0;
  startTime: HrTime = epoch;
  endTime: HrTime = epoch;
  status: OtlpStatus = unset;
  attributes: Attributes = noAttributes;
  droppedAttributesCount = 0;
  events: readonly OtlpEvent[] = none;
  droppedEventsCount = 0;
  links: readonly OtlpLink[] = none;
  droppedLinksCount = 0;

  constructor(
    readonly resource: OtlpResource,
    readonly instrumentationScope: OtlpScope,
  ) {}

  spanContext(): OtlpContext {
    return { traceId: this.traceId, spanId: this.spanId, traceFlags: sampledFlags(this.flags) };
  }

  get parentSpanContext(): OtlpContext | undefined {
    const { traceId, parentSpanId: spanId, flags } = this;
    if (spanId === undefined) return undefined;
    return { traceId, spanId, traceFlags: sampledFlags(flags), isRemote: isRemoteOf(flags) };
  }

  get duration(): HrTime {
    return durationOf(this.startTime, this.endTime);
  }

  get ended(): true {
    return true;
  }
}

const isSampled = 0x01;
const knowsIfRemote = 0x100;
const isRemote = 0x200;

/** What is sent was sampled, though the exporters of Python, and older ones of all languages, do not set the flag. */
const sampledFlags = (flags: number): number => (flags & 0xff) | isSampled;

/** Of the flags of a span, these are about its parent. */
const isRemoteOf = (flags: number): boolean | undefined =>
  (flags & knowsIfRemote) === 0 ? undefined : (flags & isRemote) !== 0;

/** What a link leads to. */
export const linkedContext = (traceId: string, spanId: string, flags: number): OtlpContext => ({
  traceId,
  spanId,
  traceFlags: flags & 0xff,
  isRemote: isRemoteOf(flags),
});

/** Some senders write the parent of a root as zeros. */
export const parentIdOf = (id: string): string | undefined => (id === '' || id === '0000000000000000' ? undefined : id);

/** SpanKind of OTLP has one more, 0 for a kind that the sender does not know, which is to be taken for internal. */
export const apiKindOf = (kind: number): number => (kind >= 1 && kind <= 5 ? kind - 1 : 0);

/** A list with one more: the same list, unless it is that of spans that have none. */
export function added<T>(list: readonly T[], item: T): readonly T[] {
  if (list.length === 0) return [item];
  (list as T[]).push(item);
  return list;
}
