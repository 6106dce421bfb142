import {
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  recoverJson,
  without,
  withoutNullish,
} from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { ServerEvent } from '../../http/sse';
import type { Api, Folded } from '../api';
import { fieldsOfChoices } from '../fields/choices';
import { asTexts, type Parameter, readParameters } from '../fields/parameters';
import { imageParts } from '../ollama/messages';
import { readError } from './converse';

/**
 * Models on Bedrock that continue a text: Titan, Llama, Mistral, DeepSeek, and what came before chat of Anthropic, Cohere and
 * AI21. They differ in names only, so that one reader knows them all.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
 */
export const bedrockText: Api = {
  operation: 'text_completion',
  provider: 'aws.bedrock',
  recognises: ({ prompt, inputText }) => typeof (prompt ?? inputText) === 'string',
  readRequest,
  readResponse,
  readError,
  fold,
};

const named = (
  attribute: string,
  read: Parameter[1],
  ...names: readonly string[]
): Readonly<Record<string, Parameter>> => Object.fromEntries(names.map((name) => [name, [attribute, read]]));

const parameters: Readonly<Record<string, Parameter>> = {
  ...named('gen_ai.request.temperature', asNumber, 'temperature'),
  ...named('gen_ai.request.top_p', asNumber, 'top_p', 'topP', 'p'),
  ...named('gen_ai.request.top_k', asNumber, 'top_k', 'topK', 'k'),
  ...named(
    'gen_ai.request.max_tokens',
    asNumber,
    ...['max_tokens', 'maxTokens', 'max_gen_len', 'maxTokenCount', 'max_tokens_to_sample'],
  ),
  ...named('gen_ai.request.stop_sequences', asTexts, 'stop', 'stop_sequences', 'stopSequences'),
  ...named('gen_ai.request.choice.count', asNumber, 'num_generations', 'numResults'),
  ...named('gen_ai.request.seed', asNumber, 'seed'),
};

function readRequest(body: JsonRecord): ModelRequest {
  const { model, prompt, inputText, images, textGenerationConfig: config, ...fields } = withoutNullish(body);
  return {
    model: asText(model),
    messages: [{ role: 'user', parts: [{ type: 'text', content: prompt ?? inputText }, ...imageParts(images)] }],
    ...readParameters({ ...fields, ...asRecord(config) }, parameters),
  };
}

interface Generation {
  readonly text: string | undefined;
  readonly reason: string | undefined;
}

/** Fields whose list is the generations, by family; Llama's and Claude 2's answers are a generation themselves. */
const lists = ['results', 'outputs', 'choices', 'generations', 'completions'] as const;

const listIn = (body: JsonRecord): readonly JsonRecord[] =>
  lists.map((name) => recordsOf(body[name])).find((list) => list.length > 0) ?? [body];

function readGeneration(body: JsonRecord): Generation {
  const text = body['outputText'] ?? body['generation'] ?? body['completion'] ?? body['text'];
  const reason = body['completionReason'] ?? body['stop_reason'] ?? body['finish_reason'] ?? body['finishReason'];
  return {
    text: asText(text) ?? asText(asRecord(body['data'])?.['text']),
    reason: asText(reason) ?? asText(asRecord(reason)?.['reason']),
  };
}

const generationsIn = (body: JsonRecord): readonly Generation[] =>
  listIn(body)
    .map(readGeneration)
    .filter(({ text, reason }) => text !== undefined || reason !== undefined);

/** What was read, by any family's name. */
const read = [
  ...lists,
  ...['outputText', 'generation', 'completion', 'text', 'completionReason', 'stop_reason', 'finish_reason'],
  ...['inputTextTokenCount', 'prompt_token_count', 'totalOutputTextTokenCount', 'generation_token_count', 'usage'],
  ...['id', 'model', 'prompt', 'error', 'message', 'index', 'is_finished'],
];

const readOfEach = [
  ...['outputText', 'text', 'data', 'completionReason', 'stop_reason', 'finish_reason', 'finishReason'],
  ...['tokenCount', 'index'],
];

function readResponse(body: JsonRecord): ModelResponse {
  const list = listIn(body);
  const generations = generationsIn(body);
  const reasons = generations.flatMap(({ reason }) => reason ?? []);
  return {
    id: asText(body['id']),
    model: asText(body['model']),
    messages: generations.map(({ text, reason }) => ({
      role: 'assistant',
      parts: text === undefined ? [] : [{ type: 'text', content: text }],
      ...withoutNullish({ finish_reason: reason }),
    })),
    finishReasons: reasons.length === 0 ? undefined : reasons,
    attributes: withoutNullish({
      'gen_ai.usage.input_tokens': inputCount(body),
      'gen_ai.usage.output_tokens': outputCount(body),
    }),
    extra: {
      ...withoutNullish(without(body, ...read)),
      ...(list[0] === body ? {} : fieldsOfChoices(list, ...readOfEach)),
    },
  };
}

const inputCount = (body: JsonRecord): number | undefined =>
  asNumber(body['inputTextTokenCount']) ??
  asNumber(body['prompt_token_count']) ??
  asNumber(asRecord(body['usage'])?.['prompt_tokens']);

function outputCount(body: JsonRecord): number | undefined {
  const known =
    asNumber(body['totalOutputTextTokenCount']) ??
    asNumber(body['generation_token_count']) ??
    asNumber(asRecord(body['usage'])?.['completion_tokens']);
  const counts = recordsOf(body['results']).flatMap(({ tokenCount }) => asNumber(tokenCount) ?? []);
  return known ?? (counts.length === 0 ? undefined : counts.reduce((one, other) => one + other));
}

/** Each chunk is an answer with a piece of the text; counts and reasons are those of the last chunk that has them. */
function fold(events: readonly ServerEvent[]): Folded {
  let body: JsonRecord = {};
  const generations: Generation[] = [];
  for (const { data } of events) {
    const chunk = asRecord(recoverJson(data)) ?? {};
    body = { ...body, ...withoutNullish(without(chunk, ...lists)) };
    for (const [at, { text, reason }] of generationsIn(chunk).entries()) {
      const index = asNumber(chunk['index']) ?? at;
      const before = generations[index];
      generations[index] = { text: (before?.text ?? '') + (text ?? ''), reason: reason ?? before?.reason };
    }
  }
  return {
    body: {
      ...body,
      generations: generations.map(({ text, reason }) => withoutNullish({ text, finish_reason: reason })),
    },
    complete: generations.length > 0 && generations.every(({ reason }) => reason !== undefined),
  };
}
