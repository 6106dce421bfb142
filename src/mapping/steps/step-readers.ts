import type { Json, JsonObject } from '../../json/json';
import { isEmpty, isJsonObject, isList, parseJson } from '../../json/json';
import { readValue } from '../read/content';
import { content, fromAttribute, map, type Reader, text } from '../read/reader';

/** What a step was given or gave: nested, JSON or text. */
export const value = (name: string): Reader<Json> =>
  content(fromAttribute(name, (raw, span) => (raw === '' ? undefined : readValue(raw, span))));

/** A name that reveals what tools there are, which is content. */
export const hiddenName = (name: string): Reader<string> => content(text(name));

/** `{args, kwargs}`, as OpenLLMetry records the arguments of a function, by their names where they have some. */
export const argumentsIn = (name: string): Reader<Json> => map(value(name), byName);

function byName(given: Json): Json {
  if (!isJsonObject(given) || !isList(given['args'])) return given;
  const { args, kwargs, ...others } = given;
  const named = { ...(isJsonObject(kwargs) ? kwargs : {}), ...others };
  if (!isList(args) || args.length === 0) return named;
  const [only] = args;
  if (args.length > 1 || only === undefined || !isEmpty(named)) return { ...named, args };
  return typeof only === 'string' && only.startsWith('{') ? (parseJson(only) ?? only) : only;
}

/** `{type, value}`, as LangWatch wraps values. */
export const wrapped = (name: string): Reader<Json> =>
  map(value(name), (given) => (isWrapped(given) ? given['value'] : given));

const isWrapped = (given: Json): given is JsonObject =>
  isJsonObject(given) && typeof given['type'] === 'string' && given['value'] !== undefined;
