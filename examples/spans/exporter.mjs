// The plain exporter with the SDK's own batch processor.
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanExporter } from 'opentelemetry-exporter-honeyhive';
import { answer } from './model-call.mjs';

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new HoneyHiveSpanExporter())] });
provider.register();

answer();
await provider.shutdown();
