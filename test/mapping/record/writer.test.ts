import type { JsonObject } from '../../../src/json/json';
import { toModelEventDraft } from '../../../src/mapping';
import { completed } from '../../../src/mapping/record/model-event-draft';
import type { Price } from '../../../src/providers/cost';
import { chatSpan, recordOf } from '../../support/call';

const counted = { 'gen_ai.provider.name': 'openai', 'gen_ai.usage.input_tokens': 1, 'gen_ai.usage.output_tokens': 2 };
/** The tier that is priced, and the cost, which is 1. */
function pricedTier(attributes: Readonly<Record<string, unknown>>, members = {}): readonly unknown[] {
  const tiers: unknown[] = [];
  const price: Price = ({ serviceTier }) => {
    tiers.push(serviceTier);
    return 1;
  };
  const { cost } = recordOf({ ...counted, ...attributes }, { price }, members);
  return [...tiers, cost];
}

test.each<[string, Readonly<Record<string, unknown>>, readonly unknown[]]>([
  ['that serves it', { 'openai.response.service_tier': 'flex', 'openai.request.service_tier': 'auto' }, ['flex', 1]],
  [
    'that serves it, by its older name',
    { 'gen_ai.openai.response.service_tier': 'flex', 'openai.request.service_tier': 'auto' },
    ['flex', 1],
  ],
  ['that it asks for', { 'openai.request.service_tier': 'priority' }, ['priority', 1]],
  ['that nobody says', {}, [undefined, 1]],
])('a call is priced by the tier %s', (_what, attributes, expected) => {
  expect(pricedTier(attributes)).toEqual(expected);
});

test('a call without a model has no price', () => {
  expect(pricedTier({ 'gen_ai.request.model': undefined })).toEqual([undefined]);
});

const failed = { status: { code: 2, message: 'boom' } };
const stream = { 'gen_ai.request.stream': true };
const ended = JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'a' }], finish_reason: 'stop' }]);
const cut = JSON.stringify([{ role: 'assistant', parts: [{ type: 'text', content: 'a' }] }]);

test.each<[string, Readonly<Record<string, unknown>>, object, boolean]>([
  ['a stream that broke off', stream, failed, false],
  ['a stream with an empty reason', { ...stream, 'gen_ai.response.finish_reasons': [''] }, failed, false],
  ['a stream that ended for a reason', { ...stream, 'gen_ai.response.finish_reasons': ['', 'stop'] }, failed, true],
  ['a stream whose answer has a reason', { ...stream, 'gen_ai.output.messages': ended }, failed, true],
  ['a stream whose answer has no reason', { ...stream, 'gen_ai.output.messages': cut }, failed, false],
  ['a call with a first token', { 'gen_ai.response.time_to_first_chunk': 0.5 }, failed, false],
  ['a call that failed at once', {}, failed, true],
  ['a stream without an error', stream, {}, true],
])('whether %s has a computed cost', (_what, attributes, members, expected) => {
  expect(pricedTier(attributes, members).at(-1)).toBe(expected ? 1 : undefined);
});

test.each<[string, object, string | undefined, string | undefined]>([
  ['that the app names for the call', { 'honeyhive.source': 'call' }, 'option', 'call'],
  ['that the options name', {}, 'option', 'option'],
  ['that the resource names', {}, undefined, 'resource'],
])('the source is the one %s', (_what, attributes, source, expected) => {
  const resource = { attributes: { 'deployment.environment': 'resource' } };
  expect(recordOf({ ...attributes }, { source }, { resource }).source).toBe(expected);
});

test('fields that nothing is known of are absent', () => {
  const names = Object.keys(recordOf({}));
  for (const name of ['tools', 'tool_choice', 'response_format', 'hyperparameters', 'template', 'metrics', 'feedback'])
    expect(names).not.toContain(name);
  expect(recordOf({ 'gen_ai.tool.definitions': '[]' })).not.toHaveProperty('tools');
});

/** As what is read, and as what is copied. */
const answersOf = (attributes: Readonly<Record<string, unknown>>): readonly JsonObject[] =>
  [undefined, 10_000].map((maxChars) => {
    const draft = toModelEventDraft(chatSpan(attributes), {}, maxChars);
    if (draft === undefined) throw new Error('not taken for a model call');
    return completed(draft).response;
  });

test('outputs that the app names stand beside the answer, and before what it says', () => {
  const own = { 'honeyhive.outputs.score': 1, 'honeyhive.outputs.content': 'own' };
  const both = { role: 'assistant', content: 'own', finish_reason: 'stop', score: 1 };
  for (const answer of answersOf({ 'gen_ai.output.messages': ended, ...own })) expect(answer).toEqual(both);
  for (const answer of answersOf(own)) expect(answer).toEqual({ score: 1, content: 'own' });
  for (const answer of answersOf({})) expect(answer).toEqual({});
});

test('parameters with a field or a reader of their own are not repeated', () => {
  const { hyperparameters } = recordOf({
    'honeyhive.request.tool_choice': 'auto',
    'honeyhive.request.response_format': '{"type":"text"}',
    'honeyhive.request.user': 'u',
  });
  expect(hyperparameters).toEqual({ user: 'u' });
});

test('of a choice among several tools, what the field cannot hold is a parameter', () => {
  const choice = {
    type: 'allowed_tools',
    mode: 'auto',
    tools: [
      { type: 'function', name: 'f' },
      { type: 'function', name: 'g' },
    ],
  };
  const record = recordOf({ 'honeyhive.request.tool_choice': JSON.stringify(choice), 'gen_ai.request.top_p': 1 });
  expect(record.hyperparameters).toMatchObject({ top_p: 1 });
});
