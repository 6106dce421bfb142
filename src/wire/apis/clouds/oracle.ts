import { asText, compact, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { Message } from '../../exchange';
import { serverSentEvents } from '../../http/framing';
import type { Api } from '../api';
import { cohereChatV1 } from '../cohere/chat-v1';
import { texts } from '../fields/parts';
import { openaiChat } from '../openai/chat';
import { task } from '../task';
import { wrapped } from '../wrapped';

const oci = { provider: 'oci', ownPath: /\/\d{8}\/actions\/(?:chat|embedText)$/ } as const;

const lowered = (messages: unknown): readonly JsonRecord[] =>
  recordsOf(messages).map(({ role, content, ...message }) => ({
    ...message,
    role: asText(role)?.toLowerCase() ?? 'user',
    content: recordsOf(content).map(({ type, ...part }) => ({ ...part, type: asText(type)?.toLowerCase() })),
  }));

const servedModel = ({ servingMode: mode }: JsonRecord): unknown =>
  fieldsOf(mode)['modelId'] ?? fieldsOf(mode)['endpointId'];

/** Oracle's, in one of two forms. https://docs.oracle.com/en-us/iaas/api/#/en/generative-ai-inference */
export const oracle: readonly Api[] = [
  wrapped(cohereChatV1, {
    ...oci,
    at: /\/actions\/chat$/,
    asked: (body) => {
      const { chatHistory, isStream, maxTokens, ...chat } = fieldsOf(body['chatRequest']);
      return {
        ...chat,
        ...compact({ chat_history: chatHistory, stream: isStream, max_tokens: maxTokens }),
        model: servedModel(body),
      };
    },
    answered: ({ chatResponse, ...event }) => {
      const { finishReason, usage, chatHistory: _, ...chat } = fieldsOf(chatResponse ?? event);
      const { promptTokens, completionTokens } = fieldsOf(usage);
      const tokens = { input_tokens: promptTokens, output_tokens: completionTokens };
      return { ...chat, finish_reason: finishReason, meta: { tokens } };
    },
  }),
  wrapped(openaiChat, {
    ...oci,
    at: /\/actions\/chat$/,
    framings: [serverSentEvents],
    asked: (body) => {
      const { messages, apiFormat: _, isStream, maxTokens, topP, topK, ...chat } = fieldsOf(body['chatRequest']);
      const names = { stream: isStream, max_tokens: maxTokens, top_p: topP, top_k: topK };
      return { ...chat, ...compact(names), messages: lowered(messages), model: servedModel(body) };
    },
    answered: ({ modelId, chatResponse, ...event }) => {
      const { choices, usage, ...chat } = fieldsOf(chatResponse ?? event);
      const { promptTokens, completionTokens, totalTokens } = fieldsOf(usage);
      const list = recordsOf(choices).map(({ message, finishReason, ...choice }) => ({
        ...choice,
        finish_reason: finishReason,
        message: lowered([message])[0],
      }));
      return {
        ...without(chat, 'apiFormat', 'timeCreated'),
        model: modelId,
        ...(list.length > 0 ? { choices: list } : {}),
        ...(usage === undefined
          ? {}
          : {
              usage: compact({
                prompt_tokens: promptTokens,
                completion_tokens: completionTokens,
                total_tokens: totalTokens,
              }),
            }),
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
