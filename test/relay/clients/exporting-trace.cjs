// An app with OpenTelemetry's SDK and one of its exporters: a request in which a chain calls a model. Prints whether the export succeeded.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const load = createRequire(join(__dirname, '../../apps/auto-instrumentations/package.json'));
const { ROOT_CONTEXT, trace } = load('@opentelemetry/api');
const { BasicTracerProvider, BatchSpanProcessor } = load('@opentelemetry/sdk-trace-base');
const [, , format, url, authorization, compression] = process.argv;
const { OTLPTraceExporter } = load(`@opentelemetry/exporter-trace-otlp-${format}`);

const exporter = new OTLPTraceExporter({ url: `${url}/v1/traces`, headers: { authorization }, compression });
const results = [];
const recording = {
  export: (spans, done) =>
    exporter.export(spans, (result) => {
      results.push(result.code);
      done(result);
    }),
  shutdown: () => exporter.shutdown(),
};
const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(recording)] });
const tracer = provider.getTracer('an app');
const root = tracer.startSpan('POST /ask');
const inRoot = trace.setSpan(ROOT_CONTEXT, root);
const attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'Where to?' }] }]),
  'gen_ai.output.messages': JSON.stringify([
    { role: 'assistant', parts: [{ type: 'text', content: 'To the sea.' }], finish_reason: 'stop' },
  ]),
  'gen_ai.usage.input_tokens': 3,
  'gen_ai.usage.output_tokens': 4,
};
tracer.startSpan('chat gpt-4o', { attributes }, inRoot).end();
root.end();
void provider
  .shutdown()
  .catch(() => undefined)
  .then(() => console.log(JSON.stringify(results)));
