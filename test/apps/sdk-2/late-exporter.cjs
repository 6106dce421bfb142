// An app that calls a model before it sets this package up in code, and ends right after.
const { join } = require('node:path');
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');
const { ask } = require('../ask.cjs');
const { HoneyHiveSpanExporter, HoneyHiveSpanProcessor } = require(join(process.env.PACKAGE, 'index.js'));

ask().then(() => {
  const exporter = new HoneyHiveSpanExporter();
  new NodeTracerProvider({ spanProcessors: [new HoneyHiveSpanProcessor(exporter)] }).register();
  process.exit();
});
