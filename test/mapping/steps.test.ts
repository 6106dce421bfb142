import { eventIdOf } from '../../src/context/event-id-of';
import type { JsonObject } from '../../src/json/json';
import { validate } from '../../src/json/validate-schema';
import { isModelCall, stepOfSpan, toStepEventDraft } from '../../src/mapping';
import { below, completedRecord } from '../../src/mapping/record/event-draft';
import { v1EventSchema } from '../../src/mapping/record/event-schemas';
import { uuidOf } from '../../src/mapping/record/ids';
import type { StepEvent } from '../../src/mapping/record/step-event';
import { toV1Event } from '../../src/mapping/record/v1-event';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { chatSpan } from '../support/call';
import { type Fixture, fixture, fixtures, logsOf, type RecordedSpan, spanOf } from '../support/fixture';
import { leavesIn } from '../support/leaves';

type Options = NonNullable<Parameters<typeof toStepEventDraft>[2]>;

function stepEventOf(span: ReadableSpan, options: Options = {}): StepEvent | undefined {
  const step = stepOfSpan(span);
  return step && (completedRecord(toStepEventDraft(span, step, options)) as StepEvent);
}

const recordOf = (recorded: Fixture, span: RecordedSpan, options: Options = {}): StepEvent | undefined =>
  stepEventOf(spanOf(span), { ...options, logs: logsOf(recorded, span) });

type Expected = Pick<StepEvent, 'event_type' | 'config' | 'inputs' | 'outputs'> & { readonly error?: string };

