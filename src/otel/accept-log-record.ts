import type { ExporterPort } from '../engine/exporter-port';
import type { EmittedLogRecord } from './sdk-types';

/** Hands an exporter what belongs to a model call's span; other log records are not for it. Never throws. */
export function acceptLogRecord(exporter: ExporterPort, record: EmittedLogRecord): void {
  try {
    const { spanContext, attributes, body } = record;
    const name = record.eventName ?? attributes['event.name'];
    if (spanContext === undefined || typeof name !== 'string' || !name.startsWith('gen_ai.')) return;
    exporter.acceptLogEvent(spanContext.traceId, spanContext.spanId, { name, attributes, body });
  } catch {
    // No SDK makes such a record, and this runs inside the app's `emit()`.
  }
}
