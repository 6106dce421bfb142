// Records a root and a child with all that a span can have, sends them by one of OpenTelemetry's exporters, and prints what the
// SDK handed to it. A process, since the exporters import modules in a way that Jest does not have.
const { createRequire } = require('node:module');
const { join } = require('node:path');

const load = createRequire(join(__dirname, '../../apps/auto-instrumentations/package.json'));
const { ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } = load('@opentelemetry/api');
const sdk = load('@opentelemetry/sdk-trace-base');
const [, , exporterName, url] = process.argv;
const { OTLPTraceExporter } = load(exporterName);

const attributes = {
  'gen_ai.system': 'openai',
  'gen_ai.usage.input_tokens': 12,
  'gen_ai.request.temperature': 0.5,
  'gen_ai.request.stream': false,
  'gen_ai.response.finish_reasons': ['stop', 'length'],
  balance: -3,
  large: Number.MAX_SAFE_INTEGER,
  text: 'é 漢 😀',
};

const kept = new sdk.InMemorySpanExporter();
const provider = new sdk.BasicTracerProvider({
  spanProcessors: [new sdk.SimpleSpanProcessor(kept), new sdk.BatchSpanProcessor(new OTLPTraceExporter({ url }))],
  spanLimits: { attributeCountLimit: 20, eventCountLimit: 1, linkCountLimit: 1 },
});
const tracer = provider.getTracer('@traceloop/instrumentation-openai', '0.1.0');
const root = tracer.startSpan('POST /ask', { kind: SpanKind.SERVER });
const link = { context: { ...root.spanContext(), isRemote: true }, attributes: { why: 'retry' } };
const options = { kind: SpanKind.CLIENT, attributes, links: [link, link] };
const child = tracer.startSpan('chat gpt-4o', options, trace.setSpan(ROOT_CONTEXT, root));
for (let i = 0; i < 20; i += 1) child.setAttribute(`extra ${i}`, i);
child.addEvent('first');
child.addEvent('gen_ai.choice', { index: 0 });
child.setStatus({ code: SpanStatusCode.ERROR, message: 'too long' });
child.end();
root.end();
const spans = kept.getFinishedSpans();

provider.shutdown().then(() => console.log(JSON.stringify(spans.map(plainSpan))));

/** What of a span is to arrive. */
function plainSpan(span) {
  const { traceId, spanId, traceFlags } = span.spanContext();
  const parent = span.parentSpanContext;
  return {
    name: span.name,
    kind: span.kind,
    context: { traceId, spanId, traceFlags },
    parent: parent && { traceId, spanId: parent.spanId, traceFlags, isRemote: false },
    parentSpanId: parent?.spanId,
    startTime: span.startTime,
    endTime: span.endTime,
    duration: span.duration,
    ended: span.ended,
    status: span.status,
    attributes: span.attributes,
    droppedAttributesCount: span.droppedAttributesCount,
    events: span.events.map(({ name, time, attributes = {} }) => ({
      name,
      time,
      attributes,
      droppedAttributesCount: 0,
    })),
    droppedEventsCount: span.droppedEventsCount,
    links: span.links.map(({ context, attributes }) => ({ context, attributes, droppedAttributesCount: 0 })),
    droppedLinksCount: span.droppedLinksCount,
    resource: span.resource.attributes,
    scope: { name: span.instrumentationScope.name, version: span.instrumentationScope.version },
  };
}