const recordings: readonly (readonly [library: string, scenario: string, span: string, expected: Expected])[] = [
  [
    'ai-5.0.277',
    'generateText-tools-loop-responses',
    'ai.generateText',
    {
      event_type: 'chain',
      config: { agent_name: 'fn-météo' },
      inputs: { prompt: 'Weather and time in Paris?' },
      outputs: { role: 'assistant', content: 'It is 18 °C and sunny ☀️ in Paris, and 24 °C with light rain 🌧️ in 東京.' },
    },
  ],
  [
    'ai-5.0.277',
    'generateText-tools-loop-responses',
    'ai.toolCall',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather', agent_name: 'fn-météo' },
      inputs: { city: 'Paris', unit: 'celsius' },
      outputs: { message: { temp: 18, city: 'Paris', sky: '☀️' } },
    },
  ],
  [
    'ai-OpenTelemetry-7.0.173',
    'anthropic-tools-stream-thinking',
    'execute_tool get_weather',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather' },
      inputs: { city: 'Paris', unit: 'celsius' },
      outputs: { message: { temp: 18, city: 'Paris', sky: '☀️' } },
    },
  ],
  [
    'anthropic-sdk-native-1.12.0--content',
    'beta-tool-runner-tool-throws',
    'anthropic.custom_tool_use get_weather',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather' },
      inputs: { location: 'Paris, France', unit: 'celsius' },
      outputs: { message: [{ type: 'text', text: 'Error: boom 💥' }] },
      error: 'tool_error',
    },
  ],
  [
    'arizeai-openinference-instrumentation-claude-agent-sdk-0.3.1',
    'query-tools',
    'mcp__trip__get_weather',
    {
      event_type: 'tool',
      config: { tool_name: 'mcp__trip__get_weather' },
      inputs: { location: 'Paris, France' },
      outputs: { message: [{ type: 'text', text: '18C at Paris, France' }] },
    },
  ],
  [
    'arizeai-openinference-instrumentation-openai-agents-0.2.15',
    'chat-agent-tool-error',
    'boom',
    {
      event_type: 'tool',
      config: { tool_name: 'boom' },
      inputs: { city: 'Paris' },
      outputs: { message: 'An error occurred while running the tool. Please try again.' },
      error:
        'Error running tool (non-fatal): {"tool_name":"boom","error":"Tool execution failed. Error details are redacted."}',
    },
  ],
  [
    'genkit-1.42.0--default',
    'flow',
    'capFlow',
    {
      event_type: 'chain',
      config: {},
      inputs: { input: 'Capital of France?' },
      outputs: { output: 'The capital of France is Paris.' },
    },
  ],
  [
    'genkit-1.42.0--default',
    'generate-tools',
    'get_weather',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather' },
      inputs: { location: 'Paris, France', unit: 'celsius' },
      outputs: { message: { c: 18, at: 'Paris, France' } },
    },
  ],
  [
    'google-adk-2.0.0--default',
    'agent-tools',
    'execute_tool get_weather',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather' },
      inputs: { location: 'Paris, France', unit: 'celsius' },
      outputs: { message: { c: 18, at: 'Paris, France' } },
    },
  ],
  [
    'google-adk-2.0.0--default',
    'agent-parallel-tools',
    'execute_tool get_weather',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather' },
      inputs: { city: 'Paris' },
      outputs: { message: { c: 18, at: 'Paris' } },
    },
  ],
  [
    'langfuse-langchain-5.11.1',
    'chat-tools-followup',
    'get_time',
    {
      event_type: 'tool',
      config: { tool_name: 'get_time' },
      inputs: { city: 'Paris' },
      outputs: {
        status: 'success',
        tool_call_id: 'call_24687ad43736c6aabf439d07',
        name: 'get_time',
        metadata: { versions: { '@langchain/core': '1.4.0' } },
        message: '14:05',
      },
    },
  ],
  [
    'langfuse-tracing-5.11.1',
    'tracing-manual-generation',
    'obs-retriever',
    {
      event_type: 'tool',
      config: { tool_name: 'obs-retriever' },
      inputs: { t: 'retriever' },
      outputs: { message: 'out é' },
    },
  ],
  [
    'langfuse-tracing-5.11.1',
    'tracing-manual-generation',
    'chat-turn',
    { event_type: 'chain', config: {}, inputs: { q: 'question é' }, outputs: { output: 'done' } },
  ],
  [
    'lmnr-ai-lmnr-0.8.44',
    'observe-tools',
    'get_weather',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather' },
      inputs: { location: 'Paris, France' },
      outputs: { message: { ok: 'get_weather' } },
    },
  ],
  [
    'lmnr-ai-lmnr-0.8.44',
    'observe-tools',
    'travel_agent',
    {
      event_type: 'chain',
      config: {},
      inputs: { input: 'Weather and time in Paris?' },
      outputs: { messages: expect.arrayContaining([{ role: 'user', content: 'Weather and time in Paris?' }]) },
    },
  ],
  [
    'mastra-otel-bridge-1.5.4--default',
    'agent-tools',
    'invoke_agent tool-agent',
    {
      event_type: 'chain',
      config: { agent_name: 'tool-agent' },
      inputs: {
        chat_history: [
          { role: 'system', content: 'Use tools.' },
          { role: 'user', content: 'Weather in Paris?' },
        ],
      },
      outputs: { text: 'It is 18 °C and sunny in Paris, and 24 °C with light rain in 東京 (Tokyo). ☀️🌧️', files: [] },
    },
  ],
  [
    'mastra-otel-bridge-1.5.4--default',
    'agent-tools',
    'execute_tool get_weather',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather' },
      inputs: { location: 'Paris, France', unit: 'celsius' },
      outputs: { message: { c: 18 } },
    },
  ],
  [
    'openinference-langchain-4.1.1--langchain1',
    'agent-stream',
    '__start__',
    {
      event_type: 'chain',
      config: {},
      inputs: { chat_history: [{ role: 'user', content: 'Weather in Paris?' }] },
      outputs: { messages: [{ role: 'user', content: 'Weather in Paris?' }] },
    },
  ],
  [
    'openinference-langchain-4.1.1--langchain1',
    'agent-stream',
    'get_weather',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather' },
      inputs: { location: 'Paris, France', unit: 'celsius' },
      outputs: {
        status: 'success',
        tool_call_id: 'call_d737cdbb1f93647bb09c6351',
        name: 'get_weather',
        metadata: { versions: { '@langchain/core': '1.4.0' } },
        message: '18C at Paris, France ☀️',
      },
    },
  ],
  [
    'sentry-node-11.12.0',
    'ai5-generateText-tools',
    'execute_tool get_weather',
    { event_type: 'tool', config: { tool_name: 'get_weather' }, inputs: {}, outputs: {} },
  ],
  [
    'strands-agents-sdk-1.16.0',
    'agent-basic',
    'invoke_agent Strands Agent',
    {
      event_type: 'chain',
      config: { agent_name: 'Strands Agent' },
      inputs: { chat_history: [{ role: 'user', content: 'What is 6×7?' }] },
      outputs: {
        role: 'assistant',
        content:
          'Bonjour ! 你好 👋🏽 — the answer is 42. A naïve café costs €3; “quotes” & <tags> survive.\nSecond line\twith tab.',
        finish_reason: 'endTurn',
      },
    },
  ],
  [
    'strands-agents-sdk-1.16.0',
    'agent-tools',
    'execute_tool get_time',
    { event_type: 'tool', config: { tool_name: 'get_time' }, inputs: { city: 'Paris' }, outputs: { message: '14:05' } },
  ],
  [
    'traceloop-langchain-0.27.0--langchain1',
    'agent-stream',
    'execute_tool DynamicStructuredTool',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather' },
      inputs: { location: 'Paris, France', unit: 'celsius' },
      outputs: {
        status: 'success',
        tool_call_id: 'call_d737cdbb1f93647bb09c6351',
        name: 'get_weather',
        metadata: { versions: { '@langchain/core': '1.4.0' } },
        message: '18C at Paris, France ☀️',
      },
    },
  ],
  [
    'traceloop-node-server-sdk-0.27.0--openai6',
    'agent-tool',
    'get_weather.tool',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather', agent_name: 'weather_agent', workflow_name: 'weather_agent' },
      inputs: { location: 'Paris, France', unit: 'celsius' },
      outputs: { message: { c: 18, args: { location: 'Paris, France', unit: 'celsius' } } },
    },
  ],
  [
    'traceloop-node-server-sdk-0.27.0--openai6',
    'agent-tool',
    'weather_agent.agent',
    {
      event_type: 'chain',
      config: { agent_name: 'weather_agent', workflow_name: 'weather_agent' },
      inputs: { input: 'Weather in Paris?' },
      outputs: { c: 18, args: { location: 'Paris, France', unit: 'celsius' } },
    },
  ],
  [
    'voltagent-core-2.10.0',
    'agent-tools',
    'tool.execution:get_weather',
    {
      event_type: 'tool',
      config: { tool_name: 'get_weather', agent_name: 'assistant' },
      inputs: { city: 'Paris' },
      outputs: { message: { temp: 18 } },
    },
  ],
];

