import { stepOfSpan, toModelEventDraft, toStepEventDraft } from '../../../src/mapping';
import { below, completedRecord, type EventDraft, isStepDraft } from '../../../src/mapping/record/event-draft';
import { chatSpan } from '../../support/call';

const known = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('not taken for an event');
  return value;
};
const call = (attributes = {}): EventDraft => known(toModelEventDraft(chatSpan(attributes), {}));
const tool = chatSpan({ 'gen_ai.operation.name': 'execute_tool', 'gen_ai.tool.name': 'weather' });
const step = (): EventDraft => toStepEventDraft(tool, known(stepOfSpan(tool)), {});

test('a draft is completed as the record of a call or of a step', () => {
  expect(isStepDraft(call())).toBe(false);
  expect(isStepDraft(step())).toBe(true);
  expect(completedRecord(call())).toMatchObject({ model: 'gpt-4o', messages: [], response: {} });
  expect(completedRecord(step())).toMatchObject({ event_type: 'tool', project: 'unknown', error: null });
  expect(completedRecord(step())).not.toHaveProperty('messages');
});

const parent = '6f53155d-b7a7-4fce-96b1-34bf07a9c90c';
const other = '0b6d7ed0-6f0e-4d0f-8a51-6f3f9d3f4b0a';

test('a draft is below the event around it, unless the app names one', () => {
  const own = call({ 'honeyhive.parent_id': parent });
  expect(own.placement).toEqual({ sessionName: undefined, parentId: parent });
  expect(below(own, other)).toBe(own);
  expect(below(call(), other).placement).toEqual({ parentId: other });
  const draft = call();
  expect(below(draft, undefined)).toBe(draft);
  expect(draft.placement).toBeUndefined();
});
