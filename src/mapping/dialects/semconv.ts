import type { Json, JsonObject } from '../../json/json';
import { fuller } from '../messages/fuller-conversation';
import type { Message } from '../messages/message';
import { readList, readMessages, readParts } from '../read/content';
import { evaluationEvent, evaluationsOf } from '../read/evaluations';
import {
  choiceEvent,
  fromEvents,
  inputEvents,
  inputOf,
  outputEvents,
  outputOf,
  reasonsOfChoices,
} from '../read/event-content';
import type { Unparsed } from '../read/facts';
import {
  asAmount,
  asText,
  asTexts,
  attribute,
  composed,
  content,
  count,
  firstOf,
  flag,
  fromAttribute,
  map,
  number,
  positive,
  prefixed,
  type Reader,
  seconds,
  text,
  texts,
} from '../read/reader';
import type { StepKind } from '../record/step-event';
import { type Attributes, hasAny } from '../span/attribute-names';
import type { LogEvent, SpanView, SpliceLimits } from '../span/span-view';
import { spliceChoice, spliceConversation } from '../splice/spliced-conversation';
import { writtenTools } from '../splice/written-tools';
import type { SpanStart } from '../steps/step-dialect';
import { hiddenName, value } from '../steps/step-readers';
import type { Dialect } from './dialect';

const usageCount = (name: string): Reader<number> => count(`gen_ai.usage.${name}`);
const outputMessages = 'gen_ai.output.messages';

/**
 * OpenTelemetry's GenAI semantic conventions, v1.26 to v1.41 and, as their own, v0.1: content in attributes (v1.37), in the event with the
 * details of the operation, in events of single messages (v1.28 to v1.36), or in two events of the span (v1.26 and v1.27).
 */
