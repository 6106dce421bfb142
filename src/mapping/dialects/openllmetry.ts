import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, nonEmptyText, parseJson } from '../../json/json';
import { isSerialised } from '../messages/langchain-message';
import type { Message } from '../messages/message';
import { messageFrom, messagesFrom } from '../messages/read-message';
import { partsFrom } from '../messages/read-part';
import { readContent, readConversation, readTemplate } from '../read/content';
import type { Unparsed } from '../read/facts';
import { flattenedItems, flattenedText } from '../read/flattened-attributes';
import {
  asText,
  attribute,
  composed,
  content,
  count,
  firstOf,
  flag,
  fromAttribute,
  map,
  number,
  prefixed,
  text,
  texts,
} from '../read/reader';
import { thinking } from '../read/thinking';
import type { Attributes } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';
import { writtenToolsBy } from '../splice/written-tools';
import { argumentsIn, value } from '../steps/step-readers';
import type { Dialect } from './dialect';

const cacheCounts = [
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cache_read_input_tokens',
  'gen_ai.usage.cache_creation_input_tokens',
];

const promptPrefix = 'gen_ai.prompt.';
const completionPrefix = 'gen_ai.completion.';
const toolsPrefix = 'llm.request.functions.';

/**
 * OpenLLMetry (Traceloop). Up to 0.22, and still for Cohere, Together, Vertex AI and Azure and for spans made by hand: one
 * attribute a leaf of each message. Newer ones: what they write beside the conventions.
 */
export const openllmetry: Dialect = {
  name: 'openllmetry',
  isModelCall,
  isToolCall: (attributes) => attributes['traceloop.span.kind'] === 'tool',
  steps: {
    kindOf: stepKindOf,
    reads: {
      input: argumentsIn('traceloop.entity.input'),
      output: value('traceloop.entity.output'),
      toolName: firstOf(
        map(value('traceloop.entity.output'), nameInAnswer),
        content(
          fromAttribute('traceloop.entity.name', (name, { attributes }) =>
            stepKindOf(attributes) === 'tool' ? asText(name) : undefined,
          ),
        ),
      ),
      workflowName: text('traceloop.workflow.name'),
    },
  },
  reads: {
    project: text('traceloop.association.properties.project'),
    source: text('traceloop.association.properties.source'),
    session: text('traceloop.association.properties.session_id'),
    conversationId: text('traceloop.association.properties.conversation_id'),
    runId: text('traceloop.association.properties.run_id'),
    datasetId: text('traceloop.association.properties.dataset_id'),
    datapointId: text('traceloop.association.properties.datapoint_id'),
    user: text('traceloop.association.properties.user_id'),

    input: content(
      firstOf(composed({ items: [promptPrefix] }, inputOf), fromAttribute('gen_ai.input.messages', conversationInText)),
    ),
    output: content(composed({ items: [completionPrefix] }, outputOf)),
    finishReasons: composed({ items: [completionPrefix] }, finishReasonsOf),
    tools: content(composed({ items: [toolsPrefix] }, toolsOf)),
    template: content(attribute(readTemplate)('traceloop.prompt.template')),
    templateInputs: content(prefixed('traceloop.prompt.template_variables.')),

    top_k: number('llm.top_k'),
    presence_penalty: number('llm.presence_penalty'),
    frequency_penalty: number('llm.frequency_penalty'),
    stop: texts('llm.chat.stop_sequences'),
    stream: firstOf(flag('llm.is_streaming'), flag('gen_ai.is_streaming')),
    reasoning_effort: text('gen_ai.request.reasoning_effort'),
    thinking: thinking(
      ['llm.request.thinking.type', 'gen_ai.request.thinking_type'],
      ['llm.request.thinking.budget_tokens', 'gen_ai.request.thinking.budget_tokens'],
    ),

    inputTokens: count('llm.usage.prompt_tokens'),
    outputTokens: count('llm.usage.completion_tokens'),
    totalTokens: count('llm.usage.total_tokens'),
    isCacheApart: composed(
      { attributes: ['gen_ai.usage.cache_creation.input_tokens'], triggers: cacheCounts },
      isCacheApart,
    ),
  },
  inherited: [
    'traceloop.workflow.name',
    'traceloop.entity.name',
    'traceloop.entity.path',
    'traceloop.association.properties.',
  ],
  inheritedByChildren: ['traceloop.prompt.'],
  aboutExchange: ['traceloop.span.kind', 'llm.request.type', 'llm.usage.', 'gen_ai.completion.'],
};

const modelRequests = new Set<unknown>(['chat', 'completion', 'embedding']);
const wrapperKinds = new Set<unknown>(['workflow', 'task', 'agent', 'tool']);

function isModelCall(attributes: Attributes): boolean | undefined {
  if (wrapperKinds.has(attributes['traceloop.span.kind'])) return false;
  const request = attributes['llm.request.type'];
  if (request === undefined || request === 'unknown') return isConverse(attributes) || undefined;
  return modelRequests.has(request);
}

/** The spans of Bedrock's Converse have nothing but the model in 0.27. */
const isConverse = (attributes: Attributes): boolean =>
  attributes['gen_ai.provider.name'] === 'aws.bedrock' &&
  attributes['gen_ai.request.model'] !== undefined &&
  attributes['gen_ai.operation.name'] === undefined;

function inputOf(span: SpanView): readonly Message[] | undefined {
  const items = flattenedItems(span, promptPrefix);
  if (items.length === 0) return undefined;
  if (span.attributes['llm.request.type'] === 'completion') return items.flatMap(promptsOf);
  return items.map((item) => messageOf(item, 'user', span));
}

