import { version } from '../version';

export const userAgent = `opentelemetry-exporter-honeyhive/${version}`;
