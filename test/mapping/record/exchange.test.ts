import { isOfSameCost, isSameExchange, withContent, withExchange } from '../../../src/mapping/record/exchange';
import { enriched, withInner, withStepsAround } from '../../../src/mapping/record/merge-drafts';
import {
  bothPlacements,
  completed,
  hasConversation,
  isAnswer,
  isSaid,
  type ModelEventDraft,
  withCost,
} from '../../../src/mapping/record/model-event-draft';
import { WrittenJson } from '../../../src/mapping/splice/written-json';

type Rest = Partial<ModelEventDraft['rest']>;

const question = [{ role: 'user', content: 'Why?' }];
const answer = { role: 'assistant', content: 'Because.' };
const tools = [{ type: 'function', function: { name: 'f' } }];

/** A draft with nothing but these members. */
const draft = (rest: Rest = {}, members: Partial<Omit<ModelEventDraft, 'rest'>> = {}): ModelEventDraft => ({
  head: { project: 'p', event_name: 'n', model: 'unknown', provider: 'unknown' },
  messages: [],
  response: {},
  tools: undefined,
  isEnriched: false,
  ...members,
  rest: {
    ...{ error: null, duration: 1, usage: {}, event_id: 'e', start_time: 0, end_time: 1 },
    ...{ source: undefined, cost: undefined, hyperparameters: undefined, template: undefined },
    ...{ template_inputs: undefined, tool_choice: undefined, response_format: undefined, session_id: undefined },
    ...{ user_properties: undefined, feedback: undefined, metrics: undefined, metadata: {} },
    ...rest,
  },
});

const few = { prompt_tokens: 1, completion_tokens: 2 };
const many = { prompt_tokens: 10, completion_tokens: 20 };

test.each<[string, Rest, Rest, boolean]>([
  ['as many tokens', { usage: few }, { usage: few }, true],
  ['other tokens', { usage: few }, { usage: many }, false],
  ['an error', { usage: few, error: 'boom' }, { usage: few }, false],
])('whether a call costs what another does that has %s', (_what, own, other, expected) => {
  expect(isOfSameCost(draft(own).rest, draft(other).rest)).toBe(expected);
});

const identified = (id: string | undefined, usage = few): ModelEventDraft =>
  draft({ usage, metadata: id === undefined ? {} : { response_id: id } });

test.each<[string, ModelEventDraft, ModelEventDraft, boolean]>([
  ['the same response ids', identified('r'), identified('r', many), true],
  ['other response ids', identified('r'), identified('s'), false],
  ['one response id, and the same tokens', identified('r'), identified(undefined), true],
  ['one response id, and other tokens', identified(undefined), identified('r', many), false],
  ['no response ids, and no tokens', draft(), draft(), false],
  ['no metadata', draft({ metadata: undefined, usage: few }), draft({ metadata: undefined, usage: few }), true],
])('whether two drafts with %s are surely about one answer', (_what, one, other, expected) => {
  expect(isSameExchange(one, other)).toBe(expected);
});

describe('a draft with the content of another', () => {
  const known = { response_id: 'r', finish_reasons: ['tool_call'], time_to_first_token_ms: 5, note: 'theirs' };
  const whole = draft({ metadata: known }, { messages: question, response: answer, tools });

  test('has what it lacks, and what is known of the answer', () => {
    const { messages, response, rest, ...others } = withContent(
      draft({ metadata: { note: 'mine', gone: undefined } as never }),
      whole,
    );
    expect(messages).toBe(question);
    expect(response).toEqual({ ...answer, finish_reason: 'tool_calls' });
    expect(others.tools).toBe(tools);
    expect(rest.metadata).toEqual({
      ...{ response_id: 'r', finish_reasons: ['tool_call'], time_to_first_token_ms: 5, note: 'mine' },
    });
  });

  test('keeps its own', () => {
    const own = draft(
      { metadata: { response_id: 'own', finish_reasons: ['stop'] } },
      {
        messages: [{ role: 'user', content: 'How?' }],
        response: { content: 'So.', finish_reason: 'stop' },
        tools: [],
      },
    );
    const { messages, response, rest, ...others } = withContent(own, whole);
    expect([messages, response, others.tools]).toEqual([own.messages, own.response, []]);
    expect(rest.metadata).toEqual({ response_id: 'own', finish_reasons: ['stop'], time_to_first_token_ms: 5 });
  });

  test('has no answer and no reason where none is known', () => {
    const { response } = withContent(
      draft(),
      draft({ metadata: { finish_reasons: [7] } }, { response: { role: 'assistant' } }),
    );
    expect(response).toEqual({});
    expect(withContent(draft({ metadata: undefined }), draft({ metadata: undefined })).rest.metadata).toEqual({});
  });

  test('has an answer that is written already as it is written', () => {
    const written = new WrittenJson(['{"content":"Because."}']);
    expect(withContent(draft(), draft({ metadata: known }, { response: written })).response).toBe(written);
  });
});

