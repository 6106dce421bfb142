/** A program that flushes and shuts down towards a port that never takes anything, by this way: `plain`, `tls`, `dns`, `proxy`. */
import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { type HoneyHiveExporterOptions, HoneyHiveSpanProcessor } from '../../src';

const [, , way = '', port = ''] = process.argv;

const ways: Readonly<Record<string, HoneyHiveExporterOptions>> = {
  plain: { url: `http://127.0.0.1:${port}` },
  tls: { url: `https://127.0.0.1:${port}` },
  dns: { url: 'http://hanging.localhost', agent: new Agent({ lookup: () => undefined }) },
  proxy: { url: 'https://honeyhive.test' },
};
if (way === 'proxy') process.env['HTTPS_PROXY'] = `http://127.0.0.1:${port}`;

async function timed(work: Promise<unknown>): Promise<{ ms: number; message: string }> {
  const start = performance.now();
  const message = await work.then(
    () => '',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { ms: performance.now() - start, message };
}

async function main(): Promise<void> {
  const limits = { requestTimeoutMs: 600_000, flushTimeoutMs: 400, shutdownTimeoutMs: 400 };
  const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', ...limits, ...ways[way] });
  const tracer = new NodeTracerProvider({ spanProcessors: [processor] }).getTracer('test');
  const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
  for (let n = 0; n < 5; n += 1) tracer.startSpan('chat m', { attributes }).end();
  const flush = await timed(processor.forceFlush());
  await processor.shutdown();
  const stats = processor.exporter.stats();
  await sleep(20); // a closed socket is a handle for one more turn
  await new Promise(setImmediate); // what is due in this turn is not left
  const left = process.getActiveResourcesInfo().filter((name) => !/^(Pipe|TTY|FSReq)/.test(name));
  process.once('exit', () => console.log(JSON.stringify({ flush, stats, left })));
}

void main();
