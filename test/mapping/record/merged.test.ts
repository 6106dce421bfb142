import { toModelEventDraft } from '../../../src/mapping';
import { enriched } from '../../../src/mapping/record/merge-drafts';
import type { ModelEventDraft } from '../../../src/mapping/record/model-event-draft';
import { hasSameCounts } from '../../../src/mapping/record/token-counts';
import { chatSpan } from '../../support/call';

const draftOf = (attributes: Readonly<Record<string, unknown>>): ModelEventDraft =>
  toModelEventDraft(chatSpan(attributes), {}, 2 ** 20) as ModelEventDraft;

const tokens = { 'gen_ai.usage.input_tokens': 10, 'gen_ai.usage.output_tokens': 20 };

describe('a record that another span of its call adds to', () => {
  test('keeps its session, and takes one if it has none', () => {
    const other = draftOf({ 'gen_ai.conversation.id': 'theirs' });
    const own = enriched(draftOf({ 'gen_ai.conversation.id': 'mine' }), [other]);
    const none = enriched(draftOf({}), [other]);
    expect(own.rest.session_id).toBe(draftOf({ 'gen_ai.conversation.id': 'mine' }).rest.session_id);
    expect(none.rest.session_id).toBe(other.rest.session_id);
    expect(none.isEnriched).toBe(true);
  });

  test('keeps its own members of the user, and takes those that it lacks', () => {
    const other = draftOf({ 'honeyhive.user_properties.plan': 'free', 'honeyhive.user_properties.country': 'FR' });
    const { rest } = enriched(draftOf({ 'honeyhive.user_properties.plan': 'paid' }), [other]);
    expect(rest.user_properties).toEqual({ plan: 'paid', country: 'FR' });
  });

  test('takes a cost, which is in the metadata, too, if the tokens are the same', () => {
    const other = draftOf({ ...tokens, 'gen_ai.usage.cost': 0.5 });
    const same = enriched(draftOf(tokens), [other]).rest;
    expect([same.cost, same.metadata?.['cost']]).toEqual([0.5, 0.5]);
    const more = enriched(draftOf({ ...tokens, 'gen_ai.usage.output_tokens': 21 }), [other]).rest;
    expect([more.cost, more.metadata?.['cost']]).toEqual([undefined, undefined]);
  });

  test('takes what the app says of itself, and not what another span says of its own request', () => {
    const other = draftOf({ 'app.team': 'search', 'server.address': 'localhost', 'honeyhive.metadata.run': 7 });
    const { metadata } = enriched(draftOf({ 'honeyhive.metadata.run': 8 }), [other]).rest;
    expect(metadata).toMatchObject({ run: 8, 'app.team': 'search' });
    expect(metadata).not.toHaveProperty(['server.address']);
  });
});

test.each<[string, object, object, boolean]>([
  ['the same of both', { prompt_tokens: 1, completion_tokens: 2 }, { prompt_tokens: 1, completion_tokens: 2 }, true],
  ['none at all', {}, {}, true],
  ['others read', { prompt_tokens: 1, completion_tokens: 2 }, { prompt_tokens: 2, completion_tokens: 2 }, false],
  ['others written', { prompt_tokens: 1, completion_tokens: 2 }, { prompt_tokens: 1, completion_tokens: 3 }, false],
  ['those read alone', { prompt_tokens: 1, completion_tokens: 2 }, { prompt_tokens: 1 }, false],
])('two counts of tokens with %s', (_counts, one, other, expected) => {
  expect(hasSameCounts({ ...one }, { ...other })).toBe(expected);
});
