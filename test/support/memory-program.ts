/**
 * A program that makes 500 calls of so many kilobytes in each of so many tenths of a second, `spread` over many turns of the event
 * loop or all in `one` of them, and watches its live heap.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { HoneyHiveSpanProcessor } from '../../src';

const [, , kilobytes, turns, seconds, url] = process.argv;
const measures = 6;

/** The memory of buffers is given back a little later than their objects. */
async function live(): Promise<number> {
  for (let pass = 0; pass < 3; pass += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return liveNow();
}

function liveNow(): number {
  globalThis.gc?.();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

async function main(): Promise<void> {
  const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url, maxBatchDelayMs: 100, requestTimeoutMs: 1000 });
  const tracer = new NodeTracerProvider({ spanProcessors: [processor] }).getTracer('test');
  const call = (n: number): void => {
    const content = `${n} ${'x'.repeat(Number(kilobytes) * 1000)}`;
    const attributes = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content }] }]),
    };
    tracer.startSpan('chat m', { attributes }).end();
  };
  const before = await live();
  const measured: number[] = [];
  for (let second = 1; second <= Number(seconds); second += 1) {
    const start = performance.now();
    for (let n = 0; n < 500; n += 1) {
      call(n);
      if (turns === 'spread' && n % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const isMeasured = second % (Number(seconds) / measures) === 0;
    // The calls of one turn are the app's own until the turn ends.
    const atOnce = turns === 'one' && isMeasured ? liveNow() - before : 0;
    await sleep(Math.max(5, 100 - (performance.now() - start)));
    // What ended is judged when its turn is over, and weighed in the next one, however late the timer came.
    for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    if (isMeasured) measured.push(Math.max(atOnce, (await live()) - before));
  }
  const stats = processor.exporter.stats();
  process.stdout.write(JSON.stringify({ live: measured, stats }), () => process.exit());
}

void main();
