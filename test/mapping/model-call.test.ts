import { isModelCall, toModelEvent } from '../../src/mapping';
import type { ReadableSpan } from '../../src/mapping/span/span-view';
import { chatSpan } from '../support/call';
import { fixtures, spanOf } from '../support/fixture';

const model = { 'gen_ai.request.model': 'gpt-4o' };
const operation = (name: string | undefined): Readonly<Record<string, unknown>> => ({ 'gen_ai.operation.name': name });
const span = (attributes: Readonly<Record<string, unknown>>): ReadableSpan =>
  chatSpan({ ...operation(undefined), 'gen_ai.request.model': undefined, ...attributes });

describe('a model call is a span', () => {
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['of a chat', { ...operation('chat'), ...model }],
    ['of a text completion', { ...operation('text_completion'), ...model }],
    ['of generated content', { ...operation('generate_content'), ...model }],
    ['of embeddings', { ...operation('embeddings'), ...model }],
    ['of a chat whose model is unknown, but not its usage', { ...operation('chat'), 'gen_ai.usage.input_tokens': 3 }],
    ['without an operation, with a model and usage', { ...model, 'gen_ai.usage.prompt_tokens': 3 }],
    [
      'of an unknown operation, with a model and messages',
      { ...operation('image_generation'), ...model, 'gen_ai.input.messages': '[]' },
    ],
    [
      'of an unknown operation, with a model and finish reasons',
      { ...operation('x'), 'gen_ai.response.model': 'm', 'gen_ai.response.finish_reasons': ['stop'] },
    ],
    ['that OpenLLMetry calls a chat', { 'llm.request.type': 'chat', ...model }],
  ])('%s', (_what, attributes) => {
    expect(isModelCall(span(attributes))).toBe(true);
    expect(toModelEvent(span(attributes))).toBeDefined();
  });
});

describe('no model call is a span', () => {
  const spoken = { ...model, 'gen_ai.usage.input_tokens': 3, 'gen_ai.output.messages': '[]' };
  test.each<[string, Readonly<Record<string, unknown>>]>([
    ['of an HTTP request', { 'http.request.method': 'POST', 'server.address': 'api.openai.com' }],
    ['of a tool', { ...operation('execute_tool'), 'gen_ai.tool.name': 'f' }],
    ['of an agent, though it repeats the usage of its calls', { ...operation('invoke_agent'), ...spoken }],
    ['of a workflow', { ...operation('invoke_workflow'), ...spoken }],
    ['of a turn of a conversation', { ...operation('handle_conversation_turn'), ...spoken }],
    ['of a retrieval', { ...operation('retrieval'), ...model }],
    ['of a retrieval by its attributes', { ...spoken, 'gen_ai.retrieval.top_k': 5 }],
    ['of a poll for a response', { ...operation('fetch_response'), ...spoken }],
    ['of a step of an agent', operation('agent_step')],
    ['of a tool by its attributes', { ...spoken, 'gen_ai.tool.name': 'f' }],
    ['of MCP', { ...spoken, 'mcp.method.name': 'sampling/createMessage' }],
    ['that OpenLLMetry calls a workflow', { 'traceloop.span.kind': 'workflow', 'llm.request.type': 'chat' }],
    ['of a chat without model, messages and usage', operation('chat')],
    ['with a model and nothing else', model],
    ['without attributes', {}],
  ])('%s', (_what, attributes) => {
    expect(isModelCall(span(attributes))).toBe(false);
    expect(toModelEvent(span(attributes))).toBeUndefined();
  });
});

/** A call that an app tells of by hand beside its instrumentation, or a framework in traces without ids, is told of twice. */
const otherCounts: readonly (readonly [scenario: string, calls: number])[] = [
  ['traceloop-node-server-sdk-0.27.0--openai6 manual-llm-call', 2],
  ['overlap--traceloop-langchain+traceloop-openai agent-create', 4],
  ['overlap--traceloop-langchain+traceloop-openai chain-prompt-llm-parser', 2],
  ['overlap--traceloop-langchain+traceloop-openai llm-openai-invoke', 2],
  ['overlap--traceloop-langchain+traceloop-openai llm-openai-stream', 2],
  // Its only step is a function of the app's.
  ['traceloop-langchain-0.27.0--langchain1 chain-lambda-error', 0],
  ['openinference-langchain-4.1.1--langchain1 chain-lambda-error', 0],
  // Two generations and an embedding that an app makes by hand around one call.
  ['langfuse-tracing-5.11.1 tracing-manual-generation', 3],
  // A function of the app's, and no call in it.
  ['traceloop-node-server-sdk-0.27.0--openai6 workflow-big-io', 0],
  // One span of an agent, those of its tools, and none of its calls.
  ['arizeai-openinference-instrumentation-claude-agent-sdk-0.3.1 query-basic', 0],
  ['arizeai-openinference-instrumentation-claude-agent-sdk-0.3.1 query-tools', 0],
  // Agents and tools alone are recorded.
  ['google-adk-2.0.0--default agent-parallel-tools', 0],
  ['lmnr-ai-lmnr-0.8.44 observe-tools', 0],
  // A span each for the call that was refused and the one that was tried after it.
  ['vercel-ai-4.3.19--default retry-429-then-200', 2],
  ['vercel-ai-5.0.277--default retry-429-then-200', 2],
  ['vercel-ai-6.0.326--default retry-429-then-200', 2],
  // The span of the call never ended; that around it did.
  ['vercel-ai-5.0.277--default streamText-abort', 0],
  ['vercel-ai-6.0.326--default streamText-abort', 0],
  // The span of a call that failed has no attributes at all.
  ['google-adk-2.0.0 agent-err-429', 0],
  ['google-adk-2.0.0--default agent-err-429', 0],
  // One span for all calls of an agent's turn.
  ['voltagent-core-2.10.0 agent-tools', 1],
  // The span of the call never ended; that of its HTTP request did.
  ['overlap--otel-openai+traceloop-openai+http chat-err-429', 0],
  ['overlap--otel-openai+traceloop-openai+http chat-drop-midstream', 0],
];

test('every exchange that a library ended a span for is one model call', () => {
  const libraries = [
    'anthropic-',
    'ai-',
    'arizeai-openinference',
    'ax-llm',
    'elastic-openai',
    'genkit',
    'google-adk',
    'honeyhive-1',
    'langfuse-',
    'langsmith-',
    'langwatch-',
    'lmnr',
    'mastra',
    'mistralai',
    'openinference-',
    'openlit',
    'opentelemetry-',
    'otel-aws-sdk',
    'otel-openai',
    'overlap',
    'sentry',
    'strands',
    'traceloop',
    'vercel-ai-',
    'voltagent',
  ];
  const others = fixtures(...libraries).flatMap(({ library, scenario, spans, truth }) => {
    const calls = spans.filter((each) => isModelCall(spanOf(each)));
    // Of a call that is told of twice, the exporter leaves out the outer span.
    const inner = calls.filter((call) => !calls.some((other) => other.parentSpanId === call.spanId));
    // SDKs try again after a failure, inside the span of the call; and a refused connection is no exchange.
    const tries = truth.filter(({ status }, index) => status === 200 || index === truth.length - 1);
    const name = `${library} ${scenario}`;
    const expected = otherCounts.find(([other]) => other === name)?.[1] ?? Math.max(tries.length, 1);
    return spans.length === 0 || inner.length === expected ? [] : [`${name}: ${inner.length} of ${expected}`];
  });
  expect(others).toEqual([]);
});