test.each(recordings)('%s, %s: %s', (library, scenario, name, expected) => {
  const recorded = fixture(library, scenario);
  const span = recorded.spans.find((each) => each.name === name) as RecordedSpan;
  expect(recordOf(recorded, span)).toMatchObject({ event_name: name, error: null, ...expected });
});

test('the answers of several tools that Google ADK ran at once are those of the tools, and no event once more', () => {
  const { spans } = fixture('google-adk-2.0.0--default', 'agent-parallel-tools');
  const tools = spans.filter(({ name }) => name.startsWith('execute_tool'));
  expect(tools.map((span) => [span.name, stepOfSpan(spanOf(span))?.kind])).toEqual([
    ['execute_tool get_weather', 'tool'],
    ['execute_tool get_weather', 'tool'],
    ['execute_tool (merged)', undefined],
  ]);
});

test('a call that is observed with Laminar by hand is no chain before it is known to be a call', () => {
  const start = { name: 'ask', instrumentationScope: { name: 'lmnr.tracer' } };
  expect(stepOfSpan({ ...start, attributes: {} })?.kind).toBe('chain');
  expect(stepOfSpan({ ...start, attributes: { 'lmnr.span.type': 'LLM' } })).toBeUndefined();
});

describe('of a step, the ids that the app says are', () => {
  const agent = { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'guide' };
  const uuid = '0b2a7f3e-5a51-4d57-9d0e-4c5e8a1f0001';

  test.each([
    ['its own, which is a UUID', { 'honeyhive.event_id': uuid.toUpperCase() }, uuid],
    ['its own, of which a UUID is made', { 'honeyhive.event_id': 'agent 7' }, uuidOf('agent 7')],
    ['its own in the tracer of HoneyHive', { honeyhive_event_id: uuid }, uuid],
  ])('%s', (_what, said, id) => {
    const span = chatSpan({ ...agent, ...said });
    expect(stepEventOf(span)).toMatchObject({ event_type: 'chain', event_id: id });
    expect(eventIdOf(span)).toBe(id);
    expect(stepEventOf(span)?.metadata).not.toHaveProperty(['honeyhive.event_id']);
  });

  test('that of the event around it, before the one that the spans around it show', () => {
    const draftOf = (said: object) =>
      toStepEventDraft(chatSpan({ ...agent, ...said }), { kind: 'chain', dialect: 'gen_ai' }, {});
    const shown = uuidOf('around');
    expect(below(draftOf({ 'honeyhive.parent_id': uuid }), shown).placement?.parentId).toBe(uuid);
    expect(below(draftOf({ 'honeyhive.parent_id': 'agent 7' }), shown).placement?.parentId).toBe(uuidOf('agent 7'));
    expect(below(draftOf({}), shown).placement?.parentId).toBe(shown);
  });
});

