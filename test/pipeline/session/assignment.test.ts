import { propagation, ROOT_CONTEXT, type SpanContext, TraceFlags, trace } from '@opentelemetry/api';
import { eventIdOf } from '../../../src/context/event-id-of';
import { inheritedAttributes } from '../../../src/context/inherited-attributes';
import { SpanAncestry } from '../../../src/context/span-ancestry';
import { withHoneyHive } from '../../../src/context/with-honeyhive';
import { toModelEventDraft } from '../../../src/mapping';
import { plainEventName } from '../../../src/mapping/record/event-name';
import type { ReadableSpan } from '../../../src/mapping/span/span-view';
import { SessionAssignment, type SessionOptions } from '../../../src/pipeline/session/assignment';
import { currentOccasion, Occasion, withinOccasion } from '../../../src/session/occasion';
import { ProcessSession } from '../../../src/session/process-session';
import { tracer } from '../../support/nested-spans';

const defaults: SessionOptions = {
  sessions: 'auto',
  conversationIsSession: true,
  sessionName: undefined,
  mainFile: 'main.js',
  captureContent: true,
};
const call = { 'gen_ai.operation.name': 'chat', 'gen_ai.request.model': 'gpt-4o' };

/** The record of a call that ends now, and what is assigned to it. */
function placed(span: unknown, ancestry: SpanAncestry | undefined, options: Partial<SessionOptions> = {}) {
  const ended = span as ReadableSpan;
  const attributes = ancestry && inheritedAttributes(ended, ancestry);
  const draft = toModelEventDraft(ended, { attributes });
  if (draft === undefined) throw new Error('not taken for a model call');
  const { rest, placement } = new SessionAssignment({ ...defaults, ...options }).assign(draft, [
    { span: ended, ancestry },
  ]);
  return { id: rest.session_id, name: placement?.sessionName, eventId: rest.event_id };
}

function startIn(ancestry: SpanAncestry, context = ROOT_CONTEXT, attributes = {}) {
  const span = tracer.startSpan('call', { attributes: { ...call, ...attributes } }, context);
  ancestry.started(span, context);
  return span;
}

const remote: SpanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
  isRemote: true,
};

describe('of an exporter or a processor in an app’s own provider', () => {
  test('calls of one trace are one session, by the name of its outermost span', () => {
    const ancestry = new SpanAncestry();
    const outer = tracer.startSpan('answer question', {}, ROOT_CONTEXT);
    ancestry.started(outer, ROOT_CONTEXT);
    const inside = trace.setSpan(ROOT_CONTEXT, outer);
    const [one, other] = [1, 2].map(() => placed(startIn(ancestry, inside), ancestry));
    expect(one?.name).toBe('answer question');
    expect(other).toMatchObject({ id: one?.id, name: one?.name });
  });

  test('the outermost span names the session also where contexts have the ids of spans alone, as agent frameworks set them', () => {
    const ancestry = new SpanAncestry();
    const byIds = (span: { spanContext(): SpanContext }) =>
      trace.setSpanContext(ROOT_CONTEXT, { ...span.spanContext() });
    const outer = tracer.startSpan('travel agent', {}, ROOT_CONTEXT);
    ancestry.started(outer, ROOT_CONTEXT);
    const inner = tracer.startSpan('tool', {}, byIds(outer));
    ancestry.started(inner, byIds(outer));
    expect(placed(startIn(ancestry, byIds(inner)), ancestry).name).toBe('travel agent');
  });

  test('a span of another SDK around a call, of which only the name is known, names the session', () => {
    const ancestry = new SpanAncestry();
    const inside = trace.setSpan(ROOT_CONTEXT, tracer.startSpan('foreign', {}, ROOT_CONTEXT));
    expect(placed(startIn(ancestry, inside), ancestry).name).toBe('foreign');
  });

  test('a call alone in its trace, or inside another span of itself, stands alone', () => {
    const ancestry = new SpanAncestry();
    const outer = startIn(ancestry);
    expect(placed(outer, ancestry)).toMatchObject({ id: undefined, name: undefined });
    const inner = startIn(ancestry, trace.setSpan(ROOT_CONTEXT, outer));
    expect(placed(inner, ancestry).id).toBeUndefined();
    expect(placed(startIn(new SpanAncestry()), undefined).id).toBeUndefined();
  });

  test('a call in a trace that came from elsewhere is in that trace, in every service', () => {
    const context = trace.setSpanContext(ROOT_CONTEXT, remote);
    const sessions = [1, 2].map(() => {
      const ancestry = new SpanAncestry();
      return placed(startIn(ancestry, context), ancestry);
    });
    expect(sessions[0]).toMatchObject({ id: sessions[1]?.id, name: 'main.js' });
    expect(sessions[0]?.id).toMatch(/^[\da-f]{8}-[\da-f]{4}-5/);
    const plain = tracer.startSpan('call', { attributes: call }, context);
    expect(placed(plain, undefined).id).toBe(sessions[0]?.id);
  });

  test('a session and its name in code, on a span around the call, or in baggage go before the trace', () => {
    const ancestry = new SpanAncestry();
    const entries = { session_id: { value: 'chat 7' }, 'honeyhive.session_name': { value: 'Chat' } };
    const baggage = propagation.setBaggage(
      trace.setSpanContext(ROOT_CONTEXT, remote),
      propagation.createBaggage(entries),
    );
    const ofBaggage = placed(startIn(ancestry, baggage), ancestry);
    const ofCode = withHoneyHive({ sessionId: 'chat 7', sessionName: 'Chat' }, () =>
      placed(startIn(ancestry), ancestry),
    );
    expect(ofBaggage).toMatchObject({ id: ofCode.id, name: 'Chat' });
    expect(ofCode.name).toBe('Chat');
  });
});

