import type { Json, JsonObject } from '../../../json/json';
import type { KeptCall } from '../../page-api';
import { firstNumber, firstText, isEmpty, listIn, numberIn, objectIn, othersIn, textIn } from '../json-value';
import { readAnswer } from './read-answer';
import { joinedResults, type MessageView, readMessage } from './read-message';
import { readTemplate, type TemplateMessage } from './template';
import { readUsage, type UsageView } from './usage';

/** An event as the page shows it, whichever format it was sent in. */
export interface CallView {
  readonly kind: 'model' | 'tool' | 'chain' | 'session' | 'other';
  readonly name: string;
  readonly model: string;
  /** Where it is another one than the model that answered. */
  readonly requestModel: string | undefined;
  readonly provider: string;
  readonly messages: readonly MessageView[];
  /** More than one where several choices were asked for. */
  readonly answers: readonly MessageView[];
  /** Of what is no conversation: a tool's arguments and result, a chain's members. */
  readonly input: Json | undefined;
  readonly output: Json | undefined;
  readonly error: string | undefined;
  readonly stack: string | undefined;
  readonly hyperparameters: JsonObject;
  readonly tools: readonly ToolView[];
  readonly toolChoice: Json | undefined;
  readonly responseFormat: Json | undefined;
  readonly template: readonly TemplateMessage[];
  readonly variables: JsonObject;
  readonly usage: UsageView;
  readonly cost: number | undefined;
  /** Milliseconds. */
  readonly duration: number | undefined;
  readonly timeToFirstToken: number | undefined;
  readonly startTime: number | undefined;
  readonly finishReason: string | undefined;
  readonly user: JsonObject;
  readonly feedback: JsonObject;
  readonly metrics: JsonObject;
  readonly metadata: JsonObject;
}

export interface ToolView {
  readonly name: string;
  readonly description: string | undefined;
  readonly parameters: Json | undefined;
}

/** What the two formats write into different places. */
interface Places {
  readonly kind: CallView['kind'];
  readonly config: JsonObject;
  readonly usage: JsonObject;
  readonly messages: readonly Json[];
  readonly response: JsonObject;
  readonly variables: JsonObject;
  readonly input: Json | undefined;
  readonly output: Json | undefined;
  readonly cost: number | undefined;
}

/** Never throws: a record is whatever was sent. */
export function viewOf({ record, row }: KeptCall): CallView {
  const places = row.format === 'v1' ? placesOfV1(record) : placesOfModel(record);
  const metadata = objectIn(record['metadata']);
  const { config, response } = places;
  const model = firstText(config['model'], row.model) ?? '';
  const requestModel = textIn(metadata['request_model']);
  return {
    kind: places.kind,
    name: firstText(config['tool_name'], record['event_name'], row.name) ?? 'unnamed',
    model,
    requestModel: requestModel === model ? undefined : requestModel,
    provider: firstText(config['provider'], row.provider) ?? '',
    messages: joinedResults(places.messages.map(readMessage)),
    answers: readAnswer(response),
    input: places.input,
    output: places.output,
    error: errorIn(record['error']),
    stack: textIn(metadata['exception.stacktrace']),
    hyperparameters: objectIn(config['hyperparameters']),
    tools: listIn(config['tools']).map(toolOf),
    toolChoice: config['tool_choice'],
    responseFormat: config['response_format'],
    template: readTemplate(config['template'], places.variables),
    variables: places.variables,
    usage: readUsage(places.usage, metadata),
    cost: places.cost,
    duration: firstNumber(record['duration'], row.duration),
    timeToFirstToken: firstNumber(metadata['time_to_first_token_ms'], row.timeToFirstToken),
    startTime: firstNumber(record['start_time'], row.startTime),
    finishReason: firstText(response['finish_reason'], metadata['finish_reason']),
    user: objectIn(record['user_properties']),
    feedback: objectIn(record['feedback']),
    metrics: objectIn(record['metrics']),
    metadata: othersIn(metadata, shownElsewhere),
  };
}

const shownElsewhere: ReadonlySet<string> = new Set(['exception.stacktrace']);

const placesOfModel = (record: JsonObject): Places => ({
  kind: 'model',
  config: record,
  usage: objectIn(record['usage']),
  messages: listIn(record['messages']),
  response: objectIn(record['response']),
  variables: objectIn(record['template_inputs']),
  input: undefined,
  output: undefined,
  cost: firstNumber(record['cost'], objectIn(record['metadata'])['cost']),
});

const kinds: ReadonlySet<string> = new Set(['model', 'tool', 'chain', 'session']);
const kindOf = (type: Json | undefined): CallView['kind'] =>
  kinds.has(String(type)) ? (type as CallView['kind']) : 'other';

function placesOfV1(record: JsonObject): Places {
  const kind = kindOf(record['event_type']);
  const inputs = objectIn(record['inputs']);
  const outputs = objectIn(record['outputs']);
  const metadata = objectIn(record['metadata']);
  const isCall = kind === 'model';
  const others = othersIn(inputs, new Set(['chat_history']));
  return {
    kind,
    config: objectIn(record['config']),
    usage: metadata,
    messages: listIn(inputs['chat_history']),
    response: isCall ? outputs : {},
    variables: isCall ? others : {},
    input: isCall || isEmpty(others) ? undefined : alone(others, 'input'),
    output: isCall || isEmpty(outputs) ? undefined : alone(outputs, kind === 'tool' ? 'message' : 'output'),
    cost: numberIn(metadata['cost']),
  };
}

/** The value of a member that an object has alone, else the object. */
function alone(object: JsonObject, name: string): Json {
  const value = object[name];
  return value !== undefined && Object.keys(object).length === 1 ? value : object;
}

function errorIn(error: Json | undefined): string | undefined {
  if (error === undefined || error === null || error === '') return undefined;
  return typeof error === 'string' ? error : JSON.stringify(error);
}

/** Tools are declared as OpenAI's chat API has them, or flat as its newer one and Anthropic do. */
function toolOf(tool: Json): ToolView {
  const whole = objectIn(tool);
  const inner = objectIn(whole['function'] ?? whole['custom']);
  return {
    name: firstText(inner['name'], whole['name'], whole['type']) ?? 'unnamed',
    description: firstText(inner['description'], whole['description']),
    parameters: inner['parameters'] ?? whole['parameters'] ?? whole['input_schema'] ?? inner['format'],
  };
}
