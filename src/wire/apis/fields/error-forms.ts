import { asList, asRecord, asText, compact, fieldsOf, type JsonRecord, without } from '../../../json/json-record';
import type { ServerEvent } from '../../http/server-event';

/* Where servers and gateways put an error into a response that has the status of a success, whatever API they serve. */

/** An error, and the response or the event without it. */
export interface FoundError {
  /** With its text as `message`, if it has any. */
  readonly error: JsonRecord;
  readonly rest: JsonRecord;
}

const messages = 'message msg Message error_message error_msg errorMessage status_msg detail'.split(' ');
const kinds = 'type error_type errorType'.split(' ');
const codes = 'code error_code errorCode status_code statusCode StatusCode status'.split(' ');
/** Each of them is an answer, even an empty text, but for an empty object or list. */
const answers = (
  'choices delta candidates content output outputs completion completions response generation generations result ' +
  'results text outputText embedding embeddings embeddingsByType data predictions'
).split(' ');

const saysNothing = (value: unknown): boolean => value === undefined || value === null || value === '';

/** The first field that says something. */
const firstOf = (fields: JsonRecord, names: readonly string[]): unknown =>
  fields[names.find((name) => !saysNothing(fields[name])) ?? ''];

/** The text of a message. FastAPI lists what is wrong with a request. */
function textOf(message: unknown): string | undefined {
  const record = asRecord(message);
  if (record !== undefined) return textOf(firstOf(record, [...messages, 'error'])) ?? JSON.stringify(record);
  const list = asList(message);
  return (list === undefined ? asText(message) : list.map(textOf).join('; ')) || undefined;
}

/** The kind and the code beside a message. */
const namesIn = (fields: JsonRecord): JsonRecord => ({ type: firstOf(fields, kinds), code: firstOf(fields, codes) });

/** `undefined` for an object whose fields say nothing: some servers send one with every response. */
function errorWith(message: string | undefined, fields: JsonRecord): JsonRecord | undefined {
  const error = compact({ ...fields, message });
  return Object.values(error).some((value) => value !== '' && value !== 0 && value !== false) ? error : undefined;
}

/**
 * What stands where an error does: an object, a list of them, a text, or only that there is one.
 * @param beside the fields around it
 */
function errorFrom(value: unknown, beside: JsonRecord): JsonRecord | undefined {
  if (saysNothing(value) || value === false || value === 0) return undefined;
  const record = asRecord(value);
  if (record !== undefined) return errorWith(textOf(firstOf(record, [...messages, 'error'])), record);
  const list = asList(value);
  if (list !== undefined) return list.length === 0 ? undefined : errorWith(textOf(list), fieldsOf(list[0]));
  const [text, more] = [asText(value), asText(firstOf(beside, messages))];
  // Of two texts, the error is a name, such as `Unauthorized`.
  return more === undefined
    ? errorWith(text, namesIn(beside))
    : errorWith(more, { ...namesIn(beside), ...compact({ type: text }) });
}

const isAnswer = (value: unknown): boolean =>
  value !== undefined && value !== null && (typeof value !== 'object' || Object.keys(value).length > 0);

/** What a server says to have failed is none, whatever stands beside it. */
const hasAnswer = (body: JsonRecord): boolean =>
  body['success'] !== false &&
  (answers.some((name) => isAnswer(body[name])) ||
    asRecord(body['message']) !== undefined ||
    typeof body['finishReason'] === 'string'); // TwelveLabs' answer is a message

const nameless: ReadonlySet<string> = new Set([...messages, ...codes]);

/** Whether there is nothing beside a message, but perhaps its code. */
const isOnlyMessage = (body: JsonRecord): boolean => Object.keys(body).every((name) => nameless.has(name));

/** Some servers have a code with every response. */
const isFine = (code: unknown): boolean => /^(?:0+|2\d\d|ok|success|succeeded|completed)$/i.test(String(code));

/**
 * The error that a body is itself.
 * @param isWhole whether nothing else has come: then a message is an error, also without a code
 */
