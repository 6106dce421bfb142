import { ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { SpanAncestry } from '../../src/context/span-ancestry';
import type { Involved } from '../../src/correlation/enrichment-window';
import { SpanClassifier } from '../../src/correlation/span-classifier';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import type { Disposition, EndedSpan } from '../../src/pipeline/ended-call';

const tracer = new NodeTracerProvider().getTracer('test');
const call = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' };
const withContent = { ...call, 'gen_ai.input.messages': '[{"role":"user","parts":[{"type":"text","content":"Hi"}]}]' };

/** Spans one inside the other, the outermost first, which end from the inside out; what becomes of each in the end. */
function classified(...attributes: readonly Record<string, string>[]): readonly string[] {
  const ancestry = new SpanAncestry();
  const dispositions = new Map<ReadableSpan, Disposition | 'inside'>();
  const next = {
    push({ span }: EndedSpan, disposition: Disposition, { inside }: Partial<Involved> = {}): void {
      dispositions.set(span, disposition);
      for (const { ended } of inside ?? []) dispositions.set(ended.span, 'inside');
    },
  };
  const classifier = new SpanClassifier(
    { suppressNested: true, captureContent: true },
    { hasContent: () => false },
    next,
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
    classifier.push({ span, ancestry });
  }
  return spans.map((span) => dispositions.get(span) ?? 'defer');
}

test.each<[string, readonly Record<string, string>[], readonly string[]]>([
  ['one alone is exported', [call], ['export']],
  ['of two with content, the inner one is exported', [withContent, withContent], ['duplicate', 'export']],
  ['one without content inside one with content lends what it knows', [withContent, call], ['export', 'inside']],
  [
    'one without content lends it across another one without content, too',
    [withContent, call, call],
    ['export', 'duplicate', 'inside'],
  ],
  ['of two without content, the inner one is exported', [call, call], ['duplicate', 'export']],
  ['of three without content, the innermost is exported', [call, call, call], ['duplicate', 'duplicate', 'export']],
  [
    'of three without content, with other spans between, too',
    [call, {}, call, {}, call],
    ['duplicate', 'ignore', 'duplicate', 'ignore', 'export'],
  ],
])('of the spans of one call, %s', (_rule, attributes, expected) => {
  expect(classified(...attributes)).toEqual(expected);
});