/** Some instrumentations write a list as JSON in one text of a message. */
function conversationInText(raw: unknown, span: SpanView): readonly Message[] | undefined {
  const read = readersOfText.get(span.scope?.name);
  if (read === undefined || (typeof raw === 'string' && !raw.includes('"content":"[{\\"'))) return undefined;
  return readConversation(raw, span)?.flatMap((message) => read(message, span) ?? message);
}

const readersOfText: ReadonlyMap<unknown, (message: Message, span: SpanView) => readonly Message[] | undefined> =
  new Map([
    ['@traceloop/instrumentation-openai', itemsIn],
    ['@traceloop/instrumentation-langchain', partsIn],
  ]);

/** Of LangChain, the content of a message that is no text. */
function partsIn(message: Message, span: SpanView): readonly Message[] | undefined {
  const [part, ...others] = message.parts;
  if (part?.kind !== 'text' || part.others !== undefined || others.length > 0) return undefined;
  const parts = contentOf(part.text, false, span);
  return isList(parts) ? [{ ...message, parts: partsFrom(parts) }] : undefined;
}

/** Of OpenAI's Responses API, a whole conversation in a text of the user. */
function itemsIn({ role, parts: [part, ...others] }: Message): readonly Message[] | undefined {
  if (role !== 'user' || part?.kind !== 'text' || others.length > 0) return undefined;
  const items = part.text.startsWith('[{') ? parseJson(part.text) : undefined;
  return isList(items) && items.every(isItem) ? messagesFrom(items, 'user') : undefined;
}

const isItem = (value: Json): boolean =>
  isPart(value) || (isJsonObject(value) && typeof value['role'] === 'string' && value['content'] !== undefined);

/** Several prompts of one request are written as a list. */
function promptsOf({ content: given, ...item }: JsonObject): readonly Message[] {
  const prompts = typeof given === 'string' && given.startsWith('["') ? readContent(given)?.value : given;
  return (isList(prompts) ? prompts : [prompts]).map((prompt) => messageFrom({ ...item, content: prompt }, 'user'));
}

/** LangChain's tools have the kind of a task, and the operation of the conventions. */
function stepKindOf(attributes: Attributes): 'chain' | 'tool' | undefined {
  const kind = attributes['traceloop.span.kind'];
  if (kind === undefined) return undefined;
  if (kind === 'tool' || attributes['gen_ai.operation.name'] === 'execute_tool') return 'tool';
  return kind === 'workflow' || kind === 'task' || kind === 'agent' ? 'chain' : undefined;
}

/** LangChain's tools are called by their class, and have their own name in the message that they answer with. */
function nameInAnswer(answer: Json): string | undefined {
  if (!isJsonObject(answer) || !isSerialised(answer)) return undefined;
  const { tool_call_id: id, name } = answer['kwargs'] as JsonObject;
  return id === undefined ? undefined : nonEmptyText(name);
}

function outputOf(span: SpanView): readonly Message[] | undefined {
  const items = flattenedItems(span, completionPrefix);
  return items.length === 0 ? undefined : items.map((item) => messageOf(item, 'assistant', span));
}

/** Without reading the content beside them. */
function finishReasonsOf({ attributes }: SpanView): readonly string[] | undefined {
  const reasons: string[] = [];
  for (let index = 0; ; index += 1) {
    const reason = attributes[`${completionPrefix}${index}.finish_reason`];
    if (typeof reason !== 'string') return index === 0 ? undefined : reasons;
    reasons.push(reason);
  }
}

/** Its input tokens are the number of Anthropic's API. */
function isCacheApart({ scope }: SpanView): true | undefined {
  return scope?.name === '@traceloop/instrumentation-anthropic' ? true : undefined;
}

/** Cohere's instrumentation has the text of the user in `user`; Together's has tool calls in `function_call`, too. */
function messageOf(item: JsonObject, role: string, span: SpanView): Message {
  const { content: given, user, function_call: legacyCall, tool_calls: calls } = item;
  const mayBeAbsent = calls !== undefined || legacyCall !== undefined || answering.has(item['role']);
  const own = contentOf(given ?? user, mayBeAbsent, span);
  // Most messages are a role and a text: no copies for them.
  if (own === given && user === undefined && legacyCall === undefined) return messageFrom(item, role);
  const { user: _, ...message } = item;
  return messageFrom({ ...message, content: own, function_call: calls === undefined ? legacyCall : undefined }, role);
}

const answering = new Set<unknown>(['assistant', 'model']);

/** A list of parts is written as JSON, and so is an absent content. Other JSON is the text of the message. */
function contentOf(given: Json | undefined, mayBeAbsent: boolean, span: SpanView): Json | undefined {
  if (mayBeAbsent && (given === 'null' || given === '')) return undefined;
  if (typeof given !== 'string' || !given.startsWith('[{')) return given;
  const read = readContent(given);
  if (read === undefined || !isList(read.value) || !read.value.every(isPart)) return given;
  if (read.isCut) span.truncated = true;
  return read.value;
}

const isPart = (value: Json): boolean => isJsonObject(value) && typeof value['type'] === 'string';

function toolsOf(span: SpanView): readonly Json[] | Unparsed | undefined {
  const text = span.spliceLimits === undefined ? undefined : flattenedText(span, toolsPrefix);
  return (text && writtenToolsBy(text, () => toolsIn(span))) || toolsIn(span);
}

/** `arguments` is the schema of the arguments. */
function toolsIn(span: SpanView): readonly Json[] | undefined {
  const items = flattenedItems(span, toolsPrefix);
  if (items.length === 0) return undefined;
  return items.map(({ arguments: schema, ...tool }) => (schema === undefined ? tool : { ...tool, parameters: schema }));
}
