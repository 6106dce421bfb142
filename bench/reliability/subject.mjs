// One app with one exporter: ends its spans, flushes, waits for its parent's message, shuts down, ends.
// node --expose-gc subject.mjs candidate url scenario
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { open } from '../candidates.mjs';
import { marker } from './receiver.mjs';
import { scenarios } from './scenarios.mjs';

const [, , candidate, url, name] = process.argv;
const { records, flushEvery, endsByItself } = scenarios.find((one) => one.name === name);
const { tracer, flush } = await open(candidate, url);
const attributes = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4o-mini',
  'gen_ai.usage.input_tokens': 12,
  'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts: [{ type: 'text', content: 'x'.repeat(2000) }] }]),
};

process.on('unhandledRejection', () => undefined);
const before = await live();
process.send?.({ kind: 'ending' });
for (let n = 0; n < records; n += 1) {
  tracer
    .startSpan('chat gpt-4o-mini', { attributes: { ...attributes, 'gen_ai.response.id': marker(n) } }, ROOT_CONTEXT)
    .end();
  if (flushEvery !== undefined && n % flushEvery === flushEvery - 1) await flush().catch(() => undefined);
}
if (endsByItself) {
  process.disconnect?.();
} else {
  await flush().catch(() => undefined);
  process.send({ kind: 'flushed' });
  process.on('message', async () => {
    process.send({ kind: 'heap', bytes: (await live()) - before });
    await trace
      .getTracerProvider()
      .getDelegate()
      .shutdown()
      .catch(() => undefined);
    process.exit();
  });
}

/** The memory of buffers is freed a little later than their objects, so this collects several times. */
async function live() {
  for (let pass = 0; pass < 3; pass += 1) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
