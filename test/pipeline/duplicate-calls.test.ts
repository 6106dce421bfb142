import type { ModelEventDraft } from '../../src/mapping/record/model-event-draft';
import { WrittenJson } from '../../src/mapping/splice/written-json';
import { DuplicateCalls } from '../../src/pipeline/duplicate-calls';
import { collectGarbage } from '../support/garbage';

interface Said {
  readonly start?: number;
  readonly end?: number;
  readonly id?: string | undefined;
  readonly asked?: string;
  readonly model?: string;
}

const record = (
  scope: string,
  { start = 1, end = 2, id, asked = 'Why?', model = 'gpt-4o' }: Said,
): ModelEventDraft => ({
  head: { project: 'p', event_name: 'chat', model, provider: 'openai' },
  messages: [{ role: 'user', content: asked }],
  response: {},
  tools: undefined,
  isEnriched: false,
  rest: {
    duration: 1,
    usage: {},
    event_id: scope,
    start_time: start,
    end_time: end,
    metadata: { scope: { name: scope }, ...(id === undefined ? {} : { response_id: id }) },
  },
});

/** A call of which nothing is known but this. */
const call = (scope: string, id: string | undefined, start: number, end: number): ModelEventDraft => ({
  ...record(scope, { start, end, id }),
  messages: [],
});

describe('of model calls in their order of ending', () => {
  test.each<[string, ModelEventDraft, ModelEventDraft, boolean]>([
    [
      'a framework’s span of the provider’s call is a repetition',
      call('openai', 'r1', 2, 3),
      call('langchain', 'r1', 1, 4),
      true,
    ],
    ['touching in time is overlapping', call('openai', 'r1', 1, 2), call('langchain', 'r1', 2, 3), true],
    [
      'a cached answer with the same id, told later, is a call of its own',
      call('openai', 'r1', 1, 2),
      call('cache', 'r1', 5, 6),
      false,
    ],
    [
      'two calls of one instrumentation are two, whatever their ids',
      call('openai', 'r1', 1, 4),
      call('openai', 'r1', 2, 3),
      false,
    ],
    ['other ids are other calls', call('openai', 'r1', 1, 4), call('langchain', 'r2', 1, 4), false],
    [
      'calls without an id are never repetitions',
      call('openai', undefined, 1, 4),
      call('langchain', undefined, 1, 4),
      false,
    ],
  ])('%s', (_rule, first, second, expected) => {
    const repeated = new DuplicateCalls();
    expect(repeated.isDuplicate(first)).toBe(false);
    expect(repeated.isDuplicate(second)).toBe(expected);
  });
});

test('what is remembered is bounded: the last thousand at least, and two thousand at most', () => {
  const repeated = new DuplicateCalls();
  for (let n = 0; n <= 2000; n += 1) repeated.isDuplicate(call('openai', `r${n}`, 1, 9));
  expect(repeated.isDuplicate(call('langchain', 'r0', 1, 9))).toBe(false);
  for (const id of ['r1001', 'r2000']) expect(repeated.isDuplicate(call('langchain', id, 1, 9))).toBe(true);
});

test('of long conversations, what is remembered is short', () => {
  const repeated = new DuplicateCalls();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 300; n += 1) {
    repeated.isDuplicate(
      record('openai', { start: n, end: n, id: `r${n}`, asked: JSON.parse(`"${'a'.repeat(200_000)}${n}"`) }),
    );
  }
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(10_000_000);
});

test('of what was copied out of a long text, the copy alone is remembered', () => {
  const repeated = new DuplicateCalls();
  collectGarbage();
  const before = process.memoryUsage().heapUsed;
  for (let n = 0; n < 100; n += 1) {
    const said = JSON.stringify('Why is the sky blue, of all colours?');
    const list: string = JSON.parse(JSON.stringify(`${'a'.repeat(200_000)}${n}${said}`));
    const text = list.slice(-said.length);
    repeated.isDuplicate({
      ...record('openai', { start: n, end: n }),
      messages: new WrittenJson(['[', text, ']'], text),
    });
  }
  collectGarbage();
  expect(process.memoryUsage().heapUsed - before).toBeLessThan(4_000_000);
});