function errorItself(body: JsonRecord, isWhole: boolean): JsonRecord | undefined {
  if (hasAnswer(body)) return undefined;
  const name = messages.find((each) => !saysNothing(body[each])) ?? '';
  const message = textOf(body[name]);
  const code = firstOf(body, codes);
  const isNamed = body['object'] === 'error' || body['success'] === false || name.startsWith('error');
  const isMarked = isNamed || (code !== undefined && !isFine(code));
  const isAll = isWhole || isOnlyMessage(body);
  if (message === undefined || !(isMarked || (isAll && code === undefined))) return undefined;
  const others = without(body, 'object', 'success', ...(body[name] === message ? [name] : []));
  return errorWith(message, { ...others, ...namesIn(body) });
}

/** A status that a response of MiniMax or Spark has in any case. */
function errorInStatus(status: unknown): JsonRecord | undefined {
  const code = firstOf(fieldsOf(status), codes);
  return code === undefined || isFine(code) ? undefined : errorWith(textOf(status), { code });
}

function errorInChoices(choices: unknown): JsonRecord | undefined {
  if (!Array.isArray(choices)) return undefined;
  for (const each of choices) {
    const choice = asRecord(each);
    const value = choice?.['error'] ?? asRecord(choice?.['message'])?.['error'];
    const error = value === undefined ? undefined : errorFrom(value, {});
    if (error !== undefined) return error;
  }
  return undefined;
}

/** Apigee's, of the gateway itself. */
const errorInFault = (fault: JsonRecord): JsonRecord | undefined =>
  errorWith(textOf(fault['faultstring']), { code: fieldsOf(fault['detail'])['errorcode'] });

/** Volcengine's, of a request that has not come to a model. */
const errorInMetadata = (error: JsonRecord): JsonRecord | undefined =>
  errorWith(asText(error['Message']), { code: error['Code'] });

const marks: ReadonlySet<string> = new Set([
  ...['error', 'errors', 'x_groq', 'base_resp', 'header', 'ResponseMetadata', 'fault'],
  ...messages,
]);

/** Whether a closer look is worth its time: it would take longer than all else that is read of most events. */
function mayBeError(fields: JsonRecord): boolean {
  for (const name of Object.keys(fields)) {
    const value = fields[name];
    if (name === 'choices' && errorInChoices(value) !== undefined) return true;
    if (marks.has(name) && (name === 'message' ? typeof value === 'string' : value !== null)) return true;
  }
  return false;
}

/**
 * The error in a response, wherever it stands.
 * @param isWhole whether nothing else has come
 */
export function errorIn(body: JsonRecord, isWhole: boolean): FoundError | undefined {
  const found = (error: JsonRecord | undefined, ...names: readonly string[]): FoundError | undefined =>
    error === undefined ? undefined : { error, rest: without(body, ...names) };
  return (
    found(errorFrom(body['error'], body), 'error', ...(body['type'] === 'error' ? ['type'] : [])) ??
    found(errorInChoices(body['choices'])) ??
    found(errorFrom(fieldsOf(body['x_groq'])['error'], {})) ??
    found(errorInStatus(body['base_resp']), 'base_resp') ??
    found(errorInStatus(body['header']), 'header') ??
    found(errorInFault(fieldsOf(body['fault'])), 'fault') ??
    found(errorInMetadata(fieldsOf(fieldsOf(body['ResponseMetadata'])['Error'])), 'ResponseMetadata') ??
    (hasAnswer(body) ? undefined : found(errorFrom(body['errors'], {}), 'errors', 'success')) ??
    found(errorItself(body, isWhole), ...Object.keys(body))
  );
}

/** The error that an event of a stream is, or has among its fields. */
export function errorInEvent({ event = '', data, isBare }: ServerEvent, fields: JsonRecord): FoundError | undefined {
  const type = asText(fields['type']) ?? '';
  const name = isErrorName(event) ? event : isErrorName(type) ? type : undefined;
  if (name === undefined || !saysNothing(fields['error'])) {
    return mayBeError(fields) ? errorIn(fields, isBare === true) : undefined;
  }
  const { type: _type, sequence_number: _, ...others } = fields;
  const kind = [type, name].find((each) => each !== '' && each !== 'error');
  const message = textOf(firstOf(fields, messages)) ?? (/^\s*\{/.test(data) ? undefined : data.trim());
  return { error: compact({ ...others, type: kind, message }), rest: {} };
}

/** Of an event. Where a tool fails, the call goes on. */
function isErrorName(name: string): boolean {
  const end = name.slice(-9).toLowerCase();
  return (end.endsWith('error') || end === 'exception') && !/tool/i.test(name);
}
