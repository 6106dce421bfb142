import type { Json } from '../../json/json';
import { isJsonObject, isList, stringify } from '../../json/json';
import { all, restOf } from '../../json/leftovers';
import { requestReads } from '../api-bodies/body-readers';
import * as request from '../api-bodies/request-body';
import * as response from '../api-bodies/response-body';
import type { Message } from '../messages/message';
import { messagesFrom } from '../messages/read-message';
import { readContent } from '../read/content';
import {
  asAmount,
  asCount,
  asObject,
  asText,
  content,
  firstOf,
  gathered,
  number,
  type Reader,
  text,
} from '../read/reader';
import type { Attributes } from '../span/attribute-names';
import { perSpan } from '../span/memo-per-span';
import type { SpanView } from '../span/span-view';
import type { Dialect } from './dialect';

const extra = 'langwatch.langchain.run.extra_params.';
const parameterNames = [`${extra}invocation_params`, `${extra}options`];

const requestBody = perSpan(({ attributes }: SpanView) =>
  request.requestBody(...parameterNames.map((name) => asObject(attributes[name]))),
);
const metrics = perSpan(({ attributes }: SpanView) => asObject(asObject(attributes['langwatch.metrics'])?.['value']));

const asked = requestReads(parameterNames, requestBody);
const metric = <T>(read: (value: unknown) => T | undefined, name: string) =>
  gathered({ attributes: ['langwatch.metrics'] }, (span) => read(metrics(span)?.[name]));

/** LangChain's metadata stand there twice. */
const metadataNames = (name: string): readonly string[] => [
  `langwatch.langchain.run.metadata.${name}`,
  `langwatch.langgraph.${name}`,
];
const named = (name: string): Reader<string> => firstOf(...metadataNames(name).map((each) => text(each)));

/** LangWatch's SDK: inputs, outputs and metrics as JSON of `{type, value}`, lists of such values included. */
export const langwatch: Dialect = {
  name: 'langwatch',
  isModelCall,
  reads: {
    ...asked,
    provider: named('ls_provider'),
    requestModel: firstOf(asked.requestModel, named('ls_model_name')),
    input: content(gathered({ attributes: ['langwatch.input'] }, (span) => typed(span, 'langwatch.input', 'user'))),
    output: content(gathered({ attributes: ['langwatch.output'] }, choicesOf)),
    session: firstOf(text('langwatch.thread.id'), named('thread_id'), named('session_id')),
    user: firstOf(text('langwatch.user.id'), named('user_id')),
    temperature: firstOf(asked.temperature, ...metadataNames('ls_temperature').map((name) => number(name))),
    inputTokens: metric(asCount, 'promptTokens'),
    outputTokens: metric(asCount, 'completionTokens'),
    cost: metric(asAmount, 'cost'),
  },
  rests: { 'langwatch.metrics': (span) => restOf(metrics(span), all('promptTokens', 'completionTokens', 'cost')) },
  inherited: ['langwatch.thread.id', 'langwatch.user.id'],
};

function isModelCall(attributes: Attributes): boolean | undefined {
  const type = attributes['langwatch.span.type'];
  return type === undefined ? undefined : type === 'llm';
}

function typed(span: SpanView, name: string, role: string): readonly Message[] | undefined {
  const read = readContent(span.attributes[name]);
  if (read === undefined) return undefined;
  if (read.isCut) span.truncated = true;
  return messagesOf(read.value, role);
}

/** What LangChain answers is a list of the lists of a turn's messages. */
function choicesOf(span: SpanView): readonly Message[] | undefined {
  const turns = typed(span, 'langwatch.output', 'assistant');
  return turns === undefined || turns.length < 2 ? turns : [response.oneTurn(turns)];
}

function messagesOf(value: Json, role: string): readonly Message[] {
  if (isList(value)) return value.flatMap((each) => messagesOf(each, role));
  if (!isJsonObject(value)) return messagesFrom(value, role);
  const { type, value: inner } = value;
  if (inner === undefined || inner === null) return typeof type === 'string' ? [] : messagesFrom(value, role);
  if (type === 'chat_messages') return messagesFrom(inner, role);
  if (type === 'list') return messagesOf(inner, role);
  return messagesFrom(asText(inner) ?? stringify(inner), role);
}
