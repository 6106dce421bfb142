import { inspect } from 'node:util';
import { context, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { inheritedAttributes } from '../../src/context/inherited-attributes';
import { SpanAncestry } from '../../src/context/span-ancestry';
import { contextAttributes, withHoneyHive } from '../../src/context/with-honeyhive';
import { nest, tracer } from '../support/nested-spans';

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
    expect(inheritedAttributes(call, ancestry)).toEqual({ 'session.id': 's' });
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
    expect(inheritedAttributes({}, ancestry)).toBeUndefined();
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
    expect(inheritedAttributes(call, ancestry)).toEqual({ 'honeyhive.session_id': 'here' });
    context.disable();
  });
});
