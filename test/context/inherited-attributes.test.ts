import { propagation, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { inheritedAttributes } from '../../src/context/inherited-attributes';
import { SpanAncestry } from '../../src/context/span-ancestry';
import { withHoneyHive } from '../../src/context/with-honeyhive';
import { nest, tracer } from '../support/nested-spans';

describe('a model call inherits', () => {
  test('session and user of the outermost span, through spans without attributes', () => {
    const ancestry = new SpanAncestry();
    const call = nest(ancestry, { 'session.id': 's', 'user.id': 'u', 'http.route': '/' }, {}, {}, {});
    expect(inheritedAttributes(call, ancestry)).toEqual({ 'session.id': 's', 'user.id': 'u' });
  });

  test('what is set on a span around it while that is open, where contexts have the ids of spans alone', () => {
    const ancestry = new SpanAncestry();
    const agent = nest(ancestry, {});
    const context = trace.setSpanContext(ROOT_CONTEXT, agent.spanContext());
    const tool = tracer.startSpan('tool', {}, context);
    ancestry.started(tool, context);
    agent.setAttribute('session.id', 's');
    expect(inheritedAttributes(tool, ancestry)).toEqual({ 'session.id': 's' });
  });

  test("the session of Microsoft's agents, and the name of an agent or, by older conventions, of a workflow", () => {
    const ancestry = new SpanAncestry();
    const named = { 'microsoft.session.id': 's', 'gen_ai.agent.name': 'a', 'gen_ai.workflow.name': 'w' };
    const workflow = { 'gen_ai.operation.name': 'invoke_workflow', 'gen_ai.retrieval.top_k': '5', ...named };
    expect(inheritedAttributes(nest(ancestry, workflow, {}), ancestry)).toEqual(named);
  });

  test('nothing from the context that is active when its record is made', () => {
    const ancestry = new SpanAncestry();
    const call = nest(ancestry, {}, {});
    expect(withHoneyHive({ sessionId: 's' }, () => inheritedAttributes(call, ancestry))).toBeUndefined();
  });

  test('from the nearest span that has the attribute', () => {
    const ancestry = new SpanAncestry();
    const call = nest(ancestry, { 'session.id': 'far', 'user.id': 'u' }, { 'session.id': 'near' }, {});
    expect(inheritedAttributes(call, ancestry)).toEqual({ 'session.id': 'near', 'user.id': 'u' });
  });

  test('fields and properties, but no attribute that describes the outer span alone', () => {
    const ancestry = new SpanAncestry();
    const call = nest(
      ancestry,
      { 'honeyhive.metadata.tier': 'gold', 'honeyhive.error': 'x', 'honeyhive.event_name': 'y' },
      {},
    );
    expect(inheritedAttributes(call, ancestry)).toEqual({ 'honeyhive.metadata.tier': 'gold' });
  });

  test('from baggage before the spans around it, but its session and experiment only where no span says another', () => {
    const ancestry = new SpanAncestry();
    const attributes = { 'session.id': 'span', 'user.id': 'span' };
    const parent = tracer.startSpan('parent', { attributes }, ROOT_CONTEXT);
    const entries = { 'session.id': 'a', session_id: 'b', run_id: 'r', 'user.id': 'u', other: 'x' };
    const baggage = propagation.createBaggage(
      Object.fromEntries(Object.entries(entries).map(([name, value]) => [name, { value }])),
    );
    const call = tracer.startSpan('call', {}, ROOT_CONTEXT);
    ancestry.started(call, propagation.setBaggage(trace.setSpan(ROOT_CONTEXT, parent), baggage));
    expect(inheritedAttributes(call, ancestry)).toEqual({
      'baggage.session.id': 'a',
      'baggage.session_id': 'b',
      'baggage.run_id': 'r',
      'user.id': 'u',
      'session.id': 'span',
    });
  });

  test('nothing where there is nothing to inherit', () => {
    const ancestry = new SpanAncestry();
    expect(inheritedAttributes(nest(ancestry, {}, {}), ancestry)).toBeUndefined();
    expect(inheritedAttributes({}, ancestry)).toBeUndefined();
  });

  test('the prompt template from the span directly around it only', () => {
    const ancestry = new SpanAncestry();
    const prompts = [{ 'gen_ai.prompt.name': 'far' }, { 'gen_ai.prompt.version': '2' }, {}];
    expect(inheritedAttributes(nest(ancestry, ...prompts), ancestry)).toEqual({ 'gen_ai.prompt.version': '2' });
  });
});
