import type { ReadableSpan } from '../src/mapping/span';
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
