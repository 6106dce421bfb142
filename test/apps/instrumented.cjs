// An app that registers `ModelWireInstrumentation` as OpenTelemetry has it, beside our processor, and prints the spans of its
// model calls as its own exporter gets them. `GIVEN` hands it the provider; otherwise it finds the global one.
const { join } = require('node:path');
const { ask } = require('./ask.cjs');
const { ModelWireInstrumentation } = require(join(process.env.PACKAGE, 'instrumentation.js'));
const { HoneyHiveSpanProcessor } = require(join(process.env.PACKAGE, 'index.js'));

async function run({ registerInstrumentations }, makeProvider) {
  const spans = [];
  const own = { onStart() {}, onEnd: (span) => spans.push(span), forceFlush: async () => {}, shutdown: async () => {} };
  const tracerProvider = makeProvider([own, new HoneyHiveSpanProcessor({ maxBatchDelayMs: 60_000 })]);
  const instrumentation = new ModelWireInstrumentation();
  registerInstrumentations({
    ...(process.env.GIVEN && { tracerProvider }),
    instrumentations: [instrumentation],
  });
  await tracerProvider.getTracer('app').startActiveSpan('request', async (request) => {
    await ask();
    request.end();
  });
  await tracerProvider.shutdown();
  const calls = spans.filter(({ name }) => name.startsWith('chat'));
  console.log(
    JSON.stringify({ names: spans.map(({ name }) => name), calls: calls.map(({ attributes }) => attributes) }),
  );
}

module.exports = { run };
