import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList, objectOf } from '../../json/json';
import { all, type WrittenMembers } from '../../json/leftovers';
import { asCount } from '../read/reader';
import { type RequestBody, requestBody } from './request-body';
import type { UsageBody } from './usage-body';

/** A request to Gemini with its settings, by the names that other APIs have for them. */
export function geminiRequest({ model, contents, config }: JsonObject): RequestBody {
  const {
    systemInstruction,
    tools,
    toolConfig,
    candidateCount,
    responseMimeType,
    responseSchema,
    responseJsonSchema,
    ...settings
  } = objectOf(config);
  return requestBody({
    model,
    messages: contents,
    system: isJsonObject(systemInstruction) ? systemInstruction['parts'] : systemInstruction,
    tools,
    tool_choice: toolChoice(toolConfig),
    n: candidateCount,
    response_format: responseFormat(responseMimeType, responseJsonSchema ?? responseSchema),
    ...settings,
  });
}

function toolChoice(toolConfig: Json | undefined): Json | undefined {
  const { mode, allowedFunctionNames: allowed } = objectOf(objectOf(toolConfig)['functionCallingConfig']);
  return isList(allowed) && allowed.length === 1 ? allowed[0] : mode;
}

function responseFormat(mimeType: Json | undefined, schema: Json | undefined): JsonObject | undefined {
  if (schema !== undefined) return { type: 'json_schema', json_schema: { schema } };
  if (mimeType === 'application/json') return { type: 'json_object' };
  return mimeType === 'text/plain' ? { type: 'text' } : undefined;
}

/** Gemini's counts in OpenAI's form, which include thoughts in the output and the input of Gemini's own tools in the prompt. */
export function geminiUsage(usage: JsonObject): UsageBody {
  const thoughts = asCount(usage['thoughtsTokenCount']);
  return {
    prompt_tokens: sum(asCount(usage['promptTokenCount']), asCount(usage['toolUsePromptTokenCount'])),
    completion_tokens: sum(asCount(usage['candidatesTokenCount'] ?? usage['responseTokenCount']), thoughts),
    total_tokens: usage['totalTokenCount'],
    prompt_tokens_details: { cached_tokens: usage['cachedContentTokenCount'] },
    completion_tokens_details: { reasoning_tokens: thoughts },
  };
}

/** The members of Gemini's answer that are read. */
export const geminiMembers: WrittenMembers = {
  ...all('modelVersion', 'responseId'),
  candidates: all('content', 'finishReason', 'index'),
  usageMetadata: all(
    ...['promptTokenCount', 'toolUsePromptTokenCount', 'candidatesTokenCount', 'responseTokenCount'],
    ...['thoughtsTokenCount', 'totalTokenCount', 'cachedContentTokenCount'],
  ),
};

const sum = (count: number | undefined, more = 0): number | undefined =>
  count === undefined && more === 0 ? undefined : (count ?? 0) + more;
