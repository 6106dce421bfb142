import { asRecord, compact, fieldsOf, type JsonRecord, prefixed } from '../../../json/json-record';
import type { Growth } from './growth';
import { assign, type Writable } from './stream';

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
  return Object.fromEntries(
    entries.flatMap(([name, value]) => {
      const count = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
      return typeof count === 'number' ? [[name, count]] : [];
    }),
  );
}

/** Adds the counts of a later event, which replace those before: but `null`, and 0 where there was a count, say nothing. */
function addCounts(usage: Writable, later: unknown, growth: Growth): void {
  for (const [name, value] of Object.entries(compact(fieldsOf(later)))) {
    const before = Object.hasOwn(usage, name) ? usage[name] : undefined;
    const inner = asRecord(value);
    if (inner !== undefined) {
      const counts: Writable = asRecord(before) ?? {};
      addCounts(counts, inner, growth);
      assign(usage, { [name]: counts }, growth);
    } else if (value !== 0 || before === undefined) assign(usage, { [name]: value }, growth);
  }
}

/** Adds usage to that of a response. */
export function addUsage(body: Writable, usage: unknown, growth: Growth): void {
  if (asRecord(usage) === undefined) return;
  const counts: Writable = asRecord(body['usage']) ?? {};
  addCounts(counts, usage, growth);
  assign(body, { usage: counts }, growth);
}

/** Of those that are numbers; `undefined` if none is. */
export function sum(...counts: readonly unknown[]): number | undefined {
  const numbers = counts.filter((count) => typeof count === 'number');
  return numbers.length === 0 ? undefined : numbers.reduce((one, other) => one + other);
}
