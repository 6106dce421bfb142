import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, parseJson } from '../../json/json';
import type { Message } from '../messages/message';
import { messageFrom, messagesFrom } from '../messages/read-message';
import { readContent, readConversation, readMessages } from '../read/content';
import { flattenedItems, flattenedText } from '../read/flattened-attributes';
import { attribute, content, count, firstOf, flag, gathered, number, prefixed, text, texts } from '../read/reader';
import { thinking } from '../read/thinking';
import type { Attributes } from '../span/attribute-names';
import type { SpanView } from '../span/span-view';
import type { WrittenJson } from '../splice/written-json';
import { writtenToolsBy } from '../splice/written-tools';
import type { Dialect } from './dialect';

const cacheCounts = [
  'gen_ai.usage.cache_read.input_tokens',
  'gen_ai.usage.cache_read_input_tokens',
  'gen_ai.usage.cache_creation_input_tokens',
];

const inputName = 'gen_ai.input.messages';
const toolsPrefix = 'llm.request.functions.';

/**
 * OpenLLMetry (Traceloop). Up to 0.22, and still for Cohere, Together, Vertex AI and Azure and in calls told by hand: one
 * attribute a leaf of each message. Newer ones: what they write beside the conventions.
 */
export const openllmetry: Dialect = {
  name: 'openllmetry',
  isModelCall,
  isToolCall: (attributes) => attributes['traceloop.span.kind'] === 'tool',
  reads: {
    project: text('traceloop.association.properties.project'),
    source: text('traceloop.association.properties.source'),
    session: text('traceloop.association.properties.session_id'),
    user: text('traceloop.association.properties.user_id'),

    input: content(
      firstOf(
        gathered({ items: ['gen_ai.prompt.'] }, inputOf),
        gathered({ attributes: [inputName] }, conversationInText),
      ),
    ),
    output: content(gathered({ items: ['gen_ai.completion.'] }, outputOf)),
    finishReasons: gathered({ items: ['gen_ai.completion.'] }, finishReasonsOf),
    tools: content(gathered({ items: [toolsPrefix] }, toolsOf)),
    template: content(attribute((value) => readMessages(value, 'user')?.messages)('traceloop.prompt.template')),
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
    isCacheApart: gathered(
      { attributes: ['gen_ai.usage.cache_creation.input_tokens'], occasions: cacheCounts },
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

/** Of Bedrock's Converse, 0.27 tells the model and nothing else. */
const isConverse = (attributes: Attributes): boolean =>
  attributes['gen_ai.provider.name'] === 'aws.bedrock' &&
  attributes['gen_ai.request.model'] !== undefined &&
  attributes['gen_ai.operation.name'] === undefined;

function inputOf(span: SpanView): readonly Message[] | undefined {
  const items = flattenedItems(span, 'gen_ai.prompt.');
  if (items.length === 0) return undefined;
  if (span.attributes['llm.request.type'] === 'completion') return items.flatMap(promptsOf);
  return items.map((item) => messageOf(item, 'user', span));
}

/** Of OpenAI's Responses API, the instrumentation writes a whole conversation as JSON in one text of the user. */
function conversationInText(span: SpanView): readonly Message[] | undefined {
  const raw = span.attributes[inputName];
  if (span.scope?.name !== '@traceloop/instrumentation-openai') return undefined;
  if (typeof raw === 'string' && !raw.includes('"content":"[{\\"')) return undefined;
  return readConversation(raw, 'user', span)?.flatMap((message) => itemsIn(message) ?? message);
}

function itemsIn({ role, parts: [part, ...others] }: Message): readonly Message[] | undefined {
  if (role !== 'user' || part?.kind !== 'text' || others.length > 0) return undefined;
  const items = part.text.startsWith('[{') ? parseJson(part.text) : undefined;
  return isList(items) && items.every(isItem) ? messagesFrom(items, 'user') : undefined;
}

const isItem = (value: Json): boolean =>
  isPart(value) || (isJsonObject(value) && typeof value['role'] === 'string' && value['content'] !== undefined);

/** Several prompts of one request are written as a list. */
function promptsOf({ content: said, ...item }: JsonObject): readonly Message[] {
  const prompts = typeof said === 'string' && said.startsWith('["') ? readContent(said)?.value : said;
  return (isList(prompts) ? prompts : [prompts]).map((prompt) => messageFrom({ ...item, content: prompt }, 'user'));
}

function outputOf(span: SpanView): readonly Message[] | undefined {
  const items = flattenedItems(span, 'gen_ai.completion.');
  return items.length === 0 ? undefined : items.map((item) => messageOf(item, 'assistant', span));
}

/** Without reading the content beside them. */
function finishReasonsOf({ attributes }: SpanView): readonly string[] | undefined {
  const reasons: string[] = [];
  for (let index = 0; ; index += 1) {
    const reason = attributes[`gen_ai.completion.${index}.finish_reason`];
    if (typeof reason !== 'string') return index === 0 ? undefined : reasons;
    reasons.push(reason);
  }
}

/** Its input tokens are the number of Anthropic's API. */
function isCacheApart({ scope }: SpanView): true | undefined {
  return scope?.name === '@traceloop/instrumentation-anthropic' ? true : undefined;
}

/** Cohere's instrumentation has the text of the user in `user`; Together's tells a tool call twice. */
function messageOf(item: JsonObject, role: string, span: SpanView): Message {
  const { content: given, user, function_call: legacy, tool_calls: calls } = item;
  const mayBeAbsent = calls !== undefined || legacy !== undefined || answering.has(item['role']);
  const said = contentOf(given ?? user, mayBeAbsent, span);
  // Most messages are a role and a text: no copies for them.
  if (said === given && user === undefined && legacy === undefined) return messageFrom(item, role);
  const { user: _, ...message } = item;
  return messageFrom({ ...message, content: said, function_call: calls === undefined ? legacy : undefined }, role);
}

const answering = new Set<unknown>(['assistant', 'model']);

/** A list of parts is written as JSON, and so is a content that is not there. Other JSON is what was said. */
function contentOf(given: Json | undefined, mayBeAbsent: boolean, span: SpanView): Json | undefined {
  if (mayBeAbsent && (given === 'null' || given === '')) return undefined;
  if (typeof given !== 'string' || !given.startsWith('[{')) return given;
  const read = readContent(given);
  if (read === undefined || !isList(read.value) || !read.value.every(isPart)) return given;
  if (read.isCut) span.truncated = true;
  return read.value;
}

const isPart = (value: Json): boolean => isJsonObject(value) && typeof value['type'] === 'string';

function toolsOf(span: SpanView): readonly Json[] | WrittenJson | undefined {
  const text = span.transcribes === undefined ? undefined : flattenedText(span, toolsPrefix);
  return (text && writtenToolsBy(text, () => toolsIn(span))) || toolsIn(span);
}

/** `arguments` is the schema of the arguments. */
function toolsIn(span: SpanView): readonly Json[] | undefined {
  const items = flattenedItems(span, toolsPrefix);
  if (items.length === 0) return undefined;
  return items.map(({ arguments: schema, ...tool }) => (schema === undefined ? tool : { ...tool, parameters: schema }));
}
