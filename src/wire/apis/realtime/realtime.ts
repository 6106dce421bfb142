import {
  asList,
  asRecord,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  recordsOf,
  without,
} from '../../../json/json-record';
import type { ExchangeError, ModelRequest, ModelResponse } from '../../exchange';
import type { Api } from '../api';
import { onlyChoice } from '../fields/choices';
import { errorReader } from '../fields/error';
import { openaiResponses } from '../openai/responses';
import { foldRealtime } from './stream';

/**
 * One response of OpenAI's Realtime API, as the session has put it together: the request is the session's settings with those of the
 * response and the conversation so far as `input`. Items and responses have the forms of the Responses API, but for sound.
 */
export const openaiRealtime: Api = {
  operation: 'chat',
  provider: 'openai',
  recognises: ({ object }) => object === 'realtime.request',
  answers: ({ object, output }) => object === 'realtime.response' || recordsOf(output).length > 0,
  readRequest,
  readResponse,
  readError,
  fold: foldRealtime,
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { object: _, input, modalities, max_response_output_tokens: maxTokens, ...settings } = compact(body);
  const format = soundFormat(settings, 'input');
  const request = openaiResponses.readRequest(
    {
      ...settings,
      ...compact({ output_modalities: settings['output_modalities'] ?? modalities }),
      ...compact({ max_output_tokens: settings['max_output_tokens'] ?? maxTokens }),
      input: recordsOf(input).map((item) => readItem(item, format)),
    },
    path,
  );
  return {
    ...request,
    attributes: { ...request.attributes, 'openai.api.type': 'realtime', 'gen_ai.request.stream': true },
  };
}

function readResponse(body: JsonRecord): ModelResponse {
  const { status, status_details: details, usage, output, conversation_id: conversation, ...others } = body;
  const { reason } = fieldsOf(details);
  const items = recordsOf(output).map((item) => readItem(item, soundFormat(others, 'output')));
  const response = openaiResponses.readResponse({
    ...without(others, ...repeated),
    ...compact({ status, conversation }),
    output: items,
    usage: renamed(fieldsOf(usage)),
    incomplete_details: status === 'incomplete' ? { reason } : undefined,
  });
  const message = response.messages[0];
  return {
    ...response,
    ...(status === 'cancelled' ? onlyChoice(message, 'cancelled') : {}),
    attributes: { ...response.attributes, ...cachedCounts(fieldsOf(usage)) },
    extra: { ...response.extra, ...compact({ status_details: status === 'completed' ? undefined : details }) },
  };
}

/** What a response repeats of its request, and of no use beside it. */
const repeated = [
  'audio',
  'modalities',
  'output_modalities',
  'voice',
  'output_audio_format',
  'incomplete_details',
  'object',
];

const readProviderError = errorReader('code', 'type');

function readError({ error, status, status_details: details }: JsonRecord): ExchangeError | undefined {
  const failed = status === 'failed' ? (asRecord(fieldsOf(details)['error']) ?? { type: 'failed' }) : undefined;
  return readProviderError({ error: error ?? failed });
}

/** The details of counts have other names than elsewhere. */
const renamed = ({ input_token_details: input, output_token_details: output, ...usage }: JsonRecord): JsonRecord => ({
  ...usage,
  ...compact({ input_tokens_details: nonEmpty(fieldsOf(input)), output_tokens_details: nonEmpty(fieldsOf(output)) }),
});

/** Of the cached tokens: which were text, sound or pictures. */
function cachedCounts({ input_token_details: details }: JsonRecord): JsonRecord {
  const cached = fieldsOf(fieldsOf(details)['cached_tokens_details']);
  return compact(
    Object.fromEntries(
      ['text', 'audio', 'image'].map((kind) => [
        `gen_ai.usage.${kind}.cache_read.input_tokens`,
        cached[`${kind}_tokens`],
      ]),
    ),
  );
}

/** `pcm16` of the first version of the API is `audio/pcm` now. */
function soundFormat(settings: JsonRecord, side: 'input' | 'output'): string {
  const format = fieldsOf(fieldsOf(settings['audio'])[side])['format'] ?? settings[`${side}_audio_format`];
  const name = String(asRecord(format)?.['type'] ?? format ?? 'pcm').replace(/^audio\//, '');
  return olderFormats.get(name) ?? name;
}

const olderFormats: ReadonlyMap<string, string> = new Map([
  ['pcm16', 'pcm'],
  ['g711_ulaw', 'pcmu'],
  ['g711_alaw', 'pcma'],
]);

/** An item in the form of the Responses API. */
function readItem({ object: _, content, ...item }: JsonRecord, format: string): JsonRecord {
  const pieces = asList(content);
  return pieces === undefined
    ? item
    : { ...item, content: recordsOf(pieces).flatMap((piece) => readPiece(piece, format)) };
}

/** Sound is its transcript and, beside it, its digest. */
function readPiece(piece: JsonRecord, format: string): readonly JsonRecord[] {
  const { type, audio, transcript, text, ...others } = compact(piece);
  if (!/audio/.test(String(type)))
    return [type === 'text' || text !== undefined ? { ...piece, type: 'input_text' } : piece];
  const parts = [
    ...(typeof transcript === 'string' ? [{ ...others, type: 'input_text', text: transcript }] : []),
    ...(typeof audio === 'string' ? [{ type: 'input_audio', input_audio: { data: audio, format } }] : []),
  ];
  return parts.length > 0 ? parts : [{ ...others, type: 'audio' }];
}
