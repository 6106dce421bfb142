import {
  asList,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  recordsOf,
  without,
} from '../../../json/json-record';
import type { Message, ModelRequest, ModelResponse, Part } from '../../exchange';
import type { Api, Folder } from '../api';
import { onlyChoice } from '../fields/choices';
import type { Growth } from '../fields/growth';
import { modalityOf } from '../fields/media';
import { readParameters } from '../fields/parameters';
import { media, said, texts } from '../fields/parts';
import { append, assign, Indexed, type Writable } from '../fields/stream';
import { readCounts } from '../fields/usage';
import { jobs } from '../jobs';
import { readError } from './generate-content';

/** Google's interactions with models and agents, by steps, or by outputs in their first form. https://ai.google.dev/api/interactions-api */
export const geminiInteractions: Api = {
  operation: 'generate_content',
  provider: 'gcp.gemini',
  ownPath: /\/v1(?:beta|alpha)?\d*\/interactions$/,
  recognises: ({ model, agent, input }) =>
    typeof (model ?? agent) === 'string' &&
    (typeof input === 'string' || recordsOf(asList(input) ?? [input]).length > 0),
  answers: ({ object, steps, outputs, status }) =>
    object === 'interaction' ||
    (typeof status === 'string' && recordsOf(steps ?? outputs).some(({ type }) => asText(type))),
  readRequest,
  readResponse,
  readError,
  fold,
  later: jobs({
    ended: /^(?:completed|failed|cancelled|incomplete|requires_action|budget_exceeded)$/,
    at: (id) => id,
    times: ['created', 'updated'],
    isLater: (body, request) => (request?.extra['background'] ?? body['background']) === true,
    readRequest: ({ model, agent }) => readRequest({ model, agent, input: [] }),
  }),
};

/** A piece of content, or a step without content of its own. */
function partOf(item: JsonRecord): readonly Part[] {
  const { type, ...fields } = compact(item);
  switch (type) {
    case 'text':
      return [{ ...without(fields, 'text'), type, content: fields['text'] ?? '' }];
    case 'thought':
      return [
        {
          ...without(fields, 'summary'),
          type: 'reasoning',
          content: texts(fields['summary'])
            .map(({ content }) => content)
            .join('\n'),
        },
      ];
    case 'function_call':
      return [
        {
          ...without(fields, 'arguments'),
          type: 'tool_call',
          name: asText(fields['name']) ?? '',
          arguments: fields['arguments'],
        },
      ];
    case 'function_result':
      return [
        {
          ...without(fields, 'call_id', 'result'),
          type: 'tool_call_response',
          ...compact({ id: fields['call_id'] }),
          response: fields['result'],
        },
      ];
    default: {
      const read = /^(?:image|audio|video|document)$/.test(String(type)) ? media(modalityOf(`${type}/`))(fields) : [];
      return read.length > 0 ? read : [{ ...fields, type: asText(type) ?? 'unknown' }];
    }
  }
}

const contentOf = (content: unknown): readonly Part[] =>
  typeof content === 'string' ? texts(content) : recordsOf(asList(content) ?? [content]).flatMap(partOf);

/** A step, or a turn with its role. */
function messageOf(step: JsonRecord): Message {
  const { type, role, content } = step;
  if (type === 'function_result') return { role: 'tool', parts: partOf(step) };
  const isUser = role === undefined ? type === 'user_input' : role === 'user';
  const parts =
    type === undefined || type === 'user_input' || type === 'model_output' ? contentOf(content) : partOf(step);
  return { role: isUser ? 'user' : 'assistant', parts };
}

/** A text, contents that are one message, steps, or turns. */
function readInput(input: unknown): readonly Message[] {
  const items = recordsOf(asList(input) ?? [input]);
  const isSteps = items.some(
    ({ type, role }) => role !== undefined || /^(?:user_input|model_output|function_result)$/.test(String(type)),
  );
  return isSteps ? items.map(messageOf) : said('user', contentOf(input));
}

