import { eventIdOf } from '../../src';
import { stepOfSpan, toModelEvent, toStepEventDraft } from '../../src/mapping';
import { chatSpan } from '../support/call';

const said: readonly (readonly [what: string, attributes: Readonly<Record<string, unknown>>])[] = [
  ['that is not said', {}],
  ['that is a UUID', { 'honeyhive.event_id': '0191e7a6-6c4f-4d1c-8f0b-2b9e4a7d5c3e' }],
  ['that is another text', { 'honeyhive.event_id': 'E1' }],
  ['that is long', { 'honeyhive.event_id': 'x'.repeat(10_000) }],
  ['that is empty', { 'honeyhive.event_id': '' }],
  ['that is a number', { 'honeyhive.event_id': 7 }],
  ['that is no number', { 'honeyhive.event_id': Number.NaN }],
  ['that is an object', { 'honeyhive.event_id': { id: 'E1' } }],
  ['by the name of HoneyHive’s tracers', { honeyhive_event_id: 'E2' }],
  ['by both names', { 'honeyhive.event_id': 'E1', honeyhive_event_id: 'E2' }],
  ['by both names, one of them empty', { 'honeyhive.event_id': '', honeyhive_event_id: 'E2' }],
];

test.each(said)('an id %s is that of the event of a call', (_what, attributes) => {
  const span = chatSpan(attributes);
  expect(toModelEvent(span)?.event_id).toBe(eventIdOf(span));
});

test.each(said)('an id %s is that of the event of a step', (_what, attributes) => {
  const span = { ...chatSpan({}), attributes: { 'gen_ai.operation.name': 'invoke_agent', ...attributes } };
  const step = stepOfSpan(span);
  if (step === undefined) throw new Error('It is no step.');
  expect(toStepEventDraft(span, step, {}).rest.event_id).toBe(eventIdOf(span));
});
