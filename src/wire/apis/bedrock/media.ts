import { asList, asText, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Part } from '../../exchange';
import type { Api } from '../api';
import { withFinishReason } from '../fields/choices';
import { audio, documents, images, partsOf, texts, videos } from '../fields/parts';
import { foldPieces } from '../fields/pieces';
import { jobs } from '../jobs';
import { type Fields, task } from '../task';

/* Models on Bedrock of pictures, films and vectors of them. https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html */

/** Amazon's models have an object for each kind of task, which ends so. */
const paramsIn = (body: JsonRecord): readonly JsonRecord[] =>
  Object.keys(body).flatMap((name) => (/Params$/.test(name) ? [fieldsOf(body[name])] : []));

/** Where media are: in base64, or in a bucket. */
const bytesOf = (value: unknown): unknown => {
  const { source, bytes, base64String, s3Location } = fieldsOf(value);
  return source === undefined ? (bytes ?? base64String ?? fieldsOf(s3Location)['uri'] ?? value) : bytesOf(source);
};

const amazonParts = (body: JsonRecord): readonly Part[] =>
  paramsIn(body).flatMap((params) => [
    ...texts(fieldsOf(params['text'])['value'] ?? params['text']),
    ...texts(params['negativeText']),
    ...images(bytesOf(params['image'] ?? params['conditionImage'] ?? params['sourceImage'])),
    ...recordsOf(params['images']).flatMap((each) => images(bytesOf(each))),
    ...images(
      Array.isArray(params['images']) ? params['images'].filter((each) => typeof each === 'string') : undefined,
    ),
    ...images(params['maskImage'] ?? params['referenceImage']),
    ...videos(bytesOf(params['video'])),
  ]);

const said = (parts: readonly Part[]) => (parts.length === 0 ? undefined : [{ role: 'user', parts }]);

const shared = {
  provider: 'aws.bedrock',
  operation: 'generate_content',
  at: /\/invoke(?:-with-response-stream)?$/,
} as const;
const isEmbedding = ({ taskType }: JsonRecord): boolean => /EMBEDDING/.test(String(taskType));

/** Stability's: the older models have `text_prompts`, and answer with `artifacts`. */
const stabilityInput: Fields = {
  text_prompts: (value) => texts(recordsOf(value).map(({ text }) => text)),
  ...{ prompt: texts, negative_prompt: texts, search_prompt: texts, select_prompt: texts },
  ...{ image: images, init_image: images, mask: images, mask_image: images, style_image: images },
};

/** What was filtered has a reason instead of a picture. */
function stabilityAnswer({ artifacts, images: pictures, finish_reasons: reasons }: JsonRecord) {
  const parts = [...images(artifacts), ...images(pictures)];
  const reason = asList(reasons)?.find((each) => typeof each === 'string');
  return parts.length === 0 && reason === undefined ? [] : [withFinishReason({ role: 'assistant', parts }, reason)];
}

export const bedrockMedia: readonly Api[] = [
  task({
    ...shared,
    input: {},
    asks: (body) => typeof body['taskType'] === 'string' && !isEmbedding(body) && amazonParts(body).length > 0,
    messages: (body) => said(amazonParts(body)),
    around: ['imageGenerationConfig', 'videoGenerationConfig'],
    output: { images },
    attributes: { 'gen_ai.output.type': 'image' },
  }),
  task({
    ...shared,
    operation: 'embeddings',
    input: {},
    asks: (body) => isEmbedding(body) && amazonParts(body).length > 0,
    messages: (body) => said(amazonParts(body)),
    output: {},
    answers: ({ embeddings }) => recordsOf(embeddings).length > 0,
    silent: ['embeddings'],
  }),
  task({
    ...shared,
    operation: 'embeddings',
    input: {},
    asks: (body) => marengoParts(body).length > 0,
    messages: (body) => said(marengoParts(body)),
    output: {},
    answers: ({ data }) => recordsOf(data).some(({ embedding }) => embedding !== undefined),
    silent: ['data'],
  }),
  task({
    ...shared,
    input: stabilityInput,
    asks: (body) =>
      (body['text_prompts'] !== undefined || /stability\./.test(String(body['model']))) &&
      partsOf(body, stabilityInput).length > 0,
    output: { artifacts: images, images, finish_reasons: () => [] },
    answer: stabilityAnswer,
    silent: ['result'],
    attributes: { 'gen_ai.output.type': 'image' },
  }),
  // TwelveLabs'.
  task({
    ...shared,
    input: { inputPrompt: texts, mediaSource: (value) => videos(bytesOf(value)) },
    asks: ({ mediaSource, inputPrompt }) => mediaSource !== undefined && typeof inputPrompt === 'string',
    output: { message: texts },
    answers: ({ message, finishReason }) => typeof message === 'string' && finishReason !== undefined,
    fold: foldPieces(['message'], ({ finishReason }) => typeof finishReason === 'string'),
  }),
];

/** TwelveLabs' vectors: what they are of is in an object of its kind, or beside it. */
const marengoParts = (body: JsonRecord): readonly Part[] => {
  const kind = asText(body['inputType']);
  if (kind === undefined) return [];
  const { inputText, mediaSource } = { ...body, ...fieldsOf(body[kind]) };
  const read = kind.endsWith('image') ? images : kind === 'audio' ? audio : videos;
  return [...texts(inputText), ...read(bytesOf(mediaSource))];
};

/** Jobs whose results are put into a bucket: of Nova Reel, Luma, TwelveLabs. */
export const bedrockAsync: readonly Api[] = [
  jobOf('embeddings', (input) => isEmbedding(input) || marengoParts(input).length > 0),
  jobOf('generate_content', () => true),
];

function jobOf(operation: string, isOne: (input: JsonRecord) => boolean): Api {
  return task({
    provider: 'aws.bedrock',
    operation,
    at: /\/async-invoke$/,
    ownPath: /\/async-invoke$/,
    asks: ({ modelId, modelInput }) =>
      typeof modelId === 'string' && typeof modelInput === 'object' && isOne(fieldsOf(modelInput)),
    input: { modelInput: texts },
    messages: ({ modelInput }) => {
      const input = fieldsOf(modelInput);
      const { prompt, inputPrompt, keyframes } = input;
      const frames = Object.values(fieldsOf(keyframes)).flatMap((each) => images(bytesOf(each)));
      return said([...texts(prompt ?? inputPrompt), ...amazonParts(input), ...marengoParts(input), ...frames]);
    },
    model: ({ modelId }) => asText(modelId),
    output: { outputDataConfig: (value) => documents(fieldsOf(fieldsOf(value)['s3OutputDataConfig'])['s3Uri']) },
    answers: ({ invocationArn: arn }) => /:async-invoke\//.test(String(arn)),
    silent: ['modelArn', 'clientRequestToken', 'submitTime', 'lastModifiedTime', 'endTime'],
    later: jobs({
      id: 'invocationArn',
      ended: /^(?:Completed|Failed)$/,
      at: (arn) => arn,
      key: (arn) => `/async-invoke/${encodeURIComponent(arn)}`,
      times: ['submitTime', 'endTime'],
    }),
  });
}
