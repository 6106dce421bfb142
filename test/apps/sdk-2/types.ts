// Compiled, never run: our classes are what this SDK expects, under the strictest flags.
import type { Instrumentation } from '@opentelemetry/instrumentation';
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace-base';
import {
  HoneyHiveLogRecordProcessor,
  HoneyHiveSpanExporter,
  HoneyHiveSpanProcessor,
  toModelEvent,
} from 'opentelemetry-exporter-honeyhive';
import { ModelWireInstrumentation } from 'opentelemetry-exporter-honeyhive/instrumentation';

const ours = new HoneyHiveSpanExporter();
export const exporter: SpanExporter = ours;
export const processor: SpanProcessor = new HoneyHiveSpanProcessor(ours);
export const logProcessor: LogRecordProcessor = new HoneyHiveLogRecordProcessor(ours);
export const event = (span: ReadableSpan) => toModelEvent(span);
export const instrumentation: Instrumentation = new ModelWireInstrumentation({ captureContent: false });
