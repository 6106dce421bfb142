// Our processor, beside those that an app already has. It exports model calls only.
//   HH_API_URL=http://127.0.0.1:8787 HH_API_KEY=local HH_PROJECT=demo node examples/processor.mjs
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanProcessor } from 'opentelemetry-exporter-honeyhive';
import { modelCall } from './model-call.mjs';

const provider = new NodeTracerProvider({ spanProcessors: [new HoneyHiveSpanProcessor()] });
provider.register();

modelCall();
await provider.shutdown();
