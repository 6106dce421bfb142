import { NestedCalls } from '../../../src/correlation/nested-calls';
import { isModelCall, isModelStep } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { chatSpan, recordOf } from '../../support/call';
import { fixture, spanOf } from '../../support/fixture';
import { recordsOf } from '../../support/records';
import { stepOf } from '../../support/step';

const step = {
  'gen_ai.operation.name': 'model_step',
  'gen_ai.request.model': undefined,
  'mastra.span.type': 'model_step',
};
const stepped = (attributes: Readonly<Record<string, unknown>>): CreateModelEvent =>
  recordOf({ ...step, ...attributes });

test.each([
  ['model_step', true],
  ['model_inference', false],
  ['model_chunk', false],
  ['agent_run', false],
  ['tool_call', false],
  ['workflow_step', false],
])('a span of the type %s is a model call: %s', (type, expected) => {
  const span = chatSpan({ ...step, 'gen_ai.operation.name': type, 'mastra.span.type': type });
  expect(isModelCall(span)).toBe(expected);
});

test('each step is a record, and the span around them is none', () => {
  const nested = new NestedCalls();
  const exported = fixture('mastra-otel-bridge-1.5.4--default', 'agent-tools')
    .spans.map((span) => spanOf(span))
    .filter((span) => !nested.encloses(span, isModelCall(span)) && isModelCall(span));
  expect(exported.map(({ name }) => name)).toEqual(['model_step tool-agent', 'model_step tool-agent']);
});

test('the span around the steps is the call where no steps are traced', () => {
  expect(isModelCall(chatSpan({ 'mastra.span.type': 'model_generation' }))).toBe(true);
});

test('a step has the usage, the id and the finish reason of the API’s answer', () => {
  const [first] = recordsOf('mastra-otel-bridge-1.5.4--default', 'agent-tools');
  expect(first).toMatchObject({
    model: 'gpt-4o-mini-2024-07-18',
    provider: 'openai',
    usage: { prompt_tokens: 106, completion_tokens: 78, total_tokens: 184 },
    response: { finish_reason: 'tool_calls' },
    metadata: { response_id: 'chatcmpl-df2f6bc1ae75795415a9a2a0', request_model: 'gpt-4o-mini' },
  });
});

test('a streamed step has no usage: only the sum of all steps is recorded', () => {
  const [first] = recordsOf('mastra-otel-bridge-1.5.4--default', 'agent-stream');
  expect(first?.response['content']).toBe('The capital of France is Paris.');
  expect(first?.usage).toEqual({});
});

test('an empty text is none', () => {
  expect(stepped({ 'mastra.model_step.output': '{"text":"","toolCalls":[]}' }).response).toEqual({});
});

test('a step has text, reasoning and tool calls together', () => {
  const output = {
    text: 'Let me see.',
    reasoning: 'Hm.',
    toolCalls: [{ toolCallId: 'c', toolName: 'f', args: { a: 1 } }],
  };
  expect(stepped({ 'mastra.model_step.output': JSON.stringify(output) }).response).toEqual({
    role: 'assistant',
    content: 'Let me see.',
    reasoning_content: 'Hm.',
    tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{"a":1}' } }],
  });
});

test("cached tokens are added to the prompt of Anthropic's answer, and thoughts to the completion of Gemini's", () => {
  const usageOf = (body: object): unknown => stepped({ 'mastra.metadata.body': JSON.stringify(body) }).usage;
  expect(
    usageOf({
      usage: { input_tokens: 17, output_tokens: 49, cache_read_input_tokens: 100, cache_creation_input_tokens: 50 },
    }),
  ).toMatchObject({ prompt_tokens: 167, completion_tokens: 49, total_tokens: 216 });
  expect(
    usageOf({
      usageMetadata: { promptTokenCount: 12, candidatesTokenCount: 66, thoughtsTokenCount: 42, totalTokenCount: 120 },
    }),
  ).toMatchObject({ prompt_tokens: 12, completion_tokens: 108, total_tokens: 120 });
});

test('the time to the first token is from the start of the call', () => {
  const record = recordOf(
    { 'mastra.span.type': 'model_generation', 'mastra.completion_start_time': '2026-11-22T08:01:16.895Z' },
    {},
    { startTime: [1_795_334_476, 871_000_000] },
  );
  expect(record.metadata?.['time_to_first_token_ms']).toBe(24);
});

test('the reasoning of an answer is in its body alone', () => {
  const [first] = recordsOf('mastra-otel-bridge-1.5.4--default', 'agent-thinking-tools');
  expect(first?.response).toMatchObject({
    content: 'Let me look up the weather.',
    reasoning_content: 'The user wants the capital, I recall Paris.',
    finish_reason: 'tool_use',
  });
});

test("Gemini's answer has its reasoning, its finish reason and its id", () => {
  const body = {
    candidates: [
      {
        content: {
          role: 'model',
          parts: [{ text: 'Four, I think.', thought: true }, { text: 'Four.' }],
        },
        finishReason: 'STOP',
      },
    ],
    responseId: 'r-1',
    modelVersion: 'gemini-2.5-flash',
  };
  const { response, model, metadata } = stepped({
    'mastra.model_step.output': '{"text":"Four.","toolCalls":[]}',
    'mastra.metadata.body': JSON.stringify(body),
  });
  expect(response).toEqual({
    role: 'assistant',
    content: 'Four.',
    reasoning_content: 'Four, I think.',
    finish_reason: 'STOP',
  });
  expect([model, metadata?.['response_id']]).toEqual(['gemini-2.5-flash', 'r-1']);
});

