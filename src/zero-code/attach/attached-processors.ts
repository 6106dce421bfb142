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

/** What the guests do with what they are given. */
export interface Host {
  started(span: object, parentContext: Context): void;
  /** @param accept where the span goes once its turn has come; to our exporter, unless given */
  ended(span: ReadableSpan, accept?: () => void): void;
  emitted(record: EmittedLogRecord): void;
  /** Resolves when every model call that has ended by now has reached the exporter. */
  settle(): Promise<void>;
  /** Sends what is pending. Bounded. */
  flush(): Promise<void>;
}

/**
 * Our span processor as a guest in an app's tracer provider. It never throws, since the app's own `span.end()` calls it. The
 * provider's flush reaches the wire, and never fails because of us, since the app did not ask for us. Its shutdown waits for
 * nothing: model calls outlive it, and the process's end, which comes next, takes care of what is pending.
 */
export const guestSpanProcessor = (host: Host): SpanProcessor => ({
  onStart: (span, parentContext) => guarded(() => host.started(span, parentContext)),
  onEnd: (span) => guarded(() => host.ended(span)),
  forceFlush: () => host.flush().catch(() => {}),
  shutdown: () => Promise.resolve(),
});

/** The same for log records in an app's logger provider. */
export const guestLogRecordProcessor = (host: Host): LogRecordProcessor => ({
  onEmit: (record) => guarded(() => host.emitted(record)),
  forceFlush: () => host.flush().catch(() => {}),
  shutdown: () => Promise.resolve(),
});
