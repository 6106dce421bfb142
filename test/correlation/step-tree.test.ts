import { type Attributes, type Context, ROOT_CONTEXT, type Span, TraceFlags, trace } from '@opentelemetry/api';
import { NodeTracerProvider, type ReadableSpan, SamplingDecision } from '@opentelemetry/sdk-trace-node';
import fc from 'fast-check';
import { eventIdOf } from '../../src/context/event-id-of';
import { SpanAncestry } from '../../src/context/span-ancestry';
import { BatchSpans } from '../../src/correlation/batch-spans';
import { StepTree } from '../../src/correlation/step-tree';
import { eventId, uuidOf } from '../../src/mapping/record/ids';
import type { EndedSpan } from '../../src/pipeline/ended-call';

const mastra = '@mastra/otel-bridge';

/** A kind of span: its name and attributes at its start, and those that it gets as it ends. */
interface Kind {
  readonly event: 'chain' | 'tool' | 'model' | undefined;
  readonly scope?: string;
  readonly name: string;
  readonly attributes?: Attributes;
  readonly atEnd?: Attributes;
}

const kinds: readonly Kind[] = [
  { event: 'chain', name: 'agent', attributes: { 'openinference.span.kind': 'AGENT' } },
  { event: 'chain', name: 'wf.workflow', attributes: { 'traceloop.span.kind': 'workflow' } },
  { event: 'chain', name: 'invoke_agent x', atEnd: { 'gen_ai.operation.name': 'invoke_agent' } },
  { event: 'chain', name: "agent run: 'x'", scope: mastra, atEnd: { 'mastra.span.type': 'agent_run' } },
  { event: 'tool', name: "tool: 'x'", scope: mastra, atEnd: { 'mastra.span.type': 'tool_call' } },
  { event: 'tool', name: 'ai.toolCall', attributes: { 'ai.toolCall.name': 'x' } },
  { event: undefined, name: 'POST', attributes: { 'http.request.method': 'POST' } },
  { event: undefined, name: 'llm: x', scope: mastra, atEnd: { 'mastra.span.type': 'model_chunk' } },
  { event: 'model', name: 'chat m', attributes: { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'm' } },
  { event: 'model', name: 'chat m', attributes: { 'openinference.span.kind': 'LLM', 'llm.model_name': 'm' } },
];

interface Node {
  readonly kind: Kind;
  /** Which of the spans before is around it, if any. */
  readonly around: number;
  readonly sampled: 'yes' | 'recorded' | 'no';
  /** Whether the app says the id of its event. */
  readonly isSaid?: boolean;
  /** How the context has the span around it. */
  readonly known: 'as a span' | 'by its ids' | 'from another process';
  /** By which spans end one after the other; those with none never end. */
  readonly end: number | undefined;
  /** In which export it is, where a stock processor exports. */
  readonly batch: number;
}

const node: fc.Arbitrary<Node> = fc.record({
  kind: fc.constantFrom(...kinds),
  around: fc.nat(8),
  sampled: fc.oneof(
    { weight: 8, arbitrary: fc.constant('yes' as const) },
    fc.constantFrom('recorded' as const, 'no' as const),
  ),
  isSaid: fc.boolean(),
  known: fc.oneof(
    { weight: 6, arbitrary: fc.constant('as a span' as const) },
    fc.constantFrom('by its ids' as const, 'from another process' as const),
  ),
  end: fc.option(fc.nat(20), { freq: 8, nil: undefined }),
  batch: fc.nat(2),
});
const trees = fc.array(node, { minLength: 1, maxLength: 12 });

const decisions = {
  yes: SamplingDecision.RECORD_AND_SAMPLED,
  recorded: SamplingDecision.RECORD,
  no: SamplingDecision.NOT_RECORD,
};
const provider = new NodeTracerProvider({
  sampler: {
    shouldSample: (_context, _traceId, _name, _kind, attributes) => ({
      decision: decisions[attributes['test.sampled'] as Node['sampled']],
    }),
  },
});

interface Event {
  readonly id: string;
  readonly parentId: string | undefined;
  readonly kind: 'chain' | 'tool' | 'model';
}

