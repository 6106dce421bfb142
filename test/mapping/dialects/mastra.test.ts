import { NestedCalls } from '../../../src/correlation/nested-calls';
import { isModelCall } from '../../../src/mapping';
import type { CreateModelEvent } from '../../../src/mapping/record/model-event';
import { chatSpan, recordOf } from '../../support/call';
import { fixture, spanOf } from '../../support/fixture';
import { recordsOf } from '../../support/records';

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
