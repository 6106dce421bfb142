import { stepOfSpan, toStepEventDraft } from '../../src/mapping';
import { chatSpan } from '../support/call';

/** What a step's event has of these attributes. */
function valuesOf(attributes: Readonly<Record<string, unknown>>): readonly unknown[] {
  const span = { ...chatSpan({}), attributes };
  const step = stepOfSpan(span);
  if (step === undefined) throw new Error('not taken for a step');
  const { inputs, outputs } = toStepEventDraft(span, step, {}).rest;
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
