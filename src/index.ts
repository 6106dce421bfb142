export type { HoneyHiveExporterOptions } from './config';
export { HoneyHiveOptionsError } from './config';
export type { LossReason, Stats } from './diagnostics';
export { HoneyHiveSpanExporter } from './exporter';
export { HoneyHiveLogRecordProcessor } from './log-processor';
export { toModelEvent } from './mapping';
export type { CreateModelEvent } from './mapping/model-event';
export { HoneyHiveSpanProcessor } from './processor';
export { type HoneyHiveContext, withHoneyHive } from './session';