export const semconv: Dialect = {
  name: 'gen_ai',
  isModelCall,
  isToolCall: (attributes) => attributes['gen_ai.operation.name'] === 'execute_tool',
  steps: {
    // The cycles of Strands have an id and no operation.
    kindOf: (attributes) =>
      stepKinds.get(attributes['gen_ai.operation.name']) ??
      (attributes['agent_loop.cycle_id'] === undefined ? undefined : 'chain'),
    startsAs,
    reads: {
      input: firstOf(
        value('gen_ai.tool.call.arguments'),
        value('gen_ai.tool.input'),
        map(value('gen_ai.retrieval.query.text'), (query) => ({ query })),
      ),
      output: firstOf(
        value('gen_ai.tool.call.result'),
        value('gen_ai.tool.output'),
        value('gen_ai.retrieval.documents'),
        value('anthropic.tool_result.content'),
      ),
      toolName: hiddenName('gen_ai.tool.name'),
      toolCallId: text('gen_ai.tool.call.id'),
      agentName: text('gen_ai.agent.name'),
      agentId: text('gen_ai.agent.id'),
      workflowName: text('gen_ai.workflow.name'),
    },
  },
  reads: {
    provider: firstOf(text('gen_ai.provider.name'), text('gen_ai.system')),
    requestModel: text('gen_ai.request.model'),
    responseModel: text('gen_ai.response.model'),
    responseId: text('gen_ai.response.id'),
    conversationId: text('gen_ai.conversation.id'),

    instructions: content(fromAttribute('gen_ai.system_instructions', readParts)),
    input: conversation('gen_ai.input.messages', 'user', inputEvents, inputOf, spliceConversation),
    output: conversation(outputMessages, 'assistant', outputEvents, outputOf, spliceChoice),
    evaluations: composed({ events: [evaluationEvent] }, evaluationsOf),
    finishReasons: firstOf(
      attribute(asReasons)('gen_ai.response.finish_reasons'),
      // Those in the output are content, and lost without it; those in the events of choices are not.
      composed({ events: [choiceEvent] }, reasonsOfChoices),
    ),
    tools: content(fromAttribute('gen_ai.tool.definitions', readTools)),
    responseFormat: map(
      firstOf(fromAttribute('gen_ai.output.type', requestedType), text('gen_ai.openai.request.response_format')),
      responseFormatOf,
    ),
    templateInputs: content(prefixed('gen_ai.prompt.variable.')),

    temperature: number('gen_ai.request.temperature'),
    top_p: number('gen_ai.request.top_p'),
    top_k: number('gen_ai.request.top_k'),
    max_tokens: number('gen_ai.request.max_tokens'),
    presence_penalty: number('gen_ai.request.presence_penalty'),
    frequency_penalty: number('gen_ai.request.frequency_penalty'),
    stop: texts('gen_ai.request.stop_sequences'),
    n: count('gen_ai.request.choice.count'),
    seed: firstOf(number('gen_ai.request.seed'), number('gen_ai.openai.request.seed')),
    stream: flag('gen_ai.request.stream'),
    reasoning_effort: text('gen_ai.request.reasoning.level'),
    service_tier: firstOf(text('openai.request.service_tier'), text('gen_ai.openai.request.service_tier')),
    dimensions: count('gen_ai.embeddings.dimension.count'),
    encoding_formats: texts('gen_ai.request.encoding_formats'),

    inputTokens: firstOf(count('gen_ai.usage.input_tokens'), count('gen_ai.usage.prompt_tokens')),
    outputTokens: firstOf(count('gen_ai.usage.output_tokens'), count('gen_ai.usage.completion_tokens')),
    // No total in any version, but several instrumentations write one by this name; likewise the cost.
    totalTokens: count('gen_ai.usage.total_tokens'),
    cost: firstOf(
      positive('gen_ai.usage.cost'),
      fromAttribute('gen_ai.usage.cost.amount', dollarsOf),
      ...['gen_ai.usage.total_cost', 'gen_ai.usage.cost.total', 'gen_ai.usage.cost_usd'].map(positive),
      ...['gen_ai.usage.total_cost_usd', 'gen_ai.cost.total_cost', 'gen_ai.cost.total', 'gen_ai.cost.usd'].map(
        positive,
      ),
    ),
    cacheReadTokens: firstOf(
      count('gen_ai.usage.cache_read.input_tokens'),
      // Not by any version, as those below that have underscores only.
      ...['cache_read_input_tokens', 'cache_read_tokens', 'cached_input_tokens', 'cached_tokens'].map(usageCount),
    ),
    cacheReadAudioTokens: count('gen_ai.usage.audio.cache_read.input_tokens'),
    cacheReadImageTokens: count('gen_ai.usage.image.cache_read.input_tokens'),
    cacheWriteTokens: firstOf(
      count('gen_ai.usage.cache_write.input_tokens'),
      count('gen_ai.usage.cache_creation.input_tokens'),
      ...['cache_creation_input_tokens', 'cache_write_input_tokens', 'cache_write_tokens'].map(usageCount),
    ),
    reasoningTokens: firstOf(
      count('gen_ai.usage.reasoning.output_tokens'),
      ...['reasoning_tokens', 'thinking_tokens'].map(usageCount),
    ),
    inputTextTokens: count('gen_ai.usage.text.input_tokens'),
    inputAudioTokens: count('gen_ai.usage.audio.input_tokens'),
    inputImageTokens: count('gen_ai.usage.image.input_tokens'),
    outputTextTokens: count('gen_ai.usage.text.output_tokens'),
    outputAudioTokens: count('gen_ai.usage.audio.output_tokens'),
    outputImageTokens: count('gen_ai.usage.image.output_tokens'),

    timeToFirstToken: seconds('gen_ai.response.time_to_first_chunk'),
  },
  inherited: [
    ...['gen_ai.conversation.id', 'gen_ai.agent.id', 'gen_ai.agent.name', 'gen_ai.agent.version'],
    ...['gen_ai.agent.description', 'gen_ai.workflow.name'],
  ],
  inheritedByChildren: ['gen_ai.prompt.name', 'gen_ai.prompt.version', 'gen_ai.prompt.variable.'],
  aboutExchange: [
    ...['gen_ai.operation.', 'gen_ai.system.', 'gen_ai.provider.', 'gen_ai.request.', 'gen_ai.response.'],
    ...['gen_ai.usage.', 'gen_ai.output.', 'gen_ai.input.'],
  ],
  providers: {
    _other: undefined,
    vertex_ai: 'gcp.vertex_ai',
    gemini: 'gcp.gemini',
    'az.ai.openai': 'azure.ai.openai',
    'az.ai.inference': 'azure.ai.inference',
    xai: 'x_ai',
  },
};

/** Besides the operations of the conventions those of AI SDK 7. Those of Traceloop and LangSmith are words of their own. */
const stepKinds: ReadonlyMap<unknown, StepKind> = new Map<unknown, StepKind>([
  ...['invoke_agent', 'create_agent', 'invoke_workflow', 'plan', 'handle_conversation_turn', 'run_step'].map(asChain),
  ...['agent_step', 'workflow', 'chain'].map(asChain),
  ...['execute_tool', 'retrieval', 'guardrail', 'apply_guardrail', 'run_guardrail'].map(asTool),
  ...['create_memory', 'search_memory', 'update_memory', 'upsert_memory', 'delete_memory'].map(asTool),
]);

/** By the names that the conventions give to spans. */
function startsAs({ name = '' }: SpanStart): StepKind | undefined {
  const [operation] = name.split(' ', 1);
  return named.has(operation) ? stepKinds.get(operation) : undefined;
}

const named = new Set<unknown>(['invoke_agent', 'create_agent', 'execute_tool', 'invoke_workflow']);

