import { inspect } from 'node:util';
import { context, propagation, ROOT_CONTEXT, type Span, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { SpanAncestry } from '../../src/context/span-ancestry';
import { contextAttributes, withHoneyHive } from '../../src/context/with-honeyhive';

const tracer = new NodeTracerProvider().getTracer('test');

/** Starts one span inside the other, as `startActiveSpan` does. */
function nest(ancestry: SpanAncestry, ...attributes: Record<string, string>[]): Span {
  let around = ROOT_CONTEXT;
  let innermost: Span | undefined;
  for (const own of attributes) {
    innermost = tracer.startSpan('span', { attributes: own }, around);
    ancestry.started(innermost, around);
    around = trace.setSpan(around, innermost);
  }
  if (innermost === undefined) throw new Error('No span was started.');
  return innermost;
}

describe('a model call inherits from what is around it', () => {
  test('session and user of the outermost span, through spans that say nothing', () => {
    const ancestry = new SpanAncestry();
    const call = nest(ancestry, { 'session.id': 's', 'user.id': 'u', 'http.route': '/' }, {}, {}, {});
    expect(ancestry.inheritedBy(call)).toEqual({ 'session.id': 's', 'user.id': 'u' });
  });

  test('nothing of whoever happens to be active when it is asked', () => {
    const ancestry = new SpanAncestry();
    const call = nest(ancestry, {}, {});
    expect(withHoneyHive({ sessionId: 's' }, () => ancestry.inheritedBy(call))).toBeUndefined();
  });

  test('the nearest span wins', () => {
    const ancestry = new SpanAncestry();
    const call = nest(ancestry, { 'session.id': 'far', 'user.id': 'u' }, { 'session.id': 'near' }, {});
    expect(ancestry.inheritedBy(call)).toEqual({ 'session.id': 'near', 'user.id': 'u' });
  });

  test('fields and properties, but not what speaks of the outer span alone', () => {
    const ancestry = new SpanAncestry();
    const call = nest(
      ancestry,
      { 'honeyhive.metadata.tier': 'gold', 'honeyhive.error': 'x', 'honeyhive.event_name': 'y' },
      {},
    );
    expect(ancestry.inheritedBy(call)).toEqual({ 'honeyhive.metadata.tier': 'gold' });
  });

  test('baggage, which beats the spans around', () => {
    const ancestry = new SpanAncestry();
    const parent = tracer.startSpan('parent', { attributes: { 'session.id': 'span' } }, ROOT_CONTEXT);
    const baggage = propagation.createBaggage({ 'session.id': { value: 'baggage' }, other: { value: 'x' } });
    const call = tracer.startSpan('call', {}, ROOT_CONTEXT);
    ancestry.started(call, propagation.setBaggage(trace.setSpan(ROOT_CONTEXT, parent), baggage));
    expect(ancestry.inheritedBy(call)).toEqual({ 'session.id': 'baggage' });
  });

  test('nothing, where nothing is said', () => {
    const ancestry = new SpanAncestry();
    expect(ancestry.inheritedBy(nest(ancestry, {}, {}))).toBeUndefined();
    expect(ancestry.inheritedBy({})).toBeUndefined();
  });
});

describe('what is noted of a span', () => {
  test('shows nowhere', () => {
    const ancestry = new SpanAncestry();
    const span = tracer.startSpan('span');
    const before = [Reflect.ownKeys(span), inspect(span)];
    ancestry.started(span, ROOT_CONTEXT);
    expect([Reflect.ownKeys(span), inspect(span)]).toEqual(before);
  });

  test('is its start, however often that is told', () => {
    const ancestry = new SpanAncestry();
    const call = nest(ancestry, { 'session.id': 's' }, {});
    ancestry.started(call, ROOT_CONTEXT);
    expect(ancestry.inheritedBy(call)).toEqual({ 'session.id': 's' });
    expect([...ancestry.openInOtherScopes({ instrumentationScope: { name: 'other' } })]).toHaveLength(2);
  });

  test('is each watcher’s own', () => {
    const [one, other] = [new SpanAncestry(), new SpanAncestry()];
    const call = nest(one, {}, {});
    other.started(call, ROOT_CONTEXT);
    one.ended(call);
    const asker = { instrumentationScope: { name: 'other' } };
    expect([...one.openInOtherScopes(asker)]).toHaveLength(1);
    expect([...other.openInOtherScopes(asker)]).toEqual([call]);
  });

  test('is nothing where a span cannot be written on', () => {
    const ancestry = new SpanAncestry();
    ancestry.started(Object.freeze({}), ROOT_CONTEXT);
    ancestry.ended({});
    expect(ancestry.inheritedBy({})).toBeUndefined();
  });
});

describe('withHoneyHive', () => {
  test('reaches calls after an await, and only those inside', async () => {
    const inside = await withHoneyHive({ sessionId: 's', userId: 'u', metadata: { tier: 'gold' } }, async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return contextAttributes();
    });
    expect(inside).toEqual({
      'honeyhive.session_id': 's',
      'honeyhive.user_properties.user_id': 'u',
      'honeyhive.metadata.tier': 'gold',
    });
    expect(contextAttributes()).toBeUndefined();
  });

  test('adds to an outer one', () => {
    const inner = withHoneyHive({ sessionId: 'outer', metadata: { a: 1 } }, () =>
      withHoneyHive({ sessionId: 'inner', metadata: { b: true } }, contextAttributes),
    );
    expect(inner).toEqual({ 'honeyhive.session_id': 'inner', 'honeyhive.metadata.a': 1, 'honeyhive.metadata.b': true });
  });

  test('is what a span started inside it says, wherever the span ends, and beats the spans around', () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const ancestry = new SpanAncestry();
    const parent = tracer.startSpan('parent', { attributes: { 'honeyhive.session_id': 'span' } }, ROOT_CONTEXT);
    const call = withHoneyHive({ sessionId: 'here' }, () => {
      const started = tracer.startSpan('call');
      ancestry.started(started, trace.setSpan(ROOT_CONTEXT, parent));
      return started;
    });
    expect(ancestry.inheritedBy(call)).toEqual({ 'honeyhive.session_id': 'here' });
    context.disable();
  });
});
