import { isModelCall, stepOfSpan } from '../../../src/mapping';
import { chatSpan } from '../../support/call';

/** By the attribute that says what a span is: its values that mean a chain (agents, workflows), and those that mean a tool. */
test.each<[attribute: string, chains: readonly string[], tools: readonly string[], beside?: object]>([
  [
    'gen_ai.operation.name',
    [
      ...['invoke_agent', 'create_agent', 'invoke_workflow', 'plan', 'handle_conversation_turn', 'run_step'],
      ...['agent_step', 'workflow', 'chain'],
    ],
    [
      ...['execute_tool', 'retrieval', 'guardrail', 'apply_guardrail', 'run_guardrail'],
      ...['create_memory', 'search_memory', 'update_memory', 'upsert_memory', 'delete_memory'],
    ],
  ],
  [
    'openinference.span.kind',
    ['AGENT', 'CHAIN', 'PROMPT', 'EVALUATOR'],
    ['TOOL', 'RETRIEVER', 'RERANKER', 'GUARDRAIL'],
  ],
  ['traceloop.span.kind', ['workflow', 'task', 'agent'], ['tool']],
  [
    'genkit:metadata:subtype',
    ['flow', 'prompt', 'executable-prompt', 'evaluator', 'agent'],
    ['tool', 'tool.v2', 'dynamic-tool', 'retriever', 'reranker', 'indexer'],
    { 'genkit:type': 'action' },
  ],
  ['genkit:type', ['util', 'flow', 'flowStep'], []],
  ['langfuse.observation.type', ['span', 'agent', 'chain', 'evaluator'], ['tool', 'retriever', 'guardrail']],
  [
    'mastra.span.type',
    [
      ...['agent_run', 'workflow_run', 'workflow_step', 'workflow_conditional', 'workflow_parallel', 'workflow_loop'],
      ...['processor_run', 'scorer_run', 'scorer_step', 'rag_action', 'graph_action', 'workspace_action', 'generic'],
    ],
    ['tool_call', 'mcp_tool_call', 'client_tool_call', 'provider_tool_call', 'memory_operation'],
  ],
  ['langsmith.span.kind', ['chain', 'prompt', 'parser'], ['tool', 'retriever']],
  [
    'langwatch.span.type',
    ['workflow', 'agent', 'chain', 'component', 'module', 'task', 'evaluation'],
    ['tool', 'rag', 'guardrail'],
  ],
  ['lmnr.span.type', ['DEFAULT', 'EVALUATION', 'EXECUTOR', 'EVALUATOR'], ['TOOL']],
  ['honeyhive.event_type', ['chain'], ['tool']],
  ['honeyhive_event_type', ['chain'], ['tool']],
  ['ai.operationId', ['ai.generateText', 'ai.streamObject', 'ai.embedMany'], []],
])('the kinds of steps that %s names', (attribute, chains, tools, beside = {}) => {
  const kindOf = (value: string): unknown =>
    stepOfSpan({ ...chatSpan({}), attributes: { ...beside, [attribute]: value } })?.kind;
  expect(chains.filter((value) => kindOf(value) !== 'chain')).toEqual([]);
  expect(tools.filter((value) => kindOf(value) !== 'tool')).toEqual([]);
  expect(kindOf('something else')).toBe(attribute === 'mastra.span.type' ? 'chain' : undefined);
});

/** Each is a model's, of which the span says too little, or one that is no step. */
test.each([
  ['openinference.span.kind', 'LLM'],
  ['langfuse.observation.type', 'event'],
  ['mastra.span.type', 'model_chunk'],
  ['lmnr.span.type', 'LLM'],
  ['ai.operationId', 'ai.generateText.doGenerate'],
])('%s of %s is no step', (attribute, value) => {
  expect(stepOfSpan({ ...chatSpan({}), attributes: { [attribute]: value } })).toBeUndefined();
});

