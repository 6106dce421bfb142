import { ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { Ancestry } from '../../src/context/span-ancestry';
import { Judgement } from '../../src/correlation/span-classifier';
import type { ReadableSpan } from '../../src/mapping/span/span-view';

const tracer = new NodeTracerProvider().getTracer('test');
const call = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
const said = { ...call, 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]' };

/** Spans one inside the other, the outermost first, which end from the inside out; what is judged of each at last. */
function judge(...attributes: readonly Record<string, string>[]): readonly string[] {
  const ancestry = new Ancestry();
  const judged = new Map<ReadableSpan, string>();
  const judgement = new Judgement(
    true,
    () => false,
    ({ span }, later) => judged.set(span, later),
  );
  let around = ROOT_CONTEXT;
  const spans = attributes.map((own, place) => {
    const span: Span = tracer.startSpan(String(place), { attributes: own }, around);
    ancestry.started(span, around);
    around = trace.setSpan(around, span);
    return span as Span & ReadableSpan;
  });
  for (const span of spans.toReversed()) {
    span.end();
    const now = judgement.of(span, ancestry);
    if (now !== 'wait') judged.set(span, now);
  }
  return spans.map((span) => judged.get(span) ?? 'wait');
}

test.each<[string, readonly Record<string, string>[], readonly string[]]>([
  ['one alone is sent', [call], ['send']],
  ['of two that say what was said, the inner one is sent', [said, said], ['told', 'send']],
  ['a bare one inside one that says it gives way', [said, call], ['send', 'told']],
  ['of two that say nothing, the inner one is sent', [call, call], ['told', 'send']],
  ['of three that say nothing, the innermost is sent', [call, call, call], ['told', 'told', 'send']],
  [
    'of three that say nothing, with other spans between, too',
    [call, {}, call, {}, call],
    ['told', 'none', 'told', 'none', 'send'],
  ],
])('of the spans of one call, %s', (_rule, attributes, expected) => {
  expect(judge(...attributes)).toEqual(expected);
});
