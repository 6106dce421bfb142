import type { ModelEventDraft } from '../src/mapping/model-event-draft';
import type { ReadableSpan } from '../src/mapping/span';
import { WrittenJson } from '../src/mapping/written-json';
import { RepeatedCalls } from '../src/repeated-calls';

const call = (scope: string, id: string | undefined, start: number, end: number): ReadableSpan => ({
  name: 'chat',
  spanContext: () => ({ traceId: scope, spanId: scope }),
  startTime: [start, 0],
  endTime: [end, 0],
  status: { code: 0 },
  attributes: id === undefined ? {} : { 'gen_ai.response.id': id },
  events: [],
  instrumentationScope: { name: scope },
});

describe('of model calls in their order of ending', () => {
  test.each<[string, ReadableSpan, ReadableSpan, boolean]>([
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
    const repeated = new RepeatedCalls();
    expect(repeated.repeats(first)).toBe(false);
    expect(repeated.repeats(second)).toBe(expected);
  });
});

test('what is remembered is bounded, the oldest forgotten first', () => {
  const repeated = new RepeatedCalls();
  for (let n = 0; n <= 1000; n += 1) repeated.repeats(call('openai', `r${n}`, 1, 9));
  expect(repeated.repeats(call('langchain', 'r0', 1, 9))).toBe(false);
  expect(repeated.repeats(call('langchain', 'r999', 1, 9))).toBe(true);
});

describe('of records in their order of ending', () => {
  const record = (
    scope: string,
    fields: Partial<Record<'start' | 'end', number>> & { asked?: string; id?: string; model?: string } = {},
  ) =>
    ({
      head: { project: 'p', model: fields.model ?? 'gpt-4o', provider: 'openai' },
      messages: [{ role: 'user', content: fields.asked ?? 'Why?' }],
      response: {},
      tools: undefined,
      rest: {
        duration: 1,
        usage: {},
        event_id: scope,
        start_time: fields.start ?? 1,
        end_time: fields.end ?? 2,
        metadata: { scope: { name: scope }, ...(fields.id === undefined ? {} : { response_id: fields.id }) },
      },
    }) satisfies ModelEventDraft;
  const inner = record('openai', { start: 2, end: 3, id: 'r1' });

  test.each<[string, ModelEventDraft, boolean]>([
    ['a framework’s that asks the same around it is a repetition', record('langchain', { start: 1, end: 4 }), true],
    ['one that has a response of its own is not', record('langchain', { start: 1, end: 4, id: 'r2' }), false],
    ['one that asks something else is not', record('langchain', { start: 1, end: 4, asked: 'What?' }), false],
    ['one of another model is not', record('langchain', { start: 1, end: 4, model: 'o3' }), false],
    ['one of the same instrumentation is not', record('openai', { start: 1, end: 4 }), false],
    ['one that began later is not', record('langchain', { start: 2.5, end: 4 }), false],
  ])('%s', (_rule, outer, expected) => {
    const repeated = new RepeatedCalls();
    expect(repeated.repeatsRecord(inner)).toBe(false);
    expect(repeated.repeatsRecord(outer)).toBe(expected);
  });

  test('one whose conversation was copied asks the same, too', () => {
    const repeated = new RepeatedCalls();
    const copied = { ...inner, messages: new WrittenJson(['[{"role":"user","content":', '"Why?"', '}]'], '"Why?"') };
    const outer = record('langchain', { start: 1, end: 4 });
    expect([copied, outer].map((each) => repeated.repeatsRecord(each))).toEqual([false, true]);
  });

  test('a call is repeated once: the next framework’s is another call', () => {
    const repeated = new RepeatedCalls();
    const outer = record('langchain', { start: 1, end: 4 });
    expect([inner, outer, outer].map((each) => repeated.repeatsRecord(each))).toEqual([false, true, false]);
  });
});
