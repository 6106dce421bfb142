import {
  asList,
  asRecord,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  recordsOf,
} from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { awsPayloads } from '../../http/aws-framing';
import { serverSentEvents } from '../../http/framing';
import type { Api, Folder } from '../api';
import type { Growth } from '../fields/growth';
import { audio, documents, images, texts, values, videos } from '../fields/parts';
import { foldPieces } from '../fields/pieces';
import { append, type Writable } from '../fields/stream';
import { turnsIn } from '../fields/turns';
import { readCounts } from '../fields/usage';
import { jobs } from '../jobs';
import { readMessage } from '../openai/messages';
import { readUsage } from '../openai/usage';
import { task } from '../task';

/* Hosts of models of every kind, whose inputs and outputs each model names for itself. */

/** Names that content has among the inputs of models. */
const contents = {
  ...{
    system_prompt: texts,
    prompt: texts,
    text: texts,
    inputs: texts,
    question: texts,
    input_text: texts,
    gen_text: texts,
  },
  ...{
    image: images,
    image_url: images,
    image_urls: images,
    input_image: images,
    images,
    mask: images,
    mask_url: images,
  },
  ...{ audio, audio_url: audio, audio_file: audio, video: videos, video_url: videos, document_url: documents },
};

/** What a model answers without a name: texts, of which some are addresses of files; words of a text come in a list. */
function answered(value: unknown): readonly Part[] {
  const list = asList(value);
  if (list?.every((each) => typeof each === 'string') && !list.some(isAddress)) return texts(list.join(''));
  if (list !== undefined) return list.flatMap(answered);
  if (isAddress(value)) return mediaOf(String(value));
  if (asRecord(value) !== undefined) return named(fieldsOf(value));
  return typeof value === 'string' ? texts(value) : [];
}

const isAddress = (value: unknown): boolean => typeof value === 'string' && /^(?:https?:|data:)\S+$/.test(value);

const mediaOf = (address: string): readonly Part[] => {
  const path = address.split('?')[0] ?? '';
  if (/\.(?:mp4|webm|mov)$/.test(path)) return videos(address);
  return /\.(?:mp3|wav|ogg|flac|m4a)$/.test(path) ? audio(address) : images(address);
};

const results = {
  ...{ images, image: images, video: videos, videos, audio, audio_url: audio, audio_file: audio },
  ...{ output: texts, text: texts, response: texts, description: texts, generated_text: texts },
};

/** The media and texts of an answer, whatever else is in it. */
const named = (body: JsonRecord): readonly Part[] =>
  Object.entries(results).flatMap(([name, read]) => read(body[name]));

/** The texts of a model's output, at an address of their own: they are no JSON. */
function foldOutput(growth: Growth): Folder {
  const body: Writable = {};
  return {
    push({ event, data }) {
      if (event === 'output') append(body, { outputOfStream: [data] }, growth);
      else if (event === 'done') body['status'] = 'succeeded';
    },
    result: () => ({ body, complete: body['status'] !== undefined }),
  };
}

export const replicate: Api = task({
  provider: 'replicate',
  operation: 'generate_content',
  at: /\/predictions$/,
  ownPath: /\/v1\/(?:(?:models|deployments)\/[^/]+\/[^/]+\/)?predictions$/,
  asks: ({ input }) => asRecord(input) !== undefined,
  around: ['input'],
  input: contents,
  output: { output: answered, outputOfStream: answered },
  model: ({ version, model }, path) =>
    /\/(?:models|deployments)\/([^/]+\/[^/]+)\/predictions$/.exec(path)?.[1] ?? asText(model) ?? asText(version),
  answers: ({ id, status, urls, outputOfStream }) =>
    typeof status === 'string' &&
    ((typeof id === 'string' && asRecord(urls) !== undefined) || outputOfStream !== undefined),
  fold: foldOutput,
  usage: ({ metrics }) => {
    const { input_token_count: input, output_token_count: output, ...others } = fieldsOf(metrics);
    return readCounts({ ...others, input, output }, [
      ['input', 'input_tokens'],
      ['output', 'output_tokens'],
    ]);
  },
  silent: ['input', 'urls', 'logs', 'metrics', 'created_at', 'started_at', 'completed_at', 'version', 'stream'],
  later: jobs({
    ended: /^(?:succeeded|failed|canceled|aborted)$/,
    at: (id, path) =>
      `${path.replace(/\/(?:(?:models|deployments)\/[^/]+\/[^/]+\/)?predictions$/, '')}/predictions/${id}`,
    alias: ({ urls }) => asText(fieldsOf(urls)['stream']),
    times: ['created_at', 'completed_at'],
    isLater: (_, request) => request !== undefined,
  }),
});