test('calls without a word take no place of those that have some', () => {
  const repeated = new DuplicateCalls();
  const inner = record('openai', { start: 20, end: 30, id: 'r' });
  const mute = Array.from({ length: 200 }, (_, n) => call('openai', `m${n}`, 20, 30));
  expect([inner, ...mute].map((each) => repeated.isDuplicate(each))).not.toContain(true);
  expect(repeated.isDuplicate(record('langchain', { start: 10, end: 40 }))).toBe(true);
});

test('calls of one instrumentation hide none of another: after many of one, and after one that was matched', () => {
  const repeated = new DuplicateCalls();
  const inner = (n: number): ModelEventDraft =>
    record('openai', { start: 20, end: 30, id: `r${n}`, asked: `question ${n}` });
  const outer = (n: number): ModelEventDraft => record('langchain', { start: 10, end: 40, asked: `question ${n}` });
  const calls = [inner(0), inner(1), inner(2), outer(1), outer(0), inner(3), inner(4), outer(5), outer(4), outer(2)];
  const found = calls.map((each) => repeated.isDuplicate(each));
  expect(found).toEqual([false, false, false, true, true, false, false, false, true, true]);
});

describe('of records in their order of ending', () => {
  const inner = record('openai', { start: 20, end: 30, id: 'r1' });

  test.each<[string, ModelEventDraft, boolean]>([
    ['a framework’s that asks the same around it is a repetition', record('langchain', { start: 10, end: 40 }), true],
    ['one that has a response of its own is not', record('langchain', { start: 10, end: 40, id: 'r2' }), false],
    ['one that asks something else is not', record('langchain', { start: 10, end: 40, asked: 'What?' }), false],
    ['one of another model is not', record('langchain', { start: 10, end: 40, model: 'o3' }), false],
    ['one of the same instrumentation is not', record('openai', { start: 10, end: 40 }), false],
    ['one whose clock is a millisecond off is, too', record('langchain', { start: 21, end: 29 }), true],
    ['one that began later is not', record('langchain', { start: 25, end: 40 }), false],
  ])('%s', (_rule, outer, expected) => {
    const repeated = new DuplicateCalls();
    expect(repeated.isDuplicate(inner)).toBe(false);
    expect(repeated.isDuplicate(outer)).toBe(expected);
  });

  const answered = (draft: ModelEventDraft): ModelEventDraft => ({
    ...draft,
    response: { role: 'assistant', content: 'It scatters.' },
  });

  test.each<[what: string, first: ModelEventDraft, second: ModelEventDraft, expected: boolean]>([
    [
      'the answer, which came later in the background, is not a repetition of one without',
      inner,
      answered(record('wire', { start: 20, end: 90, id: 'r1' })),
      false,
    ],
    ['the question alone is one of it', answered(inner), record('wire', { start: 20, end: 90, id: 'r1' }), true],
    ['an answer that the one inside lacks is not', inner, answered(record('langchain', { start: 10, end: 40 })), false],
    [
      'an answer is one where both have it',
      answered(inner),
      answered(record('langchain', { start: 10, end: 40 })),
      true,
    ],
  ])('one with %s', (_what, first, second, expected) => {
    const repeated = new DuplicateCalls();
    expect(repeated.isDuplicate(first)).toBe(false);
    expect(repeated.isDuplicate(second)).toBe(expected);
  });

  test.each([
    ['the same at length is a repetition', '.', true],
    ['at length something else at its end is not', '!', false],
    ['something longer is not', '..', false],
  ])('one that asks %s', (_rule, end, expected) => {
    const repeated = new DuplicateCalls();
    const long = 'Why? '.repeat(1000);
    repeated.isDuplicate(record('openai', { start: 20, end: 30, id: 'r1', asked: `${long}.` }));
    expect(repeated.isDuplicate(record('langchain', { start: 10, end: 40, asked: `${long}${end}` }))).toBe(expected);
  });

  test('one whose conversation was copied asks the same, too', () => {
    const repeated = new DuplicateCalls();
    const copied = { ...inner, messages: new WrittenJson(['[{"role":"user","content":', '"Why?"', '}]'], '"Why?"') };
    const outer = record('langchain', { start: 10, end: 40 });
    expect([copied, outer].map((each) => repeated.isDuplicate(each))).toEqual([false, true]);
  });

  test.each([
    ['that counts the same is a repetition', 7, true],
    ['that counts otherwise is not', 8, false],
  ])('one without content %s', (_rule, counted, expected) => {
    const repeated = new DuplicateCalls();
    const bare = (scope: string, said: Said, tokens: number): ModelEventDraft => {
      const { rest, ...others } = record(scope, said);
      return { ...others, messages: [], rest: { ...rest, usage: { prompt_tokens: 3, completion_tokens: tokens } } };
    };
    expect(repeated.isDuplicate(bare('wire', { start: 20, end: 30, id: 'r1' }, 7))).toBe(false);
    expect(repeated.isDuplicate(bare('langchain', { start: 10, end: 40 }, counted))).toBe(expected);
  });

  describe('that count the same', () => {
    interface Place {
      readonly trace_id: string;
      readonly span_id: string;
      readonly parent_span_id?: string;
    }
    const used = { prompt_tokens: 3, completion_tokens: 7 };
    const place = (trace: string, span: string, parent = 'p'): Place => ({
      trace_id: trace,
      span_id: span,
      parent_span_id: parent,
    });
    const full = (at: Place, said: Said = {}): ModelEventDraft => {
      const { rest, ...others } = record('framework', { start: 10, end: 40, ...said });
      return { ...others, rest: { ...rest, usage: used, metadata: { ...rest.metadata, ...at } } };
    };
    const bare = (at: Place, scope = 'sdk'): ModelEventDraft => {
      const { rest, ...others } = record(scope, { start: 20, end: 30, id: 'r1' });
      return { ...others, messages: [], rest: { ...rest, usage: used, metadata: { ...rest.metadata, ...at } } };
    };
    const asked = (at: Place, scope: string): ModelEventDraft => {
      const { rest, ...others } = full(at);
      return { ...others, messages: [], rest: { ...rest, metadata: { ...at, scope: { name: scope } } } };
    };

    test.each<[string, ModelEventDraft, ModelEventDraft, boolean]>([
      ['one with content is sent after one without beside it', bare(place('t', 'b')), full(place('t', 'a')), false],
      [
        'one with content is sent after one without inside it',
        bare(place('t', 'b', 'a')),
        full(place('t', 'a')),
        false,
      ],
      [
        'one with content and the same id is sent after one without',
        bare(place('t', 'b')),
        full(place('t', 'a'), { id: 'r1' }),
        false,
      ],
      ['one without content repeats one with it beside it', full(place('t', 'a')), bare(place('t', 'b')), true],
      ['one without content repeats one with it around it', full(place('t', 'a')), bare(place('t', 'b', 'a')), true],
      ['in another trace is another call', full(place('t', 'a')), bare(place('u', 'b')), false],
      ['elsewhere in the trace is another call', full(place('t', 'a')), bare(place('t', 'b', 'q')), false],
      ['of one instrumentation is another call', full(place('t', 'a')), bare(place('t', 'b'), 'framework'), false],
      ['without content beside it is a repetition', bare(place('t', 'b')), asked(place('t', 'a'), 'framework'), true],
      ['without content in another trace is not', bare(place('t', 'b')), asked(place('u', 'a'), 'framework'), false],
    ])('%s', (_rule, first, second, expected) => {
      const repeated = new DuplicateCalls();
      expect(repeated.isDuplicate(first)).toBe(false);
      expect(repeated.isDuplicate(second)).toBe(expected);
    });
  });

  test('a call is repeated once: the next framework’s is another call', () => {
    const repeated = new DuplicateCalls();
    const outer = record('langchain', { start: 10, end: 40 });
    expect([inner, outer, outer].map((each) => repeated.isDuplicate(each))).toEqual([false, true, false]);
  });
});
