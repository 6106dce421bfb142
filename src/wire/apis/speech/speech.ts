import { asList, asText, compact, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import { jsonValues } from '../../http/framing';
import type { Api } from '../api';
import { audio, texts, values } from '../fields/parts';
import { foldSound } from '../fields/sound';
import { readCounts } from '../fields/usage';
import { jobs } from '../jobs';
import { readUsage } from '../openai/usage';
import { task } from '../task';

/* Speech of texts, and texts of speech. */

const elevenlabs = {
  provider: 'elevenlabs',
  operation: 'generate_content',
  files: true,
  model: ({ model_id: model }: JsonRecord) => asText(model),
  query: ['model_id', 'output_format', 'language_code'],
  output: { file: audio, audio_base64: audio, text: texts },
  silent: ['alignment', 'normalized_alignment'],
} as const;

/** A file says nothing of who has made it. */
const onlyThere = { answers: () => false } as const;

const deepgram = {
  provider: 'deepgram',
  operation: 'generate_content',
  query: [
    ...[
      'model',
      'language',
      'encoding',
      'container',
      'sample_rate',
      'punctuate',
      'smart_format',
      'diarize',
      'detect_language',
    ],
    ...['summarize', 'topics', 'intents', 'sentiment', 'utterances', 'paragraphs'],
  ],
  usage: ({ metadata }: JsonRecord) => {
    const { duration, channels } = fieldsOf(metadata);
    return readCounts({ duration, channels }, []);
  },
} as const;

/** Of each channel, the text that is the likeliest. */
const transcripts = (results: unknown) =>
  recordsOf(fieldsOf(results)['channels']).flatMap(({ alternatives }) =>
    texts(recordsOf(alternatives)[0]?.['transcript']),
  );

/** Each piece of sound with the times of its letters, as a line of JSON. */
const streamedWithTimes = {
  framings: [jsonValues],
  fold: foldSound({
    piece: ({ audio_base64: piece }) => piece,
    about: (event) => without(event, 'audio_base64', 'alignment', 'normalized_alignment'),
  }),
} as const;

const dialogue = {
  text: texts,
  prompt: texts,
  inputs: (value: unknown) => texts(recordsOf(value).map(({ text }) => text)),
};

const spoken = {
  ...elevenlabs,
  ownPath: /\/v1\/text-to-speech\//,
  input: { text: texts },
} as const;

export const speech: readonly Api[] = [
  task({
    ...spoken,
    at: /\/text-to-speech\/[^/]+(?:\/stream|\/with-timestamps)?$/,
    attributes: { 'gen_ai.output.type': 'speech' },
  }),
  task({
    ...spoken,
    ...streamedWithTimes,
    at: /\/text-to-speech\/[^/]+\/stream\/with-timestamps$/,
    attributes: { 'gen_ai.output.type': 'speech', 'gen_ai.request.stream': true },
  }),
  task({
    ...elevenlabs,
    ...streamedWithTimes,
    at: /\/text-to-dialogue\/stream\/with-timestamps$/,
    input: dialogue,
    attributes: { 'gen_ai.output.type': 'speech', 'gen_ai.request.stream': true },
  }),
  task({
    ...elevenlabs,
    at: /\/speech-to-text$/,
    ownPath: /\/v1\/speech-to-text$/,
    input: { file: audio, cloud_storage_url: audio, source_url: audio },
    output: { text: texts, transcripts: (value) => texts(recordsOf(value).map(({ text }) => text)) },
    attributes: { 'gen_ai.output.type': 'text' },
  }),
  task({
    ...elevenlabs,
    at: /\/(?:speech-to-speech\/[^/]+(?:\/stream)?|audio-isolation(?:\/stream)?)$/,
    input: { audio },
    asks: ({ audio: sent }) => typeof sent === 'object',
    ...onlyThere,
  }),
  task({
    ...elevenlabs,
    at: /\/(?:sound-generation|text-to-dialogue(?:\/with-timestamps)?|music)(?:\/stream)?$/,
    ...onlyThere,
    input: dialogue,
  }),
  task({
    ...deepgram,
    at: /\/listen$/,
    ownPath: /\/v1\/listen$/,
    input: { file: audio, url: audio },
    output: { results: transcripts },
    answers: ({ metadata, results }) =>
      fieldsOf(metadata)['request_id'] !== undefined && Array.isArray(fieldsOf(results)['channels']),
    attributes: { 'gen_ai.output.type': 'text' },
    silent: ['metadata'],
  }),
  task({
    ...deepgram,
    at: /\/speak$/,
    ...onlyThere,
    ownPath: /\/v1\/speak$/,
    files: true,
    input: { text: texts },
    output: { file: audio },
    attributes: { 'gen_ai.output.type': 'speech' },
  }),
  task({
    ...deepgram,
    at: /\/v1\/read$/,
    input: { text: texts, url: values('uri') },
    output: { results: values('results') },
    answers: ({ metadata, results }) => fieldsOf(metadata)['request_id'] !== undefined && results !== undefined,
    silent: ['metadata'],
  }),
  task({
    provider: 'assemblyai',
    operation: 'generate_content',
    at: /\/v2\/transcript$/,
    ownPath: /\/v2\/transcript$/,
    input: { audio_url: audio },
    output: { text: texts },
    model: ({ speech_model: one, speech_models: several }) => asText(one) ?? asText(asList(several)?.[0]),
    answers: ({ id, status, audio_url: url }) =>
      typeof id === 'string' && typeof status === 'string' && typeof url === 'string',
    usage: ({ audio_duration: seconds }) => compact({ 'gen_ai.usage.details.audio_duration': seconds }),
    silent: ['audio_url', 'words'],
    attributes: { 'gen_ai.output.type': 'text' },
    later: jobs({ ended: /^(?:completed|error)$/, at: (id) => id, isLater: (_, request) => request !== undefined }),
  }),
  task({
    provider: 'assemblyai',
    operation: 'generate_content',
    at: /\/lemur\/v3\/generate\/[\w-]+$/,
    ownPath: /\/lemur\/v3\/generate\//,
    input: {
      prompt: texts,
      questions: values('questions'),
      context: texts,
      transcript_ids: values('transcript_ids'),
      input_text: texts,
    },
    output: { response: (value) => (typeof value === 'string' ? texts(value) : values('response')(value)) },
    model: ({ final_model: model }) => asText(model),
    usage: ({ usage }) => readUsage(fieldsOf(usage)),
  }),
];