describe('the draft of an outer span', () => {
  const inner = (rest: Rest = {}, head: Partial<ModelEventDraft['head']> = {}): ModelEventDraft =>
    draft(rest, { head: { project: 'q', event_name: 'm', model: 'gpt-4o-2024-08-06', provider: 'openai', ...head } });

  test.each<[string, Partial<ModelEventDraft['head']>, string | undefined, Partial<ModelEventDraft['head']>]>([
    ['unknown', {}, undefined, { model: 'gpt-4o-2024-08-06', provider: 'openai' }],
    ['only those that were asked for', { model: 'gpt-4o' }, 'gpt-4o', { model: 'gpt-4o-2024-08-06' }],
    ['known', { model: 'gpt-4o-mini', provider: 'azure' }, 'gpt-4o', { model: 'gpt-4o-mini', provider: 'azure' }],
  ])('has the model and the provider of the inner one where its own are %s', (_what, head, asked, expected) => {
    const own = draft({ metadata: { request_model: asked } as never }, { head: { ...draft().head, ...head } });
    expect(withExchange(own, inner()).head).toMatchObject({ project: 'p', event_name: 'n', ...expected });
  });

  test('keeps its model where the inner one has none', () => {
    const own = draft({ metadata: { request_model: 'gpt-4o' } }, { head: { ...draft().head, model: 'gpt-4o' } });
    expect(withExchange(own, inner({}, { model: 'unknown' })).head.model).toBe('gpt-4o');
  });

  test('has the error and the parameters of the inner one beside its own', () => {
    const parameters = { temperature: 1, top_p: 0.5 };
    const { rest } = withExchange(
      draft({ hyperparameters: { temperature: 0 } }),
      inner({ error: 'boom', hyperparameters: parameters }),
    );
    expect(rest).toMatchObject({ error: 'boom', hyperparameters: { temperature: 0, top_p: 0.5 } });
    const kept = withExchange(draft({ error: 'own', hyperparameters: { n: 1 } }), inner({ error: 'boom' })).rest;
    expect(kept).toMatchObject({ error: 'own', hyperparameters: { n: 1 } });
  });

  test('has what else the inner one says, but nothing that is about its span', () => {
    const said = {
      trace_id: 't',
      scope: { name: 's' },
      dialect: 'd',
      cost: 9,
      session_id: 's',
      'openai.tier': 'x',
      mine: 2,
    };
    const { metadata } = withExchange(
      draft({ metadata: { mine: 1, dialect: 'own', cost: 8 } }),
      inner({ metadata: said }),
    ).rest;
    expect(metadata).toEqual({ mine: 1, dialect: 'own', 'openai.tier': 'x' });
  });

  const flat = (usage: typeof few, cached?: number): Rest['metadata'] => ({
    ...usage,
    ...(cached === undefined ? {} : { cache_read_input_tokens: cached }),
  });

  test.each<[string, Rest, Rest, Rest]>([
    ['its own tokens and cost where the inner one has none', { usage: few, cost: 1 }, {}, { usage: few, cost: 1 }],
    [
      'the tokens and the cost of the inner one where it has none',
      {},
      { usage: few, cost: 2 },
      { usage: few, cost: 2 },
    ],
    ['its own cost of tokens that are the inner one’s', { cost: 1 }, { usage: few }, { usage: few, cost: 1 }],
    [
      'its own cost where both have the same tokens',
      { usage: few, cost: 1 },
      { usage: few, cost: 2 },
      { usage: few, cost: 1 },
    ],
    ['the cost that only the inner one has', { usage: few }, { usage: few, cost: 2 }, { usage: few, cost: 2 }],
    [
      'the tokens and the cost of the inner one where they differ',
      { usage: many, cost: 1 },
      { usage: few, cost: 2 },
      { usage: few, cost: 2 },
    ],
    [
      'no cost where the inner one has other tokens and none',
      { usage: many, cost: 1 },
      { usage: few },
      { usage: few, cost: undefined },
    ],
    [
      'the cost of the inner one where only that knows of a cache',
      { usage: few, cost: 1, metadata: flat(few) },
      { usage: few, cost: 2, metadata: flat(few, 1) },
      { usage: few, cost: 2, metadata: { ...flat(few, 1), cost: 2 } },
    ],
    [
      'its own cost where both know of the cache',
      { usage: few, cost: 1, metadata: { ...few, cache_write_input_tokens: 1 } },
      { usage: few, cost: 2, metadata: flat(few, 1) },
      { usage: few, cost: 1, metadata: { ...flat(few, 1), cache_write_input_tokens: 1, cost: 1 } },
    ],
    [
      'its own cost where no one knows of a cost with the cache',
      { usage: few, cost: 1, metadata: flat(few) },
      { usage: few, metadata: flat(few, 1) },
      { usage: few, cost: 1, metadata: { ...flat(few, 1), cost: 1 } },
    ],
    [
      'the flat counts of the tokens that it has',
      { usage: many, metadata: flat(many, 4) },
      { usage: few, metadata: flat(few) },
      { usage: few, metadata: flat(few) },
    ],
  ])('has %s', (_what, own, other, expected) => {
    expect(withExchange(draft(own), inner(other)).rest).toMatchObject(expected);
  });

  test('has the details of both usages', () => {
    const { usage } = withExchange(
      draft({ usage: { ...few, prompt_tokens_details: { cached_tokens: 1 }, total_tokens: undefined } as never }),
      inner({
        usage: {
          ...few,
          total_tokens: 3,
          prompt_tokens_details: { cached_tokens: 0, audio_tokens: 2 },
          completion_tokens_details: { reasoning_tokens: 1 },
        },
      }),
    ).rest;
    expect(usage).toEqual({
      ...few,
      total_tokens: 3,
      prompt_tokens_details: { cached_tokens: 1, audio_tokens: 2 },
      completion_tokens_details: { reasoning_tokens: 1 },
    });
  });

  test('with the inner one is a record of both, in the place of either', () => {
    const both = withInner(draft({}, { placement: { sessionName: 's' } }), {
      ...inner({ session_id: 'x' }),
      placement: { parentId: 'p' },
    });
    expect(both).toMatchObject({
      isEnriched: true,
      placement: { sessionName: 's', parentId: 'p' },
      rest: { session_id: 'x' },
    });
  });
});

