import { type CallView, viewOf } from '../../../src/inspector/page/call/call-view';
import { openCalls, resultsIn, withResults } from '../../../src/inspector/page/call/later-results';
import { messagesIn } from '../../../src/inspector/page/call/sent-messages';
import { perMillion } from '../../../src/inspector/page/call/usage';
import type { JsonObject } from '../../../src/json/json';
import { toV1Event } from '../../../src/mapping/record/v1-event';
import { event } from '../post';
import { kept } from './kept';
import { agent } from './records';

const ofModel = (record: object): CallView => viewOf(kept(record as JsonObject, 'model'));
const ofV1 = (record: object): CallView => viewOf(kept(record as JsonObject, 'v1'));

const ask = (id: string, name: string, given: string) => ({
  ...{ id, type: 'function' },
  function: { name, arguments: given },
});
const conversation = [
  { role: 'system', content: 'Be brief.' },
  {
    role: 'user',
    content: [
      { type: 'text', text: 'Which?' },
      { type: 'image_url', image_url: { url: 'data:image/png;base64,AA' } },
    ],
  },
  { role: 'assistant', content: null, tool_calls: [ask('a', 'one', '{"x":1}'), ask('b', 'two', 'free text')] },
  { role: 'tool', tool_call_id: 'b', content: 'second' },
  { role: 'tool', tool_call_id: 'a', content: 'first' },
];
const call = event(1, {
  messages: conversation,
  response: { role: 'assistant', content: 'Both.', reasoning_content: 'Hm.', finish_reason: 'stop' },
  hyperparameters: { temperature: 0.5 },
  tools: [{ type: 'function', function: { name: 'one', description: 'The first.', parameters: { type: 'object' } } }],
  template: [{ role: 'user', content: 'Which {{thing}} of {{all}}?' }],
  template_inputs: { thing: 'one' },
  usage: {
    prompt_tokens: 100,
    completion_tokens: 20,
    total_tokens: 120,
    completion_tokens_details: { reasoning_tokens: 5 },
  },
  cost: 0.0012,
  metadata: { cache_read_input_tokens: 60, time_to_first_token_ms: 40, reasoning_tokens: 5 },
  error: 'late',
});

test('both formats of a call read the same', () => {
  const { metadata: _, ...older } = ofModel(call);
  const { metadata: __, ...newer } = ofV1(toV1Event(call));
  expect(newer).toEqual(older);
  expect(older).toMatchObject({
    kind: 'model',
    usage: { prompt: 100, cached: 60, completion: 20, reasoning: 5, total: 120 },
    cost: 0.0012,
    timeToFirstToken: 40,
    error: 'late',
    finishReason: 'stop',
    hyperparameters: { temperature: 0.5 },
    tools: [{ name: 'one', description: 'The first.', parameters: { type: 'object' } }],
  });
  expect(perMillion(older.cost, older.usage)).toBeCloseTo(10);
});

test('results of tools stand beside the calls that asked for them, whatever their order', () => {
  const { messages } = ofModel(call);
  expect(messages.map(({ role }) => role)).toEqual(['system', 'user', 'assistant']);
  expect(messages[2]?.parts).toEqual([
    { kind: 'tool call', id: 'a', name: 'one', given: { x: 1 }, result: [{ kind: 'text', text: 'first' }] },
    { kind: 'tool call', id: 'b', name: 'two', given: 'free text', result: [{ kind: 'text', text: 'second' }] },
  ]);
});

test('calls of tools in an answer get their results from a later call', () => {
  const [first, second] = [agent[1], agent[4]].map((record) => ofV1(record ?? {}));
  expect(openCalls(first?.answers ?? [])).toEqual(['call_1', 'call_2']);
  const later = resultsIn(messagesIn(kept(agent[4] ?? {}, 'v1')));
  const [answer] = withResults(first?.answers ?? [], later);
  expect(answer?.parts.map((part) => part.kind === 'tool call' && part.result)).toEqual([
    [{ kind: 'text', text: '{"sky":"rain","degrees":11}' }],
    [{ kind: 'text', text: 'Error: no clock' }],
  ]);
  expect(openCalls(second?.answers ?? [])).toEqual([]);
});

test('a template is cut at its variables, of which each has its value where that is known', () => {
  expect(ofModel(call).template).toEqual([
    {
      role: 'user',
      pieces: [
        { text: 'Which ', isVariable: false },
        { text: 'thing', value: 'one', isVariable: true },
        { text: ' of ', isVariable: false },
        { text: 'all', value: undefined, isVariable: true },
        { text: '?', isVariable: false },
      ],
    },
  ]);
});

test.each<[string, JsonObject, readonly object[]]>([
  [
    "Anthropic's blocks",
    {
      role: 'assistant',
      content: [
        { type: 'thinking', thinking: 'Hm.' },
        { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
      ],
    },
    [
      { kind: 'reasoning', text: 'Hm.' },
      { kind: 'tool call', id: 't', name: 'f', given: { a: 1 } },
    ],
  ],
  [
    "Anthropic's pictures",
    { role: 'user', content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: 'AA' } }] },
    [{ kind: 'image', url: 'data:image/png;base64,AA' }],
  ],
  ['a refusal', { role: 'assistant', content: null, refusal: 'No.' }, [{ kind: 'refusal', text: 'No.' }]],
  [
    'media that were left out',
    { role: 'user', content: [{ type: 'image', bytes: 9, sha256: 'x' }] },
    [{ kind: 'other', type: 'image' }],
  ],
  [
    'a result that no call asked for',
    { role: 'tool', tool_call_id: 'z', content: 'x' },
    [{ kind: 'tool result', id: 'z', parts: [{ kind: 'text', text: 'x' }] }],
  ],
])('%s are read', (_what, message, parts) => {
  expect(ofModel(event(1, { messages: [message] })).messages[0]?.parts).toMatchObject(parts);
});

test('several choices are all shown', () => {
  const choices = ['a', 'b'].map((content, index) => ({
    index,
    message: { role: 'assistant', content },
    finish_reason: 'stop',
  }));
  const { answers } = ofModel(event(1, { response: { role: 'assistant', content: 'a', choices } }));
  expect(answers.map(({ parts }) => parts)).toEqual([[{ kind: 'text', text: 'a' }], [{ kind: 'text', text: 'b' }]]);
});

test('a tool has its arguments and its result, a chain its members', () => {
  expect(ofV1(agent[2] ?? {})).toMatchObject({
    ...{ kind: 'tool', name: 'get_weather', input: { place: 'Paris', unit: 'celsius' } },
    output: '{"sky":"rain","degrees":11}',
  });
  expect(ofV1({ event_type: 'chain', inputs: { input: 'x' }, outputs: { a: 1, b: 2 } })).toMatchObject({
    ...{ kind: 'chain', input: 'x', output: { a: 1, b: 2 } },
  });
});

test.each<[JsonObject]>([
  [{}],
  [{ messages: 'text', response: [], usage: null, tools: [null, 7], metadata: 'x', hyperparameters: [1] }],
  [
    {
      messages: [null, 7, 'x', [], { role: 7, content: { a: 1 }, tool_calls: [null] }],
      template: [null, 'x'],
      error: { a: 1 },
    },
  ],
  [{ event_type: 'strange', inputs: { chat_history: [null] }, outputs: null, config: 'x' }],
])('whatever was sent is read: %j', (record) => {
  expect(() => [ofModel(record), ofV1(record)]).not.toThrow();
});
