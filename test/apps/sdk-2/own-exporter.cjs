// An app that has set this package up in code. `PROCESSOR` says how, `END` how it ends.
const { join } = require('node:path');
const { SpanKind, trace } = require('@opentelemetry/api');
const { logs } = require('@opentelemetry/api-logs');
const { LoggerProvider } = require('@opentelemetry/sdk-logs');
const { BatchSpanProcessor, NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
const { ask } = require('../ask.cjs');
const honeyhive = require(join(process.env.PACKAGE, 'index.js'));

const exporter = new honeyhive.HoneyHiveSpanExporter({
  project: 'named in code',
  maxBatchDelayMs: 60_000,
  redact: (event) => ({ ...event, metadata: { ...event.metadata, redacted: true } }),
});
/** As apps write them: each span is exported as it ends. */
class AppsOwnProcessor {
  constructor(to) {
    this.exporter = to;
  }
  onStart() {}
  onEnd(span) {
    this.exporter.export([span], () => {});
  }
  forceFlush() {
    return this.exporter.forceFlush();
  }
  shutdown() {
    return this.exporter.shutdown();
  }
}
const processors = {
  stock: BatchSpanProcessor,
  own: honeyhive.HoneyHiveSpanProcessor,
  apps: AppsOwnProcessor,
};
const processor = new processors[process.env.PROCESSOR](exporter);
const provider = new NodeTracerProvider({ spanProcessors: [processor] });
provider.register();
const loggerProvider = new LoggerProvider({ processors: [new honeyhive.HoneyHiveLogRecordProcessor(exporter)] });
logs.setGlobalLoggerProvider(loggerProvider);

const tracer = trace.getTracer('framework');
const call = (model, run) => {
  const attributes = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': model,
  };
  return tracer.startActiveSpan(`chat ${model}`, { kind: SpanKind.CLIENT, attributes }, async (span) => {
    await run();
    span.end();
  });
};

async function main() {
  await tracer.startActiveSpan('agent', { attributes: { 'session.id': 'a session' } }, async (agent) => {
    await call('local-model', async () => {
      logs.getLogger('framework').emit({ eventName: 'gen_ai.user.message', body: { content: 'Who are you?' } });
    });
    await call('gpt-4o', ask);
    agent.end();
  });
  if (process.env.END === 'shutdown') await provider.shutdown();
  if (process.env.END === 'flush') await provider.forceFlush().then(() => process.kill(process.pid, 'SIGKILL'));
  if (process.env.END === 'exit') process.exit();
}
main();
