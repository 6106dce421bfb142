import {
  asList,
  asText,
  compact,
  fieldsOf,
  type JsonRecord,
  nonEmpty,
  prefixed,
  recordsIn,
  recordsOf,
  without,
} from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { ResponseHeaders } from '../../http/headers';
import type { Answer, Api } from '../api';
import { isChoices, onlyChoice } from '../fields/choices';
import { asId, chatFormat, readParameters } from '../fields/parameters';
import { openaiChat } from './chat';
import { readError } from './error';
import { joinedResponse } from './joined-output';
import { modelIn } from './model';
import { isAmong, isMade, readInput, readOutput } from './responses-items';
import { foldResponse } from './responses-stream';
import { readUsage } from './usage';

/** OpenAI's responses. https://platform.openai.com/docs/api-reference/responses */
export const openaiResponses: Api = {
  operation: 'chat',
  provider: 'openai',
  recognises,
  // A conversation that is compacted has a name of its own: `response.compaction`.
  answers: ({ object, output, choices }) =>
    /^response\b/.test(String(object)) || recordsOf(output).some(({ type }) => asText(type)) || isChoices(choices),
  readRequest,
  readResponse,
  readError,
  fold: foldResponse,
  later: {
    read: readLater,
    readRequest: (body) => readRequest(only(body, ['model', ...repeated]), ''),
    joined: joinedResponse,
  },
};

/** A stored prompt can name the model, and all of the input can be stored, too. */
function recognises(body: JsonRecord, path: string): boolean {
  const { input, prompt, conversation, previous_response_id: previous } = body;
  const promptId = asText(fieldsOf(prompt)['id']);
  if (modelIn(body, path) === undefined && promptId === undefined) return false;
  if (input === undefined || input === null) return [promptId, asId(conversation), previous].some((id) => asText(id));
  return typeof input === 'string' || recordsOf(input).length === asList(input)?.length;
}

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { model: _, input, instructions, tools, prompt, reasoning, text, service_tier: tier, ...rest } = compact(body);
  const { format, verbosity, ...otherText } = compact(fieldsOf(text));
  const { effort, ...otherReasoning } = compact(fieldsOf(reasoning));
  const { id: promptId, version, variables, ...otherPrompt } = compact(fieldsOf(prompt));
  const fields = {
    ...rest,
    // By the names that chat has for them.
    ...compact({ response_format: chatFormat(format), verbosity, reasoning_effort: effort }),
    text: nonEmpty(otherText),
    reasoning: nonEmpty(otherReasoning),
    prompt: nonEmpty(otherPrompt),
  };
  return {
    model: modelIn(body, path),
    messages: readInput(input),
    systemInstructions: typeof instructions === 'string' ? [{ type: 'text', content: instructions }] : undefined,
    tools: nonEmpty(recordsOf(tools).map(compact)),
    ...readParameters(fields, {
      'openai.api.type': 'responses',
      'openai.request.service_tier': asText(tier),
      'gen_ai.prompt.name': promptId,
      'gen_ai.prompt.version': version,
      ...prefixed('gen_ai.prompt.variable.', variablesIn(fieldsOf(variables))),
    }),
  };
}

/** A prompt's variables can be parts of content. */
const variablesIn = (variables: JsonRecord): JsonRecord =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, asText(fieldsOf(value)['text']) ?? value]),
  );

/** A response repeats the fields of its request, with the defaults filled in. */
const repeated = (
  'background context_management conversation frequency_penalty instructions max_output_tokens max_tool_calls metadata ' +
  'parallel_tool_calls presence_penalty previous_response_id prompt prompt_cache_key prompt_cache_options ' +
  'prompt_cache_retention reasoning safety_identifier store temperature text tool_choice tools top_logprobs top_p ' +
  'truncation user'
).split(' ');
const read = 'id object model status output usage service_tier error';

function readResponse(body: JsonRecord, headers?: ResponseHeaders, request?: ModelRequest): ModelResponse {
  const output = recordsIn(body['output']);
  const items = output.filter(isMade);
  // What a gateway has not translated.
  const chat = isChoices(body['choices'])
    ? openaiChat.readResponse(without(body, 'output', ...repeated), headers, request)
    : undefined;
  if (chat !== undefined && items.length === 0) return chat;
  const message = readOutput(items);
  const parts = chat?.messages.flatMap((each) => each.parts) ?? [];
  const logprobs = items.flatMap((item) => recordsOf(item['content']).flatMap((part) => recordsOf(part['logprobs'])));
  return {
    id: asText(body['id']),
    model: asText(body['model']),
    ...onlyChoice(message && { ...message, parts: [...message.parts, ...parts] }, finishReason(body, items)),
    attributes: {
      ...readUsage(fieldsOf(body['usage'])),
      ...compact({
        'gen_ai.response.status': asText(body['status']),
        'gen_ai.conversation.id': asId(body['conversation']),
        'openai.response.service_tier': asText(body['service_tier']),
      }),
    },
    extra: {
      ...compact({
        ...without(body, ...repeated, ...read.split(' '), ...(chat === undefined ? [] : ['choices'])),
        logprobs: nonEmpty(logprobs),
        output: nonEmpty(output.filter((item) => !isMade(item) && !isAmong(request?.messages ?? [], item))),
      }),
    },
  };
}

const only = (body: JsonRecord, names: readonly string[]): JsonRecord =>
  Object.fromEntries(names.flatMap((name) => (name in body ? [[name, body[name]]] : [])));

/** A response that is made in the background is there at once, without its output, and is asked for by its id until it has it. */
function readLater(body: JsonRecord, request?: ModelRequest): Answer | undefined {
  const { id, status, background, created_at: from, completed_at: to, output } = body;
  // A stream that goes on, and is cut once more, says nothing else.
  if (request === undefined && id === undefined && recordsOf(output).length > 0)
    return { at: '', isDone: false, isLater: false };
  if (typeof id !== 'string' || typeof status !== 'string') return undefined;
  return {
    at: id,
    isDone: status !== 'queued' && status !== 'in_progress',
    isLater: background === true || request?.extra['background'] === true,
    ms: typeof from === 'number' && typeof to === 'number' ? { from: from * 1000, to: to * 1000 } : undefined,
  };
}

/** This API has a status instead; this is why the model stopped, as chat has it. */
function finishReason(body: JsonRecord, items: readonly JsonRecord[]): string | undefined {
  const reason = asText(fieldsOf(body['incomplete_details'])['reason']);
  if (reason !== undefined) return reason === 'max_output_tokens' ? 'length' : reason;
  if (body['status'] !== 'completed') return undefined;
  // OpenAI has executed the calls of its own tools already.
  return items.some((item) => String(item['type']).endsWith('_call') && asText(item['call_id']) !== undefined)
    ? 'tool_calls'
    : 'stop';
}
