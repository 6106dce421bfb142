import { asText, compact, fieldsOf, type JsonRecord, recordsOf, without } from '../../../json/json-record';
import type { Message, Part } from '../../exchange';
import type { Api, Folder } from '../api';
import type { Growth } from '../fields/growth';
import { documents, images, texts, values } from '../fields/parts';
import { append, assign, Indexed, type Writable } from '../fields/stream';
import { readCounts } from '../fields/usage';
import { readMessage } from '../openai/messages';
import { readUsage } from '../openai/usage';
import { task } from '../task';

/** An entry of a conversation: a message, a call of a function or of a tool, or the result of one. */
function entry({
  type,
  role,
  content,
  name,
  arguments: args,
  tool_call_id: id,
  result,
  ...others
}: JsonRecord): Message {
  if (type === 'function.result')
    return { role: 'tool', parts: [{ type: 'tool_call_response', ...compact({ id }), response: result }] };
  if (type === 'function.call' || type === 'tool.execution')
    return {
      role: 'assistant',
      parts: [{ ...compact({ id: id ?? others['id'] }), type: 'tool_call', name: asText(name) ?? '', arguments: args }],
    };
  return readMessage({ role: role ?? (type === 'message.input' ? 'user' : 'assistant'), content });
}

const entries = (value: unknown): readonly Message[] =>
  typeof value === 'string' ? [readMessage({ role: 'user', content: value })] : recordsOf(value).map(entry);

function foldConversation(growth: Growth): Folder {
  const body: Writable = {};
  const outputs = new Indexed<Writable>(() => ({}), growth);
  return {
    push(
      { event },
      { type = event, output_index: index, usage, conversation_id: id, content, created_at: _, ...fields },
    ) {
      if (id !== undefined) assign(body, { conversation_id: id }, growth);
      if (usage !== undefined) assign(body, { usage }, growth);
      if (type === 'conversation.response.done') body['isDone'] = true;
      if (type === 'message.output.delta') {
        const output = outputs.at(index);
        assign(output, { type: 'message.output', role: 'assistant' }, growth);
        append(
          output,
          { content: texts(content).map(({ content: text }) => ({ index: 0, type: 'text', text })) },
          growth,
        );
      } else if (type === 'function.call.delta') {
        const output = outputs.at(index);
        assign(output, { type: 'function.call', ...without(fields, 'arguments') }, growth);
        append(output, { arguments: fields['arguments'] }, growth);
      }
    },
    result: () => ({
      body: { ...without(body, 'isDone'), object: 'conversation.response', outputs: outputs.inOrder() ?? [] },
      complete: body['isDone'] === true,
    }),
  };
}

const shared = { provider: 'mistral_ai' } as const;

/** https://docs.mistral.ai/api */
export const mistral: readonly Api[] = [
  task({
    ...shared,
    operation: 'chat',
    at: /\/v1\/conversations(?:\/[^/]+(?:\/restart)?)?$/,
    asks: ({ inputs, items, model }) =>
      items === undefined &&
      (typeof inputs === 'string' || recordsOf(inputs).length > 0 || (model !== undefined && inputs !== undefined)),
    around: ['completion_args'],
    system: 'instructions',
    input: { inputs: texts },
    messages: ({ inputs }) => entries(inputs),
    output: { outputs: texts },
    answer: ({ outputs }) => {
      const parts = recordsOf(outputs).flatMap((each): readonly Part[] => entry(each).parts);
      return parts.length === 0 ? [] : [{ role: 'assistant', parts }];
    },
    answers: ({ object, conversation_id: id, outputs }) =>
      object === 'conversation.response' || (id !== undefined && Array.isArray(outputs)),
    fold: foldConversation,
  }),
  task({
    ...shared,
    operation: 'generate_content',
    at: /\/ocr$/,
    ownPath: /\/v1\/ocr$/,
    input: {
      document: (value) => {
        const { type, document_url: address, image_url: image } = fieldsOf(value);
        return type === 'image_url' ? images(fieldsOf(image)['url'] ?? image) : documents(address ?? value);
      },
    },
    asks: ({ document }) => fieldsOf(document)['type'] !== undefined,
    output: { pages: (pages) => texts(recordsOf(pages).map(({ markdown }) => markdown)), document_annotation: texts },
    answers: ({ pages }) => recordsOf(pages).some(({ markdown }) => typeof markdown === 'string'),
    usage: ({ usage_info: info }) => readCounts(fieldsOf(info), []),
    silent: ['usage_info'],
    attributes: { 'gen_ai.output.type': 'text' },
  }),
  task({
    ...shared,
    operation: 'classification',
    at: /\/classifications$/,
    input: {
      input: (value) =>
        typeof value === 'string'
          ? texts(value)
          : [...texts(value), ...recordsOf(value).flatMap(({ messages }) => texts(messages))],
    },
    output: { results: values('results') },
    usage: ({ usage }) => readUsage(fieldsOf(usage)),
  }),
];
