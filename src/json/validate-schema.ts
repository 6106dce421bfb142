import type { JsonSchema, TypeName } from './json-schema';

/**
 * What is wrong with a parsed JSON value, one sentence each, none if it is valid. Names the place and the rule, never the
 * value: these sentences end up in the logs of whoever sent it.
 */
export function validate(schema: JsonSchema, value: unknown, at = ''): readonly string[] {
  return [...ofAnyType(schema, value), ...ofText(schema, value), ...ofNumber(schema, value)]
    .map((problem) => `${at === '' ? 'it' : at} ${problem}`)
    .concat(ofList(schema, value, at), ofObject(schema, value, at));
}

function ofAnyType(schema: JsonSchema, value: unknown): string[] {
  const problems: string[] = [];
  const types = schema.type === undefined ? [] : [schema.type].flat();
  if (types.length > 0 && !types.some((type) => isOfType[type](value))) problems.push(`must be ${types.join(' or ')}`);
  if (schema.enum !== undefined && !schema.enum.some((one) => one === value)) {
    problems.push(`must be one of ${schema.enum.join(', ')}`);
  }
  return problems;
}

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

function ofText(schema: JsonSchema, value: unknown): string[] {
  if (typeof value !== 'string') return [];
  const problems: string[] = [];
  if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
    problems.push(`must match ${schema.pattern}`);
  }
  if (schema.minLength !== undefined && Array.from(value).length < schema.minLength) {
    problems.push(`must have at least ${schema.minLength} characters`);
  }
  return problems;
}

function ofNumber(schema: JsonSchema, value: unknown): string[] {
  return typeof value === 'number' && schema.minimum !== undefined && !(value >= schema.minimum)
    ? [`must be at least ${schema.minimum}`]
    : [];
}

function ofList(schema: JsonSchema, value: unknown, at: string): string[] {
  const { items } = schema;
  if (items === undefined || !Array.isArray(value)) return [];
  return value.flatMap((item, index) => validate(items, item, place(at, index)));
}

function ofObject(schema: JsonSchema, value: unknown, at: string): string[] {
  if (!isObject(value)) return [];
  const missing = (schema.required ?? [])
    .filter((key) => !Object.hasOwn(value, key))
    .map((key) => `${place(at, key)} is missing`);
  const wrong = Object.entries(value).flatMap(([key, member]) => {
    const known = schema.properties !== undefined && Object.hasOwn(schema.properties, key);
    const rule = known ? schema.properties[key] : schema.additionalProperties;
    if (rule === false) return [`${place(at, key)} is not a field`];
    return rule === undefined ? [] : validate(rule, member, place(at, key));
  });
  return [...missing, ...wrong];
}

const place = (at: string, key: string | number): string => (at === '' ? String(key) : `${at}/${key}`);

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
