import type { Json, JsonObject } from '../../../json/json';
import { isJsonObject, isList } from '../../../json/json';
import { all, leftoverOf } from '../../../json/leftovers';
import { requestReaders } from '../../api-bodies/body-readers';
import * as request from '../../api-bodies/request-body';
import * as response from '../../api-bodies/response-body';
import { once } from '../../messages/langchain-message';
import type { Message } from '../../messages/message';
import { messageFrom, messagesFrom } from '../../messages/read-message';
import { readContent, readValue } from '../../read/content';
import {
  asAmount,
  asObject,
  asText,
  composed,
  content,
  firstOf,
  fromAttribute,
  type Reader,
  text,
} from '../../read/reader';
import type { StepKind } from '../../record/step-event';
import type { Attributes } from '../../span/attribute-names';
import { perSpan } from '../../span/memo';
import { type SpanView, toMs } from '../../span/span-view';
import { value } from '../../steps/step-readers';
import type { Dialect } from '../dialect';
import { conversation } from './messages';
import { langfuseUsage, usageMembers } from './usage';

const inputName = 'langfuse.observation.input';
const outputName = 'langfuse.observation.output';
const parametersName = 'langfuse.observation.model.parameters';
const modelName = 'langfuse.observation.model.name';
const startName = 'langfuse.observation.completion_start_time';
const levelName = 'langfuse.observation.level';
const statusName = 'langfuse.observation.status_message';
const usageName = 'langfuse.observation.usage_details';
const costsName = 'langfuse.observation.cost_details';
const metadata = 'langfuse.observation.metadata.';
const requestedName = `${metadata}ls_model_name`;
/** Parts of the request that the wrapper of OpenAI's SDK puts among the app's own metadata. */
const requestInMetadata = ['instructions', 'tools', 'response_format', 'reasoning'] as const;

const requestBody = perSpan(({ attributes }) => {
  const input = asObject(attributes[inputName]);
  const inMetadata = requestInMetadata.flatMap((name): [string, Json][] => {
    const read = readContent(attributes[metadata + name]);
    return read === undefined ? [] : [[name, read.value]];
  });
  return request.requestBody(
    isList(input?.['messages']) ? input : undefined,
    Object.fromEntries(inMetadata),
    asObject(attributes[parametersName]),
  );
});

/**
 * The name is of the model that answered, but in streams, after a failure and for embeddings it was written before an answer.
 * LangChain's callbacks write it again at the end of a stream.
 */
const isRequested = (attributes: Attributes): boolean =>
  (attributes[startName] !== undefined && attributes[requestedName] === undefined) ||
  attributes[levelName] === 'ERROR' ||
  !attributes[outputName];

const modelIf = (holds: (attributes: Attributes) => boolean): Reader<string> =>
  fromAttribute(modelName, (raw, { attributes }) => (holds(attributes) ? asText(once(asText(raw))) : undefined));

/** Langfuse's SDK: its wrapper of OpenAI's, its LangChain callbacks, and observations that an app makes by hand. */
export const langfuse: Dialect = {
  name: 'langfuse',
  isModelCall,
  isToolCall: (attributes) => attributes['langfuse.observation.type'] === 'tool',
  steps: {
    kindOf: (attributes) => stepKinds.get(attributes['langfuse.observation.type']),
    reads: { input: value(inputName), output: value(outputName) },
  },
  reads: {
    ...requestReaders([inputName, parametersName, ...requestInMetadata.map((name) => metadata + name)], requestBody),
    requestModel: firstOf(text(requestedName), modelIf(isRequested)),
    responseModel: modelIf((attributes) => !isRequested(attributes)),
    provider: text(`${metadata}ls_provider`),
    session: firstOf(text('langfuse.session.id'), text(`${metadata}session_id`)),
    user: firstOf(text('langfuse.user.id'), text(`${metadata}user_id`)),
    input: content(fromAttribute(inputName, readInput)),
    output: content(fromAttribute(outputName, readOutput)),
    ...langfuseUsage(usageName),
    cost: fromAttribute(costsName, readCost),
    timeToFirstToken: fromAttribute(startName, timeToFirstToken),
    error: composed({ attributes: [levelName, statusName] }, errorOf),
  },
  leftovers: {
    [costsName]: ({ attributes }) => leftoverOf(asObject(attributes[costsName]), all('total')),
    [usageName]: ({ attributes }) => leftoverOf(asObject(attributes[usageName]), usageMembers),
  },
  inherited: ['langfuse.session.id', 'langfuse.user.id', 'langfuse.trace.name', 'langfuse.trace.metadata.'],
};

/** `span` is what an app groups by hand; an `event` has no duration. */
const stepKinds: ReadonlyMap<unknown, StepKind> = new Map([
  ['span', 'chain'],
  ['agent', 'chain'],
  ['chain', 'chain'],
  ['evaluator', 'chain'],
  ['tool', 'tool'],
  ['retriever', 'tool'],
  ['guardrail', 'tool'],
]);

const modelTypes = new Set<unknown>(['generation', 'embedding']);

function isModelCall(attributes: Attributes): boolean | undefined {
  const type = attributes['langfuse.observation.type'];
  return type === undefined ? undefined : modelTypes.has(type);
}

function readInput(raw: unknown, span: SpanView): readonly Message[] | undefined {
  const value = readValue(raw, span);
  if (value === undefined || value === '') return undefined;
  if (isJsonObject(value) && isList(value['messages'])) return conversation(value['messages']);
  if (isList(value) && value.every(isJsonObject)) return conversation(value);
  return request.conversation({ prompt: isJsonObject(value) ? asText(raw) : value });
}

function readOutput(raw: unknown, span: SpanView): readonly Message[] | undefined {
  const value = readValue(raw, span);
  if (value === undefined || value === '') return undefined;
  if (isList(value) && value.every(isItem)) return [response.oneTurn(messagesFrom(value, 'assistant'))];
  if (isJsonObject(value) && isMessage(value)) return [messageFrom(value, 'assistant')];
  return [{ role: 'assistant', parts: [{ kind: 'text', text: asText(raw) ?? JSON.stringify(value) }] }];
}

const isItem = (value: Json): boolean => isJsonObject(value) && typeof value['type'] === 'string';

const isMessage = (value: JsonObject): boolean => value['role'] !== undefined || isList(value['tool_calls']);

/** An error has a cost of zero by default. */
function readCost(raw: unknown, { attributes }: SpanView): number | undefined {
  const cost = asAmount(asObject(raw)?.['total']);
  return cost === 0 && attributes[levelName] === 'ERROR' ? undefined : cost;
}

/** The time of the first token is a JSON text. */
function timeToFirstToken(raw: unknown, { startTime }: SpanView): number | undefined {
  const time = readContent(raw)?.value;
  return typeof time === 'string' ? asAmount(Date.parse(time) - toMs(startTime)) : undefined;
}

/** The status of these spans is never set. */
function errorOf({ attributes }: SpanView): string | undefined {
  return attributes[levelName] === 'ERROR' ? (asText(attributes[statusName]) ?? 'error') : undefined;
}
