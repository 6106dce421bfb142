import { asRecord, compact, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import type { Message, OutputMessage, Part } from '../../exchange';
import type { Api } from '../api';
import { withFinishReason } from '../fields/choices';
import { audio, images, texts, videos } from '../fields/parts';
import { turnsIn } from '../fields/turns';
import { jobs } from '../jobs';
import { readMessage } from '../openai/messages';
import { task } from '../task';
import { foldDash } from './dashscope-stream';

const aliyun = { provider: 'alibaba_cloud', ownPath: /\/api\/v1\/services\// } as const;

/** Messages whose contents are objects with one name: `{text}`, `{image}`. */
const dashMessage = ({ content, ...message }: JsonRecord): Message => {
  const parts = recordsOf(content).flatMap((each) => [
    ...texts(each['text']),
    ...images(each['image']),
    ...audio(each['audio']),
    ...videos(each['video']),
  ]);
  if (parts.length === 0 || message['role'] === 'tool') return readMessage({ ...message, content });
  const { parts: others, ...read } = readMessage(message);
  const isThought = ({ type }: Part): boolean => type === 'reasoning';
  return { ...read, parts: [...others.filter(isThought), ...parts, ...others.filter((part) => !isThought(part))] };
};

/** Events have the answer until then, or a piece of it. */
const dashTurn = (body: JsonRecord): readonly OutputMessage[] => {
  const choice = recordsOf(body['choices'])[0];
  if (choice !== undefined)
    return [
      withFinishReason(
        dashMessage({ role: 'assistant', ...compact(fieldsOf(choice['message'])) }),
        choice['finish_reason'],
      ),
    ];
  const parts = [...texts(body['text']), ...recordsOf(body['results']).flatMap(images), ...videos(body['video_url'])];
  return parts.length === 0 ? [] : [{ role: 'assistant', parts }];
};

/** DashScope's own form. https://help.aliyun.com/zh/model-studio/dashscope-api-reference */
export const dashScope: Api = task({
  ...aliyun,
  operation: 'generate_content',
  at: /\/services\/aigc\/[\w-]+\/[\w-]+$/,
  around: ['input', 'parameters'],
  aroundAnswer: ['output'],
  input: { messages: () => [], prompt: texts, text: texts, base_image_url: images, img_url: images, images },
  messages: ({ messages }) => ((turnsIn(messages) ?? []).length > 0 ? recordsOf(messages).map(dashMessage) : undefined),
  output: { choices: texts, text: texts, results: texts, video_url: texts },
  answer: dashTurn,
  answers: ({ output, request_id: id }) => typeof id === 'string' && asRecord(output) !== undefined,
  silent: ['task_id', 'task_status', 'task_metrics', 'submit_time', 'scheduled_time', 'end_time'],
  fold: foldDash,
  later: jobs({
    id: 'output.task_id',
    status: 'output.task_status',
    ended: /^(?:SUCCEEDED|FAILED|CANCELED|UNKNOWN)$/,
    at: (id, path) => `${path.slice(0, path.indexOf('/services/'))}/tasks/${id}`,
    isLater: (_, request) => request !== undefined,
  }),
});
