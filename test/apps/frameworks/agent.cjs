// An agent that is the root of its trace, with a call over HTTP and a tool inside, and then a call and a tool by themselves, each a root.
const { context, trace } = require('@opentelemetry/api');
const { NodeTracerProvider } = require('@opentelemetry/sdk-trace-node');

const provider = new NodeTracerProvider();
provider.register();
const tracer = trace.getTracer('guides');
const agent = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'guide' };
const tool = { 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'look_up' };

async function ask(question) {
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: question }] });
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${process.env.MODEL_URL}/chat/completions`, { method: 'POST', headers, body });
  await response.json();
}

const lookUp = () => tracer.startSpan('execute_tool look_up', { attributes: tool }, context.active()).end();

async function main() {
  await tracer.startActiveSpan('invoke_agent guide', { attributes: agent }, async (span) => {
    await ask('Where?');
    lookUp();
    span.end();
  });
  await ask('Alone?');
  lookUp();
}
main();
