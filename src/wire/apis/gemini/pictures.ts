import { asText, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Part } from '../../exchange';
import type { Api } from '../api';
import { images, texts, videos } from '../fields/parts';
import { jobs } from '../jobs';
import { task } from '../task';
import { modelIn, onVertexToo } from './generate-content';

/* Google's models of pictures, films and music. https://ai.google.dev/api/models#method:-models.predict */

const made = /\/models\/(?:imagen|imagegeneration|veo|lyria|virtual-try-on)[^/]*:predict(?:LongRunning)?$/;

const first = ({ instances }: JsonRecord): JsonRecord => recordsOf(instances)[0] ?? {};

const shared = {
  operation: 'generate_content',
  provider: 'gcp.gemini',
  model: (_: JsonRecord, path: string) => modelIn(path),
  around: ['parameters'],
  messages: (body: JsonRecord) => {
    const {
      prompt,
      negative_prompt: negative,
      image,
      lastFrame,
      video,
      referenceImages,
      personImage,
      productImages,
    } = first(body);
    const parts: readonly Part[] = [
      ...texts(prompt),
      ...texts(negative),
      ...[image, lastFrame, fieldsOf(personImage)['image']].flatMap(images),
      ...[...recordsOf(referenceImages), ...recordsOf(productImages)].flatMap((each) =>
        images(each['referenceImage'] ?? each['image']),
      ),
      ...videos(video),
    ];
    return parts.length === 0 ? [] : [{ role: 'user', parts }];
  },
  input: { instances: texts },
} as const;

const contents = ['bytesBase64Encoded', 'gcsUri', 'audioContent'];

const predicted = task({
  ...shared,
  at: /:predict$/,
  ownPath: made,
  asks: (body, path) => made.test(path) && shared.messages(body).length > 0,
  output: { predictions: images },
  // What was filtered has a reason in place of a picture.
  answers: ({ predictions }) =>
    recordsOf(predictions).some((each) => [...contents, 'raiFilteredReason'].some((name) => each[name] !== undefined)),
});

/** Of a job, in the form of either API. */
function filmsIn(body: JsonRecord): readonly Part[] {
  const { generateVideoResponse, videos: onVertex, generatedVideos } = fieldsOf(body['response']);
  const samples = recordsOf(fieldsOf(generateVideoResponse)['generatedSamples'] ?? generatedVideos);
  return [...samples.flatMap(({ video }) => videos(video)), ...recordsOf(onVertex).flatMap(videos)];
}

const isJob = (name: unknown): boolean => /\/operations\//.test(asText(name) ?? '');

const filmed = task({
  ...shared,
  at: made,
  ownPath: made,
  output: {},
  answer: (body) => {
    const parts = filmsIn(body);
    return parts.length === 0 ? [] : [{ role: 'assistant', parts }];
  },
  answers: ({ name }) => isJob(name),
  silent: ['name', 'done', 'response', 'metadata'],
  later: jobs({
    id: 'name',
    status: 'done',
    ended: ({ done }) => done === true,
    at: () => '',
    key: (name) => `/${name}`,
  }),
});

export const geminiPictures: readonly Api[] = [...onVertexToo(predicted), ...onVertexToo(filmed)];
export const geminiFilms: Api = filmed;