describe('a step of a call', () => {
  const around = draft({ usage: few, cost: 1, error: 'later', hyperparameters: { n: 1 } }, { messages: question });

  test('has of the span around it only the parameters if it is one of several', () => {
    const step = withStepsAround(draft({ hyperparameters: { n: 2, seed: 3 } }), around, false);
    expect(step).toMatchObject({ messages: [], rest: { usage: {}, hyperparameters: { n: 2, seed: 3 }, error: null } });
  });

  test.each<[string, Rest, boolean]>([
    ['has no tokens', {}, true],
    ['has the same tokens', { usage: few }, true],
    ['has other tokens', { usage: many }, false],
  ])('that is the only one has what was said, but no error, if it %s', (_what, own, expected) => {
    const step = withStepsAround(draft(own), around, true);
    expect([step.messages, step.rest.error]).toEqual([expected ? question : [], null]);
    expect(step.rest.hyperparameters).toEqual({ n: 1 });
  });
});

describe('a record that others of its call add to', () => {
  test('has the content of those that are surely about the same answer alone', () => {
    const other = draft({ metadata: { response_id: 'r' } }, { messages: question, placement: { parentId: 'p' } });
    const same = enriched(draft({ metadata: { response_id: 'r' } }), [other]);
    expect(same).toMatchObject({ messages: question, placement: { parentId: 'p' } });
    expect(enriched(draft({ metadata: { response_id: 's' } }), [other]).messages).toEqual([]);
  });

  test('keeps its fields, and has those that it lacks', () => {
    const theirs = { source: 'theirs', template: question, template_inputs: { a: 1 }, session_id: 'theirs' } as const;
    const { rest } = enriched(draft({ source: 'own', feedback: { b: 1 } }), [
      draft({ ...theirs, feedback: { a: 1, b: 2 }, metrics: { m: 1 }, tool_choice: 'auto' }),
    ]);
    expect(rest).toMatchObject({
      ...theirs,
      source: 'own',
      feedback: { a: 1, b: 1 },
      metrics: { m: 1 },
      tool_choice: undefined,
    });
  });

  test('has the name of a session only with the session', () => {
    const other = draft({
      session_id: 'theirs',
      metadata: { session_id: 'their name', run_id: 'r', 'attribute.cost': 1 },
    });
    expect(enriched(draft(), [other]).rest.metadata).toEqual({ session_id: 'their name', run_id: 'r' });
    expect(enriched(draft({ session_id: 'own', metadata: undefined }), [other]).rest.metadata).toEqual({ run_id: 'r' });
  });
});

