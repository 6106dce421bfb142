import { asList, asNumber, asRecord, asText, compact, fieldsOf, type JsonRecord } from '../../../json/json-record';

const asFlag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

/** A text alone is a list of one. */
export function asTexts(value: unknown): readonly string[] | undefined {
  const list = typeof value === 'string' ? [value] : asList(value);
  return list?.every((each) => typeof each === 'string') ? (list as readonly string[]) : undefined;
}

/** The id of a thing that is given by its id alone or as an object. */
export const asId = (value: unknown): string | undefined => asText(value) ?? asText(fieldsOf(value)['id']);

/** By attribute of the conventions: the type of its value, and all providers' names for the parameter. Some take two lines. */
const parameters: readonly (readonly [attribute: string, read: (value: unknown) => unknown, names: string])[] = [
  ['gen_ai.request.temperature', asNumber, 'temperature'],
  ['gen_ai.request.top_p', asNumber, 'top_p topP p'],
  ['gen_ai.request.top_k', asNumber, 'top_k topK k'],
  ['gen_ai.request.max_tokens', asNumber, 'max_tokens max_completion_tokens max_output_tokens maxOutputTokens'],
  ['gen_ai.request.max_tokens', asNumber, 'maxTokens maxTokenCount max_new_tokens max_gen_len num_predict'],
  ['gen_ai.request.max_tokens', asNumber, 'max_tokens_to_sample'],
  ['gen_ai.request.stop_sequences', asTexts, 'stop stop_sequences stopSequences'],
  ['gen_ai.request.frequency_penalty', asNumber, 'frequency_penalty frequencyPenalty'],
  ['gen_ai.request.presence_penalty', asNumber, 'presence_penalty presencePenalty'],
  ['gen_ai.request.seed', asNumber, 'seed random_seed'],
  ['gen_ai.request.choice.count', asNumber, 'n candidateCount num_generations numResults'],
  ['gen_ai.request.stream', asFlag, 'stream'],
  ['gen_ai.request.reasoning.level', asText, 'reasoning_effort effort think thinkingLevel'],
  ['gen_ai.request.encoding_formats', asTexts, 'encoding_format embedding_types embeddingTypes'],
  ['gen_ai.embeddings.dimension.count', asNumber, 'dimensions output_dimension outputDimensionality'],
  ['gen_ai.embeddings.dimension.count', asNumber, 'outputEmbeddingLength'],
  ['gen_ai.request.previous_response.id', asText, 'previous_response_id'],
  ['gen_ai.conversation.id', asId, 'conversation conversation_id'],
  ['gen_ai.agent.id', asText, 'agent_id'],
];

const byName = new Map(
  parameters.flatMap(([attribute, read, names]) => names.split(' ').map((name) => [name, { attribute, read }])),
);

const outputTypes = new Map<unknown, string>([
  ['text', 'text'],
  ['json_object', 'json'],
  ['json_schema', 'json'],
]);

export interface ReadParameters {
  /** Attributes of the conventions, by full name. */
  readonly attributes: JsonRecord;
  /** What the conventions have no attribute for, or a second value for one: by its own name. */
  readonly extra: JsonRecord;
}

/**
 * @param fields of a request, with `response_format` in OpenAI's form
 * @param known attributes that the fields do not replace
 */
export function readParameters(fields: JsonRecord, known: JsonRecord = {}): ReadParameters {
  const outputType = outputTypes.get(fieldsOf(fields['response_format'])['type']);
  const attributes: Record<string, unknown> = compact({ 'gen_ai.output.type': outputType, ...known });
  const extra: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(compact(fields))) {
    const { attribute, read } = byName.get(name) ?? {};
    const parameter = attribute === undefined || attribute in attributes ? undefined : read?.(value);
    if (attribute === undefined || parameter === undefined) extra[name] = value;
    else attributes[attribute] = parameter;
  }
  return { attributes, extra };
}

/** OpenAI's chat has a schema with its name in an object of its own; others have them beside the type. */
export function chatFormat(value: unknown): JsonRecord | undefined {
  const format = asRecord(value);
  if (format?.['type'] !== 'json_schema') return format;
  const { type, ...json_schema } = format;
  return { type, json_schema };
}

/** The choice of the one tool that has to be called, as OpenAI writes it. */
export const forcedTool = (name: unknown): JsonRecord => ({ type: 'function', function: { name } });
