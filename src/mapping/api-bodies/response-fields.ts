import type { Json, JsonObject } from '../../json/json';
import { isJsonObject } from '../../json/json';
import { all, type InFields, type Members, restOf } from '../../json/leftovers';
import { geminiFields } from './gemini';

/** Counts, by the names that usage-body.ts reads. */
const inputDetails = all(
  'cached_tokens',
  'cache_write_tokens',
  'audio_tokens',
  'cache_read',
  'cache_creation',
  'audio',
);
const outputDetails = all('reasoning_tokens', 'audio_tokens', 'reasoning', 'audio');
export const usageFields: Members = {
  ...all('prompt_tokens', 'input_tokens', 'inputTokens', 'promptTokens', 'prompt_token_count', 'inputTextTokenCount'),
  ...all('completion_tokens', 'output_tokens', 'outputTokens', 'completionTokens', 'generation_token_count'),
  ...all('total_tokens', 'totalTokens', 'tokenCount'),
  ...all('cache_read_input_tokens', 'cacheReadInputTokens', 'cache_creation_input_tokens', 'cacheWriteInputTokens'),
  prompt_tokens_details: inputDetails,
  input_tokens_details: inputDetails,
  input_token_details: inputDetails,
  completion_tokens_details: outputDetails,
  output_tokens_details: outputDetails,
  output_token_details: outputDetails,
};

/** Messages keep what only their producers know beside what is read of them. */
const choice: Members = {
  ...all('index', 'message', 'text', 'outputText', 'generation', 'completion', 'outputs'),
  ...all('role', 'content', 'tool_calls', 'function_call', 'refusal', 'reasoning_content'),
  ...all('finish_reason', 'stop_reason', 'stopReason', 'completionReason', 'tokenCount'),
};

/** Of the items of a turn, parts keep what stands beside them; a message among them is its content. */
const item: InFields = (value) =>
  isJsonObject(value) && value['role'] === undefined && value['content'] === undefined
    ? true
    : all('type', 'role', 'content');

const isRunId = (id: Json): InFields | undefined => (/^(?:lc_)?run-/.test(String(id)) ? undefined : true);

/** LangChain's answer: its envelope is of nobody's interest, and it repeats calls and counts in several forms. */
const generation: Members = {
  ...all('text', 'id', 'finish_reason'),
  generationInfo: all('finish_reason', 'prompt', 'completion'),
  message: {
    ...all('lc', 'type', 'id'),
    kwargs: {
      ...all('content', 'type', 'name', 'tool_calls', 'invalid_tool_calls', 'tool_call_chunks'),
      id: isRunId,
      usage_metadata: usageFields,
      additional_kwargs: {
        ...all('tool_calls', 'function_call', 'refusal', 'reasoning_content', 'id', 'model', 'role', 'type'),
        ...all('stop_reason', 'content'),
        usage: usageFields,
      },
      response_metadata: {
        ...all('finish_reason', 'stop_reason', 'model_name', 'model', 'id', 'role', 'content'),
        usage: usageFields,
        tokenUsage: usageFields,
        estimatedTokenUsage: usageFields,
      },
    },
  },
};

/** What response-body.ts and usage-body.ts read of an answer, of any of the APIs that they know. Vectors are left out. */
export const answerFields: Members = {
  ...choice,
  ...usageFields,
  // Cohere's answer, or what a request to OpenAI's Responses API asked of the text.
  text: (value) => (typeof value === 'string' ? true : undefined),
  ...all('id', 'response_id', 'model', 'type', 'embedding', 'embeddings', 'embeddingsByType'),
  usage: usageFields,
  usage_metadata: usageFields,
  choices: choice,
  results: choice,
  outputs: choice,
  output: (value) => (isJsonObject(value) && isJsonObject(value['message']) ? all('message') : item),
  // OpenAI's SDKs put the texts of all items together.
  output_text: true,
  generations: generation,
  llmOutput: {
    ...all('id', 'model', 'role', 'type', 'content', 'stop_reason'),
    usage: usageFields,
    tokenUsage: usageFields,
  },
  // The reason is translated into the word of the chat API.
  incomplete_details: { reason: (reason) => (reason === 'max_output_tokens' ? undefined : true) },
  data: all('embedding', 'index', 'object'),
  ...geminiFields,
};

/** The same for those who tell the message in words of their own, and the answer beside it. */
export const retoldFields: Members = {
  ...answerFields,
  choices: { ...choice, message: all('role', 'content', 'tool_calls', 'function_call', 'reasoning_content') },
};

/** What of an answer has no field. @param request which OpenAI's Responses API repeats in its answers */
export function restOfResponse(body: Json | undefined, request: JsonObject = {}): Json | undefined {
  const rest = restOf(body, answerFields);
  if (!isJsonObject(rest)) return rest;
  const own = Object.entries(rest).filter(([name]) => ofAnswers.has(name) || !Object.hasOwn(request, name));
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** What some frameworks keep among the parameters of the request, where nobody takes it. */
const ofAnswers: ReadonlySet<string> = new Set(['object', 'created_at', 'status']);