/** Though they have what calls have: the model, and the usage of the calls below. */
test.each([
  ['invoke_agent', 'create_agent', 'invoke_workflow', 'plan', 'run_step', 'handle_conversation_turn', 'user_speech'],
  ['execute_tool', 'retrieval', 'guardrail', 'apply_guardrail', 'run_guardrail', 'fetch_response'],
  ['create_memory', 'search_memory', 'update_memory', 'upsert_memory', 'delete_memory'],
  ['create_memory_store', 'delete_memory_store'],
])('operations of the conventions that are no model calls: %s …', (...operations) => {
  const usage = { 'gen_ai.usage.input_tokens': 3 };
  expect(operations.filter((each) => isModelCall(chatSpan({ ...usage, 'gen_ai.operation.name': each })))).toEqual([]);
});

test('operations that are model calls beside those of the conventions', () => {
  const operations = ['rerank', 'moderation', 'classification'];
  expect(operations.filter((each) => !isModelCall(chatSpan({ 'gen_ai.operation.name': each })))).toEqual([]);
});

describe('a span of no operation with a model is', () => {
  const without = { 'gen_ai.operation.name': undefined };
  test.each(
    [
      ...['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens'],
      ...['gen_ai.usage.prompt_tokens', 'gen_ai.usage.completion_tokens'],
      ...['gen_ai.response.finish_reasons', 'gen_ai.input.messages', 'gen_ai.output.messages'],
    ].map((name) => [name]),
  )('a call if it has %s', (name) => {
    expect(isModelCall(chatSpan({ ...without, [name]: 1 }))).toBe(true);
  });

  test('none if it has what tools, agents, workflows, retrievals, memories or MCP have', () => {
    const names = [
      ...['gen_ai.tool.name', 'gen_ai.tool.call.id', 'gen_ai.agent.name', 'gen_ai.agent.id', 'gen_ai.workflow.name'],
      ...['gen_ai.data_source.id', 'gen_ai.retrieval.query.text', 'gen_ai.retrieval.top_k', 'gen_ai.memory.store.id'],
      'mcp.method.name',
    ];
    const attributes = { ...without, 'gen_ai.usage.input_tokens': 3 };
    expect(names.filter((name) => isModelCall(chatSpan({ ...attributes, [name]: 'x' })))).toEqual([]);
  });
});

/** Of spans whose attributes are set as they end. */
describe('an open span is by its name and the tracer', () => {
  const kindOf = (name: string | undefined, scope: string): unknown =>
    stepOfSpan({ attributes: {}, ...(name === undefined ? {} : { name }), instrumentationScope: { name: scope } })
      ?.kind;

  test.each([
    ['invoke_agent planner', 'chain'],
    ['create_agent planner', 'chain'],
    ['invoke_workflow w', 'chain'],
    ['execute_tool look', 'tool'],
    ['execute_tool', 'tool'],
    ['plan a tour', undefined],
    ['chat gpt-4o', undefined],
    [undefined, undefined],
  ])('of the conventions, %s: %s', (name, kind) => {
    expect(kindOf(name, 'acme')).toBe(kind);
  });

  test.each([
    ["agent run: 'planner'", 'chain'],
    ["tool: 'look'", 'tool'],
    ["mcp_tool: 'look'", 'tool'],
    ["my tool: 'look'", 'chain'],
    ['about the llm', 'chain'],
    ["llm: 'gpt-5'", undefined],
    ['step: 0', undefined],
    ['model_step m', undefined],
    ['chat gpt-4o', undefined],
    [undefined, 'chain'],
  ])('of Mastra, %s: %s', (name, kind) => {
    expect(kindOf(name, '@mastra/otel-bridge')).toBe(kind);
    expect(kindOf('agent run', '@mastra/core')).toBeUndefined();
  });
});

test.each([
  ['tool', undefined, 'tool'],
  ['retriever', undefined, 'tool'],
  ['guardrail', undefined, 'tool'],
  ['agent', undefined, 'chain'],
  ['workflow-step', undefined, 'chain'],
  ['llm', 'agent', undefined],
  [undefined, 'agent', 'chain'],
  ['agent', null, undefined],
  [7, undefined, undefined],
])('a span of VoltAgent of the type %s, of an entity of the type %s: %s', (type, entity, kind) => {
  const attributes = {
    ...(type === undefined ? {} : { 'span.type': type }),
    ...(entity === null ? {} : { 'entity.type': entity ?? 'agent' }),
  };
  expect(stepOfSpan({ ...chatSpan({}), attributes })?.kind).toBe(kind);
});