describe('of register', () => {
  const places = (isListening: boolean) => ({
    occasion: currentOccasion,
    process: new ProcessSession(
      'main.js',
      () => undefined,
      () => isListening,
      { get: () => undefined, set: () => undefined },
    ),
  });
  const request = new Occasion({ name: () => 'POST /chat' });

  test('a call without a parent is in the session of the request, and else of the process', () => {
    const ancestry = new SpanAncestry(places(false));
    const inRequest = withinOccasion(request, () => placed(startIn(ancestry), ancestry));
    expect(inRequest).toMatchObject({ id: request.id, name: 'POST /chat' });
    const outside = [1, 2].map(() => placed(startIn(ancestry), ancestry));
    expect(outside[0]).toMatchObject({ id: outside[1]?.id, name: 'main.js' });
    const server = new SpanAncestry(places(true));
    expect(placed(startIn(server), server).id).toBeUndefined();
  });

  test('a call is where it began, not where it ends or its record is made', () => {
    const ancestry = new SpanAncestry(places(false));
    const span = withinOccasion(request, () => startIn(ancestry));
    const other = new Occasion({ name: () => 'GET /other' });
    expect(withinOccasion(other, () => placed(span, ancestry))).toMatchObject({ id: request.id });
  });
});

test('a session is never the event with the same id: the event gets another one', () => {
  const ancestry = new SpanAncestry();
  const id = '0b2a7f3e-5a51-4d57-9d0e-4c5e8a1f0001';
  const span = startIn(ancestry, ROOT_CONTEXT, { 'honeyhive.event_id': id, 'honeyhive.session_id': id });
  expect(placed(span, ancestry)).toMatchObject({ id, eventId: expect.not.stringMatching(id) });
});

describe('without content, a session is not called by a name that may be anyone’s words', () => {
  const named = (name: string): string | undefined => {
    const ancestry = new SpanAncestry();
    const outer = tracer.startSpan(name, {}, ROOT_CONTEXT);
    ancestry.started(outer, ROOT_CONTEXT);
    return placed(startIn(ancestry, trace.setSpan(ROOT_CONTEXT, outer)), ancestry, { captureContent: false }).name;
  };

  test.each(['How are you?', 'invoke_agent guide', 'tour-guide', 'ai.generateText', 'Paris', 'Straße', 'a'.repeat(65)])(
    '%s stays where `event_name` keeps it',
    (name) => {
      expect(named(name)).toBe(plainEventName(name, []) === name ? name : 'main.js');
    },
  );

  test('routes stay, which the conventions have in names of requests', () => {
    expect(named('POST /chats/:id')).toBe('POST /chats/:id');
  });
});

test('the id of an event is known while its span is open', () => {
  const ancestry = new SpanAncestry();
  const spans = [startIn(ancestry), startIn(ancestry, ROOT_CONTEXT, { 'honeyhive.event_id': 'mine' })];
  expect(spans.map(eventIdOf)).toEqual(spans.map((span) => placed(span, ancestry).eventId));
});
