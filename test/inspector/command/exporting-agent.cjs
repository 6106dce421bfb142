// An app with an agent and a call of its model, exported by OTLP. A process, since the exporters import modules in a way that Jest
// does not have.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const load = createRequire(join(__dirname, '../../apps/auto-instrumentations/package.json'));
const { ROOT_CONTEXT, trace } = load('@opentelemetry/api');
const { BasicTracerProvider, BatchSpanProcessor } = load('@opentelemetry/sdk-trace-base');
const [, , exporterName, url] = process.argv;
const { OTLPTraceExporter } = load(exporterName);

const exporter = new OTLPTraceExporter({ url, compression: 'gzip' });
const provider = new BasicTracerProvider({ spanProcessors: [new BatchSpanProcessor(exporter)] });
const tracer = provider.getTracer('an app');
const agent = tracer.startSpan('invoke_agent planner', {
  attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'planner' },
});
const attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o',
  'gen_ai.usage.input_tokens': 12,
  'gen_ai.usage.output_tokens': 3,
  'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Where to?"}]}]',
};
tracer.startSpan('chat gpt-4o', { attributes }, trace.setSpan(ROOT_CONTEXT, agent)).end();
agent.end();
void provider.shutdown();
