import { asText, compact, fieldsOf, type JsonRecord, without } from '../../json/json-record';
import type { Message, ModelRequest, ModelResponse, OutputMessage } from '../exchange';
import type { RequestHeaders } from '../http/headers';
import type { Api } from './api';
import { allChoices, onlyChoice } from './fields/choices';
import { errorReader } from './fields/error';
import { readParameters } from './fields/parameters';
import { partsOf, type ReadParts, said } from './fields/parts';
import { typedFields } from './fields/typed';
import { readUsage } from './openai/usage';

/** By its name, or a path with dots, how each field that is content is read: in this order. */
export type Fields = Readonly<Record<string, ReadParts>>;

/** An API that makes one thing of another: speech of a text, an answer of a picture. What is no content is a parameter. */
export interface Task
  extends Pick<
    Api,
    'operation' | 'provider' | 'hosts' | 'needsAnswer' | 'ownPath' | 'files' | 'lists' | 'query' | 'framings' | 'fold'
  > {
  /** Those of the paths that are its. */
  readonly at: RegExp;
  readonly input: Fields;
  readonly output: Fields;
  readonly later?: Api['later'];
  /** Whether a body is a call; by default if it has content. */
  readonly asks?: (body: JsonRecord, path: string) => boolean;
  /** Whether an answer is its own; by default if it has content. */
  readonly answers?: (body: JsonRecord) => boolean;
  /** The objects of a request whose fields are like those beside them. */
  readonly around?: readonly string[];
  /** The objects of an answer likewise. */
  readonly aroundAnswer?: readonly string[];
  readonly model?: (body: JsonRecord, path: string) => string | undefined;
  /** In place of one message with all of the input. */
  readonly messages?: (body: JsonRecord) => readonly Message[] | undefined;
  readonly system?: string;
  /** In place of one message with all of the output. */
  readonly answer?: (body: JsonRecord) => readonly OutputMessage[];
  /** Attributes of usage. */
  readonly usage?: (body: JsonRecord) => JsonRecord;
  /** Attributes of a request. */
  readonly attributes?: JsonRecord;
  /** Fields that say nothing: what an answer repeats of its request, vectors. */
  readonly silent?: readonly string[];
}

export const readError = errorReader();

/** The field that a path begins in. */
const first = (path: string): string => path.split('.')[0] ?? path;

const flat = (body: JsonRecord, around: readonly string[] = []): JsonRecord => ({
  ...without(body, ...around),
  ...Object.assign({}, ...around.map((name) => fieldsOf(body[name]))),
});

const usageIn = (body: JsonRecord): JsonRecord => readUsage(fieldsOf(body['usage']));

export function task(spec: Task): Api {
  const { at, input, output, later, asks, answers, around, aroundAnswer, silent = [], ...api } = spec;
  const { model: modelOf, messages, system, answer, usage = usageIn, attributes, ...own } = api;
  const inputOf = (body: JsonRecord): readonly Message[] => messages?.(body) ?? said('user', partsOf(body, input));
  const outputOf = (body: JsonRecord): readonly OutputMessage[] =>
    answer?.(body) ?? said('assistant', partsOf(body, output));

  function readRequest(sent: JsonRecord, path: string, headers?: RequestHeaders): ModelRequest {
    const body = flat(compact(sent), around);
    const instructions = system === undefined ? undefined : asText(body[system]);
    const read = [...Object.keys(input).map(first), ...(system === undefined ? [] : [system])];
    return {
      model: modelOf?.(body, path) ?? (asText(body['model']) || headers?.model),
      messages: inputOf(body),
      systemInstructions: instructions === undefined ? undefined : [{ type: 'text', content: instructions }],
      ...readParameters(typedFields(without(body, 'model', ...read)), attributes),
    };
  }

  function readResponse(sent: JsonRecord): ModelResponse {
    const body = flat(sent, aroundAnswer);
    const { id, request_id: requestId, model, finish_reason: reason, ...others } = body;
    const turns = outputOf(body);
    return {
      id: asText(id) ?? asText(requestId),
      model: asText(model),
      ...(turns.length > 1 ? allChoices(turns) : onlyChoice(turns[0], turns[0]?.finish_reason ?? reason)),
      attributes: usage(body),
      extra: compact(
        without(others, ...Object.keys(output).map(first), ...silent, 'usage', 'error', 'object', 'message'),
      ),
    };
  }

  return {
    ...own,
    recognises: (body, path) => at.test(path) && (asks?.(body, path) ?? inputOf(flat(body, around)).length > 0),
    answers: (body) => answers?.(body) ?? outputOf(flat(body, aroundAnswer)).length > 0,
    readRequest,
    readResponse,
    readError,
    ...(later === undefined ? {} : { later }),
  };
}
