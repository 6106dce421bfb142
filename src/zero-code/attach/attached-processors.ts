import type { Context } from '@opentelemetry/api';
import type { ReadableSpan } from '../../mapping/span/span-view';
import type { EmittedLogRecord } from '../../otel/sdk-types';
import { guarded } from '../../runtime/guarded';

/** What span processors of SDK 1.30, 2.x and 3.x have in common. */
export interface SpanProcessor {
  onStart(span: object, parentContext: Context): void;
  onEnd(span: ReadableSpan): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

export interface LogRecordProcessor {
  onEmit(record: EmittedLogRecord): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** Receives what attached processors are given. */
export interface ProcessorHooks {
  started(span: object, parentContext: Context): void;
  /** @param onTurn called in place of handing the span to our engine, once the calls observed in its trace are spans */
  ended(span: ReadableSpan, onTurn?: () => void): void;
  emitted(record: EmittedLogRecord): void;
  /** Resolves when every model call that has ended by now has reached the engine. */
  settle(): Promise<void>;
  /** Sends what is pending. Bounded. */
  flush(): Promise<void>;
  /** Sends what is pending, as far as that is possible now. Bounded; never rejects. */
  deliver(): Promise<void>;
}

/**
 * A span processor of ours for an app's tracer provider. It never throws, since the app's own `span.end()` calls it. The provider's
 * flush reaches HoneyHive, and never fails because of us, since the app did not ask for us. Its shutdown does nothing: model calls
 * outlive it, and the end of the process, which comes next, sends what is pending.
 */
export const attachedSpanProcessor = (hooks: ProcessorHooks): SpanProcessor => ({
  onStart: (span, parentContext) => guarded(() => hooks.started(span, parentContext)),
  onEnd: (span) => guarded(() => hooks.ended(span)),
  forceFlush: () => hooks.flush().catch(() => {}),
  shutdown: () => Promise.resolve(),
});

/** The same for log records in an app's logger provider. */
export const attachedLogRecordProcessor = (hooks: ProcessorHooks): LogRecordProcessor => ({
  onEmit: (record) => guarded(() => hooks.emitted(record)),
  forceFlush: () => hooks.flush().catch(() => {}),
  shutdown: () => Promise.resolve(),
});
