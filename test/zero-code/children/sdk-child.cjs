// A child with an OpenTelemetry SDK of its own, which takes everything from its environment. The content of its call is in log events,
// which it exports after the span.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const load = createRequire(join(__dirname, '../../apps/auto-instrumentations/package.json'));
const { ROOT_CONTEXT, trace } = load('@opentelemetry/api');
const { BasicTracerProvider, BatchSpanProcessor } = load('@opentelemetry/sdk-trace-base');
const { BatchLogRecordProcessor, LoggerProvider } = load('@opentelemetry/sdk-logs');
const { OTLPTraceExporter } = load('@opentelemetry/exporter-trace-otlp-proto');
const { OTLPLogExporter } = load('@opentelemetry/exporter-logs-otlp-proto');

const tracerProvider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())] });
const loggerProvider = new LoggerProvider({
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })],
});
const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.system': 'openai', 'gen_ai.request.model': 'gpt-4o' };
const span = tracerProvider.getTracer('an app').startSpan('chat gpt-4o', { attributes });
const context = trace.setSpan(ROOT_CONTEXT, span);
const logger = loggerProvider.getLogger('an app');
logger.emit({ eventName: 'gen_ai.user.message', body: { role: 'user', content: 'Where to?' }, context });
const message = { role: 'assistant', content: 'To the sea.' };
logger.emit({ eventName: 'gen_ai.choice', body: { index: 0, finish_reason: 'stop', message }, context });
span.end();
void tracerProvider.shutdown().then(() => loggerProvider.shutdown());