/** A tree of steps, and what has come out of it. */
function newTree(): { readonly tree: StepTree; readonly events: Event[] } {
  const events: Event[] = [];
  const push = (kind: Event['kind'], { span, parentId }: EndedSpan): void => {
    events.push({ id: eventIdOf(span), parentId, kind });
  };
  const classifier = {
    push: (ended: EndedSpan): void => {
      const { attributes } = ended.span;
      const isModel = attributes['llm.model_name'] !== undefined || attributes['gen_ai.request.model'] !== undefined;
      if (isModel && (ended.span.spanContext().traceFlags ?? 0) & TraceFlags.SAMPLED) push('model', ended);
    },
  };
  const queue: ConstructorParameters<typeof StepTree>[2] = {
    push: (ended) => push('step' in ended ? ended.step.kind : 'model', ended),
  };
  return { tree: new StepTree({ take: () => [] }, classifier, queue), events };
}

interface Started {
  readonly node: Node;
  readonly span: Span;
  readonly parent: number | undefined;
  /** Of its event: as the app says it, or made of the ids of the span. */
  readonly id: string;
}

function contextOf(around: Started | undefined, known: Node['known']): Context {
  if (around === undefined) return ROOT_CONTEXT;
  if (known === 'as a span') return trace.setSpan(ROOT_CONTEXT, around.span);
  const { traceId, spanId, traceFlags } = around.span.spanContext();
  // That of another process has started elsewhere.
  const ids =
    known === 'by its ids'
      ? { traceId, spanId, traceFlags }
      : { traceId, spanId: 'b7ad6b7169203331', traceFlags, isRemote: true };
  return trace.setSpanContext(ROOT_CONTEXT, ids);
}

function start(nodes: readonly Node[], ancestry?: SpanAncestry): readonly Started[] {
  const started: Started[] = [];
  for (const [index, each] of nodes.entries()) {
    const parent = each.around < index ? each.around : undefined;
    const context = contextOf(parent === undefined ? undefined : started[parent], each.known);
    const { name, scope = 'test', attributes } = each.kind;
    const said = each.isSaid ? `event ${index}` : undefined;
    const own = said === undefined ? {} : { 'honeyhive.event_id': said };
    const options = { attributes: { ...attributes, ...own, 'test.sampled': each.sampled } };
    const span = provider.getTracer(scope).startSpan(name, options, context);
    if (each.sampled !== 'no') ancestry?.started(span, context);
    const { traceId, spanId } = span.spanContext();
    started.push({ node: each, span, parent, id: said === undefined ? eventId(traceId, spanId) : uuidOf(said) });
  }
  return started;
}

const isEvent = ({ node }: Started): boolean => node.kind.event !== undefined && node.sampled === 'yes';
const isStep = (one: Started): boolean => isEvent(one) && one.node.kind.event !== 'model';
const idOf = ({ id }: Started): string => id;

/** By the definition: the nearest step above, as far as spans above are known. */
function nearestStep(one: Started, all: readonly Started[], isKnown = (_one: Started) => true): Started | undefined {
  if (one.parent === undefined || one.node.known === 'from another process') return undefined;
  const above = all[one.parent];
  if (above === undefined || above.node.sampled === 'no' || !isKnown(above)) return undefined;
  return isStep(above) ? above : nearestStep(above, all, isKnown);
}

function end({ node: { kind }, span }: Started): ReadableSpan {
  if (kind.atEnd) span.setAttributes(kind.atEnd);
  span.end();
  return span as unknown as ReadableSpan;
}

const byEnd = (all: readonly Started[]): readonly Started[] =>
  all
    .filter(({ node }) => node.end !== undefined && node.sampled !== 'no')
    .sort((one, other) => (one.node.end ?? 0) - (other.node.end ?? 0));

/** Every edge leads to an event that is there, or to none, and none leads round in a circle. */
function expectTree(events: readonly Event[]): void {
  const byId = new Map(events.map((event) => [event.id, event]));
  expect(byId.size).toBe(events.length);
  for (const event of events) {
    const above = new Set<string>();
    for (let at = event.parentId; at !== undefined; at = byId.get(at)?.parentId) {
      expect(byId.has(at)).toBe(true);
      expect(above.has(at)).toBe(false);
      above.add(at);
    }
    if (event.kind === 'chain') expect(events.some(({ parentId }) => parentId === event.id)).toBe(true);
  }
}

