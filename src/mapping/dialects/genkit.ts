import type { Json, JsonObject } from '../../json/json';
import { isJsonObject, isList } from '../../json/json';
import { all, type Members, restOf } from '../../json/leftovers';
import { requestReads, usageReaders } from '../api-bodies/body-readers';
import { requestBody } from '../api-bodies/request-body';
import { finishReasons, responseId, responseModel } from '../api-bodies/response-body';
import { retoldFields } from '../api-bodies/response-fields';
import type { UsageBody } from '../api-bodies/usage-body';
import type { Message } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { readObject } from '../read/content';
import { asCount, asText, attribute, content, gathered } from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import { perSpan } from '../span/memo-per-span';
import type { SpanView } from '../span/span-view';
import type { Dialect } from './dialect';

const asked = 'genkit:input';
const answered = 'genkit:output';

const input = perSpan((span) => readObject(span.attributes[asked], span));

const request = perSpan((span) => {
  const body = input(span);
  if (body === undefined) return undefined;
  const { messages, input: embedded, tools, toolChoice, output, config, options, docs } = body;
  return requestBody(
    { messages: messages ?? embedded, tools, tool_choice: toolChoice, response_format: formatOf(output), docs },
    isJsonObject(config) ? config : isJsonObject(options) ? options : undefined,
  );
});

const response = perSpan((span) => readObject(span.attributes[answered], span) ?? {});

/** What the model's API answered. */
const raw = perSpan((span): JsonObject => {
  const { raw: body, custom } = response(span);
  return isJsonObject(body) ? body : isJsonObject(custom) ? custom : {};
});

/**
 * Genkit: everything in the two JSON texts of an action's input and output. Its own words for what was said; what the API
 * answered for the rest, where the model's plugin passes that on.
 */
export const genkit: Dialect = {
  name: 'genkit',
  isModelCall,
  reads: {
    ...requestReads([asked], request),
    ...usageReaders([answered], usageOf),
    provider: attribute((value) => nameParts(value)?.[0])('genkit:name'),
    requestModel: attribute((value) => nameParts(value)?.[1])('genkit:name'),
    responseModel: gathered({ attributes: [answered] }, (span) => {
      const body = raw(span);
      return responseModel(body) ?? asText(body['modelVersion']);
    }),
    responseId: gathered({ attributes: [answered] }, (span) => {
      const body = raw(span);
      return responseId(body) ?? asText(body['responseId']);
    }),
    output: content(gathered({ attributes: [answered] }, outputOf)),
    finishReasons: gathered({ attributes: [answered] }, reasonsOf),
  },
  rests: {
    [asked]: (span) => restOf(input(span), requestFields),
    [answered]: (span) => restOf(response(span), fields),
  },
  providers: { googleai: 'gcp.gemini', vertexai: 'gcp.vertex_ai' },
};

const fields: Members = {
  ...all('message', 'embeddings', 'finishReason', 'request'),
  candidates: all('message', 'finishReason', 'index'),
  usage: all('inputTokens', 'outputTokens', 'totalTokens', 'cachedContentTokens', 'thoughtsTokens'),
  raw: retoldFields,
  custom: retoldFields,
};
const requestFields: Members = {
  ...all('messages', 'input', 'tools', 'toolChoice', 'config', 'options', 'docs'),
  output: all('format', 'contentType', 'schema'),
};

function isModelCall(attributes: Attributes): boolean | undefined {
  if (attributes['genkit:type'] === undefined) return undefined;
  const kind = attributes['genkit:metadata:subtype'];
  return kind === 'model' || kind === 'embedder';
}

/** `googleai/gemini-2.5-flash`: the plugin, and the model's own name, which may have slashes too. */
function nameParts(value: unknown): readonly [plugin: string | undefined, model: string] | undefined {
  const name = asText(value);
  if (name === undefined) return undefined;
  const slash = name.indexOf('/');
  return slash === -1 ? [undefined, name] : [name.slice(0, slash), name.slice(slash + 1)];
}

function formatOf(output: Json | undefined): JsonObject | undefined {
  if (!isJsonObject(output)) return undefined;
  const { format, contentType, schema } = output;
  if (isJsonObject(schema)) return { type: 'json_schema', json_schema: { schema } };
  if (format === 'json' || contentType === 'application/json') return { type: 'json_object' };
  return format === 'text' ? { type: 'text' } : undefined;
}

/** Before version 1 there was a list of candidates. */
const candidatesOf = ({ candidates, message }: JsonObject): readonly JsonObject[] =>
  isList(candidates) ? candidates.filter(isJsonObject) : isJsonObject(message) ? [{ message }] : [];

/** An embedder's answer is vectors, and those are left out. */
function outputOf(span: SpanView): readonly Message[] | undefined {
  if (response(span)['embeddings'] !== undefined) return [];
  const messages = candidatesOf(response(span)).flatMap(({ message }) => messagesFrom(message ?? null, 'assistant'));
  return messages.length === 0 ? undefined : messages;
}

/** Genkit's own word is `stop` for tool calls, too. */
function reasonsOf(span: SpanView): readonly string[] | undefined {
  const { candidates } = raw(span);
  const geminis = isList(candidates) ? candidates.filter(isJsonObject) : [];
  const own = [response(span), ...candidatesOf(response(span))];
  const said = [...geminis, ...own].flatMap(({ finishReason }) => asText(finishReason) ?? []);
  return finishReasons(raw(span)) ?? (said.length === 0 ? undefined : said.slice(0, Math.max(1, geminis.length)));
}

function usageOf(span: SpanView): UsageBody | undefined {
  const { usage } = response(span);
  const counted = raw(span)['usage'];
  if (isJsonObject(counted)) return counted;
  if (!isJsonObject(usage)) return undefined;
  const { inputTokens, outputTokens, totalTokens, cachedContentTokens, thoughtsTokens } = usage;
  const [input = 0, output = 0, thoughts = 0] = [inputTokens, outputTokens, thoughtsTokens].map(asCount);
  // Gemini counts thoughts beside what was written; others among it.
  const isBeside = thoughts > 0 && asCount(totalTokens) === input + output + thoughts;
  return {
    prompt_tokens: inputTokens,
    completion_tokens: isBeside ? output + thoughts : outputTokens,
    total_tokens: totalTokens,
    prompt_tokens_details: { cached_tokens: cachedContentTokens },
    completion_tokens_details: { reasoning_tokens: thoughtsTokens },
  };
}
