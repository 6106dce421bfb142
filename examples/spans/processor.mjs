// Our processor, beside those that an app already has. It sends model calls only.
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanProcessor } from 'opentelemetry-exporter-honeyhive';
import { answer } from './model-call.mjs';

const provider = new NodeTracerProvider({ spanProcessors: [new HoneyHiveSpanProcessor()] });
provider.register();

answer();
await provider.shutdown();