test.each<[string, ReturnType<typeof bothPlacements>, ReturnType<typeof bothPlacements>, unknown]>([
  ['of none', undefined, undefined, undefined],
  ['of the first', { parentId: 'a' }, undefined, { parentId: 'a' }],
  ['of the second', undefined, { parentId: 'b' }, { parentId: 'b' }],
  [
    'of the first, where both have it',
    { parentId: 'a', sessionName: 'a' },
    { parentId: 'b', sessionName: 'b' },
    { parentId: 'a', sessionName: 'a' },
  ],
  ['of both', { parentId: 'a' }, { sessionName: 'b' }, { parentId: 'a', sessionName: 'b' }],
])('the place %s', (_what, one, other, expected) => {
  expect(bothPlacements(one, other)).toEqual(expected);
});

test('a cost that becomes known is in the metadata, too', () => {
  const { rest } = withCost(draft({ metadata: { note: 1 } }), 0.5);
  expect([rest.cost, rest.metadata]).toEqual([0.5, { note: 1, cost: 0.5 }]);
  const unknown = draft();
  expect(withCost(unknown, undefined)).toBe(unknown);
});

const written = (json: string): WrittenJson => new WrittenJson([json.slice(0, 1), json.slice(1)]);

test.each<[string, ModelEventDraft['response'], boolean]>([
  ['a text', answer, true],
  ['an empty text', { role: 'assistant', content: '' }, false],
  ['calls', { content: null, tool_calls: [{ id: 'c' }] }, true],
  ['no calls', { content: null, tool_calls: [] }, false],
  ['a reason to stop', { role: 'assistant', finish_reason: 'stop' }, false],
  ['JSON', written('{}'), true],
])('whether %s is an answer', (_what, response, expected) => {
  expect(isAnswer(response)).toBe(expected);
  expect(hasConversation(draft({}, { messages: question, response }))).toBe(expected);
  expect(hasConversation(draft({}, { response }))).toBe(false);
});

test('messages that are written are said', () => {
  expect([isSaid(written('[]')), isSaid([]), isSaid(question)]).toEqual([true, false, true]);
});

test('a completed record has its fields in their order, and no member that is undefined', () => {
  const { head } = draft();
  const whole = draft(
    { error: null, metadata: { a: { b: undefined, c: 1 } } as never },
    { messages: written('[{"role":"user"}]'), response: written('{"content":"x"}'), tools: written('[{"type":"f"}]') },
  );
  expect(JSON.stringify(completed(whole))).toBe(
    `${JSON.stringify(head).slice(0, -1)},"messages":[{"role":"user"}],"response":{"content":"x"},"tools":[{"type":"f"}],` +
      '"error":null,"duration":1,"usage":{},"event_id":"e","start_time":0,"end_time":1,"metadata":{"a":{"c":1}}}',
  );
  expect(Object.keys(completed(draft()))).not.toContain('tools');
  expect(Object.keys(completed(draft()))).not.toContain('source');
});