describe('in the history of a step, which is shortened to texts,', () => {
  const history = (role: string, content: string): unknown =>
    stepped({ 'mastra.model_step.input': JSON.stringify([{ role, content }]) }).messages;
  const call = (name: string): unknown => ({ type: 'function', function: { name } });

  test.each<[what: string, role: string, content: string, messages: unknown]>([
    [
      'calls are calls without arguments',
      'assistant',
      'Let me see.[tool: weather][tool: clock]',
      [{ role: 'assistant', content: 'Let me see.', tool_calls: [call('weather'), call('clock')] }],
    ],
    [
      'calls may be all of a message',
      'assistant',
      '[tool: weather] [tool: clock]',
      [{ role: 'assistant', content: null, tool_calls: [call('weather'), call('clock')] }],
    ],
    [
      'answers of tools are answers of unknown content',
      'tool',
      '[tool-result: weather][tool-result: clock]',
      [
        { role: 'tool', content: null, name: 'weather' },
        { role: 'tool', content: null, name: 'clock' },
      ],
    ],
    ['a number in brackets stays', 'assistant', 'See [1]', [{ role: 'assistant', content: 'See [1]' }]],
    [
      'an answer after a text stays',
      'tool',
      'Is [tool-result: weather]',
      [{ role: 'tool', content: 'Is [tool-result: weather]' }],
    ],
    ['an empty answer stays', 'tool', '', [{ role: 'tool', content: '' }]],
    ['answers that are texts stay', 'tool', '18 degrees', [{ role: 'tool', content: '18 degrees' }]],
    ['what a user writes stays', 'user', 'What is [tool: x]', [{ role: 'user', content: 'What is [tool: x]' }]],
    [
      'brackets amid a text stay',
      'assistant',
      'As [tool: x] says [1]',
      [{ role: 'assistant', content: 'As [tool: x] says [1]' }],
    ],
  ])('%s', (_what, role, content, messages) => {
    expect(history(role, content)).toEqual(messages);
  });
});

describe('the fields of an app', () => {
  test.each<[string, Readonly<Record<string, unknown>>, object]>([
    ['its session', { sessionId: 's', threadId: 't' }, { session_id: 's', conversation_id: 't' }],
    ['its thread, which is its session', { threadId: 't' }, { session_id: 't', conversation_id: 't' }],
    ['its conversation', { conversationId: 'c' }, { conversation_id: 'c' }],
  ])('are %s', (_what, fields, expected) => {
    const named = Object.entries(fields).map(([name, value]) => [`mastra.metadata.${name}`, value]);
    expect(stepped(Object.fromEntries(named)).metadata).toMatchObject(expected);
  });

  test.each(['userId', 'resourceId'])('are its user as %s', (name) => {
    expect(stepped({ [`mastra.metadata.${name}`]: 'u' }).user_properties).toEqual({ user_id: 'u' });
  });
});

describe('the output of a step', () => {
  const answered = (output: object, body?: object): CreateModelEvent =>
    stepped({
      'mastra.model_step.output': JSON.stringify(output),
      'mastra.metadata.body': body && JSON.stringify(body),
    });
  const choice = (message: object): object => ({ choices: [{ index: 0, message, finish_reason: 'stop' }] });

  test('that is empty is the answer of the API', () => {
    const { response } = answered({}, choice({ role: 'assistant', content: 'Hi' }));
    expect(response).toEqual({ role: 'assistant', content: 'Hi', finish_reason: 'stop' });
  });

  test('has its reasoning once', () => {
    const { response } = answered(
      { text: 'Hi', reasoning: 'Hm.' },
      choice({ role: 'assistant', content: 'Hi', reasoning_content: 'Hm.' }),
    );
    expect(response).toMatchObject({ content: 'Hi', reasoning_content: 'Hm.' });
  });

  test('has no empty reasoning, and an object where there is no text', () => {
    expect(answered({ text: 'Hi', reasoning: '' }).response).toEqual({ role: 'assistant', content: 'Hi' });
    expect(answered({ object: '{"a":1}' }).response).toEqual({ role: 'assistant', content: '{"a":1}' });
  });

  test('keeps its other members in the metadata', () => {
    const { metadata } = answered({ text: 'Hi', reasoning: 'Hm.', object: null, toolCalls: [], steps: 2 });
    expect(metadata?.['mastra.model_step.output']).toEqual({ steps: 2 });
  });
});

test('a first token before the start of the call has no time', () => {
  const { metadata } = stepped({ 'mastra.completion_start_time': '2020-01-01T00:00:00.000Z' });
  expect(metadata).not.toHaveProperty(['time_to_first_token_ms']);
});

test('steps of all types have their input and their output', () => {
  const types = [
    ...['agent_run', 'workflow_run', 'workflow_step', 'workflow_conditional', 'workflow_parallel', 'workflow_loop'],
    ...['processor_run', 'scorer_run', 'scorer_step', 'rag_action', 'graph_action', 'workspace_action', 'generic'],
    ...['tool_call', 'mcp_tool_call', 'client_tool_call', 'provider_tool_call', 'memory_operation'],
  ];
  for (const type of types) {
    const attributes = {
      'mastra.span.type': type,
      [`mastra.${type}.input`]: '{"city":"Paris"}',
      [`mastra.${type}.output`]: '{"sky":"sunny"}',
    };
    const { inputs, outputs } = stepOf(attributes);
    expect([type, inputs, JSON.stringify(outputs)]).toEqual([
      type,
      { city: 'Paris' },
      expect.stringContaining('sunny'),
    ]);
  }
});

test('a step is a call that its parent describes together with others', () => {
  expect(['model_step', 'model_generation'].map((type) => isModelStep(chatSpan({ 'mastra.span.type': type })))).toEqual(
    [true, false],
  );
});
