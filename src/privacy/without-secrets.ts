import {
  isJsonObject,
  isList,
  type Json,
  type JsonObject,
  parseJson,
  put,
  stringify,
  type Writable,
} from '../json/json';
import { recoverCut } from '../json/truncated-json';
import { knownClean } from './clean-texts';
import { isSecretName, type Place, placeOf, placeOfHeader, redacted } from './secret-names';
import { mayHoldSecrets, textWithoutSecrets } from './secret-text';
import { addressWithoutSecrets } from './secret-urls';

/**
 * The value without secrets: texts at places for them by the names of members (headers, tokens, keys, passwords), user info and
 * queries of URLs, keys in the paths of servers' addresses, and keys of known shapes wherever they stand. JSON in a text is treated as JSON. Messages within the value stay
 * as they are: what is said in them is the app's own, which `redact` is for. What has no secret is not copied. Linear.
 * @param name of the member or the attribute that holds the value
 */
export function withoutSecrets<T extends Json>(value: T, name = ''): T {
  // It is of the same type: texts become texts, and objects lose no member.
  return cleaned(value, placeOf(name)) as T;
}

function cleaned(value: Json, place: Place): Json {
  if (place === 'content') return value;
  if (typeof value === 'string') return cleanText(value, place);
  if (isList(value)) return cleanList(value, place);
  return isJsonObject(value) ? cleanObject(value, place) : value;
}

function cleanText(text: string, place: Place): string {
  if (place === 'secret') return text === '' ? text : redacted;
  if (place === 'header' && text.length >= leastKeyChars) return redacted;
  const start = text.trimStart().charAt(0);
  if (start === '{' || start === '[' || start === '"') return cleanJson(text, place);
  if (place === 'address' || (place === 'servers' && text.includes('://')))
    return textWithoutSecrets(addressWithoutSecrets(text));
  if (place === 'headers') return textWithoutSecrets(cleanRawHeaders(text));
  return knownClean(text) ?? (mayHoldSecrets(text) ? textWithoutSecrets(text) : text);
}

/** Shorter texts in a header are versions and switches. */
const leastKeyChars = 6;

const cleanRawHeaders = (text: string): string =>
  text.replace(
    /^([\w-]{1,64})(:[ \t]{0,8})(.+)$/gm,
    (_, name: string, sign: string, value: string) => `${name}${sign}${cleanText(value, placeOfHeader(name))}`,
  );

function cleanJson(text: string, place: Place): string {
  if (place !== 'headers' && !mayHoldSecrets(text)) return text;
  const whole = parseJson(text);
  // A limit may have cut it: then what can be read.
  const value = whole ?? recoverCut(text);
  if (value === undefined) return knownClean(text) ?? textWithoutSecrets(text);
  const clean = cleaned(value, place);
  if (clean !== value) return stringify(clean);
  return whole === undefined ? (knownClean(text) ?? textWithoutSecrets(text)) : text;
}

function cleanList(list: readonly Json[], place: Place): readonly Json[] {
  let copy: Json[] | undefined;
  for (const [index, item] of list.entries()) {
    const clean = cleaned(item, placeInList(list, index, place));
    if (clean === item) continue;
    copy ??= [...list];
    copy[index] = clean;
  }
  return copy ?? list;
}

const isPair = (value: Json | undefined): boolean =>
  isList(value) && value.length === 2 && typeof value[0] === 'string';

/** Names and values alternate in raw headers and in the arguments of a command. */
function placeInList(list: readonly Json[], index: number, place: Place): Place {
  if (place === 'headers' && isList(list[index])) return isPair(list[index]) ? 'header pair' : place;
  if (place === 'header pair') return index === 1 ? placeOfHeader(String(list[0])) : 'open';
  const name = index === 0 || typeof list[index] !== 'string' ? undefined : list[index - 1];
  if (typeof name !== 'string') return place;
  if (place === 'headers') return index % 2 === 1 && name.includes('-') ? placeOfHeader(name) : place;
  return /^-|^(?:authorization|cookie)$/i.test(name) && isSecretName(name) ? 'secret' : place;
}

function cleanObject(object: JsonObject, place: Place): JsonObject {
  if (isMessage(object)) return object;
  switch (place) {
    case 'secret':
      return cleanMembers(object, isSchema(object) ? ofSecretSchema : ofSecret);
    case 'secret schema':
      return cleanMembers(object, ofSecretSchema);
    case 'schemas':
      return cleanMembers(object, ofSchemas);
    case 'headers':
      return cleanMembers(object, (name) => ofHeaders(name, object));
    case 'servers':
      return cleanMembers(object, (name, member) => ofServers(name, member, object));
    case 'header':
    case 'header pair':
    case 'address':
    case 'content':
    case 'open':
      return cleanMembers(object, (name) => ofMember(name, object));
  }
}

function cleanMembers(object: JsonObject, placeOfMember: (name: string, value: Json) => Place): JsonObject {
  let copy: Writable | undefined;
  for (const name in object) {
    const value = object[name];
    if (value === undefined || typeof value === 'number' || typeof value === 'boolean') continue;
    if (name === 'required') continue; // the names of parameters
    const clean = cleaned(value, placeOfMember(name, value));
    if (clean === value) continue;
    copy ??= { ...object };
    put(copy, name, clean);
  }
  return copy ?? object;
}

const isMessage = ({ role, content, parts }: JsonObject): boolean =>
  typeof role === 'string' && (content !== undefined || parts !== undefined);

/** Members that say what kind of secret it is, or of what. */
const kinds = /(?:^|_)(?:type|kind)$|^\w+Type$|^(?:name|domain)$/;
const ofSecret = (name: string): Place => (kinds.test(name) ? 'open' : 'secret');

const schemaTypes: ReadonlySet<unknown> = new Set([
  'string',
  'number',
  'integer',
  'boolean',
  'object',
  'array',
  'null',
]);
const isSchema = ({ type }: JsonObject): boolean => schemaTypes.has(type);

/** Of a parameter for a secret, the values are secrets, and its description is none. */
const valuesInSchema: ReadonlySet<string> = new Set(['default', 'const', 'enum', 'example', 'examples']);
const ofSecretSchema = (name: string): Place => (valuesInSchema.has(name) ? 'secret' : placeOf(name));

/** The names of what schemas describe are no names of members, unless there is a text where a schema would be. */
const ofSchemas = (name: string, value: Json): Place =>
  isSecretName(name) ? (typeof value === 'string' ? 'secret' : 'secret schema') : 'open';

/** Headers by their names, or items `{name, value}`. */
function ofHeaders(name: string, { name: own, key = own, value }: JsonObject): Place {
  const isItem = typeof key === 'string' && value !== undefined;
  if (isItem && name !== 'value') return 'open';
  return placeOfHeader(isItem ? key : name);
}

/** Servers by their names, in a list, or one alone. */
function ofServers(name: string, value: Json, object: JsonObject): Place {
  const place = ofMember(name, object);
  return place === 'open' && (typeof value === 'object' || isUrl(name)) ? 'servers' : place;
}

const isUrl = (name: string): boolean => /^ur[il]$/i.test(name);

function ofMember(name: string, { name: own, key = own, type, text, thinking }: JsonObject): Place {
  // Beside a text it is that of a model's thoughts, which have to be sent back with it.
  if (name === 'signature' && (type ?? text ?? thinking) === undefined) return 'secret';
  if (name === 'value' && typeof key === 'string' && isSecretName(key)) return 'secret';
  return type === 'mcp' && isUrl(name) ? 'address' : placeOf(name);
}
