import { asText, type JsonRecord } from '../../../json/json-record';
import type { Api } from '../api';
import { storedFile } from '../fields/media';
import { images, texts, values, videos } from '../fields/parts';
import { jobs } from '../jobs';
import { modelIn } from '../openai/model';
import { task } from '../task';

/** A video is fetched by the id of its job; its bytes are no part of the call. */
const stored = ({ object, status, id, generations }: JsonRecord) => {
  if (object === 'video') return status === 'completed' ? [storedFile('video', id)] : [];
  return (Array.isArray(generations) ? generations : []).map((each: JsonRecord) => storedFile('video', each?.['id']));
};

/** Where the path of the list of jobs ends in that of a request. */
const endOfList = (path: string): number => {
  const name = path.includes('/jobs') ? '/jobs' : '/videos';
  return path.indexOf(name) + name.length;
};

/** OpenAI's videos, and Azure's first form of them. https://platform.openai.com/docs/api-reference/videos */
export const openaiVideos: Api = task({
  operation: 'generate_content',
  provider: 'openai',
  at: /\/videos(?:\/edits|\/extensions|\/[^/]+\/remix)?$|\/video\/generations\/jobs$/,
  ownPath: /\/video\/generations\/jobs$/,
  input: {
    prompt: texts,
    input_reference: images,
    video: (value) => videos(value).concat(values('video')(asText(value))),
  },
  output: {},
  asks: ({ prompt }) => typeof prompt === 'string',
  answers: ({ object }) => object === 'video' || object === 'video.generation.job',
  answer: (body) => {
    const parts = stored(body);
    return parts.length === 0 ? [] : [{ role: 'assistant', parts }];
  },
  model: modelIn,
  silent: ['generations', 'created_at', 'completed_at', 'finished_at', 'expires_at', 'progress', 'prompt'],
  later: jobs({
    ended: /^(?:completed|succeeded|failed|cancelled)$/,
    at: (id, path) => `${path.slice(0, endOfList(path))}/${id}`,
    times: ['created_at', 'completed_at'],
  }),
});
