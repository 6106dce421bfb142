import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, stringify, type Writable, withoutNullish } from '../../json/json';
import type { Message, Part } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { partsFrom } from '../messages/read-part';
import { type Parameters, parameterNames, parameters } from '../read/parameters';
import { asText } from '../read/reader';

/**
 * A request to a model API as it was sent, for dialects that keep it whole: OpenAI's chat, completions, responses and embeddings,
 * Anthropic's messages, Bedrock's Converse and the bodies of its models, Cohere's chat, and LangChain's serialised messages.
 */
export type RequestBody = JsonObject;

/** Merges the parts of a request. Parameters that some APIs nest become its members; absent values and empty texts are left out. */
export function requestBody(...bodies: readonly (JsonObject | undefined)[]): RequestBody {
  const body: Writable = {};
  for (const given of bodies) {
    for (const name in given) {
      const value = given[name];
      if (value === undefined || value === null || value === '') continue;
      if (wrappers.has(name) && isJsonObject(value)) Object.assign(body, value);
      else if (name === 'reasoning' && isJsonObject(value)) addReasoning(body, value);
      else if (name === 'text' && isJsonObject(value)) Object.assign(body, textOptions(value));
      else body[name] = value;
    }
  }
  return body;
}

const wrappers = new Set(['inferenceConfig', 'textGenerationConfig', 'additionalModelRequestFields', 'toolConfig']);

function addReasoning(body: Writable, { effort, ...others }: JsonObject): void {
  if (typeof effort === 'string') body['reasoning_effort'] = effort;
  const given = withoutNullish(others);
  if (!isEmpty(given)) body['reasoning'] = given;
}

/** The text options of OpenAI's Responses API, by the names of its chat API. */
function textOptions({ format, ...others }: JsonObject): JsonObject {
  if (!isJsonObject(format)) return others;
  const { type, ...schema } = format;
  return { ...others, response_format: type === 'json_schema' ? { type, json_schema: schema } : format };
}

export const requestModel = (body: RequestBody): string | undefined => asText(body['model'] ?? body['modelId']);

export function conversationId({ conversation }: RequestBody): string | undefined {
  return asText(isJsonObject(conversation) ? conversation['id'] : conversation);
}

export function instructions({ system, instructions, preamble }: RequestBody): readonly Part[] | undefined {
  const given = system ?? instructions ?? preamble;
  return given === undefined ? undefined : partsFrom(given);
}

/** The conversation, or the texts to embed or complete. */
export function conversation(body: RequestBody): readonly Message[] | undefined {
  const { messages, input, prompt, inputText, message, chat_history: history } = body;
  if (isList(messages) && messages.length > 0) return messagesFrom(messages, 'user');
  const given = input ?? prompt ?? inputText ?? message;
  if (given !== undefined) return [...(isList(history) ? messagesFrom(history, 'user') : []), ...inputs(given)];
  return isList(messages) ? [] : undefined;
}

/** A list of tokens is one input, a list of such lists several. */
function inputs(value: Json): readonly Message[] {
  if (!isList(value)) return messagesFrom(value, 'user');
  const isTokens = value.some((item) => typeof item === 'number');
  const list = isTokens ? [stringify(value)] : value.map((item) => (isList(item) ? stringify(item) : item));
  return messagesFrom(list, 'user');
}

export function toolsOf({ tools, functions }: RequestBody): readonly Json[] | undefined {
  const list = tools ?? functions;
  return isList(list) && list.length > 0 ? list : undefined;
}

export function toolChoiceOf({ tool_choice, toolChoice, function_call }: RequestBody): Json | undefined {
  if (!isJsonObject(toolChoice)) return tool_choice ?? toolChoice ?? function_call;
  // Bedrock's: `{auto: {}}` or `{tool: {name}}`.
  return isJsonObject(toolChoice['tool']) ? toolChoice['tool'] : Object.keys(toolChoice)[0];
}

export function responseFormatOf({ response_format: format }: RequestBody): JsonObject | undefined {
  return isJsonObject(format) && typeof format['type'] === 'string' ? format : undefined;
}

/** Other APIs' names of the parameters. */
const aliases: Partial<Record<keyof Parameters, readonly string[]>> = {
  top_p: ['topP', 'p'],
  top_k: ['topK', 'k'],
  max_tokens: [
    ...['max_completion_tokens', 'max_output_tokens', 'maxTokens', 'maxOutputTokens'],
    ...['max_new_tokens', 'max_gen_len', 'max_tokens_to_sample', 'maxTokenCount'],
  ],
  presence_penalty: ['presencePenalty'],
  frequency_penalty: ['frequencyPenalty'],
  stop: ['stop_sequences', 'stopSequences'],
  encoding_formats: ['encoding_format'],
};

export function parameter<Name extends keyof Parameters>(body: RequestBody, name: Name): Parameters[Name] | undefined {
  const parse: (value: unknown) => Parameters[Name] | undefined = parameters[name] as never;
  for (const key of [name, ...(aliases[name] ?? [])]) {
    const value = parse(body[key]);
    if (value !== undefined) return value;
  }
  return undefined;
}

const readElsewhere = new Set([
  ...parameterNames,
  ...Object.values(aliases).flat(),
  ...['model', 'modelId', 'messages', 'input', 'prompt', 'inputText', 'message', 'chat_history'],
  ...['system', 'instructions', 'preamble', 'tools', 'functions', 'tool_choice', 'toolChoice', 'function_call'],
  ...['response_format', 'conversation'],
  // A response that repeats its request has these beside it.
  ...['id', 'object', 'created_at', 'status'],
]);

/** Parameters that no other function here reads. */
export const otherParameters = (body: RequestBody): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !readElsewhere.has(name)));
