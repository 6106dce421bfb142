import {
  readContent,
  readConversation,
  readList,
  readMessages,
  readObject,
  readParts,
  readTemplate,
  readValue,
} from '../../../src/mapping/read/content';
import { evaluationsOf, isExplanation } from '../../../src/mapping/read/evaluations';
import { type SpanView, viewOf } from '../../../src/mapping/span/span-view';
import { chatSpan } from '../../support/call';

const span = (): SpanView => viewOf(chatSpan({}), undefined, undefined, undefined);
const cut = '[{"role":"user","content":"Hi"},{"role":"assistant","content":"Hel';
const unreadable = '[{"ro';
const said = (text: string) => ({ kind: 'text', text });

test.each<[string, unknown, object | undefined]>([
  ['a nested value', [{ a: 1 }], { value: [{ a: 1 }], isCut: false }],
  ['JSON', ' {"a":1}', { value: { a: 1 }, isCut: false }],
  ['a text in JSON', '"Hi"', { value: 'Hi', isCut: false }],
  ['a text', 'Hi', { value: 'Hi', isCut: false }],
  ['a number in a text', '7', { value: '7', isCut: false }],
  ['a text that begins as one in JSON', '"Hi" is a greeting', { value: '"Hi" is a greeting', isCut: false }],
  ['JSON that a limit cut', '{"a":1,"b":"x', { value: { a: 1, b: 'x' }, isCut: true }],
  ['a text that begins as JSON', '[note] Hi', { value: '[note] Hi', isCut: false }],
  ['nothing', undefined, undefined],
  ['null', null, undefined],
])('content may be %s', (_what, raw, expected) => {
  if (expected !== undefined) expect(readContent(raw)).toMatchObject(expected);
  else expect(readContent(raw)).toBeUndefined();
});

test('of what is cut the span has a note', () => {
  for (const read of [readValue, readConversation, readParts, readList]) {
    const [whole, shortened] = [span(), span()];
    read('[{"role":"user","content":"Hi"}]', whole);
    read(cut, shortened);
    expect([whole.truncated, shortened.truncated]).toEqual([false, true]);
  }
  expect(readValue(undefined, span())).toBeUndefined();
});

test('messages are read of what is left of them, or are the text itself', () => {
  expect(readMessages(cut, 'user')).toMatchObject({ messages: [{ role: 'user' }, { role: 'assistant' }], isCut: true });
  expect(readMessages('{"role":"user","cont', 'tool')).toMatchObject({
    messages: [{ role: 'tool', parts: [said('{"role":"user","cont')] }],
    isCut: true,
  });
  expect(readMessages('[]', 'user')).toEqual({ messages: [], isCut: false });
  expect(readMessages('Hi', 'tool')).toMatchObject({ messages: [{ role: 'tool', parts: [said('Hi')] }] });
  expect(readConversation('Hi', span())).toMatchObject([{ role: 'user', parts: [said('Hi')] }]);
  expect(readTemplate('Hi {{name}}')).toMatchObject([{ role: 'user', parts: [said('Hi {{name}}')] }]);
  for (const nothing of [undefined, null]) {
    expect(readMessages(nothing, 'user')).toBeUndefined();
    expect(readConversation(nothing, span())).toBeUndefined();
    expect(readTemplate(nothing)).toBeUndefined();
    expect(readParts(nothing, span())).toBeUndefined();
  }
});

test('parts are read of what is left of them, or are the text itself', () => {
  expect(readParts('[{"type":"text","content":"Hi"}]', span())).toMatchObject([said('Hi')]);
  expect(readParts('[{"type":"text","content":"Hi"},{"ty', span())).toMatchObject([said('Hi')]);
  expect(readParts('[{"type":"text","content":', span())).toEqual([said('[{"type":"text","content":')]);
  expect(readParts('[]', span())).toEqual([]);
  expect(readParts(unreadable, span())).toEqual([said(unreadable)]);
});

test('a list may be one of JSON, or one object alone', () => {
  expect(readList(['{"a":1}', 'b', 7], span())).toEqual([{ a: 1 }, 'b', 7]);
  expect(readList('{"a":1}', span())).toEqual([{ a: 1 }]);
  expect(readList('Hi', span())).toBeUndefined();
  expect(readObject('{"a":1}', span())).toEqual({ a: 1 });
  expect(readObject('[1]', span())).toBeUndefined();
});

test('an evaluation has its score or its label, and what else is known of it beside that', () => {
  const result = (attributes: Readonly<Record<string, unknown>>) => ({ name: 'gen_ai.evaluation.result', attributes });
  const events = [
    null as never,
    { name: 'other', attributes: { 'gen_ai.evaluation.name': 'no' } },
    { name: 'gen_ai.evaluation.result' },
    result({
      ...{ 'gen_ai.evaluation.name': 'tone', 'gen_ai.evaluation.score.value': 0.5 },
      ...{ 'gen_ai.evaluation.score.label': 'kind', 'gen_ai.evaluation.explanation': 'It is.' },
    }),
    result({ 'gen_ai.evaluation.name': 'fit', 'gen_ai.evaluation.score.label': 'good' }),
    result({ 'gen_ai.evaluation.score.value': 1, 'error.type': 'timeout' }),
  ];
  expect(evaluationsOf({ events, logs: [] })).toEqual({
    ...{ tone: 0.5, tone_explanation: 'It is.', tone_label: 'kind', fit: 'good' },
    ...{ evaluation: 1, evaluation_error: 'timeout' },
  });
  expect(evaluationsOf({ events: [], logs: [] })).toBeUndefined();
  expect([
    isExplanation('tone_explanation', 'It is.'),
    isExplanation('tone', 'kind'),
    isExplanation('a_explanation', 1),
  ]).toEqual([true, false, false]);
});
