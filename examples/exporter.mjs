// The plain exporter with the SDK's own batch processor.
//   HH_API_URL=http://127.0.0.1:8787 HH_API_KEY=local HH_PROJECT=demo node examples/exporter.mjs
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanExporter } from 'opentelemetry-exporter-honeyhive';
import { modelCall } from './model-call.mjs';

const provider = new NodeTracerProvider({ spanProcessors: [new BatchSpanProcessor(new HoneyHiveSpanExporter())] });
provider.register();

modelCall();
await provider.shutdown();
