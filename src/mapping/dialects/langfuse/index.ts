import type { Json, JsonObject } from '../../../json/json';
import { isJsonObject, isList, type Writable } from '../../../json/json';
import { all, restOf } from '../../../json/leftovers';
import { requestReads } from '../../api-bodies/body-readers';
import * as request from '../../api-bodies/request-body';
import * as response from '../../api-bodies/response-body';
import type { Message } from '../../messages/message';
import { messageFrom, messagesFrom } from '../../messages/read-message';
import { readContent } from '../../read/content';
import { asAmount, asObject, asText, content, firstOf, gathered, type Reader, text } from '../../read/reader';
import type { Attributes } from '../../span/attribute-names';
import { perSpan } from '../../span/memo-per-span';
import { type SpanView, toMs } from '../../span/span-view';
import type { Dialect } from '../dialect';
import { conversation } from './messages';
import { langfuseUsage, usageFields } from './usage';

const inputName = 'langfuse.observation.input';
const outputName = 'langfuse.observation.output';
const parametersName = 'langfuse.observation.model.parameters';
/** What the wrapper of OpenAI's SDK puts among the app's own metadata. */
const askedInMetadata = ['instructions', 'tools', 'response_format', 'reasoning'] as const;
const metadataName = (name: string): string => `langfuse.observation.metadata.${name}`;
const inputNames = [inputName, parametersName, ...askedInMetadata.map(metadataName)];

const requestBody = perSpan((span: SpanView) => {
  const { attributes } = span;
  const input = asObject(attributes[inputName]);
  const inMetadata: Writable = {};
  for (const name of askedInMetadata) {
    const value = readContent(attributes[metadataName(name)])?.value;
    if (value !== undefined) inMetadata[name] = value;
  }
  return request.requestBody(
    isList(input?.['messages']) ? input : undefined,
    inMetadata,
    asObject(attributes[parametersName]),
  );
});

const modelName = 'langfuse.observation.model.name';
const startName = 'langfuse.observation.completion_start_time';
const levelName = 'langfuse.observation.level';

/** The name is of the model that answered, but where none did yet when it was written: in streams, after a failure, and of embeddings. */
const isRequested = (attributes: Attributes): boolean =>
  attributes[startName] !== undefined || attributes[levelName] === 'ERROR' || !attributes[outputName];

const modelWhere = (holds: (attributes: Attributes) => boolean): Reader<string> =>
  gathered({ attributes: [modelName] }, ({ attributes }) =>
    holds(attributes) ? asText(attributes[modelName]) : undefined,
  );

const asked = requestReads(inputNames, requestBody);
const usageName = 'langfuse.observation.usage_details';
const costsName = 'langfuse.observation.cost_details';
const usage = langfuseUsage(usageName);

/** Langfuse's SDK: its wrapper of OpenAI's, its LangChain callbacks, and observations that an app makes by hand. */
export const langfuse: Dialect = {
  name: 'langfuse',
  isModelCall,
  isToolCall: (attributes) => attributes['langfuse.observation.type'] === 'tool',
  reads: {
    ...asked,
    requestModel: firstOf(text('langfuse.observation.metadata.ls_model_name'), modelWhere(isRequested)),
    responseModel: modelWhere((attributes) => !isRequested(attributes)),
    provider: text('langfuse.observation.metadata.ls_provider'),
    session: text('langfuse.observation.metadata.session_id'),
    user: text('langfuse.observation.metadata.user_id'),
    input: content(gathered({ attributes: [inputName] }, inputOf)),
    output: content(gathered({ attributes: [outputName] }, outputOf)),
    ...usage,
    cost: gathered({ attributes: [costsName] }, costOf),
    timeToFirstToken: gathered({ attributes: ['langfuse.observation.completion_start_time'] }, timeToFirstToken),
    error: gathered({ attributes: ['langfuse.observation.level', 'langfuse.observation.status_message'] }, errorOf),
  },
  rests: {
    [costsName]: ({ attributes }) => restOf(asObject(attributes[costsName]), all('total')),
    [usageName]: ({ attributes }) => restOf(asObject(attributes[usageName]), usageFields),
  },
  inherited: ['langfuse.trace.name', 'langfuse.trace.metadata.'],
};

const modelTypes = new Set<unknown>(['generation', 'embedding']);

function isModelCall(attributes: Attributes): boolean | undefined {
  const type = attributes['langfuse.observation.type'];
  return type === undefined ? undefined : modelTypes.has(type);
}

function inputOf(span: SpanView): readonly Message[] | undefined {
  const read = readContent(span.attributes[inputName]);
  if (read === undefined || read.value === '') return undefined;
  if (read.isCut) span.truncated = true;
  const { value } = read;
  if (isJsonObject(value) && isList(value['messages'])) return conversation(value['messages']);
  if (isList(value) && value.every(isJsonObject)) return conversation(value);
  return request.conversation({ prompt: isJsonObject(value) ? asText(span.attributes[inputName]) : value });
}

function outputOf(span: SpanView): readonly Message[] | undefined {
  const raw = span.attributes[outputName];
  const read = readContent(raw);
  if (read === undefined || read.value === '') return undefined;
  if (read.isCut) span.truncated = true;
  const { value } = read;
  if (isList(value) && value.every(isItem)) return [response.oneTurn(messagesFrom(value, 'assistant'))];
  if (isJsonObject(value) && isMessage(value)) return [messageFrom(value, 'assistant')];
  return [{ role: 'assistant', parts: [{ kind: 'text', text: asText(raw) ?? JSON.stringify(value) }] }];
}

const isItem = (value: Json): boolean => isJsonObject(value) && typeof value['type'] === 'string';

const isMessage = (value: JsonObject): boolean => value['role'] !== undefined || isList(value['tool_calls']);

/** An error has a cost of zero by default. */
function costOf({ attributes }: SpanView): number | undefined {
  const cost = asAmount(asObject(attributes[costsName])?.['total']);
  return cost === 0 && attributes[levelName] === 'ERROR' ? undefined : cost;
}

/** Milliseconds until the first token; its time is a JSON text. */
function timeToFirstToken({ attributes, startTime }: SpanView): number | undefined {
  const time = readContent(attributes[startName])?.value;
  return typeof time === 'string' ? asAmount(Date.parse(time) - toMs(startTime)) : undefined;
}

/** The status of these spans is never set. */
function errorOf({ attributes }: SpanView): string | undefined {
  if (attributes[levelName] !== 'ERROR') return undefined;
  return asText(attributes['langfuse.observation.status_message']) ?? 'error';
}
