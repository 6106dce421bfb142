import { draftingInSteps, hasContent, isModelCall, toModelEvent, toModelEventDraft } from '../../src/mapping';
import { evaluationMetrics } from '../../src/mapping/extract/evaluation-metrics';
import { completed } from '../../src/mapping/record/model-event-draft';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { finish } from '../../src/runtime/steps';
import { chatSpan } from '../support/call';
import { fixture, logsOf, spanOf } from '../support/fixture';

test.each([
  ['otel-openai-0.22.0--capture-on', 'chat-tools-followup'],
  ['otel-openai-0.22.0--capture-on', 'chat-err-429'],
  ['openinference-openai-4.2.7--openai6', 'chat-tools-custom'],
  ['ax-llm-ax-24.0.21', 'err-400'],
])('a call of %s has the same record in steps as at once: %s', (library, scenario) => {
  const recorded = fixture(library, scenario);
  const [span] = recorded.spans;
  if (span === undefined) throw new Error('no span was recorded');
  for (const captureContent of [true, false]) {
    const options = { project: 'demo', logs: logsOf(recorded, span), captureContent };
    const draft = finish(draftingInSteps(spanOf(span), options));
    expect(draft && completed(draft)).toEqual(toModelEvent(spanOf(span), options));
  }
});

const secret = `sk-${'a1B2'.repeat(10)}`;

test('keys beside the conversation are replaced in steps, too', () => {
  const span = chatSpan(
    {
      'app.note': `key ${secret}`,
      'honeyhive.metadata.note': `key ${secret}`,
      'gen_ai.request.response_format': JSON.stringify({ type: 'json_schema', note: secret }),
    },
    { status: { code: 2, message: `401 ${secret}` }, events: [{ name: 'note', attributes: { text: secret } }] },
  );
  const draft = finish(draftingInSteps(span, {}));
  expect(draft && completed(draft)).toEqual(toModelEvent(span));
  expect(JSON.stringify(draft)).not.toContain(secret);
});

/** A span whose attributes cannot be read twice in one way. */
const throwing = (attributes: Readonly<Record<string, unknown>>): ReadableSpan => {
  const span = chatSpan(attributes);
  return {
    ...span,
    get events(): never {
      throw new Error('not readable');
    },
  };
};

test('what cannot be read of a span is left out, at once, in steps and copied', () => {
  const span = throwing({ 'gen_ai.usage.input_tokens': 3 });
  const record = toModelEvent(span);
  expect(record?.usage).toEqual({ prompt_tokens: 3 });
  const drafts = [finish(draftingInSteps(span, {})), toModelEventDraft(span, {}, 1000)];
  for (const draft of drafts) expect(draft && completed(draft)).toEqual(record);
});

test('a span that is no call has no record in steps', () => {
  const other = { ...chatSpan({}), attributes: { 'http.route': '/' } };
  expect(finish(draftingInSteps(other, {}))).toBeUndefined();
  expect(isModelCall(other)).toBe(false);
});

test.each<[Readonly<Record<string, unknown>>, boolean]>([
  [{ 'gen_ai.input.messages': '[]' }, true],
  [{ 'gen_ai.prompt.0.content': 'Why?' }, true],
  [{ 'llm.input_messages.0.message.content': 'Why?' }, true],
  [{ 'gen_ai.request.model': 'gpt-4o' }, false],
  [{ 'app.note': 'x' }, false],
  [{}, false],
])('whether %o has content: %s', (attributes, expected) => {
  expect(hasContent({ attributes })).toBe(expected);
});

const evaluated = (attributes: Readonly<Record<string, unknown>>) => ({
  name: 'gen_ai.evaluation.result',
  attributes,
  body: undefined,
});

test('results of evaluations that come by themselves are metrics, without content only scores', () => {
  const logs = [
    evaluated({
      'gen_ai.evaluation.name': 'tone',
      'gen_ai.evaluation.score.value': 0.5,
      'gen_ai.evaluation.explanation': 'It quotes Ada.',
    }),
    { name: 'other', attributes: {}, body: undefined },
  ];
  expect(evaluationMetrics(logs, true)).toEqual({ tone: 0.5, tone_explanation: 'It quotes Ada.' });
  expect(evaluationMetrics(logs, false)).toEqual({ tone: 0.5 });
  expect(evaluationMetrics([], true)).toBeUndefined();
  expect(evaluationMetrics([evaluated({ 'gen_ai.evaluation.explanation': 'x' })], false)).toBeUndefined();
  expect(evaluationMetrics([evaluated({ 'gen_ai.evaluation.score.label': secret })], true)).not.toEqual({
    evaluation: secret,
  });
});
