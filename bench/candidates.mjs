// The exporters that are compared, each set up as its documentation says. A process loads only the one that it measures.
import { createRequire } from 'node:module';
import { dist } from './installed.mjs';

const require = createRequire(import.meta.url);

/** Loads a module of the build, by default its public entry. */
export const loadOurs = (file = 'index') => require(`${dist}/${file}.js`);

/** By name: creates a span processor, and `flush`, which resolves when all of its spans are delivered. */
const makers = {
  async noop() {
    const processor = { onStart() {}, onEnd() {}, forceFlush: async () => {}, shutdown: async () => {} };
    return { processor, flush: async () => {} };
  },

  async ours(url, options) {
    const { HoneyHiveSpanProcessor } = loadOurs();
    const processor = new HoneyHiveSpanProcessor({ ...oursAt(url), ...options });
    return { processor, flush: () => processor.forceFlush(), stats: () => processor.exporter.stats() };
  },

  async 'ours-batched'(url, options) {
    const { HoneyHiveSpanExporter } = loadOurs();
    const exporter = new HoneyHiveSpanExporter({ ...oursAt(url), ...options });
    return { ...(await batched(exporter)), stats: () => exporter.stats() };
  },

  async limit(url) {
    const { limitExporter } = await import('./limit.mjs');
    return batched(limitExporter(url));
  },

  async 'otlp-json'(url) {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-http');
    return batched(new OTLPTraceExporter({ url: `${url}/v1/traces` }));
  },

  async 'otlp-proto'(url) {
    const { OTLPTraceExporter } = await import('@opentelemetry/exporter-trace-otlp-proto');
    return batched(new OTLPTraceExporter({ url: `${url}/v1/traces` }));
  },

  async langfuse(url) {
    const { LangfuseSpanProcessor } = await import('@langfuse/otel');
    const processor = new LangfuseSpanProcessor({ publicKey: 'pk', secretKey: 'sk', baseUrl: url });
    return { processor, flush: () => processor.forceFlush() };
  },
};

/** Without costs, which the limit loop does not compute either; the part `options` measures them. */
const oursAt = (url) => ({ apiKey: 'bench', project: 'bench', url, cost: false });

/** The batch processor's flush does not wait for an export in flight, so the exporter is flushed, too. */
async function batched(exporter) {
  const { BatchSpanProcessor } = await import('@opentelemetry/sdk-trace-base');
  const processor = new BatchSpanProcessor(exporter);
  const flush = async () => {
    await processor.forceFlush();
    await exporter.forceFlush();
  };
  return { processor, flush };
}

export const candidates = ['limit', 'ours', 'ours-batched', 'otlp-json', 'otlp-proto', 'langfuse'];

/** Registers a real provider that exports through this candidate. */
export async function open(candidate, url, options = {}) {
  const { NodeTracerProvider } = await import('@opentelemetry/sdk-trace-node');
  const { resourceFromAttributes } = await import('@opentelemetry/resources');
  const { processor, flush, stats } = await makers[candidate](url, options);
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': 'bench' }),
    spanProcessors: [processor],
  });
  provider.register();
  return { tracer: provider.getTracer('bench', '1.0.0'), flush, stats };
}
