// An app with the SDK of a folder, which calls a model outside of any span, in a span, and in a trace that another process has not
// sampled, under each of three samplers. If `register` is not loaded, it has our instrumentation and processor in its provider.
const { createRequire } = require('node:module');
const { join } = require('node:path');
const [sdk, way] = process.argv.slice(2);
const ours = (entry) => require(join(process.env.PACKAGE, `${entry}.js`));
const load = createRequire(join(__dirname, sdk, 'package.json'));
const { context, trace, ROOT_CONTEXT } = load('@opentelemetry/api');
const { AsyncLocalStorageContextManager } = load('@opentelemetry/context-async-hooks');
const sdkTrace = load(sdk === 'sdk-3' ? '@opentelemetry/sdk-trace' : '@opentelemetry/sdk-trace-node');
const Provider = sdkTrace.NodeTracerProvider ?? sdkTrace.TracerProvider;
const always = new sdkTrace.AlwaysOnSampler();
const samplers = {
  'by parent': new sdkTrace.ParentBasedSampler({ root: always }),
  always,
  never: new sdkTrace.AlwaysOffSampler(),
};

async function ask(content) {
  const body = JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content }] });
  const headers = { 'content-type': 'application/json' };
  await (await fetch(`${process.env.MODEL_URL}/chat/completions`, { method: 'POST', headers, body })).text();
}

async function main() {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  const isRegistered = way === 'register';
  if (!isRegistered) new (ours('instrumentation').ModelWireInstrumentation)();
  for (const [name, sampler] of Object.entries(samplers)) {
    const processors = isRegistered ? [] : [new (ours('index').HoneyHiveSpanProcessor)()];
    const provider = new Provider({ sampler, spanProcessors: processors });
    trace.setGlobalTracerProvider(provider);
    await ask(`${name}: alone`);
    await trace.getTracer('app').startActiveSpan('request', async (span) => {
      await ask(`${name}: in a span`);
      span.end();
    });
    const remote = { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 0, isRemote: true };
    await context.with(trace.setSpanContext(ROOT_CONTEXT, remote), () =>
      ask(`${name}: in a trace that is not sampled`),
    );
    await (isRegistered ? ours('register').flush() : provider.forceFlush());
    trace.disable();
  }
}
main();
