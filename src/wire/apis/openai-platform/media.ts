import { asText, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Message } from '../../exchange';
import type { Api, Folder } from '../api';
import type { Growth } from '../fields/growth';
import { audio, images, texts, values } from '../fields/parts';
import { foldSound } from '../fields/sound';
import { append, assign, type Writable } from '../fields/stream';
import { isTexts, turnsIn } from '../fields/turns';
import { addUsage } from '../fields/usage';
import { readMessage } from '../openai/messages';
import { modelIn } from '../openai/model';
import { readTexts } from '../openai/texts';
import { readUsage } from '../openai/usage';
import { task } from '../task';

/*
 * OpenAI's pictures, speech and transcripts, which Azure and most gateways and servers have too.
 * https://platform.openai.com/docs/api-reference/images
 */
const openai = {
  provider: 'openai',
  operation: 'generate_content',
  model: (body: JsonRecord, path: string) => modelIn(body, path),
} as const;

const isEvent = (event: JsonRecord, end: string): boolean => asText(event['type'])?.endsWith(end) === true;

/** The last event has all of a picture, the ones before what it looked like until then. */
function foldImages(growth: Growth): Folder {
  const body: Writable = {};
  return {
    push(_event, { type, b64_json, usage, partial_image_index: _, sequence_number: __, ...fields }) {
      if (!isEvent({ type }, '.completed')) return;
      append(body, { data: [{ b64_json }] }, growth);
      assign(body, fields, growth);
      addUsage(body, usage, growth);
    },
    result: () => ({ body, complete: body['data'] !== undefined }),
  };
}

const picture = {
  ...openai,
  output: { data: images },
  fold: foldImages,
  attributes: { 'gen_ai.output.type': 'image' },
  silent: ['created', 'created_at'],
} as const;

const generated = task({
  ...picture,
  at: /\/images\/generations$/,
  ownPath: /\/(?:v1|deployments\/[^/]+)\/images\/generations$/,
  input: { prompt: texts },
});

const edited = task({
  ...picture,
  at: /\/images\/(?:edits|variations)$/,
  ownPath: /\/(?:v1|deployments\/[^/]+)\/images\/(?:edits|variations)$/,
  input: { prompt: texts, image: images, images, mask: images },
});

const spoken = task({
  ...openai,
  at: /\/audio\/speech$/,
  ownPath: /\/(?:v1|deployments\/[^/]+)\/audio\/speech$/,
  files: true,
  asks: ({ input, model }, path) => typeof input === 'string' && modelIn({ model }, path) !== undefined,
  input: { input: texts },
  system: 'instructions',
  output: { file: audio, audio },
  fold: foldSound({ piece: ({ audio: piece }) => piece, isEnd: (event) => isEvent(event, '.done') }),
  attributes: { 'gen_ai.output.type': 'speech' },
});

/** The last event repeats the text; Mistral's events have a text where OpenAI's have a `delta`. */
function foldTranscript(growth: Growth): Folder {
  const body: Writable = {};
  let isDone = false;
  return {
    push(_event, event) {
      const { type, text, delta, usage, segment_id: _, sequence_number: __, ...fields } = event;
      if (isEvent(event, '.done')) {
        isDone = true;
        assign(body, text === undefined ? fields : { text, ...fields }, growth);
        if (text !== undefined) body['text'] = text;
      } else if (isEvent(event, '.segment')) append(body, { segments: [{ text, ...fields }] }, growth);
      else append(body, { text: delta ?? text }, growth);
      addUsage(body, usage, growth);
    },
    result: () => ({ body, complete: isDone }),
  };
}

/** Tokens, or how long the audio was. */
const transcriptUsage = (body: JsonRecord): JsonRecord => {
  const { input_token_details: details, type: _, ...usage } = fieldsOf(body['usage']);
  return readUsage({ ...usage, ...(details === undefined ? {} : { input_tokens_details: details }) });
};

const transcribed = task({
  ...openai,
  at: /\/audio\/(?:transcriptions|translations)$/,
  ownPath: /\/(?:v1|deployments\/[^/]+)\/audio\/(?:transcriptions|translations)$/,
  files: true,
  input: { file: audio, file_url: audio, url: audio, prompt: texts },
  output: { text: texts },
  fold: foldTranscript,
  usage: transcriptUsage,
  attributes: { 'gen_ai.output.type': 'text' },
});

const moderated = task({
  ...openai,
  operation: 'moderation',
  at: /\/moderations$/,
  ownPath: /\/v1\/(?:chat\/)?moderations$/,
  input: { input: texts },
  output: { results: values('results') },
  messages: ({ input }) => readModerated(input),
});

/** Texts, parts of a message, or at Mistral messages. */
function readModerated(input: unknown): readonly Message[] {
  if (isTexts(input)) return readTexts(input);
  const parts = recordsOf(input);
  if (parts.length === 0) return [];
  return parts.some(({ role }) => role !== undefined)
    ? (turnsIn(input) ?? []).map(readMessage)
    : [readMessage({ role: 'user', content: parts })];
}

export const openaiMedia: readonly Api[] = [generated, edited, spoken, transcribed, moderated];
