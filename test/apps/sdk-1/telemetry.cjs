const { logs } = require('@opentelemetry/api-logs');
const { LoggerProvider, SimpleLogRecordProcessor, InMemoryLogRecordExporter } = require('@opentelemetry/sdk-logs');
const { InMemorySpanExporter, NodeTracerProvider, SimpleSpanProcessor } = require('@opentelemetry/sdk-trace-node');
const { report } = require('../report.cjs');

const spans = new InMemorySpanExporter();
const records = new InMemoryLogRecordExporter();
const tracerProvider = new NodeTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
tracerProvider.register();
const loggerProvider = new LoggerProvider();
loggerProvider.addLogRecordProcessor(new SimpleLogRecordProcessor(records));
logs.setGlobalLoggerProvider(loggerProvider);

module.exports = { tracerProvider, report: () => report(spans, records, tracerProvider, loggerProvider) };