function readRequest(body: JsonRecord): ModelRequest {
  const { model, agent, input, system_instruction: system, tools, generation_config: config, ...rest } = compact(body);
  const instructions =
    typeof system === 'string' ? texts(system) : contentOf(fieldsOf(system)['parts'] ?? system ?? []);
  return {
    model: asText(model) ?? asText(agent),
    messages: readInput(input),
    systemInstructions: nonEmpty(instructions),
    tools: nonEmpty(recordsOf(tools)),
    ...readParameters({ ...rest, ...fieldsOf(config), previous_response_id: rest['previous_interaction_id'] }),
  };
}

const reasons = new Map<unknown, string>([
  ['completed', 'stop'],
  ['requires_action', 'tool_calls'],
]);

function readResponse(body: JsonRecord): ModelResponse {
  const { id, model, agent, steps, outputs, status, usage, ...others } = body;
  const parts = [
    ...recordsOf(steps)
      .map(messageOf)
      .flatMap((each) => (each.role === 'assistant' ? each.parts : [])),
    ...contentOf(outputs ?? []),
  ];
  return {
    id: asText(id),
    model: asText(model) ?? asText(agent),
    ...onlyChoice(parts.length === 0 ? undefined : { role: 'assistant', parts }, reasons.get(status) ?? status),
    attributes: countsOf(fieldsOf(usage)),
    extra: compact(without(others, 'object', 'role', 'created', 'updated', 'error', 'event_type')),
  };
}

/** Thoughts are counted beside the output, and tools' prompts beside the input, as in all of Google's APIs. */
function countsOf(usage: JsonRecord): JsonRecord {
  const {
    total_input_tokens: input,
    total_output_tokens: output,
    total_thought_tokens: thought,
    total_tool_use_tokens: tools,
  } = usage;
  const plus = (one: unknown, other: unknown): number | undefined =>
    typeof one === 'number' ? one + (typeof other === 'number' ? other : 0) : undefined;
  return readCounts({ ...usage, total_input_tokens: plus(input, tools), total_output_tokens: plus(output, thought) }, [
    ['total_input_tokens', 'input_tokens'],
    ['total_output_tokens', 'output_tokens'],
    ['total_cached_tokens', 'cache_read.input_tokens'],
    ['total_thought_tokens', 'reasoning.output_tokens'],
    ['total_tokens', 'total_tokens'],
  ]);
}

/** Events have the interaction as far as it is, or a piece of one of its steps. */
function fold(growth: Growth): Folder {
  const body: Writable = {};
  const steps = new Indexed<Writable>(() => ({}), growth);
  let isDone = false;
  return {
    push(_event, { event_type: type, interaction, index, step, content, delta, status }) {
      if (interaction !== undefined) assign(body, without(fieldsOf(interaction), 'steps', 'outputs'), growth);
      if (status !== undefined) assign(body, { status }, growth);
      isDone ||= /^interaction\.complete/.test(String(type));
      if (/\.start$/.test(String(type)) && index !== undefined)
        append(steps.at(index), fieldsOf(step ?? content), growth);
      if (/\.delta$/.test(String(type))) addDelta(steps.at(index), fieldsOf(delta), growth);
    },
    result: () => ({ body: { ...body, steps: steps.inOrder() ?? [] }, complete: isDone }),
  };
}

function addDelta(step: Writable, { type, ...delta }: JsonRecord, growth: Growth): void {
  if (type === 'text' && step['type'] !== 'model_output') append(step, { type, text: delta['text'] }, growth);
  else if (type === 'text') append(step, { content: [{ index: 0, type, text: delta['text'] }] }, growth);
  else if (type === 'arguments_delta') {
    if (typeof step['arguments'] !== 'string') step['arguments'] = '';
    append(step, { arguments: delta['arguments'] }, growth);
  } else if (type === 'thought_summary') append(step, { summary: [delta['content']] }, growth);
  else if (type === 'thought_signature') append(step, { signature: delta['signature'] }, growth);
  else if (step['type'] === 'model_output') append(step, { content: [{ type, ...delta }] }, growth);
  else append(step, delta, growth);
}
