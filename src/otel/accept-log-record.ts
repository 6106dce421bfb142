import type { ExporterPort } from '../engine/exporter-port';
import { guarded } from '../runtime/guarded';
import type { EmittedLogRecord } from './sdk-types';

/** Hands an exporter what belongs to a model call's span, or its response; other log records are not for it. Never throws. */
export function acceptLogRecord(exporter: ExporterPort, record: EmittedLogRecord): void {
  try {
    const { spanContext, attributes, body } = record;
    const name = nameOf(record);
    if (name === undefined) return;
    if (spanContext === undefined && attributes['gen_ai.response.id'] === undefined) return;
    const { traceId, spanId, isRemote = false } = spanContext ?? noSpan;
    exporter.acceptLogEvent(traceId, spanId, { name, attributes, body }, isRemote);
  } catch {
    // No SDK makes such a record, and this runs inside the app's `emit()`.
  }
}

/** Whether it may belong to a model call. Never throws. */
export const isGenAiEvent = (record: EmittedLogRecord): boolean => guarded(() => nameOf(record)) !== undefined;

function nameOf({ eventName, attributes }: EmittedLogRecord): string | undefined {
  const name = eventName ?? attributes['event.name'];
  return typeof name === 'string' && name.startsWith('gen_ai.') ? name : undefined;
}

const noSpan: NonNullable<EmittedLogRecord['spanContext']> = { traceId: '', spanId: '' };