describe('of spans that a processor sees starting and ending, in any tree and order,', () => {
  test('every event stands below its nearest step, and that is sent, also if it never ends', () => {
    fc.assert(
      fc.property(trees, (nodes) => {
        const ancestry = new SpanAncestry();
        const { tree, events } = newTree();
        const all = start(nodes, ancestry);
        for (const one of byEnd(all)) tree.push({ span: end(one), ancestry });
        const before = events.length;
        tree.finish();
        const unended = new Set(all.filter((one) => one.node.end === undefined).map(idOf));
        expect(events.slice(before).filter(({ id }) => !unended.has(id))).toEqual([]);
        expectTree(events);
        for (const one of byEnd(all).filter((each) => isEvent(each))) {
          const sent = events.find(({ id }) => id === idOf(one));
          if (one.node.kind.event !== 'chain') expect(sent).toBeDefined();
          if (sent === undefined) continue;
          const above = nearestStep(one, all);
          expect(sent.parentId).toBe(above && idOf(above));
        }
      }),
    );
  });
});

describe('of spans that a stock processor exports, in any tree and any parts,', () => {
  test('every event stands below its nearest step of the same export, if spans between them are there', () => {
    fc.assert(
      fc.property(trees, (nodes) => {
        const { tree, events } = newTree();
        const all = start(nodes);
        for (const batch of [0, 1, 2]) {
          const exported = byEnd(all).filter(({ node }) => node.batch === batch && node.sampled === 'yes');
          const spans = exported.map(end);
          const nearby = BatchSpans.of(spans, 0);
          for (const span of spans) tree.push({ span, batch: nearby });
          for (const one of exported.filter(isEvent)) {
            const sent = events.find(({ id }) => id === idOf(one));
            if (one.node.kind.event !== 'chain') expect(sent).toBeDefined();
            const above = nearestStep(one, all, (each) => exported.includes(each));
            if (sent !== undefined) expect(sent.parentId).toBe(above && idOf(above));
          }
        }
        tree.finish();
        const ids = new Set(events.map(({ id }) => id));
        expect(events.filter(({ parentId }) => parentId !== undefined && !ids.has(parentId))).toEqual([]);
      }),
    );
  });

  test('an agent that is exported after the calls below it is sent, too', () => {
    const { tree, events } = newTree();
    const base = { sampled: 'yes', known: 'as a span', end: 1, batch: 0 } as const;
    const [agent, http, model] = [0, 6, 8].map((index) => kinds[index] as Kind);
    const all = start([
      { ...base, kind: agent as Kind, around: 8 },
      { ...base, kind: http as Kind, around: 0 },
      { ...base, kind: model as Kind, around: 1 },
    ]);
    for (const one of all.toReversed()) {
      const span = end(one);
      tree.push({ span, batch: BatchSpans.of([span], 0) });
    }
    expect(events.map(({ kind, parentId }) => ({ kind, parentId }))).toEqual([
      { kind: 'model', parentId: undefined },
      { kind: 'chain', parentId: undefined },
    ]);
  });
});

describe('a span whose attributes come late and whose start does not say what it is', () => {
  test('is an event, though those that ended before stand above it', () => {
    const ancestry = new SpanAncestry();
    const { tree, events } = newTree();
    const late: Kind = { event: 'chain', name: 'answer', atEnd: { 'openinference.span.kind': 'AGENT' } };
    const base = { sampled: 'yes', known: 'as a span', end: 1, batch: 0 } as const;
    const all = start(
      [
        { ...base, kind: kinds[0] as Kind, around: 8 },
        { ...base, kind: late, around: 0 },
        { ...base, kind: kinds[8] as Kind, around: 1 },
      ],
      ancestry,
    );
    for (const one of all.toReversed()) tree.push({ span: end(one), ancestry });
    const agent = idOf(all[0] as Started);
    expect(events.map(({ kind, parentId }) => [kind, parentId])).toEqual([
      ['model', agent],
      ['chain', agent],
      ['chain', undefined],
    ]);
  });
});

describe('a step that ended before an open step inside of it', () => {
  test('is sent as soon as an event stands in that one', () => {
    const ancestry = new SpanAncestry();
    const { tree, events } = newTree();
    const agent = kinds[0] as Kind;
    const tool = kinds.find(({ name }) => name === 'ai.toolCall') as Kind;
    const base = { sampled: 'yes', known: 'as a span', batch: 0 } as const;
    const all = start(
      [
        { ...base, kind: agent, around: 8, end: 1 },
        { ...base, kind: agent, around: 0, end: undefined },
        { ...base, kind: tool, around: 1, end: 2 },
      ],
      ancestry,
    );
    for (const one of byEnd(all)) tree.push({ span: end(one), ancestry });
    expect(events.map(({ id }) => id).toSorted()).toEqual([0, 2].map((at) => idOf(all[at] as Started)).toSorted());
  });
});
