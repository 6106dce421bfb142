import { asText, compact, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import { awsPayloads } from '../../http/aws-framing';
import { serverSentEvents } from '../../http/framing';
import type { Api } from '../api';
import { audio, images, texts, videos } from '../fields/parts';
import { foldPieces } from '../fields/pieces';
import { foldSound } from '../fields/sound';
import { readCounts } from '../fields/usage';
import { jobs } from '../jobs';
import { openaiChat } from '../openai/chat';
import { openaiCompletions } from '../openai/completions';
import { openaiEmbeddings } from '../openai/embeddings';
import { openaiResponses } from '../openai/responses';
import { task } from '../task';
import { wrapped } from '../wrapped';
import { oracle } from './oracle';

/* Clouds that have a form of OpenAI's under a path of their own, or one of their own. */

/** The name of an endpoint is the model, whatever the body says. */
const invoked = (api: Api): Api =>
  wrapped(api, {
    at: /\/invocations(?:-response-stream)?$/,
    ownPath: /\/(?:serving-endpoints|endpoints)\/[^/]+\/invocations(?:-response-stream)?$/,
    provider: 'databricks',
    framings: [awsPayloads, serverSentEvents],
    asked: (body, path) => ({ ...body, model: /\/(?:serving-)?endpoints\/([^/]+)\//.exec(path)?.[1] ?? body['model'] }),
  });

/** Models that Databricks serves, and others on MLflow. https://docs.databricks.com/api/workspace/servingendpoints/query */
export const databricks: readonly Api[] = [openaiChat, openaiCompletions, openaiResponses, openaiEmbeddings].map(
  invoked,
);

const withModel = ({ model_id: model, ...body }: JsonRecord): JsonRecord => ({ ...body, model });

const watsonx = { provider: 'ibm.watsonx.ai', ownPath: /\/ml\/v1\/(?:deployments\/[^/]+\/)?text\// } as const;

/** IBM's. https://cloud.ibm.com/apidocs/watsonx-ai */
const ofWatsonx: readonly Api[] = [
  wrapped(openaiChat, {
    ...watsonx,
    at: /\/text\/chat(?:_stream)?$/,
    asked: (body, path) => ({ ...withModel(body), ...(path.endsWith('_stream') ? { stream: true } : {}) }),
  }),
  {
    ...task({
      ...watsonx,
      operation: 'text_completion',
      at: /\/text\/generation(?:_stream)?$/,
      input: { input: texts },
      around: ['parameters'],
      model: ({ model_id: model }) => asText(model),
      output: {
        results: (value) =>
          texts(
            recordsOf(value)
              .map((each) => each['generated_text'])
              .join(''),
          ),
      },
      usage: ({ results }) => {
        const list = recordsOf(results);
        const last = list.at(-1) ?? {};
        return compact({
          'gen_ai.usage.input_tokens': list[0]?.['input_token_count'],
          'gen_ai.usage.output_tokens': last['generated_token_count'],
        });
      },
      fold: foldPieces(
        ['results'],
        ({ results }) => !/^(?:not_finished|undefined)$/.test(String(recordsOf(results)[0]?.['stop_reason'])),
      ),
    }),
  },
  task({
    ...watsonx,
    operation: 'embeddings',
    at: /\/text\/embeddings$/,
    input: { inputs: texts },
    messages: ({ inputs }) => texts(inputs).map((part): Message => ({ role: 'user', parts: [part] })),
    around: ['parameters'],
    model: ({ model_id: model }) => asText(model),
    output: {},
    answers: ({ results }) => recordsOf(results).some(({ embedding }) => embedding !== undefined),
    usage: ({ input_token_count: input }) => compact({ 'gen_ai.usage.input_tokens': input }),
    silent: ['results', 'created_at', 'input_token_count'],
  }),
];

/** Snowflake's. https://docs.snowflake.com/en/user-guide/snowflake-cortex/cortex-rest-api */
const ofSnowflake: readonly Api[] = [
  wrapped(openaiChat, { provider: 'snowflake', at: /\/inference:complete$/, ownPath: /\/cortex\/inference:complete$/ }),
  wrapped(openaiEmbeddings, {
    provider: 'snowflake',
    at: /\/inference:embed$/,
    ownPath: /\/cortex\/inference:embed$/,
    asked: ({ text, ...body }) => ({ ...body, input: text }),
  }),
];

const minimax = {
  provider: 'minimax',
  operation: 'generate_content',
  silent: ['base_resp', 'extra_info', 'trace_id'],
} as const;

/** Bytes in hexadecimal, as base64; an address as it is. */
const base64Of = (hex: unknown): string | undefined => {
  const text = asText(hex);
  return text !== undefined && isHex.test(text) ? Buffer.from(text, 'hex').toString('base64') : text;
};
const isHex = /^[\da-f]+$/i;

const speechIn = (data: unknown): readonly Part[] => audio(base64Of(fieldsOf(data)['audio']));

/** The last event has all of the sound once more. */
const foldSpeech = foldSound({
  piece: ({ data }) => (isWhole(data) ? undefined : base64Of(fieldsOf(data)['audio'])),
  isEnd: ({ data }) => isWhole(data),
  about: (event) => without(event, 'data'),
});
const isWhole = (data: unknown): boolean => fieldsOf(data)['status'] === 2;

/** MiniMax's. https://platform.minimax.io/docs/api-reference */
const ofMinimax: readonly Api[] = [
  wrapped(openaiChat, {
    provider: 'minimax',
    at: /\/text\/chatcompletion(?:_v2|_pro)$/,
    ownPath: /\/v1\/text\/chatcompletion_v2$/,
  }),
  task({
    ...minimax,
    at: /\/t2a_v2$/,
    ownPath: /\/v1\/t2a_v2$/,
    input: { text: texts },
    output: { data: speechIn, file: audio },
    fold: foldSpeech,
    usage: ({ extra_info: info }) => readCounts({ usage_characters: fieldsOf(info)['usage_characters'] }, []),
    attributes: { 'gen_ai.output.type': 'speech' },
  }),
  task({
    ...minimax,
    at: /\/v1\/image_generation$/,
    input: { prompt: texts, subject_reference: images },
    output: { data: (data) => images(fieldsOf(data)['image_urls'] ?? fieldsOf(data)['image_base64']) },
    attributes: { 'gen_ai.output.type': 'image' },
  }),
];

/** A film's job is asked for by a query, and ends in the id of a file. */
export const minimaxVideos: Api = task({
  ...minimax,
  at: /\/v1\/video_generation$/,
  ownPath: /\/v1\/video_generation$/,
  input: { prompt: texts, first_frame_image: images, last_frame_image: images, subject_reference: images },
  output: { file_id: (id) => videos({ file_id: id }) },
  answers: ({ task_id: id, base_resp: base }) => typeof id === 'string' && base !== undefined,
  silent: [...minimax.silent, 'task_id', 'status', 'video_width', 'video_height'],
  later: jobs({
    id: 'task_id',
    ended: /^(?:Success|Fail)$/,
    at: () => '',
    key: (id) => `/v1/query/video_generation/${id}`,
    isLater: (_, request) => request !== undefined,
  }),
});

/** Perplexity's requests that do not wait. https://docs.perplexity.ai/api-reference/async-chat-completions-post */
export const perplexityAsync: Api = wrapped(openaiChat, {
  provider: 'perplexity',
  at: /\/async\/chat\/completions$/,
  ownPath: /\/async\/chat\/completions$/,
  asked: ({ request }) => fieldsOf(request),
  answered: ({ response, ...body }) => ({
    ...without(body, 'choices'),
    ...fieldsOf(response),
    // Until there is one, it is known by its id.
    ...(response === undefined && asText(body['id']) && asText(body['status']) ? { object: 'chat.completion' } : {}),
  }),
  later: jobs({
    ended: /^(?:COMPLETED|FAILED)$/,
    at: (id) => id,
    times: ['created_at', 'completed_at'],
    isLater: (_, request) => request !== undefined,
  }),
});

export const clouds: readonly Api[] = [...ofWatsonx, ...ofSnowflake, ...ofMinimax, ...oracle];
