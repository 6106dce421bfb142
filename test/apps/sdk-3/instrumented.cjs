const { context, trace } = require('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = require('@opentelemetry/context-async-hooks');
const instrumentation = require('@opentelemetry/instrumentation');
const { TracerProvider } = require('@opentelemetry/sdk-trace');
const { run } = require('../instrumented.cjs');

run(instrumentation, (spanProcessors) => {
  const provider = new TracerProvider({ spanProcessors });
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(provider);
  return provider;
});
