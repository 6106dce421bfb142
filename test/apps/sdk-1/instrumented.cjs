const instrumentation = require('@opentelemetry/instrumentation');
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
const { run } = require('../instrumented.cjs');

run(instrumentation, (spanProcessors) => {
  const provider = new NodeTracerProvider({ spanProcessors });
  provider.register();
  return provider;
});
