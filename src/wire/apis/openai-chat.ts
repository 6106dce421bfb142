import type { ExchangeError, ModelRequest, ModelResponse, OutputMessage } from '../exchange';
import { asList, asNumber, asRecord, asText, type JsonRecord, recordsOf, said, without } from '../json';
import type { Api } from './api';
import { foldChat } from './openai-chat-stream';
import { readMessage } from './openai-messages';
import { readUsage } from './openai-usage';

/**
 * OpenAI's chat completions, which Azure, gateways and most other providers speak too.
 * https://platform.openai.com/docs/api-reference/chat
 */
export const openaiChat: Api = {
  operation: 'chat',
  provider: 'openai',
  paths: ['/chat/completions'],
  recognises: (body, path) =>
    asList(body['messages']) !== undefined && (typeof body['model'] === 'string' || deploymentIn(path) !== undefined),
  readRequest,
  readResponse,
  readError,
  fold: foldChat,
};

/** Azure's older paths name the model's deployment, and the body then need not name the model. */
const deploymentIn = (path: string): string | undefined => /\/deployments\/([^/]+)\//.exec(path)?.[1];

/** What a parameter becomes as an attribute, or `undefined` if it is not of its type. */
type Parameter = readonly [attribute: string, read: (value: unknown) => unknown];

const asTexts = (value: unknown): readonly string[] | undefined =>
  typeof value === 'string'
    ? [value]
    : asList(value)?.every((each) => typeof each === 'string')
      ? (value as readonly string[])
      : undefined;
const asFlag = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);

const parameters: Readonly<Record<string, Parameter>> = {
  temperature: ['gen_ai.request.temperature', asNumber],
  top_p: ['gen_ai.request.top_p', asNumber],
  top_k: ['gen_ai.request.top_k', asNumber],
  max_completion_tokens: ['gen_ai.request.max_tokens', asNumber],
  max_tokens: ['gen_ai.request.max_tokens', asNumber],
  stop: ['gen_ai.request.stop_sequences', asTexts],
  frequency_penalty: ['gen_ai.request.frequency_penalty', asNumber],
  presence_penalty: ['gen_ai.request.presence_penalty', asNumber],
  seed: ['gen_ai.request.seed', asNumber],
  n: ['gen_ai.request.choice.count', asNumber],
  stream: ['gen_ai.request.stream', asFlag],
  reasoning_effort: ['gen_ai.request.reasoning.level', asText],
  service_tier: ['openai.request.service_tier', asText],
};

const outputTypes: Readonly<Record<string, string>> = { text: 'text', json_object: 'json', json_schema: 'json' };

function readRequest(body: JsonRecord, path: string): ModelRequest {
  const attributes: Record<string, unknown> = { 'openai.api.type': 'chat_completions' };
  const extra: Record<string, unknown> = {};
  const { model, messages, tools, functions, function_call: functionCall, ...rest } = said(body);
  for (const [name, value] of Object.entries(rest)) {
    const [attribute, read] = parameters[name] ?? [];
    const known = attribute === undefined || attribute in attributes ? undefined : read?.(value);
    if (attribute === undefined || known === undefined) extra[name] = value;
    else attributes[attribute] = known;
  }
  const outputType = outputTypes[String(asRecord(rest['response_format'])?.['type'])];
  if (outputType !== undefined) attributes['gen_ai.output.type'] = outputType;
  if (functionCall !== undefined) extra['tool_choice'] ??= toolChoice(functionCall);
  const definitions = [
    ...recordsOf(tools).map(toolDefinition),
    ...recordsOf(functions).map((each) => ({ ...each, type: 'function' })),
  ];
  return {
    model: asText(model) ?? deploymentIn(path),
    messages: recordsOf(messages).map(readMessage),
    tools: definitions.length === 0 ? undefined : definitions,
    attributes,
    extra,
  };
}

/** `{type, function: {name, …}}` as the conventions have it, `{type, name, …}`; other tools alike. */
function toolDefinition(tool: JsonRecord): JsonRecord {
  const type = asText(tool['type']) ?? 'function';
  const definition = asRecord(tool[type]);
  return definition === undefined ? tool : { ...without(tool, type), ...definition, type };
}

/** The legacy `function_call` in the words of its successor. */
function toolChoice(functionCall: unknown): unknown {
  const name = asRecord(functionCall)?.['name'];
  return name === undefined ? functionCall : { type: 'function', function: { name } };
}

const readFields = [
  'id',
  'object',
  'model',
  'choices',
  'usage',
  'service_tier',
  'system_fingerprint',
  'error',
] as const;

function readResponse(body: JsonRecord): ModelResponse {
  const choices = recordsOf(body['choices']);
  const finishReasons = choices.flatMap((choice) => asText(choice['finish_reason']) ?? []);
  return {
    id: asText(body['id']),
    model: asText(body['model']),
    messages: choices.map(readChoice),
    finishReasons: finishReasons.length === 0 ? undefined : finishReasons,
    attributes: {
      ...readUsage(asRecord(body['usage']) ?? {}),
      ...said({
        'openai.response.service_tier': asText(body['service_tier']),
        'openai.response.system_fingerprint': asText(body['system_fingerprint']),
      }),
    },
    extra: { ...said(without(body, ...readFields)), ...choiceFields(choices), ...errorFields(body) },
  };
}

function readChoice(choice: JsonRecord): OutputMessage {
  const message = readMessage({ role: 'assistant', ...said(asRecord(choice['message']) ?? {}) });
  const reason = asText(choice['finish_reason']);
  return reason === undefined ? message : { ...message, finish_reason: reason };
}

/** What stands beside the messages (log probabilities, content filters): of the one choice, or of each in a list. */
function choiceFields(choices: readonly JsonRecord[]): JsonRecord {
  const others = choices.map((choice) => said(without(choice, 'index', 'message', 'finish_reason')));
  const names = new Set(others.flatMap((fields) => Object.keys(fields)));
  return Object.fromEntries(
    [...names].map((name) => [
      name,
      others.length === 1 ? others[0]?.[name] : others.map((each) => each[name] ?? null),
    ]),
  );
}

/** The code, type and parameter that stand beside an error's message. */
function errorFields(body: JsonRecord): JsonRecord {
  const fields = said(without(asRecord(body['error']) ?? {}, 'message'));
  return Object.keys(fields).length === 0 ? {} : { error: fields };
}

/** `{error: {message, type, code, param}}`; some servers send the inner object alone, or the message in its place. */
function errorIn(body: JsonRecord): JsonRecord | undefined {
  if (typeof body['error'] === 'string') return { message: body['error'] };
  return asRecord(body['error']) ?? (body['object'] === 'error' ? body : undefined);
}

function readError(body: JsonRecord): ExchangeError | undefined {
  const error = errorIn(body);
  if (error === undefined) return undefined;
  const kind = [error['code'], error['type']].find((each) => typeof each === 'string' || typeof each === 'number');
  return { type: kind === undefined ? 'error' : String(kind), message: asText(error['message']) };
}
