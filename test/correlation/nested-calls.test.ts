import { NestedCalls } from '../../src/correlation/nested-calls';
import type { ReadableSpan } from '../../src/mapping/span/span-view';

const span = (spanId: string, parent?: string, generation: 1 | 2 = 2): ReadableSpan => ({
  name: 'chat',
  spanContext: () => ({ traceId: 't', spanId }),
  ...(generation === 1
    ? { parentSpanId: parent }
    : { parentSpanContext: parent === undefined ? undefined : { spanId: parent } }),
  startTime: [0, 0],
  endTime: [0, 1],
  status: { code: 0 },
  attributes: {},
  events: [],
});

describe('of spans in their order of ending', () => {
  test.each<[string, readonly [id: string, parent: string | undefined, isModelCall: boolean, encloses: boolean][]]>([
    ['a model call alone encloses none', [['a', 'root', true, false]]],
    [
      'the outer of two model calls encloses the inner',
      [
        ['in', 'out', true, false],
        ['out', undefined, true, true],
      ],
    ],
    [
      'spans of other kinds between them change nothing',
      [
        ['in', 'http', true, false],
        ['http', 'step', false, true],
        ['step', 'out', false, true],
        ['out', undefined, true, true],
      ],
    ],
    [
      'calls side by side enclose nothing',
      [
        ['a', 'root', true, false],
        ['b', 'root', true, false],
        ['root', undefined, false, true],
      ],
    ],
    [
      'other spans alone enclose nothing',
      [
        ['db', 'http', false, false],
        ['http', undefined, false, false],
      ],
    ],
  ])('%s', (_rule, spans) => {
    for (const generation of [1, 2] as const) {
      const nested = new NestedCalls();
      for (const [id, parent, isModelCall, encloses] of spans) {
        expect([id, nested.encloses(span(id, parent, generation), isModelCall)]).toEqual([id, encloses]);
      }
    }
  });
});

test.each<[string, Record<string, unknown>]>([
  ['the conventions', { 'gen_ai.operation.name': 'execute_tool' }],
  ['the Vercel AI SDK', { 'ai.toolCall.name': 'research' }],
  ['OpenInference', { 'openinference.span.kind': 'TOOL' }],
  ['OpenLLMetry', { 'traceloop.span.kind': 'tool' }],
  ['Langfuse', { 'langfuse.observation.type': 'tool' }],
])('a call inside a tool, as %s have it, is not the call that asked for the tool', (_dialect, attributes) => {
  const nested = new NestedCalls();
  nested.encloses(span('agent-call', 'tool'), true);
  nested.encloses({ ...span('tool', 'asking-call'), attributes }, false);
  expect(nested.encloses(span('asking-call'), true)).toBe(false);
});

test('parents that never end are forgotten, the oldest first: the last ten thousand are known at least', () => {
  const nested = new NestedCalls();
  for (let n = 0; n < 20_000; n += 1) nested.encloses(span(`call-${n}`, `parent-${n}`), true);
  expect(nested.encloses(span('parent-0'), true)).toBe(false);
  for (const n of [10_000, 19_999]) expect(nested.encloses(span(`parent-${n}`), true)).toBe(true);
});
