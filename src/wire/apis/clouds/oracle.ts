import { asRecord, asText, compact, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { Message } from '../../exchange';
import { serverSentEvents } from '../../http/framing';
import type { Api } from '../api';
import { cohereChatV1 } from '../cohere/chat-v1';
import { texts } from '../fields/parts';
import { openaiChat } from '../openai/chat';
import { task } from '../task';
import { wrapped } from '../wrapped';

const oci = { provider: 'oci', ownPath: /\/\d{8}\/actions\/(?:chat|embedText)$/ } as const;

const withLowerType = ({ type, ...others }: JsonRecord): JsonRecord => ({
  ...others,
  ...compact({ type: asText(type)?.toLowerCase() }),
});

const lowered = (messages: unknown): readonly JsonRecord[] =>
  recordsOf(messages).map(({ role, content, toolCalls, toolCallId, reasoningContent, ...message }) => ({
    ...message,
    ...compact({ tool_calls: toolCalls, tool_call_id: toolCallId, reasoning_content: reasoningContent }),
    role: asText(role)?.toLowerCase() ?? 'user',
    content: recordsOf(content).map(withLowerType),
  }));

/** An event of a stream is one choice, whose message is the next piece of it. */
const pieceOfChoice = ({ index, message, finishReason }: JsonRecord): JsonRecord => {
  const [delta] = lowered([message]);
  const text = recordsOf(delta?.['content'])
    .map((part) => asText(part['text']) ?? '')
    .join('');
  return compact({
    index,
    finish_reason: finishReason,
    delta: delta === undefined ? undefined : { ...delta, content: text },
  });
};

const choicesIn = ({ choices, message, finishReason, index }: JsonRecord): readonly JsonRecord[] =>
  message === undefined && finishReason === undefined
    ? recordsOf(choices).map(({ message: whole, finishReason: reason, ...choice }) => ({
        ...choice,
        finish_reason: reason,
        message: lowered([whole])[0],
      }))
    : [pieceOfChoice({ index, message, finishReason })];

const countsOf = (usage: unknown): JsonRecord => {
  const { promptTokens, completionTokens, totalTokens } = fieldsOf(usage);
  return compact({ prompt_tokens: promptTokens, completion_tokens: completionTokens, total_tokens: totalTokens });
};

/** A whole answer of Cohere's. */
const cohereAnswer = ({ finishReason, usage, toolCalls, chatHistory: _, pad: __, ...chat }: JsonRecord): JsonRecord => {
  const { promptTokens, completionTokens } = fieldsOf(usage);
  const tokens = { input_tokens: promptTokens, output_tokens: completionTokens };
  return {
    ...without(chat, 'apiFormat'),
    ...compact({ tool_calls: toolCalls, finish_reason: finishReason }),
    meta: { tokens },
  };
};

/** An event has no type. The last one may have all of the text once more, as one with calls may. */
const cohereEvent = (event: JsonRecord): JsonRecord => {
  if (event['finishReason'] !== undefined) return { event_type: 'stream-end', response: cohereAnswer(event) };
  if (event['toolCalls'] !== undefined) return { event_type: 'tool-calls-generation', tool_calls: event['toolCalls'] };
  return event['text'] === undefined ? {} : { event_type: 'text-generation', text: event['text'] };
};

const cohereTurns = (turns: unknown): readonly JsonRecord[] =>
  recordsOf(turns).map(({ toolCalls, toolResults, ...turn }) => ({
    ...turn,
    ...compact({ tool_calls: toolCalls, tool_results: toolResults }),
  }));

const servedModel = ({ servingMode: mode }: JsonRecord): unknown =>
  fieldsOf(mode)['modelId'] ?? fieldsOf(mode)['endpointId'];

/** Oracle's, in one of two forms. https://docs.oracle.com/en-us/iaas/api/#/en/generative-ai-inference */
export const oracle: readonly Api[] = [
  wrapped(cohereChatV1, {
    ...oci,
    at: /\/actions\/chat$/,
    asked: (body) => {
      const { chatHistory, isStream, maxTokens, toolResults, ...chat } = fieldsOf(body['chatRequest']);
      return {
        ...chat,
        ...compact({ stream: isStream, max_tokens: maxTokens, tool_results: toolResults }),
        ...(chatHistory === undefined ? {} : { chat_history: cohereTurns(chatHistory) }),
        model: servedModel(body),
      };
    },
    answered: ({ chatResponse, ...event }) =>
      asRecord(chatResponse) === undefined ? cohereEvent(event) : cohereAnswer(fieldsOf(chatResponse)),
  }),
  wrapped(openaiChat, {
    ...oci,
    at: /\/actions\/chat$/,
    framings: [serverSentEvents],
    asked: (body) => {
      const { messages, apiFormat: _, isStream, maxTokens, topP, topK, tools, ...chat } = fieldsOf(body['chatRequest']);
      const list = tools === undefined ? undefined : recordsOf(tools).map(withLowerType);
      const names = { stream: isStream, max_tokens: maxTokens, top_p: topP, top_k: topK, tools: list };
      return { ...chat, ...compact(names), messages: lowered(messages), model: servedModel(body) };
    },
    answered: ({ modelId, chatResponse, ...event }) => {
      const answer = fieldsOf(chatResponse ?? event);
      const choices = choicesIn(answer);
      return {
        ...without(answer, 'apiFormat', 'timeCreated', 'pad', 'choices', 'index', 'message', 'finishReason', 'usage'),
        ...compact({ model: modelId }),
        ...(choices.length > 0 ? { choices } : {}),
        ...(answer['usage'] === undefined ? {} : { usage: countsOf(answer['usage']) }),
      };
    },
  }),
  task({
    ...oci,
    operation: 'embeddings',
    at: /\/actions\/embedText$/,
    input: { inputs: texts },
    messages: ({ inputs }) => texts(inputs).map((part): Message => ({ role: 'user', parts: [part] })),
    output: {},
    model: (body) => asText(servedModel(body)),
    answers: ({ embeddings }) => Array.isArray(embeddings),
    silent: ['embeddings'],
  }),
];
