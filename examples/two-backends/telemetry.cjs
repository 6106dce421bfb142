// OpenTelemetry as the app had it, and what HoneyHive needs: a processor, and spans of the model calls.
const { OTLPTraceExporter } = require('@opentelemetry/exporter-trace-otlp-http');
const { HttpInstrumentation } = require('@opentelemetry/instrumentation-http');
const { NodeSDK, tracing } = require('@opentelemetry/sdk-node');
const { HoneyHiveSpanProcessor } = require('opentelemetry-exporter-honeyhive');
const { ModelWireInstrumentation } = require('opentelemetry-exporter-honeyhive/instrumentation');

const modelCalls = new ModelWireInstrumentation();

const sdk = new NodeSDK({
  spanProcessors: [
    new tracing.BatchSpanProcessor(new OTLPTraceExporter()), // every span, to the backend that was there
    new HoneyHiveSpanProcessor(), // model calls, to HoneyHive
  ],
  instrumentations: [
    new HttpInstrumentation(),
    modelCalls, // each is a span of its trace
  ],
});
sdk.start();

process.once('SIGTERM', async () => {
  await modelCalls.settle(); // the span of a call is there a moment after its response
  await sdk.shutdown();
  process.exit(0);
});
