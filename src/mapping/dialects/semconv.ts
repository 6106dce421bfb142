import type { JsonObject } from '../../json/json';
import type { Message } from '../messages/message';
import { readList, readMessages, readParts } from '../read/content';
import {
  choiceEvent,
  fromEvents,
  inputEvents,
  inputOf,
  outputEvents,
  outputOf,
  reasonsOfChoices,
} from '../read/event-content';
import type { Facts } from '../read/facts';
import {
  amount,
  asText,
  content,
  count,
  firstOf,
  flag,
  gathered,
  map,
  number,
  prefixed,
  type Reader,
  text,
  texts,
} from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import type { LogEvent, SpanView } from '../span/span-view';
import { type Transcript, type TranscriptLimits, transcribe, transcribeChoice } from '../splice/spliced-conversation';
import { writtenTools } from '../splice/written-tools';
import type { Dialect } from './dialect';

/**
 * OpenTelemetry's GenAI semantic conventions, v1.26 to the newest draft: content on attributes (v1.37), in the event with the
 * details of the operation, in events of single messages (v1.28 to v1.36), or in two events of the span (v1.26 and v1.27).
 */
export const semconv: Dialect = {
  name: 'gen_ai',
  isModelCall,
  isToolCall: (attributes) => attributes['gen_ai.operation.name'] === 'execute_tool',
  reads: {
    provider: firstOf(text('gen_ai.provider.name'), text('gen_ai.system')),
    requestModel: text('gen_ai.request.model'),
    responseModel: text('gen_ai.response.model'),
    responseId: text('gen_ai.response.id'),
    conversationId: text('gen_ai.conversation.id'),

    instructions: content(
      gathered({ attributes: ['gen_ai.system_instructions'] }, (span) =>
        readParts(span.attributes['gen_ai.system_instructions'], span),
      ),
    ),
    input: conversation('gen_ai.input.messages', 'user', inputEvents, inputOf, transcribe),
    output: conversation('gen_ai.output.messages', 'assistant', outputEvents, outputOf, transcribeChoice),
    finishReasons: firstOf(
      texts('gen_ai.response.finish_reasons'),
      // Of the output itself they are content's, and lost without it; of a choice's event they are not.
      gathered({ events: [choiceEvent] }, reasonsOfChoices),
    ),
    tools: content(gathered({ attributes: ['gen_ai.tool.definitions'] }, toolsOf)),
    responseFormat: map(
      firstOf(
        gathered({ attributes: ['gen_ai.output.type'] }, requestedType),
        text('gen_ai.openai.request.response_format'),
      ),
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
    // 0 stands for a price that is not known.
    cost: map(amount('gen_ai.usage.cost'), (dollars) => (dollars > 0 ? dollars : undefined)),
    cacheReadTokens: firstOf(
      count('gen_ai.usage.cache_read.input_tokens'),
      count('gen_ai.usage.cache_read_input_tokens'),
    ),
    cacheWriteTokens: firstOf(
      count('gen_ai.usage.cache_write.input_tokens'),
      count('gen_ai.usage.cache_creation.input_tokens'),
      count('gen_ai.usage.cache_creation_input_tokens'),
    ),
    reasoningTokens: firstOf(count('gen_ai.usage.reasoning.output_tokens'), count('gen_ai.usage.reasoning_tokens')),
    inputTextTokens: count('gen_ai.usage.text.input_tokens'),
    inputAudioTokens: count('gen_ai.usage.audio.input_tokens'),
    inputImageTokens: count('gen_ai.usage.image.input_tokens'),
    outputTextTokens: count('gen_ai.usage.text.output_tokens'),
    outputAudioTokens: count('gen_ai.usage.audio.output_tokens'),
    outputImageTokens: count('gen_ai.usage.image.output_tokens'),

    timeToFirstToken: map(amount('gen_ai.response.time_to_first_chunk'), (seconds) => seconds * 1e3),
  },
  inherited: [
    'gen_ai.conversation.id',
    'gen_ai.agent.id',
    'gen_ai.agent.name',
    'gen_ai.agent.version',
    'gen_ai.agent.description',
    'gen_ai.workflow.name',
  ],
  inheritedByChildren: ['gen_ai.prompt.name', 'gen_ai.prompt.version', 'gen_ai.prompt.variable.'],
  aboutExchange: [
    'gen_ai.operation.',
    'gen_ai.system.',
    'gen_ai.provider.',
    'gen_ai.request.',
    'gen_ai.response.',
    'gen_ai.usage.',
    'gen_ai.output.',
    'gen_ai.input.',
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

const modelOperations = new Set<unknown>(['chat', 'text_completion', 'generate_content', 'embeddings']);

const otherOperations = new Set<unknown>([
  'execute_tool',
  'invoke_agent',
  'create_agent',
  'invoke_workflow',
  'retrieval',
  'plan',
  'fetch_response',
  'guardrail',
  'apply_guardrail',
  'run_guardrail',
  'handle_conversation_turn',
  'user_speech',
  'run_step',
  'create_memory',
  'search_memory',
  'update_memory',
  'upsert_memory',
  'delete_memory',
  'create_memory_store',
  'delete_memory_store',
]);

function isModelCall(attributes: Attributes): boolean | undefined {
  const operation = attributes['gen_ai.operation.name'];
  if (modelOperations.has(operation)) return hasModel(attributes) || hasSpoken(attributes);
  if (otherOperations.has(operation)) return false;
  if (!hasModel(attributes)) return undefined;
  if (isOfAnother(attributes)) return false;
  return hasSpoken(attributes) ? true : undefined;
}

const hasModel = (attributes: Attributes): boolean =>
  attributes['gen_ai.request.model'] !== undefined || attributes['gen_ai.response.model'] !== undefined;

/** Usage, messages or finish reasons. */
const hasSpoken = (attributes: Attributes): boolean =>
  attributes['gen_ai.usage.input_tokens'] !== undefined ||
  attributes['gen_ai.usage.output_tokens'] !== undefined ||
  attributes['gen_ai.usage.prompt_tokens'] !== undefined ||
  attributes['gen_ai.usage.completion_tokens'] !== undefined ||
  attributes['gen_ai.response.finish_reasons'] !== undefined ||
  attributes['gen_ai.input.messages'] !== undefined ||
  attributes['gen_ai.output.messages'] !== undefined;

/** What only tools, agents, workflows, retrievals, memories and MCP say. */
const isOfAnother = (attributes: Attributes): boolean =>
  attributes['gen_ai.tool.name'] !== undefined ||
  attributes['gen_ai.tool.call.id'] !== undefined ||
  attributes['gen_ai.agent.name'] !== undefined ||
  attributes['gen_ai.agent.id'] !== undefined ||
  attributes['gen_ai.workflow.name'] !== undefined ||
  attributes['gen_ai.data_source.id'] !== undefined ||
  attributes['gen_ai.retrieval.query.text'] !== undefined ||
  attributes['gen_ai.memory.store.id'] !== undefined ||
  attributes['mcp.method.name'] !== undefined;

function toolsOf(span: SpanView): Facts['tools'] | undefined {
  const given = span.attributes['gen_ai.tool.definitions'];
  const written = typeof given === 'string' && span.transcribes !== undefined ? writtenTools(given) : undefined;
  return written ?? readList(given, span);
}

/** The same content may stand on the span and in events: the span's is taken unless a limit cut it. */
function conversation(
  attribute: string,
  role: string,
  events: readonly string[],
  fromThem: (events: readonly LogEvent[], span: SpanView) => readonly Message[] | undefined,
  copy: (given: string, limits: TranscriptLimits) => Transcript | undefined,
): Reader<readonly Message[] | Transcript> {
  const read = (span: SpanView): readonly Message[] | Transcript | undefined => {
    const given = span.attributes[attribute];
    const copied = typeof given === 'string' && span.transcribes && copy(given, span.transcribes);
    if (copied) return copied;
    const own = readMessages(given, role);
    if (own !== undefined && !own.isCut) return own.messages;
    const told = fromEvents(span, fromThem);
    if (told === undefined && own !== undefined) span.truncated = true;
    return told ?? own?.messages;
  };
  return content(gathered({ attributes: [attribute], events }, read));
}

/** OpenLIT names the type of what came back, a tool call being JSON; for the conventions it is what was asked for. */
function requestedType({ attributes }: SpanView): string | undefined {
  return attributes['telemetry.sdk.name'] === 'openlit' ? undefined : asText(attributes['gen_ai.output.type']);
}

/** The conventions know no more than that JSON was asked for, with or without a schema. */
function responseFormatOf(type: string): JsonObject {
  return { type: type === 'json' ? 'json_object' : type };
}
