import { fieldsOf, type JsonRecord, prefixed } from '../../../json/json-record';

/** By path in a provider's usage: the attribute of the conventions, after `gen_ai.usage.`; the first of an attribute wins. */
export type NamedCounts = readonly (readonly [path: string, attribute: string])[];

/** Usage as attributes. Counts that have no name in the conventions stay under `gen_ai.usage.details.`, by their path. */
export function readCounts(usage: JsonRecord, named: NamedCounts): JsonRecord {
  const details = { ...numbersIn(usage) };
  const attributes: Record<string, unknown> = {};
  for (const [path, attribute] of named) {
    if (details[path] !== undefined) attributes[`gen_ai.usage.${attribute}`] ??= details[path];
    delete details[path];
  }
  return { ...attributes, ...prefixed('gen_ai.usage.details.', details) };
}

/** Numbers by their path; one level of nesting is all that providers have. */
function numbersIn(usage: JsonRecord): JsonRecord {
  const nested = Object.entries(usage).map(([name, value]) => prefixed(`${name}.`, fieldsOf(value)));
  const entries = Object.entries(Object.assign({}, usage, ...nested) as JsonRecord);
  return Object.fromEntries(entries.filter(([, value]) => typeof value === 'number'));
}

/** Of those that are numbers; `undefined` if none is. */
export function sum(...counts: readonly unknown[]): number | undefined {
  const numbers = counts.filter((count) => typeof count === 'number');
  return numbers.length === 0 ? undefined : numbers.reduce((one, other) => one + other);
}
