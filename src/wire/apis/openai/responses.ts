import {
  asNumber,
  asRecord,
  asText,
  type JsonRecord,
  recordsOf,
  without,
  withoutNullish,
} from '../../../json/json-record';
import type { ModelRequest, ModelResponse } from '../../exchange';
import type { Api } from '../api';
import { errorFields } from '../fields/error-fields';
import { outputType } from '../fields/output-type';
import { asFlag, type Parameter, readParameters } from '../fields/parameters';
import { chatFormat } from '../fields/response-format';
import { readError } from './error';
import { modelIn } from './parameters';
import { readInput, readOutput } from './responses-items';
import { foldResponse } from './responses-stream';
import { readUsage } from './usage';

/** OpenAI's responses. https://platform.openai.com/docs/api-reference/responses */
export const openaiResponses: Api = {
  operation: 'chat',
  provider: 'openai',
  // A stored prompt can name the model, and all of the input can be stored, too.
  recognises: (body, path) =>
    (modelIn(body, path) !== undefined || asText(asRecord(body['prompt'])?.['id']) !== undefined) &&
    ['input', 'prompt', 'conversation', 'previous_response_id'].some((name) => body[name] !== undefined),
  readRequest,
  readResponse,
  readError,
  fold: foldResponse,
};

/** The id of a thing that may stand for itself or be an object. */
const asId = (value: unknown): string | undefined => asText(value) ?? asText(asRecord(value)?.['id']);

const parameters: Readonly<Record<string, Parameter>> = {
  temperature: ['gen_ai.request.temperature', asNumber],
  top_p: ['gen_ai.request.top_p', asNumber],
  max_output_tokens: ['gen_ai.request.max_tokens', asNumber],
  stream: ['gen_ai.request.stream', asFlag],
  reasoning_effort: ['gen_ai.request.reasoning.level', asText],
  service_tier: ['openai.request.service_tier', asText],
  conversation: ['gen_ai.conversation.id', asId],
  previous_response_id: ['gen_ai.request.previous_response.id', asText],
};

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const { model: _, input, instructions, tools, prompt, reasoning, text, ...rest } = withoutNullish(body);
  const { format, verbosity, ...otherText } = withoutNullish(asRecord(text) ?? {});
  const { effort, ...otherReasoning } = withoutNullish(asRecord(reasoning) ?? {});
  const { id: promptId, version, variables, ...otherPrompt } = withoutNullish(asRecord(prompt) ?? {});
  // In the words of chat, which say the same.
  const asked = withoutNullish({ response_format: chatFormat(asRecord(format)), verbosity, reasoning_effort: effort });
  const { attributes, extra } = readParameters({ ...rest, ...asked }, parameters);
  const definitions = recordsOf(tools).map(withoutNullish);
  return {
    model: modelIn(body, path),
    messages: readInput(input),
    systemInstructions: typeof instructions === 'string' ? [{ type: 'text', content: instructions }] : undefined,
    tools: definitions.length === 0 ? undefined : definitions,
    attributes: {
      'openai.api.type': 'responses',
      ...attributes,
      ...outputType(format),
      ...withoutNullish({ 'gen_ai.prompt.name': promptId, 'gen_ai.prompt.version': version }),
      ...variablesOf(asRecord(variables) ?? {}),
    },
    extra: {
      ...extra,
      ...unlessEmpty('text', otherText),
      ...unlessEmpty('reasoning', otherReasoning),
      ...unlessEmpty('prompt', otherPrompt),
    },
  };
}

const unlessEmpty = (name: string, fields: JsonRecord): JsonRecord =>
  Object.keys(fields).length === 0 ? {} : { [name]: fields };

const variablesOf = (variables: JsonRecord): JsonRecord =>
  Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [
      `gen_ai.prompt.variable.${name}`,
      asText(asRecord(value)?.['text']) ?? value,
    ]),
  );

/** An answer repeats its request, with the defaults filled in. */
const repeated = [
  'background',
  'context_management',
  'conversation',
  'frequency_penalty',
  'instructions',
  'max_output_tokens',
  'max_tool_calls',
  'metadata',
  'parallel_tool_calls',
  'presence_penalty',
  'previous_response_id',
  'prompt',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_retention',
  'reasoning',
  'safety_identifier',
  'store',
  'temperature',
  'text',
  'tool_choice',
  'tools',
  'top_logprobs',
  'top_p',
  'truncation',
  'user',
] as const;
const readFields = ['id', 'object', 'model', 'status', 'output', 'usage', 'service_tier', 'error'] as const;

function readResponse(body: JsonRecord): ModelResponse {
  const items = recordsOf(body['output']);
  const message = readOutput(items);
  const reason = finishReason(body, items);
  const logprobs = items.flatMap((item) => recordsOf(item['content']).flatMap((part) => recordsOf(part['logprobs'])));
  return {
    id: asText(body['id']),
    model: asText(body['model']),
    messages: message === undefined ? [] : [reason === undefined ? message : { ...message, finish_reason: reason }],
    finishReasons: reason === undefined ? undefined : [reason],
    attributes: {
      ...readUsage(asRecord(body['usage']) ?? {}),
      ...withoutNullish({
        'gen_ai.response.status': asText(body['status']),
        'gen_ai.conversation.id': asId(body['conversation']),
        'openai.response.service_tier': asText(body['service_tier']),
      }),
    },
    extra: {
      ...withoutNullish(without(body, ...repeated, ...readFields)),
      ...(logprobs.length === 0 ? {} : { logprobs }),
      ...errorFields(body),
    },
  };
}

/** This API has a status instead: in the words of chat, why the model stopped. */
function finishReason(body: JsonRecord, items: readonly JsonRecord[]): string | undefined {
  const reason = asText(asRecord(body['incomplete_details'])?.['reason']);
  if (reason !== undefined) return reason === 'max_output_tokens' ? 'length' : reason;
  if (body['status'] !== 'completed') return undefined;
  // Calls of OpenAI's own tools are answered there.
  return items.some((item) => String(item['type']).endsWith('_call') && asText(item['call_id']) !== undefined)
    ? 'tool_calls'
    : 'stop';
}
