import type { Json } from '../../json/json';
import { isJsonObject, isList, stringify } from '../../json/json';
import { all, leftoverOf } from '../../json/leftovers';
import { bodyReader, requestReaders } from '../api-bodies/body-readers';
import * as request from '../api-bodies/request-body';
import * as response from '../api-bodies/response-body';
import type { Message } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { readValue } from '../read/content';
import { asAmount, asCount, asObject, content, firstOf, fromAttribute, number, text } from '../read/reader';
import type { StepKind } from '../record/step-event';
import type { Attributes } from '../span/attribute-names';
import { perSpan } from '../span/memo';
import type { SpanView } from '../span/span-view';
import { wrapped } from '../steps/step-readers';
import type { Dialect } from './dialect';

const extra = 'langwatch.langchain.run.extra_params.';
const parameterNames = [`${extra}invocation_params`, `${extra}options`];

const requestBody = perSpan(({ attributes }) =>
  request.requestBody(...parameterNames.map((name) => asObject(attributes[name]))),
);
const metrics = perSpan(({ attributes }) => asObject(asObject(attributes['langwatch.metrics'])?.['value']));

const inRequest = requestReaders(parameterNames, requestBody);
const inMetrics = bodyReader(['langwatch.metrics'], metrics);

/** The metadata of LangChain are there twice. */
const metadataNames = (name: string): readonly string[] => [
  `langwatch.langchain.run.metadata.${name}`,
  `langwatch.langgraph.${name}`,
];
const inMetadata = (name: string) => firstOf(...metadataNames(name).map(text));

/** LangWatch's SDK: inputs, outputs and metrics as JSON of `{type, value}`, lists of such values included. */
export const langwatch: Dialect = {
  name: 'langwatch',
  isModelCall,
  steps: {
    kindOf: (attributes) => stepKinds.get(attributes['langwatch.span.type']),
    reads: { input: wrapped('langwatch.input'), output: wrapped('langwatch.output') },
  },
  reads: {
    ...inRequest,
    provider: inMetadata('ls_provider'),
    requestModel: firstOf(inRequest.requestModel, inMetadata('ls_model_name')),
    input: content(fromAttribute('langwatch.input', readTyped)),
    output: content(fromAttribute('langwatch.output', choicesOf)),
    session: firstOf(text('langwatch.thread.id'), inMetadata('thread_id'), inMetadata('session_id')),
    user: firstOf(text('langwatch.user.id'), inMetadata('user_id')),
    temperature: firstOf(inRequest.temperature, ...metadataNames('ls_temperature').map(number)),
    inputTokens: inMetrics(({ promptTokens }) => asCount(promptTokens)),
    outputTokens: inMetrics(({ completionTokens }) => asCount(completionTokens)),
    cost: inMetrics(({ cost }) => asAmount(cost)),
  },
  leftovers: {
    'langwatch.metrics': (span) => leftoverOf(metrics(span), all('promptTokens', 'completionTokens', 'cost')),
  },
  inherited: ['langwatch.thread.id', 'langwatch.user.id'],
};

function isModelCall(attributes: Attributes): boolean | undefined {
  const type = attributes['langwatch.span.type'];
  return type === undefined ? undefined : type === 'llm';
}

function readTyped(raw: unknown, span: SpanView, role = 'user'): readonly Message[] | undefined {
  const value = readValue(raw, span);
  return value === undefined ? undefined : messagesOf(value, role);
}

/** LangChain's answer is a list of the lists of a turn's messages. */
function choicesOf(raw: unknown, span: SpanView): readonly Message[] | undefined {
  const turns = readTyped(raw, span, 'assistant');
  return turns === undefined || turns.length < 2 ? turns : [response.oneTurn(turns)];
}

function messagesOf(value: Json, role: string): readonly Message[] {
  if (isList(value)) return value.flatMap((each) => messagesOf(each, role));
  if (!isJsonObject(value)) return messagesFrom(value, role);
  const { type, value: inner } = value;
  if (inner === undefined || inner === null) return typeof type === 'string' ? [] : messagesFrom(value, role);
  if (type === 'chat_messages') return messagesFrom(inner, role);
  if (type === 'list') return messagesOf(inner, role);
  return messagesFrom(typeof inner === 'string' ? inner : stringify(inner), role);
}

const stepKinds: ReadonlyMap<unknown, StepKind> = new Map<unknown, StepKind>([
  ...['workflow', 'agent', 'chain', 'component', 'module', 'task', 'evaluation'].map(
    (type) => [type, 'chain'] as const,
  ),
  ...['tool', 'rag', 'guardrail'].map((type) => [type, 'tool'] as const),
]);
