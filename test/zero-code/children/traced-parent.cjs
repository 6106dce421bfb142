// The same within a span of the app's own OpenTelemetry SDK. Prints the span's ids.
const { spawn } = require('node:child_process');
const { trace } = require('@opentelemetry/api');
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

new NodeTracerProvider().register();
const [, , ...args] = process.argv;
trace.getTracer('an app').startActiveSpan('POST /ask', (span) => {
  const { traceId, spanId } = span.spanContext();
  console.log(`parent ${traceId} ${spanId}`);
  spawn(process.execPath, args, { stdio: 'inherit' }).on('exit', () => span.end());
});
