import { stepOfSpan, toStepEventDraft } from '../../src/mapping';
import { toV1Event } from '../../src/mapping/record/v1-event';
import { chatSpan } from '../support/call';
import { stepOf } from '../support/step';

/** What a step's event has of these attributes. */
function valuesOf(attributes: Readonly<Record<string, unknown>>): readonly unknown[] {
  const { inputs, outputs } = stepOf(attributes);
  return [inputs, outputs];
}

const traceloop = (input: unknown) =>
  valuesOf({ 'traceloop.span.kind': 'task', 'traceloop.entity.input': JSON.stringify(input) })[0];

test.each<[string, unknown, unknown]>([
  ['by their names', { args: [], kwargs: { city: 'Paris' } }, { city: 'Paris' }],
  ['the only one, which is an object', { args: [{ city: 'Paris' }], kwargs: {} }, { city: 'Paris' }],
  ['the only one, which is JSON', { args: ['{"city":"Paris"}'], kwargs: {} }, { city: 'Paris' }],
  ['the only one, which looks like JSON', { args: ['{Paris'], kwargs: {} }, { input: '{Paris' }],
  ['the only one, which is a text', { args: ['Paris'] }, { input: 'Paris' }],
  ['several', { args: ['Paris', 3], kwargs: {} }, { args: ['Paris', 3] }],
  ['several and names', { args: ['Paris'], kwargs: { unit: 'C' } }, { unit: 'C', args: ['Paris'] }],
  ['none but names beside them', { args: [], kwargs: 'x', unit: 'C' }, { unit: 'C' }],
  ['no arguments', { city: 'Paris' }, { city: 'Paris' }],
  ['arguments that are no list', { args: 'Paris' }, { args: 'Paris' }],
])('the arguments of a function are %s', (_what, input, expected) => {
  expect(traceloop(input)).toEqual(expected);
});

test.each<[string, unknown, unknown]>([
  ['the value in its wrapper', { type: 'json', value: { city: 'Paris' } }, { city: 'Paris' }],
  ['a value without a type', { value: { city: 'Paris' } }, { value: { city: 'Paris' } }],
  ['a wrapper of nothing', { type: 'json' }, { type: 'json' }],
])('a step of LangWatch was given %s', (_what, input, expected) => {
  const attributes = { 'langwatch.span.type': 'tool', 'langwatch.input': JSON.stringify(input) };
  expect(valuesOf(attributes)[0]).toEqual(expected);
});

test('of a step that throws where it is read, what can be read is left', () => {
  const attributes = { 'traceloop.span.kind': 'task', 'traceloop.entity.input': '{"args":["Paris"]}' };
  const span = {
    ...chatSpan({}),
    attributes: {
      ...attributes,
      get note(): never {
        throw new Error('not readable');
      },
    },
    get events(): never {
      throw new Error('not readable');
    },
  };
  const step = stepOfSpan(span);
  expect(step?.kind).toBe('chain');
  expect(step && toStepEventDraft(span, step, {}).rest.inputs).toEqual({ input: 'Paris' });
});

test('what cannot be read at all is no step, and neither is a call', () => {
  const unreadable = new Proxy(
    {},
    {
      get: () => {
        throw new Error('not readable');
      },
    },
  );
  expect(stepOfSpan({ attributes: unreadable })).toBeUndefined();
  expect(stepOfSpan({})).toBeUndefined();
  expect(stepOfSpan(chatSpan({}))).toBeUndefined();
});

test('a step in the newer format has the event around it, and its project in the metadata', () => {
  const step = {
    ...({ project: 'demo', event_name: 'look', event_type: 'tool', event_id: 'e', error: null } as const),
    ...{ start_time: 0, end_time: 1, duration: 1, config: {}, inputs: {}, outputs: {} },
  };
  const { project: _, ...others } = step;
  expect(toV1Event({ ...step, metadata: { note: 1 } }, { parentId: 'p' })).toEqual({
    ...others,
    parent_id: 'p',
    metadata: { note: 1, project: 'demo' },
  });
  expect(toV1Event({ ...step, project: 'unknown', metadata: {} })).toEqual({ ...others, metadata: {} });
  expect(toV1Event({ ...step, metadata: { project: 'own' } }).metadata).toEqual({ project: 'own' });
});
