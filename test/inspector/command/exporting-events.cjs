// An app whose instrumentation puts the content of its calls into log events, exported by OTLP: first the events, then the spans.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const load = createRequire(join(__dirname, '../../apps/auto-instrumentations/package.json'));
const { ROOT_CONTEXT, trace } = load('@opentelemetry/api');
const { BasicTracerProvider, BatchSpanProcessor } = load('@opentelemetry/sdk-trace-base');
const { BatchLogRecordProcessor, LoggerProvider } = load('@opentelemetry/sdk-logs');
const [, , format, url] = process.argv;
const { OTLPTraceExporter } = load(`@opentelemetry/exporter-trace-otlp-${format}`);
const { OTLPLogExporter } = load(`@opentelemetry/exporter-logs-otlp-${format}`);

const tracerProvider = new BasicTracerProvider({
  spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter({ url: `${url}/v1/traces` }))],
});
const loggerProvider = new LoggerProvider({
  processors: [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter({ url: `${url}/v1/logs` }) })],
});
const attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.system': 'openai',
  'gen_ai.request.model': 'gpt-4o',
};
const span = tracerProvider.getTracer('an app').startSpan('chat gpt-4o', { attributes });
const context = trace.setSpan(ROOT_CONTEXT, span);
const logger = loggerProvider.getLogger('an app');
logger.emit({ eventName: 'gen_ai.user.message', body: { role: 'user', content: 'Where to?' }, context });
const message = { role: 'assistant', content: 'To the sea.' };
logger.emit({ eventName: 'gen_ai.choice', body: { index: 0, finish_reason: 'stop', message }, context });
span.end();
void loggerProvider.shutdown().then(() => tracerProvider.shutdown());
