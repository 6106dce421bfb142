import { isObject } from './json';
import type { JsonSchema, TypeName } from './json-schema';

/**
 * What is wrong with a parsed JSON value, one sentence each; none if it is valid. They name the place and the rule, never the
 * value, since senders log them.
 */
export function validate(schema: JsonSchema, value: unknown, at = ''): readonly string[] {
  const problems: string[] = [];
  check(schema, value, at, problems);
  return problems;
}

function check(schema: JsonSchema, value: unknown, at: string, problems: string[]): void {
  const { type, enum: values, pattern, minLength, minimum, items } = schema;
  const fail = (rule: string): number => problems.push(`${at === '' ? 'it' : at} ${rule}`);
  if (type !== undefined && !isOfSomeType(type, value)) fail(`must be ${[type].flat().join(' or ')}`);
  if (values?.some((one) => one === value) === false) fail(`must be one of ${values.join(', ')}`);
  if (typeof value === 'string') {
    if (pattern !== undefined && !new RegExp(pattern, 'u').test(value)) fail(`must match ${pattern}`);
    if (minLength !== undefined && charsOf(value, minLength) < minLength) {
      fail(`must have at least ${minLength} characters`);
    }
  } else if (typeof value === 'number') {
    if (minimum !== undefined && !(value >= minimum)) fail(`must be at least ${minimum}`);
  } else if (Array.isArray(value)) {
    if (items !== undefined)
      for (const [index, item] of value.entries()) check(items, item, place(at, index), problems);
  } else if (isObject(value)) checkMembers(schema, value, at, problems);
}

function checkMembers(schema: JsonSchema, object: Members, at: string, problems: string[]): void {
  const { required = none, properties, additionalProperties } = schema;
  for (const key of required) if (!Object.hasOwn(object, key)) problems.push(`${place(at, key)} is missing`);
  if (properties === undefined && additionalProperties === undefined) return;
  for (const key in object) {
    const isKnown = properties !== undefined && Object.hasOwn(properties, key);
    const rule = isKnown ? properties[key] : additionalProperties;
    if (rule === false) problems.push(`${place(at, key)} is not a field`);
    else if (rule !== undefined) check(rule, object[key], place(at, key), problems);
  }
}

/** Counted only where that matters: no text has fewer characters than half of its UTF-16 units. */
const charsOf = (text: string, atLeast: number): number =>
  text.length < 2 * atLeast ? Array.from(text).length : atLeast;

type Members = Readonly<Record<string, unknown>>;
const none: readonly string[] = [];

const isOfSomeType = (type: TypeName | readonly TypeName[], value: unknown): boolean =>
  typeof type === 'string' ? isOfType[type](value) : type.some((each) => isOfType[each](value));

const isOfType: Readonly<Record<TypeName, (value: unknown) => boolean>> = {
  string: (value) => typeof value === 'string',
  // JSON can spell a number that is none: 1e999 is parsed to Infinity.
  number: (value) => Number.isFinite(value),
  integer: (value) => Number.isInteger(value),
  boolean: (value) => typeof value === 'boolean',
  null: (value) => value === null,
  array: (value) => Array.isArray(value),
  object: isObject,
};

const place = (at: string, key: string | number): string => (at === '' ? String(key) : `${at}/${key}`);