const steps = fixtures('').flatMap((recorded) =>
  recorded.spans.flatMap((span) => {
    const record = recordOf(recorded, span);
    return record === undefined ? [] : [{ recorded, span, record }];
  }),
);

describe('the step of every recorded span', () => {
  test('is there: agents, chains and tools', () => {
    const count = (kind: string): number => steps.filter(({ record }) => record.event_type === kind).length;
    expect([count('chain') > 200, count('tool') > 60]).toEqual([true, true]);
  });

  test('is no model call, and has the form that the endpoint takes', () => {
    for (const { span, record } of steps) {
      expect(isModelCall(spanOf(span))).toBe(false);
      expect(validate(v1EventSchema, toV1Event(record) as unknown as JsonObject)).toEqual([]);
    }
  });

  test('has the texts of all attributes, but for those that give a conversation its form', () => {
    for (const { span, record } of steps) {
      const kept = new Set(textsIn(record));
      const lost = Object.entries(span.attributes).filter(([, value]) =>
        textsIn(value).some((text) => !kept.has(text)),
      );
      expect([span.name, lost]).toEqual([span.name, []]);
    }
  });

  test('has no content where that is not captured', () => {
    for (const { recorded, span, record } of steps) {
      const bare = recordOf(recorded, span, { captureContent: false });
      expect(bare).toMatchObject({ inputs: {}, outputs: {} });
      const written = JSON.stringify(bare);
      expect(textsIn([record.inputs, record.outputs]).filter((text) => written.includes(text))).toEqual([]);
    }
  });
});

/** Texts of some length: shorter ones are roles and types, and so are the names of LangChain's classes. */
const textsIn = (value: unknown): readonly string[] =>
  leavesIn(value).flatMap(({ value: text }) =>
    typeof text === 'string' && text.length > 12 && !/^(?:langchain_core|\w+Message|tool_call_response)$/.test(text)
      ? text
      : [],
  );
