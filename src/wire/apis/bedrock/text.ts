import { asNumber, asText, compact, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { Api, Folder } from '../api';
import { allChoices, fieldsOfChoices, reasonIn, withFinishReason } from '../fields/choices';
import type { Growth } from '../fields/growth';
import { readParameters } from '../fields/parameters';
import { assign, Indexed, type Writable } from '../fields/stream';
import { sum } from '../fields/usage';
import { imageParts } from '../ollama/messages';
import { readError } from './converse';

/**
 * Models on Bedrock that continue a text: Titan, Llama, Mistral, DeepSeek, and what came before chat of Anthropic, Cohere and
 * AI21; and those of a profile whose id does not name its maker, which may answer images. They differ in names only, so that one
 * reader knows them all.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
 */
export const bedrockText: Api = {
  operation: 'text_completion',
  provider: 'aws.bedrock',
  // An app's own model has no maker in its name.
  recognises: ({ model, prompt, inputText }) => typeof (prompt ?? inputText) === 'string' && /[.:]/.test(String(model)),
  answers: (body) => generationsIn(body).length > 0 || imageParts(body['images']).length > 0,
  readRequest,
  readResponse,
  readError,
  fold,
};

function readRequest(body: JsonRecord): ModelRequest {
  const { model, prompt, inputText, images, textGenerationConfig: config, ...fields } = compact(body);
  return {
    model: asText(model),
    messages: [{ role: 'user', parts: [{ type: 'text', content: prompt ?? inputText }, ...imageParts(images)] }],
    ...readParameters({ ...fields, ...fieldsOf(config) }),
  };
}

interface Generation {
  readonly text: string | undefined;
  readonly reason: string | undefined;
}

/** Fields whose list is the generations, by family; Llama's and Claude 2's responses are a generation themselves. */
const lists = ['results', 'outputs', 'choices', 'generations', 'completions'] as const;

const listIn = (body: JsonRecord): readonly JsonRecord[] =>
  lists.map((name) => recordsOf(body[name])).find((list) => list.length > 0) ?? [body];

function readGeneration(body: JsonRecord): Generation {
  const text = body['outputText'] ?? body['generation'] ?? body['completion'] ?? body['text'];
  const reason = body['completionReason'] || body['stop_reason'] || body['finish_reason'] || body['finishReason'];
  return {
    text: asText(text) ?? asText(fieldsOf(body['data'])['text']),
    reason: reasonIn(reason) ?? reasonIn(fieldsOf(reason)['reason']),
  };
}

const generationsIn = (body: JsonRecord): readonly Generation[] =>
  listIn(body)
    .map(readGeneration)
    .filter(({ text, reason }) => text !== undefined || reason !== undefined);

/** What is read elsewhere, by any family's name: of the response, and of each of its generations. */
const readOfAll =
  'outputText generation completion text completionReason stop_reason finish_reason inputTextTokenCount ' +
  'prompt_token_count totalOutputTextTokenCount generation_token_count usage id model prompt error message index ' +
  'is_finished images';
const readOfEach = 'outputText text data completionReason stop_reason finish_reason finishReason tokenCount index';

function readResponse(body: JsonRecord): ModelResponse {
  const list = listIn(body);
  const messages = generationsIn(body).map(({ text, reason }) =>
    withFinishReason({ role: 'assistant', parts: text === undefined ? [] : [{ type: 'text', content: text }] }, reason),
  );
  const images = imageParts(body['images']);
  return {
    id: asText(body['id']),
    model: asText(body['model']),
    ...allChoices(images.length > 0 ? [{ role: 'assistant', parts: images }] : messages),
    attributes: countsIn(body),
    extra: {
      ...compact(without(body, ...lists, ...readOfAll.split(' '))),
      ...(list[0] === body ? {} : fieldsOfChoices(list, ...readOfEach.split(' '))),
    },
  };
}

function countsIn(body: JsonRecord): JsonRecord {
  const { prompt_tokens: input, completion_tokens: output } = fieldsOf(body['usage']);
  const firstNumber = (...counts: readonly unknown[]): unknown => counts.find((count) => typeof count === 'number');
  return compact({
    'gen_ai.usage.input_tokens': firstNumber(body['inputTextTokenCount'], body['prompt_token_count'], input),
    'gen_ai.usage.output_tokens': firstNumber(
      body['totalOutputTextTokenCount'],
      body['generation_token_count'],
      output,
      sum(...recordsOf(body['results']).map(({ tokenCount }) => tokenCount)),
    ),
  });
}

/** Each chunk is a response with a piece of the text; counts and reasons are those of the last chunk that has them. */
function fold(growth: Growth): Folder {
  const body: Writable = {};
  const generations = new Indexed<{ text: string; reason: string | undefined }>(
    () => ({ text: '', reason: undefined }),
    growth,
  );
  return {
    push(_event, chunk) {
      assign(body, compact(without(chunk, ...lists)), growth);
      for (const [at, { text, reason }] of generationsIn(chunk).entries()) {
        const generation = generations.at(asNumber(chunk['index']) ?? at);
        generation.text = growth.joined(generation.text, text ?? '');
        generation.reason = reason ?? generation.reason;
      }
    },
    result() {
      const all = generations.inOrder() ?? [];
      return {
        body: { ...body, generations: all.map(({ text, reason }) => compact({ text, finish_reason: reason })) },
        complete: all.length > 0 && all.every(({ reason }) => reason !== undefined),
      };
    },
  };
}
