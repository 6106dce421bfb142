import { ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import * as fc from 'fast-check';
import { HoneyHiveSpanProcessor } from '../../src';
import { requiredPort } from '../../src/engine/exporter-port';
import { type Receiver, startReceiver } from '../../src/inspector';

let receiver: Receiver;
beforeAll(async () => {
  receiver = await startReceiver();
});
afterAll(() => receiver.close());

type Step =
  | {
      readonly kind: 'start';
      readonly scope: string;
      /** Of the spans so far, the one around it. */
      readonly around: number | undefined;
      readonly operation: string;
      readonly asked: string | undefined;
      readonly id: string | undefined;
    }
  /** Of the spans that are open. */
  | { readonly kind: 'end'; readonly index: number }
  | { readonly kind: 'turn' }
  | { readonly kind: 'flush' };

const maybe = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: undefined });
const index = fc.nat({ max: 100 });
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('start' as const),
      scope: fc.constantFrom('framework', 'callbacks', 'sdk'),
      around: maybe(index),
      operation: fc.constantFrom('chat', 'chat', 'chat', 'execute_tool', ''),
      asked: maybe(fc.constantFrom('Why?', 'What?')),
      id: maybe(fc.constantFrom('r1', 'r2')),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('end' as const), index }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'turn' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'flush' as const }) },
);

function attributesOf({ operation, asked, id }: Extract<Step, { kind: 'start' }>): Record<string, string> {
  const parts = [{ type: 'text', content: asked }];
  return {
    ...(operation === '' ? {} : { 'gen_ai.operation.name': operation, 'gen_ai.request.model': 'm' }),
    ...(asked === undefined ? {} : { 'gen_ai.input.messages': JSON.stringify([{ role: 'user', parts }]) }),
    ...(id === undefined ? {} : { 'gen_ai.response.id': id }),
  };
}

const ends = {
  flush: (processor: HoneyHiveSpanProcessor) => processor.forceFlush(),
  shutdown: (processor: HoneyHiveSpanProcessor) => processor.shutdown(),
  exit: async ({ exporter }: HoneyHiveSpanProcessor) =>
    void requiredPort(exporter).takeRecords(Number.POSITIVE_INFINITY),
};

test('every call whose span has ended is a record or told of by another one, whoever waits for whom, however it ends', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 20 }),
      fc.constantFrom(...(Object.keys(ends) as (keyof typeof ends)[])),
      async (steps, end) => {
        const processor = new HoneyHiveSpanProcessor({ apiKey: 'key', url: receiver.url, maxBatchDelayMs: 1 });
        const provider = new NodeTracerProvider({ spanProcessors: [processor] });
        const spans: Span[] = [];
        const open: { readonly span: Span; readonly isCall: boolean }[] = [];
        let calls = 0;
        for (const step of steps) {
          if (step.kind === 'turn') await new Promise(setImmediate);
          else if (step.kind === 'flush') await processor.forceFlush();
          else if (step.kind === 'end') {
            for (const { span, isCall } of open.splice(step.index % Math.max(1, open.length), 1)) {
              if (isCall) calls += 1;
              span.end();
            }
          } else {
            const around = step.around === undefined ? undefined : spans[step.around % Math.max(1, spans.length)];
            const context = around === undefined ? ROOT_CONTEXT : trace.setSpan(ROOT_CONTEXT, around);
            const tracer = provider.getTracer(step.scope);
            const span = tracer.startSpan('span', { attributes: attributesOf(step) }, context);
            spans.push(span);
            open.push({ span, isCall: step.operation === 'chat' });
          }
        }
        await ends[end](processor);
        const { accepted, delivered, pending, suppressed, lost } = processor.exporter.stats();
        expect({ calls: accepted + suppressed, records: delivered + pending, lost }).toEqual({
          calls,
          records: accepted,
          lost: {},
        });
        await processor.shutdown();
      },
    ),
    { numRuns: 300 },
  );
});
