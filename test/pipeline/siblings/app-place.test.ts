import { eventIdOf } from '../../../src/context/event-id-of';
import { toModelEventDraft } from '../../../src/mapping';
import type { ModelEventDraft } from '../../../src/mapping/record/model-event-draft';
import type { ReadableSpan } from '../../../src/mapping/span/span-view';
import { inPlaceOfApp } from '../../../src/pipeline/siblings/app-place';
import { scopeName } from '../../../src/wire/scope';

const ids = { own: 'a'.repeat(16), other: 'b'.repeat(16), around: 'c'.repeat(16) };
const [ownTrace, appTrace] = ['1'.repeat(32), '2'.repeat(32)];

function spanOfCall(
  scope: string,
  traceId: string,
  spanId: string,
  { parent, parentId, session }: { parent?: string; parentId?: string; session?: string } = {},
) {
  const span: ReadableSpan = {
    name: 'chat m',
    spanContext: () => ({ traceId, spanId }),
    parentSpanId: parent,
    startTime: [1, 0],
    endTime: [2, 0],
    status: { code: 0 },
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      ...(session === undefined ? {} : { 'session.id': session }),
    },
    events: [],
    instrumentationScope: { name: scope },
  };
  const draft = toModelEventDraft(span, {}) as ModelEventDraft;
  return { span, draft: parentId === undefined ? draft : { ...draft, placement: { parentId } } };
}

const wire = spanOfCall(scopeName, ownTrace, ids.own, { session: 'of the wire' });

test.each([
  ['without a parent', spanOfCall('framework', appTrace, ids.other)],
  [
    'in a step and a session',
    spanOfCall('framework', appTrace, ids.other, { parent: ids.around, parentId: 'step', session: 's' }),
  ],
])('a record of the wire stands where the span of the app stands, %s, with its id', (_where, app) => {
  const record = inPlaceOfApp(wire.draft, wire, [app]);
  expect(record.placement).toEqual(app.draft.placement);
  expect(record.rest).toMatchObject({
    event_id: eventIdOf(app.span),
    session_id: app.draft.rest.session_id ?? wire.draft.rest.session_id,
    metadata: { trace_id: appTrace, span_id: ids.other, scope: { name: scopeName } },
  });
  expect(record.rest.metadata?.['parent_span_id']).toBe(app.draft.rest.metadata?.['parent_span_id']);
});

test('a record does not stand below its own span, in place of one inside of that', () => {
  const outermost = spanOfCall('framework', appTrace, ids.own);
  const inside = spanOfCall('sdk', appTrace, ids.other, { parent: ids.own });
  expect(inPlaceOfApp(outermost.draft, outermost, [inside])).toBe(outermost.draft);
});

test('of two spans of the app, one inside of others has the place, and else the first', () => {
  const alone = spanOfCall('sdk', ownTrace, ids.own);
  const inside = spanOfCall('framework', appTrace, ids.other, { parent: ids.around });
  expect(inPlaceOfApp(alone.draft, alone, [inside]).rest.metadata).toMatchObject({ trace_id: appTrace });
  expect(inPlaceOfApp(inside.draft, inside, [alone])).toBe(inside.draft);
  expect(inPlaceOfApp(alone.draft, alone, [spanOfCall('framework', appTrace, ids.other)])).toBe(alone.draft);
});
