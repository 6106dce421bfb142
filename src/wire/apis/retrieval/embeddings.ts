import { asList, asText, compact, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Message } from '../../exchange';
import type { Api } from '../api';
import { images, said, texts, values } from '../fields/parts';
import { isTexts } from '../fields/turns';
import { readMessage } from '../openai/messages';
import { readUsage } from '../openai/usage';
import { task } from '../task';

/*
 * Vectors of what has another form than OpenAI's: Voyage's of pictures and films and of parts of documents, Pinecone's, Nomic's, those of
 * Text Embeddings Inference. The vectors are not recorded.
 */

const embedding = {
  operation: 'embeddings',
  output: {},
  silent: ['data', 'embeddings', 'list', 'vector_type'],
  usage: (body: JsonRecord) => {
    const counts = readUsage(fieldsOf(body['usage']));
    return { ...compact({ 'gen_ai.usage.input_tokens': counts['gen_ai.usage.total_tokens'] }), ...counts };
  },
} as const;

/** Each input is a message of its own: a text, an object with one, or parts. */
const inputsIn = (value: unknown): readonly Message[] =>
  (asList(value) ?? [value]).flatMap((input) => {
    const parts = recordsOf(fieldsOf(input)['content']);
    if (parts.length > 0) return [readMessage({ role: 'user', content: parts.map(asUrl) })];
    return said('user', texts(input));
  });

/** Voyage has base64 in a part of its own type. */
const asUrl = ({ type, image_base64: data, video_base64: film, ...part }: JsonRecord): JsonRecord =>
  (data ?? film) === undefined ? { type, ...part } : { type: 'image_url', image_url: { url: data ?? film } };

const hasVectors = ({ data, embeddings }: JsonRecord): boolean =>
  Array.isArray(embeddings) ||
  recordsOf(data).some(
    (each) => (each['embedding'] ?? each['values'] ?? each['sparse_values'] ?? each['data']) !== undefined,
  );

const isVector = (value: unknown): boolean =>
  typeof asList(value)?.[0] === 'number' || fieldsOf(asList(value)?.[0])['value'] !== undefined;

export const otherEmbeddings: readonly Api[] = [
  task({
    ...embedding,
    provider: 'voyageai',
    at: /\/(?:multimodal|contextualized)embeddings$/,
    ownPath: /\/v1\/(?:multimodal|contextualized)embeddings$/,
    input: { inputs: texts },
    messages: ({ inputs }) => inputsIn(inputs),
    asks: ({ inputs, model }) => typeof model === 'string' && Array.isArray(inputs),
    answers: hasVectors,
  }),
  task({
    ...embedding,
    provider: 'pinecone',
    at: /\/embed$/,
    around: ['parameters'],
    input: { inputs: texts },
    messages: ({ inputs }) => inputsIn(inputs),
    asks: ({ inputs, model }) => typeof model === 'string' && recordsOf(inputs).some(({ text }) => asText(text)),
    answers: ({ data, model }) => typeof model === 'string' && hasVectors({ data }),
  }),
  task({
    ...embedding,
    provider: 'nomic',
    at: /\/v1\/embedding\/(?:text|image)$/,
    input: { texts, images, urls: images },
    messages: ({ texts: all, images: files, urls }) => [
      ...inputsIn(all ?? []),
      ...[...images(files), ...images(urls)].map((part): Message => ({ role: 'user', parts: [part] })),
    ],
    answers: hasVectors,
  }),
  task({
    ...embedding,
    provider: 'huggingface',
    at: /\/embed(?:_all|_sparse)?$/,
    lists: true,
    input: { inputs: texts },
    messages: ({ inputs }) => inputsIn(inputs),
    asks: ({ inputs, model }) => model === undefined && isTexts(inputs),
    answers: ({ list }) => isVector(asList(list)?.[0]) || isVector(asList(asList(list)?.[0])?.[0]),
  }),
  task({
    operation: 'classification',
    provider: 'cohere',
    at: /\/classify$/,
    input: { inputs: texts, input: texts, examples: values('examples') },
    output: { classifications: values('classifications'), data: values('classifications') },
    asks: ({ inputs, input }) => isTexts(inputs ?? input) || recordsOf(input).length > 0,
    answers: ({ classifications, data }) =>
      [...recordsOf(classifications), ...recordsOf(data)].some(
        (each) => (each['prediction'] ?? each['predictions'] ?? each['probs']) !== undefined,
      ),
  }),
];
