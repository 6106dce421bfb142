import type { Json, JsonObject } from '../../json/json';
import { isJsonObject } from '../../json/json';
import { all, leftoverOf, type Written, type WrittenMembers } from '../../json/leftovers';
import { imageOf } from '../messages/image-list';
import { geminiMembers } from './gemini';
import { usageMembers } from './usage-body';

/** Messages themselves keep the members that only their producers know. */
const choice: WrittenMembers = {
  ...all('index', 'message', 'text', 'outputText', 'generation', 'completion', 'outputs'),
  ...all('role', 'content', 'tool_calls', 'function_call', 'refusal', 'reasoning_content'),
  ...all('finish_reason', 'stop_reason', 'stopReason', 'completionReason', 'tokenCount'),
};

/** An item of a turn: a message, of which only the content is read, or a part, which keeps all of its members. */
const item: Written = (value) =>
  isJsonObject(value) && value['role'] === undefined && value['content'] === undefined
    ? true
    : all('type', 'role', 'content');

const isRunId = (id: Json): Written | undefined =>
  typeof id === 'string' && /^(?:lc_)?run-/.test(id) ? undefined : true;

const reasons = all('finish_reason', 'stop_reason', 'finishReason', 'stopReason', 'done_reason');

/** The items of OpenAI's Responses API of which LangChain makes the message, by their types. */
const itemsOfMessage: ReadonlyMap<unknown, Written> = new Map([
  ['message', all('type', 'role', 'content')],
  ['reasoning', all('type', 'summary', 'content')],
  ['function_call', all('type', 'call_id', 'name', 'arguments')],
  ['custom_tool_call', all('type', 'call_id', 'name', 'input')],
]);
const itemBesideMessage: Written = (value) => (isJsonObject(value) ? itemsOfMessage.get(value['type']) : undefined);

/** LangChain's answer: its envelope is of no interest, and it repeats content, calls and counts in several forms. */
const generation: WrittenMembers = {
  ...all('text', 'id', 'finish_reason'),
  generationInfo: { ...reasons, ...all('prompt', 'completion') },
  message: {
    ...all('lc', 'type', 'id'),
    kwargs: {
      ...all('content', 'type', 'name', 'tool_calls', 'invalid_tool_calls', 'tool_call_chunks'),
      ...all('content_blocks', 'contentBlocks', 'lc_serializable', 'lc_kwargs', 'lc_namespace'),
      id: isRunId,
      usage_metadata: usageMembers,
      additional_kwargs: {
        ...reasons,
        ...all('tool_calls', 'function_call', 'refusal', 'reasoning_content', 'reasoning'),
        ...all('id', 'model', 'role', 'type', 'content'),
        usage: usageMembers,
      },
      response_metadata: {
        ...reasons,
        ...all('model_name', 'model', 'id', 'role', 'content'),
        output: itemBesideMessage,
        usage: usageMembers,
        tokenUsage: usageMembers,
        estimatedTokenUsage: usageMembers,
      },
    },
  },
};

/** What response-body.ts and usage-body.ts read of an answer, of any of the APIs that they know. Vectors are left out. */
const responseMembers: WrittenMembers = {
  ...choice,
  ...usageMembers,
  // Either Cohere's answer, or the text options that an answer of OpenAI's Responses API repeats.
  text: (value) => (typeof value === 'string' ? true : undefined),
  ...all('id', 'response_id', 'model', 'type', 'embedding', 'embeddings', 'embeddingsByType'),
  usage: usageMembers,
  usage_metadata: usageMembers,
  choices: choice,
  results: choice,
  outputs: choice,
  output: (value) => (isJsonObject(value) && isJsonObject(value['message']) ? all('message') : item),
  // OpenAI's SDKs put the texts of all items together.
  output_text: true,
  generations: generation,
  llmOutput: {
    ...all('id', 'model', 'role', 'type', 'content', 'stop_reason'),
    usage: usageMembers,
    tokenUsage: usageMembers,
    estimatedTokenUsage: usageMembers,
  },
  // The other reasons are finish reasons; this one is translated.
  incomplete_details: { reason: (reason) => (reason === 'max_output_tokens' ? undefined : true) },
  data: all('embedding', 'index', 'object', 'b64_json'),
  images: (image) => (typeof image === 'string' && imageOf(image) !== undefined ? true : undefined),
  artifacts: all('base64'),
  predictions: all('bytesBase64Encoded', 'mimeType'),
  generatedImages: { image: all('imageBytes', 'mimeType') },
  ...geminiMembers,
};

/** The same for dialects that have the message in a form of their own, with the API's answer beside it. */
export const membersBesideMessage: WrittenMembers = {
  ...responseMembers,
  choices: { ...choice, message: all('role', 'content', 'tool_calls', 'function_call', 'reasoning_content') },
};

/** The part of an answer that has no field. @param request which the answers of OpenAI's Responses API repeat */
export function leftoverOfResponse(body: Json | undefined, request: JsonObject = {}): Json | undefined {
  const leftover = leftoverOf(body, responseMembers);
  if (!isJsonObject(leftover)) return leftover;
  const own = Object.entries(leftover).filter(([name]) => ownMembers.has(name) || !Object.hasOwn(request, name));
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** Members of answers that some frameworks keep among the parameters of the request, where no reader takes them. */
const ownMembers: ReadonlySet<string> = new Set(['object', 'created_at', 'status']);
