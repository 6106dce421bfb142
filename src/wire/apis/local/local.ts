import { asList, compact, fieldsOf, type JsonRecord, recordsOf } from '../../../json/json-record';
import { jsonValues, serverSentEvents } from '../../http/framing';
import type { Api } from '../api';
import { readUsage as readBilled } from '../cohere/usage';
import { images, texts } from '../fields/parts';
import { foldPieces } from '../fields/pieces';
import { readCounts } from '../fields/usage';
import { task } from '../task';

/* Texts that go on, at servers of one's own, and by Cohere's older API. */

const generations = (value: unknown) => recordsOf(value).flatMap(({ text }) => texts(text));

export const local: readonly Api[] = [
  // https://github.com/ggml-org/llama.cpp/tree/master/tools/server
  task({
    provider: 'llama.cpp',
    operation: 'text_completion',
    at: /\/(?:completion|infill)$/,
    input: { prompt: texts, input_prefix: texts, input_suffix: texts, image_data: images },
    asks: ({ prompt, input_prefix: prefix }) => typeof (prompt ?? prefix) === 'string' || asList(prompt) !== undefined,
    output: { content: texts },
    answers: ({ content, stop, tokens_predicted: count, timings }) =>
      typeof content === 'string' && (typeof stop === 'boolean' || count !== undefined || timings !== undefined),
    usage: ({ tokens_evaluated: input, tokens_predicted: output }) =>
      compact({ 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output }),
    fold: foldPieces(['content'], ({ stop }) => stop === true),
    silent: ['prompt', 'tokens', 'stop', 'tokens_evaluated', 'tokens_predicted', 'generation_settings', 'id_slot'],
  }),
  // https://lite.koboldai.net/koboldcpp_api
  task({
    provider: 'koboldcpp',
    hosts: /:5001$/,
    operation: 'text_completion',
    at: /\/api\/v1\/generate$|\/api\/extra\/generate\/stream$/,
    input: { memory: texts, prompt: texts, images },
    output: { results: generations, token: texts },
    answers: ({ results, token }) =>
      recordsOf(results).some(({ text }) => typeof text === 'string') || typeof token === 'string',
    usage: ({ results }) => {
      const { prompt_tokens: input, completion_tokens: output } = recordsOf(results)[0] ?? {};
      return compact({ 'gen_ai.usage.input_tokens': input, 'gen_ai.usage.output_tokens': output });
    },
    fold: foldPieces(['token'], ({ finish_reason: reason }) => typeof reason === 'string' && reason !== 'null'),
  }),
  // https://lmstudio.ai/docs/developer/rest/chat
  task({
    provider: 'lmstudio',
    hosts: /:1234$/,
    operation: 'chat',
    at: /\/api\/v1\/chat$/,
    asks: ({ model, input }) => typeof model === 'string' && (typeof input === 'string' || recordsOf(input).length > 0),
    system: 'system_prompt',
    input: {
      input: (value) =>
        typeof value === 'string'
          ? texts(value)
          : recordsOf(value).flatMap((each) => [...texts(each['content']), ...images(each['data_url'])]),
    },
    output: {
      output: (value) =>
        recordsOf(value).flatMap((each) =>
          texts(each['content']).map((part) => ({
            ...part,
            type: each['type'] === 'reasoning' ? 'reasoning' : 'text',
          })),
        ),
    },
    answers: ({ output, stats }) => recordsOf(output).length > 0 && stats !== undefined,
    usage: ({ stats }) =>
      readCounts(fieldsOf(stats), [
        ['input_tokens', 'input_tokens'],
        ['total_output_tokens', 'output_tokens'],
        ['reasoning_output_tokens', 'reasoning.output_tokens'],
      ]),
    silent: ['stats'],
    fold: (growth) => {
      const folder = foldPieces([])(growth);
      let isDone = false;
      return {
        // The last event has all of the answer.
        push(event, { type, result }) {
          isDone ||= type === 'chat.end';
          if (type === 'chat.end') folder.push(event, fieldsOf(result));
        },
        result: () => ({ ...folder.result(), complete: isDone }),
      };
    },
  }),
  // https://docs.cohere.com/v1/reference/generate
  task({
    provider: 'cohere',
    operation: 'text_completion',
    at: /\/v1\/generate$/,
    framings: [jsonValues, serverSentEvents],
    input: { prompt: texts },
    output: { generations, text: texts },
    answers: ({ generations: list, text, response }) =>
      recordsOf(list).length > 0 || (typeof text === 'string' && response !== undefined),
    usage: ({ meta, response }: JsonRecord) => {
      const { api_version: _, ...billed } = fieldsOf(meta ?? fieldsOf(response)['meta']);
      return readBilled(billed);
    },
    silent: ['meta', 'prompt', 'response', 'is_finished', 'event_type'],
    fold: foldPieces(['text'], ({ is_finished: isOver }) => isOver === true),
  }),
];
