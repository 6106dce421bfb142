/** Ends spans under the stock processor `batch` or `simple`, lives until they are handed over, and has nothing left to do. */
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchSpanProcessor, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanExporter } from '../../src';

const [, , processor, url] = process.argv;
const exporter = new HoneyHiveSpanExporter({ apiKey: 'key', url, maxBatchDelayMs: 60_000, requestTimeoutMs: 1000 });
const provider = new NodeTracerProvider({
  spanProcessors: [
    processor === 'batch'
      ? // Its own limit would hold the process for longer than the test waits.
        new BatchSpanProcessor(exporter, { scheduledDelayMillis: 20, exportTimeoutMillis: 600_000 })
      : new SimpleSpanProcessor(exporter),
  ],
});
const attributes = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
for (let n = 0; n < 10; n += 1) provider.getTracer('test').startSpan('chat m', { attributes }).end();
void sleep(200).then(() => console.log('ends'));