/** Those of the conventions, and of ours for what they have none for. */
const modelOperations = new Set<unknown>([
  ...['chat', 'text_completion', 'generate_content', 'embeddings'],
  ...['rerank', 'moderation', 'classification'],
]);

const otherOperations = new Set<unknown>([
  ...['execute_tool', 'invoke_agent', 'create_agent', 'invoke_workflow', 'retrieval', 'plan', 'fetch_response'],
  ...['guardrail', 'apply_guardrail', 'run_guardrail', 'handle_conversation_turn', 'user_speech', 'run_step'],
  ...['create_memory', 'search_memory', 'update_memory', 'upsert_memory', 'delete_memory'],
  ...['create_memory_store', 'delete_memory_store'],
]);

function isModelCall(attributes: Attributes): boolean | undefined {
  const operation = attributes['gen_ai.operation.name'];
  // Other dialects have other names for the exchange.
  if (modelOperations.has(operation)) return hasModel(attributes) || hasAny(attributes, exchangeNames) || undefined;
  if (otherOperations.has(operation)) return false;
  if (!hasModel(attributes)) return undefined;
  if (hasAny(attributes, otherNames)) return false;
  return hasAny(attributes, exchangeNames) ? true : undefined;
}

const hasModel = (attributes: Attributes): boolean =>
  attributes['gen_ai.request.model'] !== undefined || attributes['gen_ai.response.model'] !== undefined;

/** Only a call that reached the model has these. */
const exchangeNames = [
  ...['gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens'],
  ...['gen_ai.usage.prompt_tokens', 'gen_ai.usage.completion_tokens'],
  ...['gen_ai.response.finish_reasons', 'gen_ai.input.messages', 'gen_ai.output.messages'],
];

/** Only tools, agents, workflows, retrievals, memories and MCP have these. */
const otherNames = [
  ...['gen_ai.tool.name', 'gen_ai.tool.call.id', 'gen_ai.agent.name', 'gen_ai.agent.id', 'gen_ai.workflow.name'],
  ...[
    'gen_ai.data_source.id',
    'gen_ai.retrieval.query.text',
    'gen_ai.retrieval.top_k',
    'gen_ai.memory.store.id',
    'mcp.method.name',
  ],
];

/** A proposal for the conventions names the currency, too. */
function dollarsOf(raw: unknown, { attributes }: SpanView): number | undefined {
  const currency = attributes['gen_ai.usage.cost.currency'] ?? 'USD';
  return currency === 'USD' ? asAmount(raw) || undefined : undefined;
}

function readTools(raw: unknown, span: SpanView): readonly Json[] | Unparsed | undefined {
  const written = typeof raw === 'string' && span.spliceLimits !== undefined ? writtenTools(raw) : undefined;
  return written ?? readList(raw, span);
}

/** The span and its events may have the same content, or each some of it. Of what a limit cut, the whole one is taken. */
function conversation(
  attribute: string,
  role: string,
  events: readonly string[],
  readEvents: (events: readonly LogEvent[], span: SpanView) => readonly Message[] | undefined,
  splice: (raw: string, limits: SpliceLimits) => Unparsed | undefined,
): Reader<readonly Message[] | Unparsed> {
  const read = (span: SpanView): readonly Message[] | Unparsed | undefined => {
    const raw = span.attributes[attribute];
    const isOutput = attribute === outputMessages;
    const ofEvents = fromEvents(span, readEvents, isOutput);
    const mayBeSpliced = typeof raw === 'string' && ofEvents === undefined;
    const spliced = mayBeSpliced && span.spliceLimits && splice(raw, span.spliceLimits);
    if (spliced) return spliced;
    const own = readMessages(raw, role);
    if (own === undefined || ofEvents === undefined || own.isCut) {
      if (ofEvents === undefined && own?.isCut) span.truncated = true;
      return ofEvents ?? own?.messages;
    }
    return fuller(own.messages, ofEvents, isOutput).messages;
  };
  return content(composed({ attributes: [attribute], events }, read));
}

/** LangSmith joins those of several choices: `stop, stop`. */
function asReasons(value: unknown): readonly string[] | undefined {
  const reasons = asTexts(value);
  return typeof value === 'string' ? reasons?.flatMap((each) => each.split(', ')) : reasons;
}

/** In the conventions it is the type that was requested; OpenLIT writes the type of the answer, a tool call being JSON. */
function requestedType(raw: unknown, { attributes }: SpanView): string | undefined {
  return attributes['telemetry.sdk.name'] === 'openlit' ? undefined : asText(raw);
}

/** The conventions know that JSON was asked for, but not whether there is a schema. */
function responseFormatOf(type: string): JsonObject {
  return { type: type === 'json' ? 'json_object' : type };
}

function asChain(operation: string): readonly [string, StepKind] {
  return [operation, 'chain'];
}

function asTool(operation: string): readonly [string, StepKind] {
  return [operation, 'tool'];
}