export const fal: Api = task({
  provider: 'fal',
  operation: 'generate_content',
  hosts: /(?:^|\.)fal\.run$/,
  at: /^\/[\w-]+\/[\w./-]+$/,
  input: contents,
  output: results,
  // The name of an app is the path.
  model: (_, path) => path.replace(/^\//, ''),
  answers: (body) => typeof body['request_id'] === 'string' || named(body).length > 0,
  silent: ['status_url', 'response_url', 'cancel_url', 'queue_position', 'logs', 'request_id', 'prompt', 'timings'],
  later: jobs({
    id: 'request_id',
    ended: ({ status, response_url: url }) => status === undefined && url === undefined,
    at: (_, path, { response_url: url }) => asText(url) ?? path,
    isLater: ({ response_url: url }, request) => request !== undefined && url !== undefined,
  }),
});

/** A task's name is not in its request; what is asked has a name of its own in some. */
const huggingface = task({
  provider: 'huggingface',
  operation: 'generate_content',
  at: /\/(?:hf-inference\/)?(?:pipeline\/[\w-]+|models)\/[^/]+(?:\/[^/]+)?(?:\/pipeline\/[\w-]+)?$/,
  files: true,
  lists: true,
  input: {},
  messages: ({ file, inputs, options: _, parameters: __ }) => saidIn(file ?? inputs),
  around: ['parameters'],
  model: (_, path) => /\/(?:models|pipeline\/[\w-]+)\/([^/]+(?:\/(?!pipeline)[^/]+)?)/.exec(path)?.[1],
  output: { list: listed, file: images, text: texts, generated_text: texts, answer: texts, labels: values('labels') },
  // Whoever is asked at a host of one's own.
  answers: ({ list, generated_text: text, answer, score, labels, scores }) =>
    listed(list).length > 0 ||
    text !== undefined ||
    ((answer ?? labels) !== undefined && (score ?? scores) !== undefined),
  silent: ['inputs', 'options'],
});

function saidIn(inputs: unknown): readonly Message[] {
  const record = asRecord(inputs);
  const parts =
    record?.['type'] === 'blob' ? [record as Part] : record === undefined ? texts(inputs) : values('inputs')(inputs);
  return parts.length === 0 ? [] : [{ role: 'user', parts }];
}

/** Texts, or labels with their scores; vectors are not recorded. */
function listed(value: unknown): readonly Part[] {
  const items = recordsOf(value);
  const found = items.flatMap((each) =>
    texts(each['generated_text'] ?? each['summary_text'] ?? each['translation_text']),
  );
  if (found.length > 0) return found;
  const scores = (items.length > 0 ? items : recordsOf(asList(value)?.[0])).filter(
    ({ score }) => typeof score === 'number',
  );
  return scores.length > 0 ? [{ type: 'labels', labels: scores }] : [];
}

/** Text Generation Inference. */
export const textGeneration = task({
  provider: 'huggingface',
  operation: 'text_completion',
  framings: [awsPayloads, serverSentEvents],
  at: /\/generate(?:_stream)?$|^\/$|^$|\/endpoints\/[^/]+\/invocations(?:-response-stream)?$/,
  lists: true,
  asks: ({ inputs }) => typeof inputs === 'string',
  around: ['parameters'],
  input: { inputs: texts },
  output: { generated_text: texts, list: listed },
  usage: ({ details, list }) => {
    const { generated_tokens: output, prefill } = fieldsOf(details ?? fieldsOf(asList(list)?.[0])['details']);
    const input = asList(prefill)?.length || undefined;
    return compact({ 'gen_ai.usage.output_tokens': output, 'gen_ai.usage.input_tokens': input });
  },
  fold: foldPieces([], ({ generated_text: text }) => typeof text === 'string'),
  silent: ['token', 'top_tokens', 'index'],
});

/** Workers AI. Models of language are asked like chat, and answer with a text. */
const workersAi = task({
  provider: 'cloudflare',
  operation: 'generate_content',
  at: /\/(?:ai\/run|workers-ai)\/@/,
  ownPath: /\/(?:ai\/run|workers-ai)\/@/,
  files: true,
  aroundAnswer: ['result'],
  input: { ...contents, messages: () => [], file: audio },
  messages: ({ messages }) => nonEmpty(turnsIn(messages) ?? [])?.map(readMessage),
  asks: (body) =>
    Object.keys(contents).some((name) => body[name] !== undefined) ||
    (turnsIn(body['messages'])?.length ?? 0) > 0 ||
    body['file'] !== undefined,
  model: (_, path) => path.slice(path.indexOf('@')),
  output: { ...results, file: images, tool_calls: values('tool_calls') },
  answers: ({ result, file, response }) => (result ?? file ?? response) !== undefined,
  usage: ({ usage }) => readUsage(fieldsOf(usage)),
  silent: ['success', 'errors', 'messages', 'data', 'shape', 'p'],
  fold: foldPieces(['response']),
});

export const hosted: readonly Api[] = [workersAi, huggingface, textGeneration];
